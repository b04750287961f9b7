import { assertEquals } from "@std/assert";
import { CRC64_BYTES, writeCrc64 } from "../../../../store/encoding/crc64.ts";
import { TestServer } from "../../../helpers/commands.ts";

/** A payload of a value's bytes with a right footer. */
function seal(value: readonly number[], version = 10): Uint8Array {
  const bytes = Uint8Array.from([...value, version & 255, version >>> 8, ...Array(CRC64_BYTES)]);
  const sum = bytes.length - CRC64_BYTES;
  writeCrc64(bytes, sum, bytes, 0, sum);
  return bytes;
}

/** The payload that DUMP replies with. */
function dumpOf(client: ReturnType<TestServer["client"]>, key: string): Uint8Array {
  const reply = client.replyBytes(["DUMP", key]);
  return reply.slice(reply.indexOf(10) + 1, -2);
}

const BAD = "-ERR Bad data format";
const NOT_INTACT = "-ERR DUMP payload version or checksum are wrong";

Deno.test("a string comes back with its encoding, whatever its form", () => {
  const client = new TestServer().client();
  const texts = ["", "v", "0", "-1", "127", "128", "-129", "32768", "2147483647", "-2147483648"];
  texts.push("2147483648", "-9223372036854775808", "007", "x".repeat(45), "y".repeat(20_000));
  for (const text of texts) {
    client.reply(["SET", "from", text]);
    client.expectReply(["RESTORE", "to", "0", dumpOf(client, "from"), "REPLACE"], "+OK");
    assertEquals(client.reply("GET to"), client.reply("GET from"));
    assertEquals(client.reply("OBJECT ENCODING to"), client.reply("OBJECT ENCODING from"));
  }
  client.expectReply("DUMP missing", "$-1");
});

Deno.test("a compressed string and lengths of any form are read", () => {
  const client = new TestServer().client();
  const restore = (value: number[]) => client.reply(["RESTORE", "k", "0", seal(value), "REPLACE"]);
  assertEquals(restore([0, 0xc3, 5, 21, 0, 97, 224, 11, 0]), "+OK");
  client.expectReply("GET k", `$21 ${"a".repeat(21)}`);
  assertEquals(restore([0, 0x40, 1, 98]), "+OK");
  client.expectReply("GET k", "$1 b");
  assertEquals(restore([0, 0x80, 0, 0, 0, 1, 99]), "+OK");
  client.expectReply("GET k", "$1 c");
  assertEquals(restore([0, 0x81, 0, 0, 0, 0, 0, 0, 0, 1, 100]), "+OK");
  client.expectReply("GET k", "$1 d");
});

Deno.test("RESTORE refuses wrong footers, and keeps what was there", () => {
  const client = new TestServer().client();
  client.reply("SET k old");
  const good = seal([0, 1, 97]);
  const bad = [
    seal([0, 1, 97], 13),
    good.slice(0, -1),
    good.slice(-9),
    good.toReversed(),
    new Uint8Array(0),
  ];
  for (const payload of bad) {
    client.expectReply(["RESTORE", "k", "0", payload, "REPLACE"], NOT_INTACT);
  }
  client.expectReply("GET k", "$3 old");
});

Deno.test("RESTORE refuses wrong lengths and unknown forms, and keeps what was there", () => {
  const client = new TestServer().client();
  client.reply("SET k old");
  const bad = [[], [0], [0, 2, 97], [0, 0x80, 255, 255, 255, 255], [
    0,
    0x81,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ]];
  bad.push([0, 0xc0], [0, 0xc1, 1], [0, 0xc2, 1, 2, 3], [0, 0xc4], [0, 0x82], [200, 1, 97]);
  bad.push([0, 0xc3, 2, 0x80, 255, 255, 255, 255, 0, 97], [0, 0xc3, 9, 9, 0, 97]);
  for (const value of bad) {
    client.expectReply(["RESTORE", "k", "0", seal(value), "REPLACE"], BAD);
  }
  client.expectReply("GET k", "$3 old");
});

Deno.test("RESTORE looks at its options, the key, the time and the payload in this order", () => {
  const { expectReply, reply } = new TestServer().client();
  reply("SET k v");
  expectReply("RESTORE k -1 x FOO", "-ERR syntax error");
  expectReply("RESTORE k -1 x IDLETIME", "-ERR syntax error");
  expectReply("RESTORE k -1 x IDLETIME 1 FREQ 1", "-ERR syntax error");
  expectReply("RESTORE a 0 x IDLETIME -1", "-ERR Invalid IDLETIME value, must be >= 0");
  expectReply("RESTORE a 0 x FREQ 256", "-ERR Invalid FREQ value, must be >= 0 and <= 255");
  expectReply("RESTORE k -1 x", "-BUSYKEY Target key name already exists.");
  expectReply("RESTORE a x y", "-ERR value is not an integer or out of range");
  expectReply("RESTORE a -1 y", "-ERR Invalid TTL value, must be >= 0");
  expectReply("RESTORE a 0 y", NOT_INTACT);
});

Deno.test("a restored key expires when it should", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  const payload = seal([0, 1, 118]);
  expectReply(["RESTORE", "a", "5000", payload], "+OK");
  expectReply("PTTL a", ":5000");
  const moment = String(server.time.now() + 7000);
  expectReply(["RESTORE", "a", moment, payload, "ABSTTL", "REPLACE"], "+OK");
  expectReply("PEXPIRETIME a", `:${moment}`);
  expectReply(["RESTORE", "a", "0", payload, "REPLACE"], "+OK");
  expectReply("PTTL a", ":-1");
  // A time that has come already: there is no key, not even the one that was there.
  expectReply(["RESTORE", "a", "1", payload, "ABSTTL", "REPLACE"], "+OK");
  assertEquals(reply("EXISTS a"), ":0");
});

Deno.test("IDLETIME and FREQ count under the policy that asks for them", () => {
  const payload = seal([0, 1, 118]);
  const plain = new TestServer().client();
  plain.expectReply(["RESTORE", "a", "0", payload, "IDLETIME", "100"], "+OK");
  plain.expectReply("OBJECT IDLETIME a", ":100");
  const counting = new TestServer({ "maxmemory-policy": "allkeys-lfu" }).client();
  counting.expectReply(["RESTORE", "a", "0", payload, "FREQ", "77"], "+OK");
  counting.expectReply("OBJECT FREQ a", ":77");
});

Deno.test("a restored key fails the transaction that watches it, and is notified of", () => {
  const server = new TestServer({ "notify-keyspace-events": "Eg" });
  const watcher = server.client();
  const other = server.client();
  const listener = server.client(3);
  listener.reply("SUBSCRIBE __keyevent@0__:restore");
  watcher.reply("WATCH a");
  watcher.reply("MULTI");
  listener.received();
  other.expectReply(["RESTORE", "a", "0", seal([0, 1, 118])], "+OK");
  watcher.expectReply("EXEC", "*-1");
  assertEquals(listener.received(), ">3 $7 message $22 __keyevent@0__:restore $1 a");
});
