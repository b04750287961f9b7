import { assert, assertEquals } from "@std/assert";
import type { Engine } from "../../../store/engine.ts";
import { visitAll } from "../../../store/keyspace/scan.ts";
import { Snapshot } from "../../../store/persistence/snapshot.ts";
import { CommandGenerator } from "../../differential/random_commands.ts";
import { TestServer } from "../../helpers/commands.ts";
import { dataImage } from "../../helpers/data_image.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { assertAllMarked, loadedServer, MemorySink } from "../../helpers/saved_data.ts";

/** Commands whose outcome depends on more than the data, or that end clients. */
const LEFT_OUT =
  /^(QUIT|CLIENT|HELLO|RESET|SHUTDOWN|DEBUG|CONFIG|P?SUBSCRIBE|BGSAVE|SAVE|BGREWRITEAOF)$/i;

/** Collections of these sizes change their form again and again. */
const SMALL = {
  "hash-max-listpack-entries": "6",
  "set-max-intset-entries": "6",
  "zset-max-listpack-entries": "6",
  "list-max-listpack-size": "6",
  "stream-node-max-entries": "3",
};

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
        ["SET", key, text, "PX", String(random.int(1, 100_000))],
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

/** Something that happens to whole keys or namespaces. */
function upset(random: Random): string[] {
  const key = keyOf(random);
  const other = `${key[0]}:${random.int(150)}`;
  const database = String(random.int(3));
  return random.weighted([
    [200, ["DEL", key, other]],
    [200, ["RENAME", key, other]],
    [200, ["MOVE", key, database]],
    [200, ["COPY", key, other, "DB", database, "REPLACE"]],
    [400, ["PEXPIRE", key, String(random.int(1, 3000))]],
    [100, ["PERSIST", key]],
    [600, ["SELECT", database]],
    [20, ["SWAPDB", database, String(random.int(3))]],
    [6, ["FLUSHDB"]],
    [2, ["FLUSHALL"]],
    [400, ["SORT", key, "ALPHA", "STORE", `l:${random.int(150)}`]],
    [200, ["HPEXPIRE", `h:${random.int(150)}`, "2000", "FIELDS", "1", String(random.int(400))]],
  ]);
}

/** Commands on a server: those that many tests share, and those above. */
class Upheaval {
  readonly random: Random;
  readonly #generator: CommandGenerator;
  readonly #client;

  constructor(readonly server: TestServer, seed: number) {
    this.random = new Random(seed);
    this.#generator = new CommandGenerator(seed);
    this.#client = server.client();
  }

  run(commands: number): void {
    const { random, server } = this;
    const client = this.#client;
    for (let i = 0; i < commands; i++) {
      let args: readonly (string | number | Uint8Array)[];
      const what = random.int(10);
      if (what < 2) args = this.#generator.next().args;
      else if (what < 4) args = upset(random);
      else args = edit(random, keyOf(random));
      if (LEFT_OUT.test(String(args[0]))) continue;
      if (client.session.paused) server.disconnect(client.session);
      client.replyBytes(args.map((arg) => typeof arg === "number" ? String(arg) : arg));
      if (random.chance(0.01)) server.advance(random.int(100));
      if (random.chance(0.005)) server.sweeper.cycle();
    }
  }
}

/** A snapshot taken in the midst of it all; the images of the data before and of what it has. */
function snapshotAmid(seed: number, settings: Record<string, string>, populated: number) {
  const server = new TestServer({ ...settings, "proto-max-bulk-len": "1mb" });
  const upheaval = new Upheaval(server, seed);
  upheaval.run(populated);
  const before = dataImage(server);
  const nowMs = server.time.now();
  const sink = new MemorySink();
  const snapshot = new Snapshot(server.engine, sink);
  let steps = 0;
  for (; !snapshot.step(0); steps++) upheaval.run(upheaval.random.int(12));
  const loaded = loadedServer(sink.bytes, nowMs);
  return { before, after: dataImage(loaded), steps, server, snapshot, upheaval };
}

/** Nothing is left of a server's data: all of its memory is accounted for. */
function assertEmptied(engine: Engine): void {
  engine.reclaimer.finishChores();
  while (engine.reclaimer.size > 0) engine.reclaimer.step(100_000);
  for (const namespace of engine.namespaces.values()) {
    const keys: Uint8Array[] = [];
    visitAll(namespace.table, (address) => {
      namespace.open(address);
      keys.push(namespace.keyBytes());
    });
    for (const key of keys) {
      namespace.load(key, 0, key.length);
      namespace.delete();
    }
    assertEquals(namespace.size, 0);
  }
  while (engine.reclaimer.size > 0) engine.reclaimer.step(100_000);
  assertEquals(engine.elements.usedBytes, 0);
  let tables = 0;
  for (const { table } of engine.namespaces.values()) tables += table.segmentBytes;
  assertEquals(engine.usedBytes, tables);
}

Deno.test("a snapshot has the state of the moment it began, whatever happens meanwhile", () => {
  for (const seed of seeds("snapshot")) {
    for (const settings of [SMALL, {}]) {
      const { before, after, steps, snapshot, server } = snapshotAmid(seed, settings, 6000);
      assertEquals(differences(before, after), []);
      assert(steps > 20, `${steps} steps`);
      assert(snapshot.keys >= before.size);
      assertAllMarked(server.engine);
      assertEmptied(server.engine);
    }
  }
});

/** Keys whose images differ. */
function differences(a: Map<string, string>, b: Map<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key))
    .map((key) => `${key}\n  was:   ${a.get(key)}\n  saved: ${b.get(key)}`);
}
