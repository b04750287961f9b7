import { assert, assertEquals } from "@std/assert";
import { CRC64_BYTES, writeCrc64 } from "../../../../store/encoding/crc64.ts";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";
import { DUMPED_STREAMS, onStream } from "../../../helpers/data/dumped_streams.ts";
import { Random, seeds } from "../../../helpers/random.ts";
import { littleEndian, rdbString } from "../../../helpers/data/rdb_bytes.ts";

const BAD = "-ERR Bad data format";
const ROUNDS = 250;

/** Gives a payload, changed maybe, the right checksum. */
function seal(payload: Uint8Array): Uint8Array {
  const sum = payload.length - CRC64_BYTES;
  writeCrc64(payload, sum, payload, 0, sum);
  return payload;
}

/** A payload of a value's bytes. */
function payloadOf(...value: (number | number[])[]): Uint8Array {
  return seal(Uint8Array.from([...value.flat(), 10, 0, ...Array(CRC64_BYTES).fill(0)]));
}

function dumpOf(client: TestClient, key: string): Uint8Array {
  const reply = client.replyBytes(["DUMP", key]);
  return reply.slice(reply.indexOf(10) + 1, -2);
}

function make(client: TestClient, key: string): void {
  for (const request of DUMPED_STREAMS[key]) {
    const reply = client.reply(onStream(key, request));
    assert(!reply.startsWith("-"), `${request}: ${reply}`);
  }
}

/** All that can be seen of a stream. */
function look(client: TestClient, key: string): string {
  return client.reply(["XINFO", "STREAM", key, "FULL", "COUNT", "0"]) +
    client.reply(["XREVRANGE", key, "+", "-"]);
}

Deno.test("a stream comes back with its groups and what is pending, as it was", () => {
  const server = new TestServer({ "stream-node-max-entries": "50" });
  const client = server.client();
  for (const key of Object.keys(DUMPED_STREAMS)) {
    make(client, key);
    server.advance(1000);
    const payload = dumpOf(client, key);
    const copy = key.toUpperCase();
    client.expectReply(["RESTORE", copy, "0", payload], "+OK");
    assertEquals(look(client, copy), look(client, key), key);
    assertEquals(dumpOf(client, copy), payload, key);
    // It is one that works: what comes next is the same for both.
    for (const request of DUMPED_STREAMS.groups.slice(-4)) {
      const reply = client.reply(onStream(copy, request));
      assertEquals(reply.replaceAll(copy, key), client.reply(onStream(key, request)));
    }
  }
  client.reply("FLUSHALL");
});

/** An ID of sixteen bytes, whose first number is small. */
function id(ms: number, seq = 0): number[] {
  return [...littleEndian(ms, 8).reverse(), ...littleEndian(seq, 8).reverse()];
}

/** A listpack of small integers and one-letter strings, as a string. */
function node(...elements: (number | string)[]): number[] {
  const entries = elements.flatMap((element) => {
    return typeof element === "number" ? [element, 1] : [0x81, element.charCodeAt(0), 2];
  });
  const total = littleEndian(7 + entries.length, 4);
  return rdbString([...total, ...littleEndian(elements.length, 2), ...entries, 255]);
}

/** Two entries of a node, the second one deleted: 9-0 and 10-0. */
const TWO = node(1, 1, 1, "f", 0, 2, 0, 0, "v", 4, 3, 1, 0, "w", 4);
/** One entry with other fields than the master's. */
const OTHER = node(1, 0, 1, "f", 0, 0, 0, 0, 1, "g", "v", 6);

Deno.test("the form of Redis 5 is read: what it does not tell is estimated", () => {
  const { expectReply } = new TestServer().client();
  const group = [...rdbString("g"), 9, 0, 1, ...id(9), ...littleEndian(1000, 8), 3];
  const consumer = [1, ...rdbString("c"), ...littleEndian(2000, 8), 1, ...id(9)];
  const old = [15, 1, ...rdbString(id(9)), ...TWO, 1, 11, 0];
  expectReply(["RESTORE", "s", "0", payloadOf(old, [1], group, consumer)], "+OK");
  expectReply("XRANGE s - +", "*1 *2 $3 9-0 *2 $1 f $1 v");
  const state = "$20 max-deleted-entry-id $3 0-0 $13 entries-added :1";
  assert(look(clientOf(old), "s").includes(state));
  expectReply("XPENDING s g", "*4 :1 $3 9-0 $3 9-0 *1 *2 $1 c $1 1");
  expectReply(
    "XADD s 11-0 f v",
    "-ERR The ID specified in XADD is equal or smaller than the target stream top item",
  );
  expectReply("XADD s 11-1 f v", "$4 11-1");
});

Deno.test("the form of Redis 7.2 is read", () => {
  const { expectReply } = new TestServer().client();
  const group = [...rdbString("g"), 9, 0, 1, 1, ...id(9), ...littleEndian(1000, 8), 3];
  const times = [...littleEndian(2000, 8), ...littleEndian(1500, 8)];
  const consumer = [1, ...rdbString("c"), ...times, 1, ...id(9)];
  const stream = [21, 1, ...rdbString(id(9)), ...OTHER, 1, 9, 0, 9, 0, 0, 0, 1, 1];
  expectReply(["RESTORE", "s", "0", payloadOf(stream, group, consumer)], "+OK");
  expectReply("XRANGE s - +", "*1 *2 $3 9-0 *2 $1 g $1 v");
  expectReply("XPENDING s g", "*4 :1 $3 9-0 $3 9-0 *1 *2 $1 c $1 1");
});

function clientOf(value: number[]): TestClient {
  const client = new TestServer().client();
  client.expectReply(["RESTORE", "s", "0", payloadOf(value, [0])], "+OK");
  return client;
}

Deno.test("RESTORE refuses streams whose parts do not agree, and keeps nothing of them", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  reply("SET k old");
  /** A stream of these nodes, so many entries, with that last ID. */
  const stream = (
    nodes: [number[], number[]][],
    length: number,
    last: number,
    ...rest: number[]
  ) => [
    ...[19, nodes.length, ...nodes.flatMap(([key, pack]) => [...rdbString(key), ...pack])],
    ...[length, last, 0, 9, 0, 0, 0, length, ...(rest.length === 0 ? [0] : rest)],
  ];
  const one = (pack: number[], length = 1) => stream([[id(9), pack]], length, 20);
  const withGroup = (...rest: number[]) => stream([[id(9), TWO]], 1, 20, ...rest);
  const g = [...rdbString("g"), 9, 0, 1];
  const pel = (...ids: number[]) => [
    ids.length,
    ...ids.flatMap((ms) => [...id(ms), ...littleEndian(1, 8), 1]),
  ];
  const c = (name: string, ...ids: number[]) => [
    ...[...rdbString(name), ...littleEndian(1, 8), ids.length],
    ...ids.flatMap((ms) => id(ms)),
  ];
  // What is right in all of them but for one thing.
  for (
    const good of [one(TWO), one(OTHER), withGroup(1, ...g, ...pel(9, 10), 1, ...c("c", 9, 10))]
  ) {
    expectReply(["RESTORE", "good", "0", payloadOf(good), "REPLACE"], "+OK");
  }
  reply("DEL good");
  const used = server.engine.usedBytes;
  const bad: Record<string, number[]> = {
    "key of another length": stream([[id(9).slice(1), TWO]], 1, 20),
    "nodes in disorder": stream([[id(9), TWO], [id(9), TWO]], 2, 20),
    "node within another": stream([[id(8), OTHER], [id(7), OTHER]], 2, 20),
    "more nodes than bytes": [19, 0x80, 255, 255, 255, 255, ...one(TWO).slice(2)],
    "length of other entries": one(TWO, 2),
    "last ID below an entry": stream([[id(9), TWO]], 1, 8),
    "empty node": one(node(0, 0, 1, "f", 0), 0),
    "empty listpack": one(node()),
    "counts wrong": one(node(2, 0, 1, "f", 0, 2, 0, 0, "v", 4, 3, 1, 0, "w", 4)),
    "counts deleted ones wrong": one(node(1, 2, 1, "f", 0, 2, 0, 0, "v", 4, 3, 1, 0, "w", 4)),
    "live entries too many": one(node(1, 1, 1, "f", 0, 2, 0, 0, "v", 4, 2, 1, 0, "w", 4)),
    "more fields than elements": one(node(1, 0, 9, "f", 0, 2, 0, 0, "v", 4)),
    "count that is no number": one(node("x", 0, 1, "f", 0, 2, 0, 0, "v", 4)),
    "master entry without an end": one(node(1, 0, 1, "f", 1, 2, 0, 0, "v", 4)),
    "unknown flags": one(node(1, 0, 1, "f", 0, 4, 0, 0, "v", 4)),
    "ID that is no number": one(node(1, 0, 1, "f", 0, 2, "a", 0, "v", 4)),
    "sequence that is no number": one(node(1, 0, 1, "f", 0, 2, 0, "b", "v", 4)),
    "entry that ends early": one(node(1, 0, 1, "f", 0, 2, 0, 0)),
    "entry without its length": one(node(1, 0, 1, "f", 0, 2, 0, 0, "v")),
    "wrong way back": one(node(1, 0, 1, "f", 0, 2, 0, 0, "v", 3)),
    "same ID twice": one(node(2, 0, 1, "f", 0, 2, 0, 0, "v", 4, 2, 0, 0, "w", 4), 2),
    "group twice": withGroup(2, ...g, 0, 0, ...g, 0, 0),
    "pending twice": withGroup(1, ...g, ...pel(9, 9), 1, ...c("c", 9)),
    "pending for nobody": withGroup(1, ...g, ...pel(9), 0),
    "pending for two": withGroup(1, ...g, ...pel(9), 2, ...c("c", 9), ...c("d", 9)),
    "pending for one twice": withGroup(1, ...g, ...pel(9, 10), 1, ...c("c", 9, 9)),
    "pending for a consumer alone": withGroup(1, ...g, ...pel(9), 1, ...c("c", 9, 10)),
    "consumer twice": withGroup(1, ...g, ...pel(), 2, ...c("c"), ...c("c")),
    "more pending than bytes": withGroup(1, ...g, 0x80, 255, 255, 255, 255),
    "more groups than bytes": withGroup(0x80, 255, 255, 255, 255),
    "more consumers than bytes": withGroup(1, ...g, 0, 0x80, 255, 255, 255, 255),
    "time that is no time": withGroup(1, ...g, 1, ...id(9), ...Array(7).fill(255), 127, 1, 0),
  };
  for (const [name, value] of Object.entries(bad)) {
    assertEquals(reply(["RESTORE", "k", "0", payloadOf(value), "REPLACE"]), BAD, name);
  }
  const whole = one(TWO);
  for (let length = 1; length < whole.length; length++) {
    expectReply(["RESTORE", "k", "0", payloadOf(whole.slice(0, length)), "REPLACE"], BAD);
  }
  assertEquals(server.engine.usedBytes, used);
  expectReply("GET k", "$3 old");
});

Deno.test("a stream that is restored for a time in the past leaves nothing behind", () => {
  const server = new TestServer();
  const client = server.client();
  make(client, "groups");
  const payload = dumpOf(client, "groups");
  client.reply("FLUSHALL");
  const used = server.engine.usedBytes;
  client.expectReply(["RESTORE", "s", "1", payload, "ABSTTL"], "+OK");
  client.expectReply("EXISTS s", ":0");
  assertEquals(server.engine.usedBytes, used);
});

Deno.test("random damage to a stream makes an error or a stream that works", () => {
  const uses = [
    ["XADD", "s", "*", "f", "v"],
    ["XLEN", "s"],
    ["XRANGE", "s", "-", "+"],
    ["XREVRANGE", "s", "+", "-", "COUNT", "7"],
    ["XRANGE", "s", "5", "60-0"],
    ["XDEL", "s", "5-0", "100-0"],
    ["XREADGROUP", "GROUP", "all", "zoe", "COUNT", "3", "STREAMS", "s", ">"],
    ["XAUTOCLAIM", "s", "all", "zoe", "0", "0"],
    ["XPENDING", "s", "all", "-", "+", "400"],
    ["XACK", "s", "all", "10-0", "11-0"],
    ["XGROUP", "DELCONSUMER", "s", "all", "ann"],
    ["XTRIM", "s", "MAXLEN", "40"],
    ["XINFO", "STREAM", "s", "FULL", "COUNT", "0"],
    ["COPY", "s", "again", "REPLACE"],
  ];
  for (const seed of seeds("stream damage")) {
    const random = new Random(seed);
    const server = new TestServer();
    const client = server.client();
    const keys = ["other-fields", "with-gaps", "groups"];
    for (const key of keys) make(client, key);
    const payloads = keys.map((key) => dumpOf(client, key));
    client.reply("FLUSHALL");
    let taken = 0;
    for (const payload of payloads) {
      for (let i = 0; i < ROUNDS; i++) {
        const damaged = payload.slice();
        for (let flips = random.int(1, 3); flips > 0; flips--) {
          damaged[random.int(1, payload.length - 11)] = random.int(256); // not what type it is
        }
        const reply = client.reply(["RESTORE", "s", "0", seal(damaged), "REPLACE"]);
        if (reply === BAD) continue;
        assertEquals(reply, "+OK");
        taken++;
        const length = client.reply("XLEN s");
        assertEquals(client.reply("XRANGE s - +").split(" ")[0], `*${length.slice(1)}`);
        assertEquals(client.reply("XREVRANGE s + -").split(" ")[0], `*${length.slice(1)}`);
        assertEquals(client.reply(["RESTORE", "t", "0", dumpOf(client, "s"), "REPLACE"]), "+OK");
        assertEquals(look(client, "t"), look(client, "s"));
        for (const use of uses) client.reply(use);
        const [text, all] = [client.reply("XLEN s"), client.reply("XRANGE s - +")];
        assertEquals(all.split(" ")[0], `*${text.slice(1)}`);
      }
    }
    assert(taken > 0);
    client.reply("DEL s t again");
    while (server.engine.reclaimer.size > 0) server.engine.reclaimer.step(1000);
    assertEquals(server.engine.elements.usedBytes, 0);
    client.expectReply("DBSIZE", ":0");
  }
});

Deno.test("a payload's strings may be compressed", () => {
  const { expectReply } = new TestServer().client();
  // The key of a node, 9-0: a zero, six more, a nine, a zero, seven more.
  const compressed = [0xc3, 10, 16, 0, 0, 0x80, 0, 0, 9, 0, 0, 0xa0, 0];
  const value = [19, 1, ...compressed, ...TWO, 1, 20, 0, 9, 0, 0, 0, 1, 0];
  expectReply(["RESTORE", "s", "0", payloadOf(value)], "+OK");
  expectReply("XRANGE s - +", "*1 *2 $3 9-0 *2 $1 f $1 v");
});
