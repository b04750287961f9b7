import { assert, assertEquals } from "@std/assert";
import { CommandReplay } from "../../../../server/dispatch/command_replay.ts";
import { AofReplay } from "../../../../store/persistence/aof/replay.ts";
import { CommandRecordWriter } from "../../../../store/persistence/records/command_record_writer.ts";
import { EffectEncoder } from "../../../../store/persistence/aof/effect_encoder.ts";
import { Snapshot } from "../../../../store/persistence/snapshot.ts";
import { CommandGenerator } from "../../../differential/random/commands.ts";
import { TestServer } from "../../../helpers/commands.ts";
import { concat, formatCommand } from "../../../helpers/command_line.ts";
import { dataImage, differences } from "../../../helpers/data/data_image.ts";
import { FakeFileSystem } from "../../../helpers/data/fake_file_system.ts";
import { Random, seeds } from "../../../helpers/random.ts";

/** Commands whose outcome depends on more than the data, or that end clients. */
const LEFT_OUT = /^(QUIT|CLIENT|HELLO|RESET|SHUTDOWN|DEBUG|CONFIG|SUBSCRIBE|PSUBSCRIBE)$/i;

/** A server whose effects are encoded. */
function logged(settings: Record<string, string> = {}) {
  const server = new TestServer(settings);
  const log = new EffectEncoder(server.engine.clock);
  server.engine.feed.log = log;
  return { server, log };
}

/** A server in whose engine these bytes were replayed. */
function replayed(bytes: Uint8Array, nowMs: number): { server: TestServer; errors: string[] } {
  const server = new TestServer();
  server.advance(nowMs - server.time.now());
  const errors: string[] = [];
  const disk = new FakeFileSystem();
  disk.put("./aof", bytes);
  const replay = new AofReplay(disk.open("./aof"), server.engine, new CommandReplay(server), {
    mayBeTorn: false,
    onError: (offset, command, error) => errors.push(`${offset} ${command}: ${error}`),
  });
  while (!replay.step(10));
  assertEquals(replay.wholeBytes, bytes.length);
  return { server, errors };
}

/** All data as commands, taken in slices while reads go on. */
function commandsOf(server: TestServer): Uint8Array {
  const parts: Uint8Array[] = [];
  const sink = {
    write: (bytes: Uint8Array, start: number, end: number) => parts.push(bytes.slice(start, end)),
  };
  const snapshot = new Snapshot(server.engine, sink, { writer: new CommandRecordWriter() });
  while (!snapshot.step(0)) dataImage(server);
  return concat(parts);
}

/** Commands of the families that the shared generator does not draw from. */
function furtherCommand(random: Random): string[] {
  const stream = random.pick(["x0", "x1"]);
  const group = random.pick(["g0", "g1"]);
  const consumer = random.pick(["c0", "c1", "c2"]);
  const id = random.pick(["0-1", "3-0", "5-0", "9-0", "$", "0"]);
  const key = random.pick(["p0", "p1", "h0", "k0"]);
  const member = random.text(1);
  return random.pick([
    ["XADD", stream, "*", "f", random.text(3)],
    ["XADD", stream, "MAXLEN", "~", "3", "*", "f", random.text(3)],
    ["XGROUP", "CREATE", stream, group, id, "MKSTREAM"],
    ["XGROUP", "CREATE", stream, group, id, "ENTRIESREAD", "3"],
    ["XGROUP", "SETID", stream, group, id],
    ["XGROUP", "CREATECONSUMER", stream, group, consumer],
    ["XGROUP", "DELCONSUMER", stream, group, consumer],
    ["XGROUP", "DESTROY", stream, group],
    ["XREADGROUP", "GROUP", group, consumer, "COUNT", "2", "STREAMS", stream, ">"],
    ["XREADGROUP", "GROUP", group, consumer, "NOACK", "STREAMS", stream, ">"],
    ["XREADGROUP", "GROUP", group, consumer, "STREAMS", stream, "0"],
    ["XAUTOCLAIM", stream, group, consumer, "0", "0", "COUNT", "2"],
    ["XAUTOCLAIM", stream, group, consumer, "0", "0", "JUSTID"],
    ["XCLAIM", stream, group, consumer, "0", id, "5-0", "FORCE", "RETRYCOUNT", "7"],
    ["XACK", stream, group, "0-1", "3-0", "5-0"],
    ["XDEL", stream, id],
    ["COPY", stream, random.pick(["x0", "x1", "x2"]), "REPLACE"],
    ["PFADD", key, member, random.text(2)],
    ["PFCOUNT", key],
    ["PFMERGE", key, "p0", "p1"],
    ["PFDEBUG", "TODENSE", key],
    ["GEOADD", "geo", String(random.int(-80, 80)), String(random.int(-80, 80)), member],
    ["GEOSEARCHSTORE", "near", "geo", "FROMLONLAT", "0", "0", "BYRADIUS", "5000", "km"],
    ["GEORADIUS", "geo", "0", "0", "5000", "km", "STORE", "near"],
    ["HPEXPIRE", "h0", String(random.int(90_000_000)), "FIELDS", "2", "a", "b"],
    ["HSET", "h0", "a", member, "b", member],
    ["HPERSIST", "h0", "FIELDS", "1", "a"],
    ["HINCRBY", "h0", "a", "3"],
    ["HGETDEL", "h0", "FIELDS", "1", "a"],
    ["HGETEX", "h0", "PX", "1000000", "FIELDS", "1", "a"],
    ["HSETEX", "h0", "KEEPTTL", "FIELDS", "1", "a", member],
    ["HSETEX", "h0", "PX", "1000000", "FIELDS", "1", "a", member],
    ["COPY", "h0", "h1", "REPLACE"],
    ["SORT", "h0", "STORE", "l0"],
    ["FLUSHALL"],
    ["SWAPDB", "0", "1"],
  ].flatMap((command) => Array(command.length < 3 ? 1 : 6).fill(command) as string[][]));
}

/** Small limits: collections change their form again and again. */
const SMALL = {
  "hash-max-listpack-entries": "4",
  "set-max-intset-entries": "4",
  "zset-max-listpack-entries": "4",
  "list-max-listpack-size": "4",
  "stream-node-max-entries": "3",
};

/** Runs commands; returns what replaying their effects makes different. */
function run(
  seed: number,
  commands: number,
  settings: Record<string, string> = {},
): { found: string[]; history: string[]; evicted: number } {
  const random = new Random(seed);
  const { server, log } = logged(settings);
  const clients = [server.client(2), server.client(3)];
  const generators = clients.map((_, i) => new CommandGenerator(seed + i));
  const history: string[] = [];
  for (let i = 0; i < commands; i++) {
    const which = random.int(2);
    const args = random.chance(0.4) ? furtherCommand(random) : generators[which]!.next().args;
    if (LEFT_OUT.test(String(args[0]))) continue;
    const client = clients[which]!;
    if (client.session.paused) continue;
    history.push(formatCommand(args));
    client.replyBytes(args.map((arg) => typeof arg === "number" ? String(arg) : arg));
    if (random.chance(0.02)) server.advance(random.int(40_000_000));
    // One that is lazily removed, one by the sweeper, as it comes.
    if (random.chance(0.01)) server.engine.namespace("0").removeDue(100);
    if (random.chance(0.01)) server.engine.elementExpiry.removeDue(100);
  }
  const before = dataImage(server);
  const { server: copy, errors } = replayed(
    log.bytes.slice(0, log.length),
    server.time.now(),
  );
  const { evicted } = server.engine.namespace("0").counters;
  const { server: third, errors: more } = replayed(commandsOf(server), server.time.now());
  errors.push(...differences(before, dataImage(third)), ...more);
  return { found: [...differences(before, dataImage(copy)), ...errors], history, evicted };
}

Deno.test("what the feed reports of random commands replays to equal data", () => {
  for (const seed of seeds("replayed effects")) {
    for (let round = 0; round < 4; round++) {
      const { found } = run(seed + round * 1000, 1500, round % 2 === 0 ? {} : SMALL);
      assertEquals(found, [], `seed ${seed + round * 1000}`);
    }
  }
});

Deno.test("what is evicted is reported in time", () => {
  for (const seed of seeds("replayed evictions")) {
    const settings = { "max-keys": "12", "maxmemory-policy": "allkeys-random", ...SMALL };
    const { found, evicted } = run(seed, 3000, settings);
    assertEquals(found, []);
    assert(evicted > 100, `${evicted} keys evicted`);
  }
});

Deno.test("the LIMIT that Redis leaves behind an exact length in its log does not matter", () => {
  const request = (...args: string[]) =>
    `*${args.length}\r\n` + args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join("");
  const log = request("XADD", "x", "1-0", "f", "v") +
    request("XADD", "x", "MAXLEN", "=", "1", "LIMIT", "5", "2-0", "f", "v") +
    request("XTRIM", "x", "MAXLEN", "=", "0", "LIMIT", "7");
  const { server, errors } = replayed(new TextEncoder().encode(log), 1000);
  assertEquals(errors, []);
  server.client().expectReply("XLEN x", ":0");
  server.client().expectReply(
    "XTRIM x MAXLEN = 0 LIMIT 7",
    "-ERR syntax error, LIMIT cannot be used without the special ~ option",
  );
});
