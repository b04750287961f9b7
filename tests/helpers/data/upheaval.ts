/**
 * Data that change in every way there is: random commands on keys of all types, on whole keys and namespaces,
 * with time passing and keys expiring.
 */
import { CommandGenerator } from "../../differential/random/commands.ts";
import type { TestServer } from "../commands.ts";
import { Random } from "../random.ts";

/** Commands whose outcome depends on more than the data, or that end clients. */
const LEFT_OUT =
  /^(QUIT|CLIENT|HELLO|RESET|SHUTDOWN|DEBUG|CONFIG|P?SUBSCRIBE|BGSAVE|SAVE|BGREWRITEAOF)$/i;

const KINDS = ["s", "l", "h", "t", "z", "x", "i"];

/** A key, of a type that its name tells. */
function keyOf(random: Random): string {
  return `${random.pick(KINDS)}:${random.int(150)}`;
}

/** A command that makes or changes a key, according to its type. */
function edit(random: Random, key: string): string[] {
  const text = random.text(random.int(1, 30));
  const number = String(random.int(400));
  switch (key[0]) {
    case "s":
      return random.pick([
        ["SET", key, text],
        ["SET", key, text, "PX", String(random.int(1, 100_000) * 1000)],
        ["APPEND", key, text],
        ["SETRANGE", key, number, text],
        ["GETEX", key, "PERSIST"],
      ]);
    case "l":
      return random.pick([
        ["RPUSH", key, text, number, text],
        ["LPUSH", key, text.repeat(30), number],
        ["LPOP", key, "2"],
        ["LSET", key, "0", text],
        ["LREM", key, "1", text],
        ["LMOVE", key, keyOf(new Random(random.int(100))).replace(/^./, "l"), "LEFT", "RIGHT"],
      ]);
    case "h":
      return random.pick([
        ["HSET", key, number, text, text, number],
        ["HDEL", key, number],
        ["HINCRBY", key, number, "5"],
      ]);
    case "t":
      return random.pick([
        ["SADD", key, text, number, `${number}0`],
        ["SREM", key, number],
        ["SPOP", key],
        ["SUNIONSTORE", key, key, keyOf(random).replace(/^./, "t")],
      ]);
    case "i":
      return random.pick([["SADD", key, number], ["SREM", key, number]]);
    case "z":
      return random.pick([
        ["ZADD", key, number, text, `${number}.5`, number],
        ["ZPOPMIN", key],
        ["ZINCRBY", key, "1.5", text],
        ["ZREMRANGEBYRANK", key, "0", "0"],
      ]);
    default:
      return random.pick([
        ["XADD", key, "*", "f", text],
        ["XADD", key, "MAXLEN", "10", "*", text, number],
        ["XGROUP", "CREATE", key, "g", "0", "MKSTREAM"],
        ["XREADGROUP", "GROUP", "g", text.slice(0, 1), "COUNT", "3", "STREAMS", key, ">"],
        ["XTRIM", key, "MAXLEN", "5"],
        ["XACK", key, "g", "0-1"],
      ]);
  }
}

/** Something that happens to whole keys or namespaces. Keys expire within `mostMs`. */
function upset(random: Random, mostMs: number): string[] {
  const key = keyOf(random);
  const other = `${key[0]}:${random.int(150)}`;
  const database = String(random.int(3));
  return random.weighted([
    [200, ["DEL", key, other]],
    [200, ["RENAME", key, other]],
    [200, ["MOVE", key, database]],
    [200, ["COPY", key, other, "DB", database, "REPLACE"]],
    [400, ["PEXPIRE", key, String(random.int(1, mostMs))]],
    [100, ["PERSIST", key]],
    [600, ["SELECT", database]],
    [20, ["SWAPDB", database, String(random.int(3))]],
    [6, ["FLUSHDB"]],
    [2, ["FLUSHALL"]],
    [400, ["SORT", key, "ALPHA", "STORE", `l:${random.int(150)}`]],
    [200, [
      "HPEXPIRE",
      `h:${random.int(150)}`,
      String(mostMs),
      "FIELDS",
      "1",
      String(random.int(400)),
    ]],
  ]);
}

/** Commands on a server: those that many tests share, and those above. */
export class Upheaval {
  readonly random: Random;
  readonly #generator: CommandGenerator;
  readonly #client;

  /**
   * @param mostMs Keys expire within this time.
   * @param fieldsExpire Whether fields of hashes do, which Redis 7.0 does not know.
   */
  constructor(
    readonly server: TestServer,
    seed: number,
    private readonly mostMs = 3000,
    private readonly fieldsExpire = true,
  ) {
    this.random = new Random(seed);
    this.#generator = new CommandGenerator(seed);
    this.#client = server.client();
  }

  /** Executes so many commands. */
  run(commands: number): void {
    const { random, server } = this;
    const client = this.#client;
    for (let i = 0; i < commands; i++) {
      let args: readonly (string | number | Uint8Array)[];
      const what = random.int(10);
      if (what < 2) args = this.#generator.next().args;
      else if (what < 4) args = upset(random, this.mostMs);
      else args = edit(random, keyOf(random));
      if (LEFT_OUT.test(String(args[0]))) continue;
      if (!this.fieldsExpire && /^H(?:P?EXP|SETEX|GETEX)/i.test(String(args[0]))) continue;
      if (client.session.paused) server.disconnect(client.session);
      client.replyBytes(args.map((arg) => typeof arg === "number" ? String(arg) : arg));
      if (random.chance(0.01)) server.advance(random.int(100));
      if (random.chance(0.005)) server.sweeper.cycle();
    }
  }
}
