import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Engine } from "../../../store/engine/engine.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { visitAll } from "../../../store/keyspace/scan.ts";
import { CommandRecordWriter } from "../../../store/persistence/records/command_record_writer.ts";
import type { RecordWriter } from "../../../store/persistence/records/record_writer.ts";
import { Snapshot } from "../../../store/persistence/snapshot.ts";
import { setString } from "../../../store/types/strings/strings.ts";
import { TestServer } from "../../helpers/commands.ts";
import { dataImage } from "../../helpers/data/data_image.ts";
import { seeds } from "../../helpers/random.ts";
import {
  assertAllMarked,
  loadedServer,
  MemorySink,
  replayedServer,
} from "../../helpers/data/saved_data.ts";
import { Upheaval } from "../../helpers/data/upheaval.ts";

/** Collections of these sizes change their form again and again. */
const SMALL = {
  "hash-max-listpack-entries": "6",
  "set-max-intset-entries": "6",
  "zset-max-listpack-entries": "6",
  "list-max-listpack-size": "6",
  "stream-node-max-entries": "3",
};

/** With fewer keys than this there would be too few steps for anything to happen between them. */
const FEWEST_KEYS = 150;

/** How a snapshot is written, and a server that has read it. */
interface Format {
  readonly writer?: () => RecordWriter;
  readonly load: (bytes: Uint8Array, nowMs: number) => TestServer;
}

const RDB: Format = { load: loadedServer };
const COMMANDS: Format = {
  writer: () => new CommandRecordWriter(),
  load: replayedServer,
};

/** A snapshot taken in the midst of it all; the images of the data before and of what it has. */
function snapshotAmid(
  seed: number,
  settings: Record<string, string>,
  populated: number,
  format: Format,
) {
  const server = new TestServer({ ...settings, "proto-max-bulk-len": "1mb" });
  const upheaval = new Upheaval(server, seed);
  upheaval.run(populated);
  // Chance may just have removed everything: a snapshot of little is over in a few steps.
  while (server.engine.keys < FEWEST_KEYS) upheaval.run(100);
  const before = dataImage(server);
  const nowMs = server.time.now();
  const sink = new MemorySink();
  const writer = format.writer?.();
  const snapshot = new Snapshot(server.engine, sink, writer === undefined ? {} : { writer });
  let steps = 0;
  for (; !snapshot.step(0); steps++) upheaval.run(upheaval.random.int(12));
  const loaded = format.load(sink.bytes, nowMs);
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
    for (const [settings, format] of [[SMALL, RDB], [{}, RDB], [SMALL, COMMANDS]] as const) {
      const { before, after, steps, snapshot, server } = snapshotAmid(seed, settings, 6000, format);
      assertEquals(differences(before, after), []);
      assert(steps > 5, `${steps} steps`);
      assert(snapshot.keys >= before.size);
      assertAllMarked(server.engine);
      assertEmptied(server.engine);
    }
  }
});

/** A server with strings and a collection of many elements of each type. */
function populated(settings: Record<string, string> = {}, keys = 500): TestServer {
  const server = new TestServer(settings);
  const client = server.client();
  for (let i = 0; i < keys; i++) client.reply(["SET", `k${i}`, `value ${i}`]);
  for (let i = 0; i < 2000; i += 4) {
    const names = [0, 1, 2, 3].map((j) => `element ${i + j}`);
    client.reply(["RPUSH", "list", ...names]);
    client.reply(["SADD", "set", ...names]);
    client.reply(["HSET", "hash", ...names]);
    client.reply(["ZADD", "zset", String(i), names[0], String(i + 1), names[1]]);
    client.reply(["XADD", "stream", "*", ...names]);
  }
  client.reply(["XGROUP", "CREATE", "stream", "group", "0"]);
  client.reply(["XREADGROUP", "GROUP", "group", "me", "COUNT", "300", "STREAMS", "stream", ">"]);
  client.reply(["SET", "long", "0123456789".repeat(110_000)]);
  return server;
}

Deno.test("a change of a large collection that is half written makes it be written first", () => {
  const changes = [
    ["RPUSH", "list", "x"],
    ["SREM", "set", "element 7"],
    ["HSET", "hash", "element 0", "x"],
    ["ZPOPMAX", "zset"],
    ["XADD", "stream", "*", "f", "v"],
    ["XACK", "stream", "group", "0-1"],
    ["APPEND", "long", "x"],
    ["DEL", "hash"],
    ["RENAME", "zset", "k3"],
    ["SPOP", "set"],
    ["SUNIONSTORE", "set", "set"],
    ["FLUSHDB"],
    ["FLUSHALL"],
    ["SWAPDB", "0", "1"],
  ];
  for (const change of changes) {
    const server = populated();
    const client = server.client();
    const before = dataImage(server);
    const sink = new MemorySink();
    const snapshot = new Snapshot(server.engine, sink);
    // Meanwhile small ones change, which come behind it.
    for (let i = 0; !snapshot.step(0); i++) {
      client.reply(["SET", `k${i % 500}`, "changed"]);
      client.reply(["GET", `k${(i + 250) % 500}`]);
      client.reply(["XPENDING", "stream", "group", "-", "+", "1"]);
      if (i % 10 === 3) client.replyBytes(change);
    }
    const after = dataImage(loadedServer(sink.bytes, server.time.now()));
    assertEquals(differences(before, after), [], change.join(" "));
    assertAllMarked(server.engine);
    assertEmptied(server.engine);
  }
});

Deno.test("what is evicted and what expires meanwhile is in the snapshot", () => {
  const server = populated({ "maxmemory-policy": "allkeys-lru" });
  const client = server.client();
  for (let i = 0; i < 500; i++) client.reply(["SET", `t${i}`, "v", "PX", String(1 + i % 50)]);
  client.reply(["HPEXPIRE", "hash", "20", "FIELDS", "1", "element 0"]);
  const before = dataImage(server);
  const nowMs = server.time.now();
  const sink = new MemorySink();
  const snapshot = new Snapshot(server.engine, sink);
  snapshot.step(0);
  server.advance(30);
  server.sweeper.cycle();
  client.reply("GET t45");
  server.engine.maxKeys = 300;
  for (let i = 0; !snapshot.step(0); i++) client.reply(["SET", `new${i}`, "v"]);
  assert(server.engine.keys <= 301);
  assertEquals(differences(before, dataImage(loadedServer(sink.bytes, nowMs))), []);
  assertEquals(snapshot.keys, snapshot.totalKeys);
  assertAllMarked(server.engine);
});

Deno.test("there is one snapshot at a time; one that was aborted leaves nothing in the way", () => {
  const server = populated();
  const { engine } = server;
  const client = server.client();
  const first = new Snapshot(engine, new MemorySink());
  assertThrows(() => new Snapshot(engine, new MemorySink()), Error, "one is under way");
  first.step(0);
  first.abort();
  assert(first.step(0) && !first.isComplete);
  assertAllMarked(engine);

  // The same with a reclaimer that does it in slices, or has not come to it.
  engine.reclaimer.attended = true;
  for (const slices of [0, 2]) {
    const snapshot = new Snapshot(engine, new MemorySink());
    snapshot.step(0);
    client.reply("SWAPDB 0 3");
    snapshot.abort();
    for (let i = 0; i < slices; i++) engine.reclaimer.step(10);
    client.reply("SET between 1");
    client.reply("SWAPDB 0 3");
    const before = dataImage(server);
    const sink = new MemorySink();
    new Snapshot(engine, sink).finishNow();
    const after = dataImage(loadedServer(sink.bytes, server.time.now()));
    assertEquals(differences(before, after), []);
  }
  assertAllMarked(engine);
  assertEmptied(engine);
});

Deno.test("a sink that fails ends the snapshot, and no command notices", () => {
  for (const failAfter of [0, 1]) {
    const server = populated();
    const client = server.client();
    let writes = 0;
    const sink = {
      write() {
        if (writes++ >= failAfter) throw new Error("no room");
      },
    };
    const snapshot = new Snapshot(server.engine, sink, { compress: false });
    for (let i = 0; i < 500; i++) client.expectReply(["SET", `k${i}`, "x".repeat(2000)], "+OK");
    client.expectReply(["HLEN", "hash"], ":1000");
    client.expectReply("FLUSHDB", "+OK");
    assertThrows(() => snapshot.finishNow(), Error, "no room");
    assertThrows(() => snapshot.step(1), Error, "no room");
    assert(!snapshot.isComplete && server.engine.keeper === undefined);
    assertAllMarked(server.engine);
    assertEmptied(server.engine);
  }
});

Deno.test("reading does not write records before the walk comes to them; PFCOUNT does", () => {
  const server = populated({}, 5000);
  const client = server.client();
  client.reply("PFADD hll a b c");
  const before = dataImage(server);
  client.reply("PFADD hll d");
  const sink = new MemorySink();
  const snapshot = new Snapshot(server.engine, sink);
  for (let i = 0; i < 5000; i++) client.reply(["GET", `k${i}`]);
  assertEquals(snapshot.keys, 0);
  client.reply("PFCOUNT hll");
  assertEquals(snapshot.keys, 1);
  client.reply("SET k1 v");
  assertEquals(snapshot.keys, 2);
  snapshot.finishNow();
  assertEquals(dataImage(loadedServer(sink.bytes, server.time.now())).size, before.size);
});

Deno.test("a file tells how long keys were not used, or how often, as the policy does", () => {
  for (
    const [policy, question] of [
      ["allkeys-lru", "OBJECT IDLETIME k"],
      ["volatile-lfu", "OBJECT FREQ k"],
    ]
  ) {
    const server = new TestServer({ "maxmemory-policy": policy });
    const client = server.client();
    client.reply("SET k v");
    for (let i = 0; i < 200; i++) client.reply("GET k");
    server.advance(50_000);
    const sink = new MemorySink();
    new Snapshot(server.engine, sink).finishNow();
    const loaded = loadedServer(sink.bytes, server.time.now(), { "maxmemory-policy": policy });
    loaded.client().expectReply(question, client.reply(question));
  }
});

Deno.test("namespaces that are no databases keep their names", () => {
  const server = new TestServer();
  for (const name of ["users", "3", "16", "été x"]) {
    const namespace = server.engine.namespace(name);
    namespace.loadText("key");
    const value = new TextEncoder().encode(name);
    setString(namespace, value, 0, value.length, NO_EXPIRY);
  }
  const before = dataImage(server);
  const sink = new MemorySink();
  new Snapshot(server.engine, sink).finishNow();
  assertEquals(before.size, 4);
  const after = dataImage(loadedServer(sink.bytes, server.time.now()));
  assertEquals(differences(before, after), []);
});

/** Keys whose images differ. */
function differences(a: Map<string, string>, b: Map<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key))
    .map((key) => `${key}\n  was:   ${a.get(key)}\n  saved: ${b.get(key)}`);
}

Deno.test("fields that expire after their hash was flushed keep their times in the snapshot", () => {
  const server = new TestServer();
  const client = server.client();
  const nowMs = server.time.now();
  client.reply("HSET hash a 1 b 2");
  client.reply("HPEXPIRE hash 500 FIELDS 1 a");
  const sink = new MemorySink();
  const snapshot = new Snapshot(server.engine, sink);
  client.reply("FLUSHDB");
  server.advance(1000);
  server.sweeper.cycle();
  while (!snapshot.step(1));
  const loaded = loadedServer(sink.bytes, nowMs);
  assertEquals(loaded.client().reply("HPEXPIRETIME hash FIELDS 1 a"), `*1 :${nowMs + 500}`);
  // Once it is over they are out of the way like those of any hash that was removed.
  server.sweeper.cycle();
  assertEmptied(server.engine);
  assertEquals(server.engine.elementWheel.size, 0);
});
