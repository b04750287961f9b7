import { assert, assertEquals } from "@std/assert";
import { CRC64_BYTES, writeCrc64 } from "../../../../store/encoding/crc64.ts";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";
import { DUMPED_READS, DUMPED_VALUES } from "../../../helpers/data/dumped_values.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const BAD = "-ERR Bad data format";
const ROUNDS = 60;

/** Gives a payload, changed maybe, the right checksum. */
function seal(payload: Uint8Array): Uint8Array {
  const sum = payload.length - CRC64_BYTES;
  writeCrc64(payload, sum, payload, 0, sum);
  return payload;
}

/** A payload of a value's bytes. */
function payloadOf(value: readonly (number | string)[]): Uint8Array {
  const bytes = value.flatMap((part) => {
    return typeof part === "number" ? part : [part.length, ...new TextEncoder().encode(part)];
  });
  return seal(Uint8Array.from([...bytes, 10, 0, ...Array(CRC64_BYTES).fill(0)]));
}

/** A string of those bytes, its length before it. */
function packed(...bytes: number[]): number[] {
  return [bytes.length, ...bytes];
}

/** A listpack as a string. */
function listpack(count: number, ...entries: number[]): number[] {
  return packed(7 + entries.length, 0, 0, 0, count, 0, ...entries, 255);
}

/** A ziplist as a string. */
function ziplist(count: number, ...entries: number[]): number[] {
  return packed(11 + entries.length, 0, 0, 0, 10, 0, 0, 0, count, 0, ...entries, 255);
}

function dumpOf(client: TestClient, key: string): Uint8Array {
  const reply = client.replyBytes(["DUMP", key]);
  return reply.slice(reply.indexOf(10) + 1, -2);
}

function look(client: TestClient, key: string): string {
  const type = client.reply(["TYPE", key]).slice(1);
  const read = client.reply(DUMPED_READS[type](key));
  return client.reply(["OBJECT", "ENCODING", key]) + read.split(" ").sort().join(" ");
}

function makeAll(client: TestClient): void {
  for (const [key, [name, ...args]] of Object.entries(DUMPED_VALUES)) {
    assert(!client.reply([name, key, ...args]).startsWith("-"), key);
  }
}

Deno.test("a value of every encoding comes back as it was", () => {
  const client = new TestServer().client();
  makeAll(client);
  for (const key of Object.keys(DUMPED_VALUES)) {
    const reply = client.reply(["RESTORE", "copy", "0", dumpOf(client, key), "REPLACE"]);
    assertEquals(reply, "+OK", key);
    assertEquals(look(client, "copy"), look(client, key), key);
  }
});

Deno.test("the forms of older versions are read", () => {
  const client = new TestServer().client();
  const restore = (...value: (number | string)[]) => {
    client.expectReply(["RESTORE", "k", "0", payloadOf(value), "REPLACE"], "+OK");
  };
  // "ab", 12 as a number of 4 bits, −2 in one byte, 300 in two, −70000 in three, 70000 in four.
  const entries = [0, 2, 97, 98, 4, 0xfd, 2, 0xfe, 0xfe, 3, 0xc0, 44, 1];
  entries.push(4, 0xf0, 0x90, 0xee, 0xfe, 5, 0xd0, 0x70, 0x11, 1, 0);
  const texts = "$2 ab $2 12 $2 -2 $3 300 $6 -70000 $5 70000";
  restore(10, ...ziplist(6, ...entries));
  client.expectReply("LRANGE k 0 -1", `*6 ${texts}`);
  restore(14, 1, ...ziplist(6, ...entries));
  client.expectReply("LRANGE k 0 -1", `*6 ${texts}`);
  restore(13, ...ziplist(6, ...entries));
  client.expectReply("HGETALL k", `*6 ${texts}`);
  restore(1, 2, "a", "b");
  client.expectReply("LRANGE k 0 -1", "*2 $1 a $1 b");
  restore(18, 2, 1, "plain", 2, ...listpack(1, 7, 1));
  client.expectReply("LRANGE k 0 -1", "*2 $5 plain $1 7");
  restore(3, 3, "a", "1.5", "b", 254, "c", 255);
  client.expectReply("ZRANGE k 0 -1 WITHSCORES", "*6 $1 c $4 -inf $1 a $3 1.5 $1 b $3 inf");
  restore(12, ...ziplist(2, 0, 1, 97, 3, 0xf3));
  client.expectReply("ZRANGE k 0 -1 WITHSCORES", "*2 $1 a $1 2");
});

Deno.test("RESTORE refuses wrong lengths, duplicates, halves of pairs, disorder and NaN", () => {
  const { expectReply, reply } = new TestServer().client();
  reply("SET k old");
  const a = [0x81, 97, 2];
  const nan = [0, 0, 0, 0, 0, 0, 0xf8, 0x7f];
  const bad: Record<string, (number | string)[]> = {
    "empty list": [1, 0],
    "empty node": [18, 1, 2, ...listpack(0)],
    "more elements than bytes": [1, 0x80, 255, 255, 255, 255, "a"],
    "unknown node": [18, 1, 3, "a"],
    "duplicate member": [2, 2, "a", "a"],
    "duplicate field": [4, 2, "a", "1", "a", "2"],
    "half a pair": [4, 1, "a"],
    "half a packed pair": [16, ...listpack(1, ...a)],
    "duplicate packed field": [16, ...listpack(4, ...a, 1, 1, ...a, 2, 1)],
    "duplicate in another spelling": [16, ...listpack(4, 0x81, 49, 2, 1, 1, 1, 1, 2, 1)],
    "listpack of another length": [16, ...packed(9, 0, 0, 0, 0, 0, 255)],
    "listpack of another count": [16, ...listpack(4, 1, 1, 2, 1)],
    "entry beyond the end": [16, ...listpack(2, 1, 1, 0x85, 97, 2)],
    "wrong length behind an entry": [16, ...listpack(2, 1, 1, 0x81, 97, 3)],
    "no such entry": [16, ...listpack(2, 1, 1, 0xf5, 1)],
    "ziplist that counts wrong": [13, ...ziplist(2, 0, 1, 97)],
    "ziplist entry after another": [10, ...ziplist(2, 0, 0xf2, 3, 0xf2)],
    "ziplist entry beyond the end": [10, ...ziplist(1, 0, 9, 97)],
    "no such ziplist entry": [10, ...ziplist(1, 0, 0xc1)],
    "unsorted intset": [11, ...packed(2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 0)],
    "duplicate in an intset": [11, ...packed(2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 1, 0)],
    "intset of another width": [11, ...packed(3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0)],
    "intset of another length": [11, ...packed(2, 0, 0, 0, 9, 0, 0, 0, 1, 0)],
    "empty intset": [11, ...packed(2, 0, 0, 0, 0, 0, 0, 0)],
    "NaN score": [5, 1, "a", ...nan],
    "NaN score of old": [3, 1, "a", 253],
    "no score at all": [17, ...listpack(2, 0x81, 98, 2, ...a)],
    "NaN score as a text": [17, ...listpack(2, ...a, 0x83, 110, 97, 110, 4)],
    "duplicate scored member": [5, 2, "a", 0, 0, 0, 0, 0, 0, 0, 0, "a", 0, 0, 0, 0, 0, 0, 240, 63],
    "half a score": [5, 1, "a", 0, 0, 0],
    "empty set": [20, ...listpack(0)],
    "duplicate packed member": [20, ...listpack(2, ...a, ...a)],
    "half a triple": [25, 0, 0, 0, 0, 0, 0, 0, 0, ...listpack(2, ...a, 1, 1)],
    "time that is no time": [23, ...listpack(3, ...a, 1, 1, ...a)],
    "negative time": [23, ...listpack(3, ...a, 1, 1, 0xdf, 0xff, 2)],
    "duplicate timed field": [22, 2, 0, "a", "1", 0, "a", "2"],
    "time beyond all": [22, 1, 0x81, 255, 255, 255, 255, 255, 255, 255, 255, "a", "1"],
    "least time beyond all": [24, 255, 255, 255, 255, 255, 255, 255, 127, 1, 1, "a", "1"],
  };
  for (const [name, value] of Object.entries(bad)) {
    assertEquals(reply(["RESTORE", "k", "0", payloadOf(value), "REPLACE"]), BAD, name);
  }
  expectReply("GET k", "$3 old");
});

Deno.test("fields keep their expire times, in the form of Redis 7.4", () => {
  const server = new TestServer();
  const client = server.client();
  const { expectReply, reply } = client;
  reply("HSET h f v g w 3 4");
  reply("HPEXPIRE h 5000 FIELDS 1 f");
  reply("HPEXPIREAT h 9000000000000 FIELDS 1 g");
  const payload = dumpOf(client, "h");
  assertEquals([payload[0], payload[payload.length - 10]], [24, 12]);
  expectReply(["RESTORE", "copy", "0", payload], "+OK");
  expectReply("HPEXPIRETIME copy FIELDS 3 f g 3", reply("HPEXPIRETIME h FIELDS 3 f g 3"));
  expectReply("HMGET copy f g 3", "*3 $1 v $1 w $1 4");
  // A field whose time has come is dumped, and gone where it is restored.
  server.advance(6000);
  expectReply(["RESTORE", "late", "0", payload], "+OK");
  expectReply("HGETALL late", reply("HGETALL h"));
  while (server.engine.elementExpiry.removeDue(10) > 0);
  expectReply("HLEN late", ":2");
  expectReply("HLEN h", ":2");
  reply("HPERSIST h FIELDS 1 g");
  const persisted = dumpOf(client, "h");
  assertEquals([persisted[0], persisted[persisted.length - 10]], [4, 10]);
});

Deno.test("the forms of Redis 7.2 and 7.4 are read", () => {
  const { expectReply } = new TestServer().client();
  const restore = (...value: (number | string)[]) => {
    expectReply(["RESTORE", "k", "0", payloadOf(value), "REPLACE"], "+OK");
  };
  restore(20, ...listpack(2, 0x81, 97, 2, 7, 1));
  expectReply("SMISMEMBER k a 7 b", "*3 :1 :1 :0");
  expectReply("TYPE k", "+set");
  // 2⁴¹ ms and the ms after the next one; nothing for the third field.
  const time = [0, 0, 0, 0, 0, 2, 0, 0];
  const pairs = (...times: number[][]) => times.flatMap((each, i) => [...each, "abc"[i], "v"]);
  restore(24, ...time, 3, ...pairs([1], [3], [0]));
  const times = "*3 :2199023255552 :2199023255554 :-1";
  expectReply("HPEXPIRETIME k FIELDS 3 a b c", times);
  const wide = (low: number) => [0x81, 0, 0, 2, 0, 0, 0, 0, low];
  restore(22, 3, ...pairs(wide(0), wide(2), [0]));
  expectReply("HPEXPIRETIME k FIELDS 3 a b c", times);
  const long = (low: number) => [0xf4, low, 0, 0, 0, 0, 2, 0, 0, 9];
  const triples = [0x81, 97, 2, 1, 1, ...long(0), 0x81, 98, 2, 2, 1, ...long(2)];
  triples.push(0x81, 99, 2, 3, 1, 0, 1);
  restore(25, ...time, ...listpack(9, ...triples));
  expectReply("HPEXPIRETIME k FIELDS 3 a b c", times);
  expectReply("HMGET k a b c", "*3 $1 1 $1 2 $1 3");
  restore(23, ...listpack(9, ...triples));
  expectReply("HPEXPIRETIME k FIELDS 3 a b c", times);
});

Deno.test("zipmaps are read", () => {
  const { expectReply } = new TestServer().client();
  const zipmap = (...bytes: number[]) => payloadOf([9, ...packed(...bytes)]);
  const restore = (...bytes: number[]) => ["RESTORE", "k", "0", zipmap(...bytes), "REPLACE"];
  // "a" is "bc" with two bytes unused; "d", its length in five bytes, is empty.
  const pairs = [1, 97, 2, 2, 98, 99, 0, 0, 254, 1, 0, 0, 0, 100, 0, 0, 255];
  expectReply(restore(2, ...pairs), "+OK");
  expectReply("HGETALL k", "*4 $1 a $2 bc $1 d $0");
  expectReply(restore(254, ...pairs), "+OK");
  const bad = [[], [0], [2], [3, ...pairs], [1, 255, 255], [1, 1, 97, 255], [1, 1, 97, 1, 255]];
  bad.push([1, 1, 97, 1, 0, 255], [1, 1, 97, 1, 9, 98, 255], [1, 254, 1, 255], [0, 255]);
  bad.push([1, 254, 255, 255, 255, 255, 97, 0, 0, 255], [2, 1, 97, 0, 0, 1, 97, 0, 0, 255]);
  for (const bytes of bad) expectReply(restore(...bytes), BAD);
});

Deno.test("bytes behind the value are passed over, as Redis does", () => {
  const { expectReply } = new TestServer().client();
  expectReply(["RESTORE", "k", "0", payloadOf([0, "a", 5, 6])], "+OK");
  expectReply("GET k", "$1 a");
});

Deno.test("a value is restored whole under a memory limit, at the cost of other keys", () => {
  const settings = { "maxmemory-policy": "allkeys-random" };
  const { expectReply, reply } = new TestServer(settings).client();
  const client = new TestServer(settings).client();
  reply("SET k old");
  const fields = Array.from({ length: 2000 }, (_, i) => String(i));
  client.reply(["HSET", "h", ...fields]);
  const payload = dumpOf(client, "h");
  for (let i = 0; i < 5000; i++) reply(["SET", `filler${i}`, "x".repeat(100)]);
  const used = /used_memory:(\d+)/.exec(reply("INFO memory"))![1];
  reply(["CONFIG", "SET", "maxmemory", used]);
  expectReply(["RESTORE", "h", "0", payload, "REPLACE"], "+OK");
  expectReply("HLEN h", ":1000");
});

Deno.test("random damage makes an error or a sound value, and nothing is left behind", () => {
  for (const seed of seeds("dump damage")) {
    const random = new Random(seed);
    const server = new TestServer();
    const client = server.client();
    makeAll(client);
    const payloads = Object.keys(DUMPED_VALUES).map((key) => dumpOf(client, key));
    client.reply("HPEXPIRE large-hash 9000000 FIELDS 3 0 2 4");
    payloads.push(dumpOf(client, "large-hash"));
    client.reply("FLUSHALL");
    let taken = 0;
    for (const payload of payloads) {
      for (let i = 0; i < ROUNDS; i++) {
        const damaged = payload.slice();
        for (let flips = random.int(1, 4); flips > 0; flips--) {
          // Heads and lengths stand in front: half of the damage is done there.
          const within = random.chance(0.5)
            ? Math.min(24, payload.length - 10)
            : payload.length - 10;
          damaged[random.int(within)] = random.int(256);
        }
        const reply = client.reply(["RESTORE", "k", "0", seal(damaged), "REPLACE"]);
        if (reply === BAD) continue;
        assertEquals(reply, "+OK");
        taken++;
        const seen = look(client, "k");
        const again = client.reply(["RESTORE", "again", "0", dumpOf(client, "k"), "REPLACE"]);
        assertEquals(again, "+OK");
        assertEquals(look(client, "again"), seen);
      }
    }
    assert(taken > 0);
    client.reply("DEL k again");
    client.expectReply("DBSIZE", ":0");
  }
});
