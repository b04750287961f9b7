/** The string commands: replies, encodings, expire times, statistics and watches. */
import { assertEquals } from "@std/assert";
import { Kind } from "../../../../store/keyspace/record.ts";
import { NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";

const NIL = "$-1";
const SYNTAX = "-ERR syntax error";
const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";
const TOO_LONG = "-ERR string exceeds maximum allowed size (proto-max-bulk-len)";
const NOT_AN_INTEGER = "-ERR value is not an integer or out of range";

/** Puts a value of a kind that is no string under `key`. */
function putForeign(server: TestServer, key: string): void {
  const keyspace = server.keyspace(0);
  keyspace.loadText(key);
  keyspace.put(Kind.PackedList, new Uint8Array(1), 0, 1, NO_EXPIRY);
}

function encoding(client: TestClient, key: string): string {
  return client.reply(["OBJECT", "ENCODING", key]).split(" ")[1];
}

Deno.test("GET, SET and their bytes", () => {
  const { expectReply } = new TestServer().client();
  expectReply("GET k", NIL);
  expectReply("SET k v", "+OK");
  expectReply("GET k", "$1 v");
  expectReply(`SET "" ""`, "+OK");
  expectReply(`GET ""`, "$0");
  expectReply(`SET "a\\x00b" "\\xff"`, "+OK");
  expectReply(`GET "a\\x00b"`, "$1 \\xff");
  new TestServer().client(3).expectReply("GET k", "_");
});

Deno.test("SET's options", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SET k 1 XX", NIL);
  expectReply("SET k 1 NX", "+OK");
  expectReply("SET k 2 NX", NIL);
  expectReply("SET k 2 xx get", "$1 1");
  expectReply("SET k 3 NX GET", "$1 2");
  expectReply("GET k", "$1 2");
  expectReply("SET new 1 GET", NIL);
  expectReply("SET new2 1 NX GET", NIL);
  expectReply("GET new2", "$1 1");
  expectReply("SET new3 1 XX GET", NIL);
  expectReply("EXISTS new3", ":0");
  for (
    const options of [
      "NX XX",
      "EX",
      "EX 10 PX 10",
      "EX 10 KEEPTTL",
      "KEEPTTL PXAT 10",
      "PERSIST",
      "bogus",
      "EX 10 bogus",
    ]
  ) {
    expectReply(`SET k v ${options}`, SYNTAX);
  }
  expectReply("SET k v EX 10 EX 20", "+OK");
  expectReply("TTL k", ":20");
  expectReply("SET k v EX abc", NOT_AN_INTEGER);
  for (const time of ["EX 0", "PX -1", "EXAT 0", "PXAT -5", "EX 9223372036854775807"]) {
    expectReply(`SET k v ${time}`, "-ERR invalid expire time in 'set' command");
  }
});

Deno.test("SET and expire times", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  const nowMs = server.time.now();
  expectReply("SET k v EX 10", "+OK");
  expectReply("PTTL k", ":10000");
  expectReply("SET k w KEEPTTL", "+OK");
  expectReply("PTTL k", ":10000");
  expectReply("SET k x", "+OK");
  expectReply("TTL k", ":-1");
  expectReply("SET new v KEEPTTL", "+OK");
  expectReply("TTL new", ":-1");
  expectReply(`SET k v PXAT ${nowMs + 500}`, "+OK");
  expectReply(`SET l v EXAT ${Math.floor(nowMs / 1000) + 2}`, "+OK");
  server.advance(501);
  expectReply("GET k", NIL);
  expectReply("GET l", "$1 v");
  server.advance(2000);
  expectReply("SET l w NX", "+OK");
  expectReply("SET past v PXAT 1", "+OK");
  expectReply("GET past", NIL);
  assertEquals(server.keyspace(0).counters.expired, 3);
});

Deno.test("SETNX, SETEX, PSETEX, GETSET and GETDEL", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SETNX k 1", ":1");
  expectReply("SETNX k 2", ":0");
  expectReply("SETEX k 10 3", "+OK");
  expectReply("TTL k", ":10");
  expectReply("PSETEX k 1500 4", "+OK");
  expectReply("PTTL k", ":1500");
  expectReply("SETEX k 0 5", "-ERR invalid expire time in 'setex' command");
  expectReply("PSETEX k -1 5", "-ERR invalid expire time in 'psetex' command");
  expectReply("SETEX k 9223372036854775807 5", "-ERR invalid expire time in 'setex' command");
  expectReply("SETEX k x 5", NOT_AN_INTEGER);
  expectReply("GETSET k 6", "$1 4");
  expectReply("TTL k", ":-1");
  expectReply("GETSET new 7", NIL);
  expectReply("GETDEL k", "$1 6");
  expectReply("GETDEL k", NIL);
  expectReply("EXISTS k", ":0");
});

Deno.test("GETEX looks at its key before its time", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("GETEX missing EX 0", NIL);
  expectReply("GETEX missing EX abc", NIL);
  expectReply("GETEX missing EX", SYNTAX);
  expectReply("SET k v", "+OK");
  expectReply("GETEX k EX 0", "-ERR invalid expire time in 'getex' command");
  expectReply("GETEX k EX abc", NOT_AN_INTEGER);
  expectReply("GETEX k EX 10", "$1 v");
  expectReply("TTL k", ":10");
  expectReply("GETEX k", "$1 v");
  expectReply("TTL k", ":10");
  expectReply("GETEX k PX 2500", "$1 v");
  expectReply("PTTL k", ":2500");
  expectReply("GETEX k PERSIST", "$1 v");
  expectReply("TTL k", ":-1");
  expectReply("GETEX k PERSIST", "$1 v");
  for (const options of ["EX 1 PERSIST", "NX", "KEEPTTL", "EX 1 PX 1"]) {
    expectReply(`GETEX k ${options}`, SYNTAX);
  }
  expectReply(`GETEX k PXAT ${server.time.now()}`, "$1 v");
  expectReply("EXISTS k", ":0");
  expectReply("SET k v", "+OK");
  expectReply("GETEX k EXAT 1", "$1 v");
  expectReply("EXISTS k", ":0");
});

Deno.test("MGET, MSET and MSETNX", () => {
  const { expectReply } = new TestServer().client();
  expectReply("MSET a 1 b 2 a 3", "+OK");
  expectReply("MGET a b missing a", "*4 $1 3 $1 2 $-1 $1 3");
  expectReply("MSETNX c 1 a 1", ":0");
  expectReply("EXISTS c", ":0");
  expectReply("MSETNX c 1 d 2", ":1");
  expectReply("MSET a", "-ERR wrong number of arguments for 'mset' command");
  expectReply("MSET a 1 b", "-ERR wrong number of arguments for 'mset' command");
  expectReply("MSETNX a 1 b", "-ERR wrong number of arguments for 'msetnx' command");
  expectReply("SET a 1 EX 10", "+OK");
  expectReply("MSET a 2", "+OK");
  expectReply("TTL a", ":-1");
});

Deno.test("MSETNX with a key given twice stores the last value (CVE-2023-28425)", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("MSETNX k 1 k 22 k 333", ":1");
  expectReply("GET k", "$3 333");
  expectReply("MSETNX k 4 k 5", ":0");
  expectReply("DEL k", ":1");
  assertEquals(server.keyspace(0).size, 0);
});

Deno.test("APPEND, STRLEN and SETRANGE keep the expire time", () => {
  const { expectReply } = new TestServer().client();
  expectReply("APPEND k abc", ":3");
  expectReply("EXPIRE k 100", ":1");
  expectReply("APPEND k def", ":6");
  expectReply("SETRANGE k 1 XY", ":6");
  expectReply("SETRANGE k 8 z", ":9");
  expectReply("GET k", "$9 aXYdef\\x00\\x00z");
  expectReply("TTL k", ":100");
  expectReply("STRLEN k", ":9");
  expectReply("STRLEN missing", ":0");
  expectReply(`APPEND k ""`, ":9");
  expectReply(`SETRANGE k 100 ""`, ":9");
  expectReply(`SETRANGE missing 5 ""`, ":0");
  expectReply("EXISTS missing", ":0");
});

Deno.test("SETRANGE and APPEND refuse what would be too long", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET k v", "+OK");
  expectReply("SETRANGE k 536870912 x", TOO_LONG);
  expectReply("SETRANGE missing 536870912 x", TOO_LONG);
  expectReply("SETRANGE k 9223372036854775807 x", TOO_LONG);
  expectReply(`SETRANGE k 9223372036854775807 ""`, ":1");
  expectReply("SETRANGE k -1 x", "-ERR offset is out of range");
  expectReply("SETRANGE k 9223372036854775808 x", NOT_AN_INTEGER);
  expectReply("EXISTS missing", ":0");
  const small = new TestServer({ "proto-max-bulk-len": "1mb" }).client();
  const half = "x".repeat(1024 * 512);
  small.expectReply(["APPEND", "k", half], ":524288");
  small.expectReply(["APPEND", "k", half], ":1048576");
  small.expectReply("APPEND k x", TOO_LONG);
  small.expectReply("STRLEN k", ":1048576");
});

Deno.test("GETRANGE and SUBSTR", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET k 0123456789", "+OK");
  for (
    const [range, expected] of [
      ["0 -1", "$10 0123456789"],
      ["2 4", "$3 234"],
      ["-3 -1", "$3 789"],
      ["-3 100", "$3 789"],
      ["-100 1", "$2 01"],
      ["5 4", "$0"],
      ["10 20", "$0"],
      ["-1 -2", "$0"],
      ["-100 -200", "$0"],
      ["-200 -100", "$1 0"],
      ["-9223372036854775808 9223372036854775807", "$10 0123456789"],
      ["-9223372036854775807 -9223372036854775808", "$0"],
      ["-9223372036854775808 -9223372036854775807", "$1 0"],
    ]
  ) {
    expectReply(`GETRANGE k ${range}`, expected);
    expectReply(`SUBSTR k ${range}`, expected);
  }
  expectReply("GETRANGE missing 0 -1", "$0");
  expectReply("GETRANGE missing x -1", NOT_AN_INTEGER);
  expectReply(`SET empty ""`, "+OK");
  expectReply("GETRANGE empty 0 -1", "$0");
});

Deno.test("OBJECT ENCODING tells how a string was made", () => {
  const client = new TestServer().client();
  const cases: [setup: string, expected: string][] = [
    ["SET k 12345", "int"],
    ["SET k -9223372036854775808", "int"],
    ["SET k 9223372036854775808", "embstr"],
    ["SET k 012", "embstr"],
    ["SET k +1", "embstr"],
    [`SET k ""`, "embstr"],
    [`SET k ${"x".repeat(44)}`, "embstr"],
    [`SET k ${"x".repeat(45)}`, "raw"],
    ["APPEND new 12", "int"],
    ["APPEND k 1", "raw"],
    ["INCR new", "int"],
    ["SETRANGE k2 0 1", "raw"],
    ["GETSET k 77", "int"],
    ["INCRBYFLOAT k 1", "embstr"],
    ["MSET k 5", "int"],
    ["EXPIRE k 100", "int"],
    [`SETRANGE k 0 ""`, "int"],
    ["SETRANGE k 0 6", "raw"],
    ["SETNX k3 x", "embstr"],
    ["SETBIT k3 1 1", "raw"],
  ];
  for (const [setup, expected] of cases) {
    client.reply(setup);
    assertEquals(encoding(client, setup.split(" ")[1]), expected, setup);
  }
});

Deno.test("a key of another type", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  putForeign(server, "l");
  for (
    const request of [
      ...["GET l", "SET l v GET", "SET l v NX GET", "GETSET l v", "GETDEL l", "GETEX l EX 0"],
      ...["APPEND l v", "STRLEN l", "GETRANGE l 0 1", "SUBSTR l 0 1", "SETRANGE l 0 v"],
      ...[`SETRANGE l 0 ""`, "SETRANGE l 536870912 x", "GETEX l"],
    ]
  ) {
    expectReply(request, WRONG_TYPE);
  }
  expectReply("SET l v NX", NIL);
  expectReply("SETNX l v", ":0");
  expectReply("MGET l", "*1 $-1");
  expectReply("MSETNX l 1 k 2", ":0");
  // What is wrong in itself is refused first.
  expectReply("SET l v EX 0 GET", "-ERR invalid expire time in 'set' command");
  expectReply("GETEX l EX", SYNTAX);
  expectReply("SETRANGE l -1 x", "-ERR offset is out of range");
  expectReply("GETRANGE l x 1", NOT_AN_INTEGER);
  expectReply("EXISTS l", ":1");
  expectReply("SET l v", "+OK");
  expectReply("GET l", "$1 v");
});

Deno.test("only reads count as hits and misses", () => {
  const server = new TestServer();
  const client = server.client();
  const { counters } = server.keyspace(0);
  const cases: [request: string, hits: number, misses: number][] = [
    ["SET k 1", 0, 0],
    ["GET k", 1, 0],
    ["GET missing", 0, 1],
    ["MGET k missing k", 2, 1],
    ["SET k 2 GET", 1, 0],
    ["SET missing2 2 XX GET", 0, 1],
    ["SET k 2 NX", 0, 0],
    ["GETSET k 3", 1, 0],
    ["GETEX k", 1, 0],
    ["GETEX missing", 0, 1],
    ["STRLEN k", 1, 0],
    ["GETRANGE k 0 1", 1, 0],
    ["APPEND k 1", 0, 0],
    ["SETRANGE k 0 1", 0, 0],
    ["INCR k", 0, 0],
    ["INCRBYFLOAT k 1", 0, 0],
    ["MSETNX k 1", 0, 0],
    ["SETBIT k 0 0", 0, 0],
    ["GETBIT k 0", 1, 0],
    ["BITCOUNT missing", 0, 1],
    ["BITPOS k 1", 1, 0],
    ["BITOP OR k k missing", 1, 1],
    ["BITFIELD k GET u8 0", 1, 0],
    ["BITFIELD k SET u8 0 1", 0, 0],
    ["LCS k missing", 1, 1],
    ["GETDEL k", 1, 0],
  ];
  for (const [request, hits, misses] of cases) {
    const before = { ...counters };
    client.reply(request);
    assertEquals(
      [counters.hits - before.hits, counters.misses - before.misses],
      [hits, misses],
      request,
    );
  }
});

Deno.test("EXEC fails after a watched string has changed, and not otherwise", () => {
  const server = new TestServer();
  const watcher = server.client();
  const writer = server.client();
  const cases: [setup: string, change: string, changed: boolean][] = [
    ["SET k a", "SET k a", true],
    ["SET k a", "SET k b NX", false],
    ["", "SET k b XX", false],
    ["", "SET k v PXAT 1", true],
    ["SET k a", "SET k b XX GET", true],
    ["SET k a", "GETSET k a", true],
    ["SET k a", "GETDEL k", true],
    ["", "GETDEL k", false],
    ["SET k a", "GETEX k", false],
    ["SET k a", "GETEX k PERSIST", false],
    ["SET k a EX 100", "GETEX k PERSIST", true],
    ["SET k a", "GETEX k EX 100", true],
    ["SET k a", "GETEX k PXAT 1", true],
    ["SET k a", "MSETNX k b", false],
    ["SET k a", `APPEND k ""`, true],
    ["SET k a", `SETRANGE k 0 ""`, false],
    ["SET k a", "SETRANGE k 0 a", true],
    ["SET k 1", "INCRBY k 0", true],
    ["SET k a", "INCR k", false],
    ["SET k 1", "INCRBYFLOAT k 0", true],
    ["SET k a", "SETBIT k 1 1", false],
    ["SET k a", "SETBIT k 1 0", true],
    ["SET k a", "SETBIT k 100 0", true],
    ["", "SETBIT k 0 0", true],
    ["SET k a", "BITFIELD k SET u8 0 97", false],
    ["SET k a", "BITFIELD k INCRBY u8 0 0", false],
    ["SET k a", "BITFIELD k SET u8 8 0", true],
    ["SET k a", "BITFIELD k OVERFLOW FAIL SET u8 8 1000", false],
    ["", "BITFIELD k OVERFLOW FAIL SET u8 8 1000", false],
    ["SET k a", "BITFIELD k OVERFLOW FAIL SET u8 8 1000 SET u8 0 97", true],
    ["SET k a", "BITFIELD k SET u8 0 98 SET u8 0 97", true],
    ["SET k a", "BITOP AND k missing", true],
    ["", "BITOP AND k missing", false],
  ];
  for (const [setup, change, changed] of cases) {
    writer.reply("DEL k");
    if (setup !== "") writer.reply(setup);
    watcher.expectReply("WATCH k", "+OK");
    writer.reply(change);
    watcher.expectReply("MULTI", "+OK");
    watcher.expectReply("PING", "+QUEUED");
    assertEquals(watcher.reply("EXEC"), changed ? "*-1" : "*1 +PONG", `${setup}: ${change}`);
  }
});
