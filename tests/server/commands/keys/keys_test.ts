import { assert, assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

Deno.test("DEL and UNLINK count what they removed, EXISTS counts repeats", () => {
  const { expectReply } = new TestServer().client();
  expectReply("MSET a 1 b 2 c 3", "+OK");
  expectReply("EXISTS a b missing a", ":3");
  expectReply("DEL a a missing", ":1");
  expectReply("UNLINK b b c", ":2");
  expectReply("EXISTS a b c", ":0");
  expectReply("DEL", "-ERR wrong number of arguments for 'del' command");
});

Deno.test("keys are bytes: empty ones, zeros, line ends", () => {
  const { expectReply } = new TestServer().client();
  for (const key of ["", "\0", "a b", "k\r\n", new Uint8Array([255, 254])]) {
    expectReply(["SET", key, "v"], "+OK");
    expectReply(["EXISTS", key], ":1");
    expectReply(["RENAME", key, "x"], "+OK");
    expectReply(["RENAME", "x", key], "+OK");
    expectReply(["DEL", key], ":1");
  }
});

Deno.test("TYPE names the type, or none", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET s v", "+OK");
  expectReply("TYPE s", "+string");
  expectReply("TYPE missing", "+none");
});

Deno.test("EXISTS, TYPE, TTL and OBJECT count hits and misses but are no use of the key", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  expectReply("SET k v", "+OK");
  server.advance(20_000);
  const { counters } = server.keyspace(0);
  for (const command of ["EXISTS k", "TYPE k", "TTL k", "PTTL k", "OBJECT ENCODING k"]) {
    const before = counters.hits;
    reply(command);
    assertEquals(counters.hits, before + 1, command);
    expectReply("OBJECT IDLETIME k", ":20");
  }
  for (const command of ["EXISTS m", "TYPE m", "TTL m", "TOUCH m", "COPY m n", "OBJECT FREQ m"]) {
    const before = counters.misses;
    reply(command);
    assertEquals(counters.misses, before + 1, command);
  }
});

Deno.test("TOUCH, RENAME, COPY and EXPIRE are a use of the key", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SET k v", "+OK");
  for (const command of ["TOUCH k missing", "COPY k other REPLACE", "EXPIRE k 1000", "PERSIST k"]) {
    server.advance(5000);
    expectReply("OBJECT IDLETIME k", ":5");
    expectReply(command, ":1");
    expectReply("OBJECT IDLETIME k", ":0");
  }
  server.advance(5000);
  expectReply("RENAME k k2", "+OK");
  expectReply("OBJECT IDLETIME k2", ":0");
});

Deno.test("DEL, RENAME, MOVE, EXPIRE and PERSIST count neither hits nor misses", () => {
  const server = new TestServer();
  const { reply } = server.client();
  reply("SET k v");
  const commands = [
    ...["RENAME k l", "RENAMENX l k", "EXPIRE k 10", "PERSIST k", "MOVE k 1", "DEL k"],
    ...["RENAME k l", "EXPIRE k 10", "PERSIST k", "MOVE k 2", "RANDOMKEY", "KEYS *", "SCAN 0"],
  ];
  for (const command of commands) reply(command);
  const { hits, misses } = server.keyspace(0).counters;
  assertEquals([hits, misses], [0, 0]);
});

Deno.test("RENAME takes the expire time along and replaces what was there", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET a 1 EX 100", "+OK");
  expectReply("SET b other EX 999", "+OK");
  expectReply("RENAME a b", "+OK");
  expectReply("GET b", "$1 1");
  expectReply("TTL b", ":100");
  expectReply("EXISTS a", ":0");
  expectReply("SET c plain", "+OK");
  expectReply("RENAME c b", "+OK");
  expectReply("TTL b", ":-1");
  expectReply("RENAME b b", "+OK");
  expectReply("RENAME missing b", "-ERR no such key");
  expectReply("RENAME missing missing", "-ERR no such key");
  expectReply("GET b", "$5 plain");
});

Deno.test("RENAMENX leaves a key that is there", () => {
  const { expectReply } = new TestServer().client();
  expectReply("MSET a 1 b 2", "+OK");
  expectReply("RENAMENX a b", ":0");
  expectReply("RENAMENX a c", ":1");
  expectReply("RENAMENX c c", ":0");
  expectReply("RENAMENX a b", "-ERR no such key");
  expectReply("MGET b c", "*2 $1 2 $1 1");
});

Deno.test("renaming keeps the encoding and long values", () => {
  const { expectReply } = new TestServer().client();
  expectReply("APPEND raw 5", ":1");
  expectReply("APPEND raw 5", ":2");
  expectReply("RENAME raw r", "+OK");
  expectReply("OBJECT ENCODING r", "$3 raw");
  const long = "x".repeat(700_000);
  expectReply(["SET", "long", long], "+OK");
  expectReply(["RENAME", "long", "l".repeat(300)], "+OK");
  expectReply(["GET", "l".repeat(300)], `$700000 ${long}`);
});

Deno.test("COPY copies value, expire time and encoding, and only replaces when told", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET a 12345 EX 100", "+OK");
  expectReply("COPY a b", ":1");
  expectReply("TTL b", ":100");
  expectReply("OBJECT ENCODING b", "$3 int");
  expectReply("SET a new", "+OK");
  expectReply("COPY a b", ":0");
  expectReply("COPY a b replace", ":1");
  expectReply("GET b", "$3 new");
  expectReply("TTL b", ":-1");
  expectReply("APPEND b er", ":5");
  expectReply("GET a", "$3 new");
  expectReply("COPY missing b", ":0");
  expectReply("COPY b c", ":1");
  expectReply("OBJECT ENCODING c", "$3 raw");
});

Deno.test("COPY to another database", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SET a v", "+OK");
  expectReply("COPY a a DB 3", ":1");
  expectReply("COPY a a DB 3", ":0");
  expectReply("COPY a b DB 2 DB 4", ":1");
  assertEquals([2, 3, 4].map((index) => server.keyspace(index).size), [0, 1, 1]);
});

Deno.test("COPY's errors come in Redis's order", () => {
  const { expectReply } = new TestServer().client();
  const same = "-ERR source and destination objects are the same";
  expectReply("COPY a a", same);
  expectReply("COPY a a DB 0", same);
  expectReply("COPY a b DB", "-ERR syntax error");
  expectReply("COPY a a bogus", "-ERR syntax error");
  expectReply("COPY a a DB 16 bogus", "-ERR DB index is out of range");
  expectReply("COPY a b DB -1", "-ERR DB index is out of range");
  expectReply("COPY a b DB x", "-ERR value is not an integer or out of range");
  expectReply(
    "COPY a b DB 2147483648",
    "-ERR value is out of range, value must between -2147483648 and 2147483647",
  );
});

Deno.test("MOVE moves unless the target has the key", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SET a 1 EX 100", "+OK");
  expectReply("MOVE a 1", ":1");
  expectReply("EXISTS a", ":0");
  expectReply("SET a 2", "+OK");
  expectReply("MOVE a 1", ":0");
  expectReply("GET a", "$1 2");
  expectReply("MOVE missing 1", ":0");
  expectReply("MOVE a 0", "-ERR source and destination objects are the same");
  expectReply("MOVE a 16", "-ERR DB index is out of range");
  expectReply("MOVE a x", "-ERR value is not an integer or out of range");
  const moved = server.keyspace(1);
  moved.loadText("a");
  assertEquals(moved.find() !== 0, true);
  assertEquals(moved.expiry(), server.time.now() + 100_000);
  server.advance(100_001);
  assertEquals(moved.find(), 0);
});

Deno.test("a key whose time has come is no longer there", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  const commands: [command: string, reply: string][] = [
    ["EXISTS k", ":0"],
    ["TYPE k", "+none"],
    ["TOUCH k", ":0"],
    ["DEL k", ":0"],
    ["RENAME k x", "-ERR no such key"],
    ["RENAME other k", "+OK"],
    ["RENAMENX other k", ":1"],
    ["COPY k x", ":0"],
    ["COPY other k", ":1"],
    ["MOVE k 1", ":0"],
    ["RANDOMKEY", "$5 other"],
    ["KEYS *", "*1 $5 other"],
    ["KEYS k", "*0"],
    ["SCAN 0", "*2 $1 0 *1 $5 other"],
    ["SCAN 0 TYPE string", "*2 $1 0 *1 $5 other"],
    ["EXPIRE k 10", ":0"],
    ["TTL k", ":-2"],
    ["PERSIST k", ":0"],
    ["OBJECT ENCODING k", "$-1"],
  ];
  for (const [command, expected] of commands) {
    expectReply("SET other v", "+OK");
    expectReply("SET k v PX 10", "+OK");
    server.advance(10);
    expectReply("EXISTS k", ":1");
    server.advance(1);
    expectReply(command, expected);
    expectReply("DEL k", /^RENAME other|^RENAMENX|^COPY other/.test(command) ? ":1" : ":0");
  }
});

Deno.test("commands on keys make a transaction fail that watches them", () => {
  const setups = [
    ["DEL a", true],
    ["DEL b", false],
    ["UNLINK a", true],
    ["RENAME a b", true],
    ["RENAME b a", true],
    ["RENAME a a", false],
    ["RENAMENX b a", false],
    ["COPY b a", false],
    ["COPY b a REPLACE", true],
    ["COPY a b REPLACE", false],
    ["MOVE a 1", true],
    ["TOUCH a", false],
    ["EXPIRE a 100", true],
    ["EXPIRE a 100 XX", false],
    ["EXPIRE a 0", true],
    ["PERSIST a", false],
    ["TYPE a", false],
  ] as const;
  for (const [command, fails] of setups) {
    const server = new TestServer();
    const watcher = server.client();
    const other = server.client();
    other.expectReply("MSET a 1 b 2", "+OK");
    watcher.expectReply("WATCH a", "+OK");
    other.reply(command);
    watcher.expectReply("MULTI", "+OK");
    watcher.expectReply("SET c 3", "+QUEUED");
    watcher.expectReply("EXEC", fails ? "*-1" : "*1 +OK");
  }
});

Deno.test("each command is reported as one change, under the name that notifications use", () => {
  const server = new TestServer();
  const { reply } = server.client();
  const changes: string[] = [];
  const decoder = new TextDecoder();
  server.engine.feed.listen(({ namespace, event, command, args }) => {
    const texts = args.map((arg) => decoder.decode(arg));
    changes.push([namespace, `${event}:`, command, ...texts].join(" "));
  });
  const commands = ["MSET a 1 b 2", "RENAME a b", "MOVE b 7", "SET c 3", "COPY c d", "DEL d"];
  for (const command of [...commands, "DEL d", "RENAME c c", "MOVE x 7"]) reply(command);
  assertEquals(changes, [
    "0 set: SET a 1",
    "0 set: SET b 2",
    "0 rename: RENAME a b",
    "0 move: MOVE b 7",
    "0 set: SET c 3",
    "0 copy_to: SET d 3",
    "0 del: DEL d",
  ]);
});

Deno.test("no byte is left when renamed, copied and moved keys are gone", () => {
  const server = new TestServer();
  const { reply } = server.client();
  reply("SET warm v");
  reply("COPY warm warm DB 1");
  reply("FLUSHALL");
  for (const index of [0, 1]) server.keyspace(index).clear();
  const empty = server.engine.usedBytes;
  for (let i = 0; i < 200; i++) {
    reply(["SET", `k${i}`, "v".repeat(i * 37), "PX", String(1000 + i)]);
    reply(["RENAME", `k${i}`, "n".repeat(i + 1)]);
    reply(["COPY", "n".repeat(i + 1), `c${i}`]);
    reply(["MOVE", `c${i}`, "1"]);
  }
  assertEquals(server.engine.keys, 400);
  for (let i = 0; i < 200; i++) {
    reply(["DEL", "n".repeat(i + 1)]);
    server.keyspace(1).loadText(`c${i}`);
    server.keyspace(1).delete();
  }
  assertEquals(server.engine.keys, 0);
  for (const index of [0, 1]) {
    assertEquals(server.keyspace(index).wheel.size, 0);
    server.keyspace(index).clear();
  }
  assertEquals(server.engine.usedBytes, empty);
});

Deno.test("COPY under maxmemory keeps the copy whole when the original is evicted", () => {
  const server = new TestServer({ "maxmemory": "200kb", "maxmemory-policy": "allkeys-lru" });
  const { reply, expectReply } = server.client();
  const value = "0123456789".repeat(3000);
  expectReply(["SET", "original", value], "+OK");
  for (let i = 0; i < 40; i++) {
    expectReply(["COPY", "original", `copy${i}`], ":1");
    assertEquals(reply(["GET", `copy${i}`]), `$30000 ${value}`);
    if (reply("EXISTS original") === ":0") expectReply(["COPY", `copy${i}`, "original"], ":1");
  }
});

Deno.test("a copy is new to LFU, whatever it replaced", () => {
  const server = new TestServer({ "maxmemory-policy": "allkeys-lfu" });
  const { expectReply, reply } = server.client();
  expectReply("MSET original v copy w", "+OK");
  for (let i = 0; i < 100; i++) reply("GET copy");
  assert(reply("OBJECT FREQ copy") !== ":5");
  expectReply("COPY original copy REPLACE", ":1");
  expectReply("OBJECT FREQ copy", ":5");
});
