import { assert, assertEquals } from "@std/assert";
import { CRC64_BYTES, writeCrc64 } from "../../../store/encoding/crc64.ts";
import { type TestClient, TestServer } from "../../helpers/commands.ts";
import { DUMPED_READS, DUMPED_VALUES } from "../../helpers/dumped_values.ts";
import { Random, seeds } from "../../helpers/random.ts";

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
  };
  for (const [name, value] of Object.entries(bad)) {
    assertEquals(reply(["RESTORE", "k", "0", payloadOf(value), "REPLACE"]), BAD, name);
  }
  expectReply("GET k", "$3 old");
});

Deno.test("a hash whose fields expire has no form", () => {
  const { expectReply, reply } = new TestServer().client();
  reply("HSET h f v g w");
  reply("HPEXPIRE h 1000 FIELDS 1 f");
  expectReply("DUMP h", "-ERR The value has no form in RDB version 10");
  reply("HPERSIST h FIELDS 1 f");
  assert(reply("DUMP h").startsWith("$"));
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
