/** The set commands. */
import { assert, assertEquals } from "@std/assert";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";
const SYNTAX = "-ERR syntax error";

/** The elements of a reply of bulk strings, sorted; its head must be `type` and their number. */
function elements(client: TestClient, request: string, type = "*"): string[] {
  const [head, ...rest] = client.reply(request).split(" ");
  const found = rest.filter((_, i) => i % 2 === 1);
  assertEquals(head, `${type}${found.length}`);
  return found.sort();
}

Deno.test("SADD, SREM, SCARD, SISMEMBER, SMISMEMBER, SMEMBERS", () => {
  const client = new TestServer().client();
  const { expectReply } = client;
  expectReply("SADD s a b a", ":2");
  expectReply("SADD s a c", ":1");
  expectReply("SCARD s", ":3");
  expectReply("SISMEMBER s a", ":1");
  expectReply("SISMEMBER s z", ":0");
  expectReply("SMISMEMBER s a z c", "*3 :1 :0 :1");
  assertEquals(elements(client, "SMEMBERS s"), ["a", "b", "c"]);
  expectReply("SREM s a z b a", ":2");
  expectReply("SREM s c c", ":1");
  expectReply("EXISTS s", ":0");
  for (const command of ["SREM s a", "SCARD s", "SISMEMBER s a"]) expectReply(command, ":0");
  expectReply("SMISMEMBER s a b", "*2 :0 :0");
  expectReply("SMEMBERS s", "*0");
  new TestServer().client(3).expectReply("SMEMBERS s", "~0");
});

Deno.test("integers are kept in ascending order, and OBJECT ENCODING says when they no longer are", () => {
  const { expectReply } = new TestServer({ "set-max-intset-entries": "4" }).client();
  expectReply("SADD i 10 -3 70000", ":3");
  expectReply("SMEMBERS i", "*3 $2 -3 $2 10 $5 70000");
  expectReply("OBJECT ENCODING i", "$6 intset");
  expectReply("SADD i 1 10", ":1");
  expectReply("OBJECT ENCODING i", "$6 intset");
  expectReply("SADD i 2", ":1");
  expectReply("OBJECT ENCODING i", "$9 hashtable");
  expectReply("SADD j 1", ":1");
  expectReply("SADD j 01", ":1");
  expectReply("OBJECT ENCODING j", "$9 hashtable");
  expectReply("CONFIG SET set-max-intset-entries 0", "+OK");
  expectReply("SADD k 1", ":1");
  expectReply("OBJECT ENCODING k", "$9 hashtable");
  expectReply("TYPE k", "+set");
});

Deno.test("SPOP", () => {
  const server = new TestServer();
  const client = server.client();
  const { expectReply } = client;
  expectReply("SPOP s", "$-1");
  expectReply("SPOP s 3", "*0");
  server.client(3).expectReply("SPOP s 3", "~0");
  expectReply("SADD s a", ":1");
  expectReply("SPOP s", "$1 a");
  expectReply("EXISTS s", ":0");
  const all = Array.from({ length: 200 }, (_, i) => `m${i}`).sort();
  expectReply(`SADD s ${all.join(" ")}`, ":200");
  const popped = elements(client, "SPOP s 50");
  expectReply("SCARD s", ":150");
  expectReply("SPOP s 0", "*0");
  popped.push(...elements(client, "SPOP s 9223372036854775807"));
  assertEquals(popped.sort(), all);
  expectReply("EXISTS s", ":0");
  for (const count of ["-1", "x", "9223372036854775808"]) {
    expectReply(`SPOP s ${count}`, "-ERR value is out of range, must be positive");
  }
  expectReply("SPOP s 1 2", SYNTAX);
});

Deno.test("SRANDMEMBER", () => {
  const client = new TestServer().client();
  const { expectReply } = client;
  expectReply("SRANDMEMBER s", "$-1");
  expectReply("SRANDMEMBER s -9223372036854775807", "*0");
  expectReply("SADD s a b c", ":3");
  assert(["$1 a", "$1 b", "$1 c"].includes(client.reply("SRANDMEMBER s")));
  assertEquals(new Set(elements(client, "SRANDMEMBER s 2")).size, 2);
  assertEquals(elements(client, "SRANDMEMBER s 9223372036854775807"), ["a", "b", "c"]);
  assertEquals(elements(client, "SRANDMEMBER s -100").length, 100);
  expectReply("SRANDMEMBER s 0", "*0");
  expectReply("SCARD s", ":3");
  expectReply("SRANDMEMBER s 1 2", SYNTAX);
  expectReply("SRANDMEMBER s x", "-ERR value is not an integer or out of range");
});

Deno.test("a hugely negative count of SRANDMEMBER is an error, not the end of the server", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SADD s a", ":1");
  const range = "value must between -9223372036854775807 and 9223372036854775807";
  expectReply("SRANDMEMBER s -9223372036854775808", `-ERR value is out of range, ${range}`);
  for (const count of ["-9223372036854775807", "-4611686018427387905", "-100000000"]) {
    const error = "-ERR value is out of range, at most 16777216 elements may repeat";
    expectReply(`SRANDMEMBER s ${count}`, error);
  }
});

Deno.test("SMOVE", () => {
  const client = new TestServer().client();
  const { expectReply } = client;
  expectReply("SADD a x 1", ":2");
  expectReply("SADD b 2", ":1");
  expectReply("SMOVE a b 1", ":1");
  expectReply("OBJECT ENCODING b", "$6 intset");
  expectReply("SMOVE a b 1", ":0");
  expectReply("SMOVE a b x", ":1");
  expectReply("EXISTS a", ":0");
  assertEquals(elements(client, "SMEMBERS b"), ["1", "2", "x"]);
  expectReply("SMOVE b b x", ":1");
  expectReply("SMOVE b b y", ":0");
  expectReply("SET text v", "+OK");
  expectReply("SMOVE missing text x", ":0");
  expectReply("SMOVE text b x", WRONG_TYPE);
  expectReply("SMOVE b text nothing", WRONG_TYPE);
});

Deno.test("SSCAN", () => {
  const client = new TestServer().client();
  const { expectReply } = client;
  expectReply("SADD i 2 1", ":2");
  expectReply("SSCAN i 7 COUNT 1", "*2 $1 0 *2 $1 1 $1 2");
  expectReply("SSCAN i 0 MATCH 2*", "*2 $1 0 *1 $1 2");
  expectReply("SSCAN missing 0 bogus", "*2 $1 0 *0");
  expectReply("SSCAN missing x", "-ERR invalid cursor");
  expectReply("SSCAN i 0 TYPE set", SYNTAX);
  expectReply("SSCAN i 0 COUNT 0", SYNTAX);
  const all = Array.from({ length: 1000 }, (_, i) => `m${i}`);
  expectReply(`SADD s ${all.join(" ")}`, ":1000");
  const met = new Set<string>();
  let cursor = "0";
  let calls = 0;
  do {
    const reply = client.reply(`SSCAN s ${cursor} COUNT 50`).split(" ");
    cursor = reply[2];
    reply.slice(4).forEach((part, i) => i % 2 === 1 && met.add(part));
    calls++;
  } while (cursor !== "0");
  assertEquals([...met].sort(), all.sort());
  assert(calls > 5 && calls <= 20, String(calls));
});

Deno.test("every set command refuses a key of another type", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET text v", "+OK");
  for (
    const request of [
      ...["SADD text a", "SREM text a", "SISMEMBER text a", "SMISMEMBER text a", "SMEMBERS text"],
      ...["SCARD text", "SPOP text", "SPOP text 1", "SRANDMEMBER text", "SRANDMEMBER text 1"],
      ...["SSCAN text 0"],
    ]
  ) expectReply(request, WRONG_TYPE);
  expectReply("SADD s a", ":1");
  expectReply("GET s", WRONG_TYPE);
  expectReply("SET s v", "+OK");
});

Deno.test("SINTER, SUNION, SDIFF", () => {
  const client = new TestServer().client();
  const { expectReply } = client;
  expectReply("SADD a 1 2 x", ":3");
  expectReply("SADD b 2 x y", ":3");
  expectReply("SADD i 3 1 2", ":3");
  assertEquals(elements(client, "SINTER a b"), ["2", "x"]);
  assertEquals(elements(client, "SUNION a b missing"), ["1", "2", "x", "y"]);
  assertEquals(elements(client, "SDIFF a b"), ["1"]);
  expectReply("SINTER a missing", "*0");
  expectReply("SDIFF missing a", "*0");
  expectReply("SINTER i a", "*2 $1 1 $1 2");
  expectReply("SUNION i i", "*3 $1 1 $1 2 $1 3");
  client.server.client(3).expectReply("SDIFF i a", "~1 $1 3");
  expectReply("SET text v", "+OK");
  for (const command of ["SINTER", "SUNION", "SDIFF"]) {
    expectReply(`${command} missing text`, WRONG_TYPE);
    expectReply(`${command}STORE a missing text`, WRONG_TYPE);
  }
});

Deno.test("SINTERSTORE, SUNIONSTORE, SDIFFSTORE", () => {
  const client = new TestServer().client();
  const { expectReply } = client;
  expectReply("SADD a 1 2 x", ":3");
  expectReply("SADD b 2 x y", ":3");
  expectReply("SET d text EX 100", "+OK");
  expectReply("SINTERSTORE d a b", ":2");
  expectReply("TTL d", ":-1");
  assertEquals(elements(client, "SMEMBERS d"), ["2", "x"]);
  expectReply("SUNIONSTORE d a b", ":4");
  expectReply("SDIFFSTORE d d a", ":1");
  expectReply("SMEMBERS d", "*1 $1 y");
  expectReply("SINTERSTORE d d missing", ":0");
  expectReply("EXISTS d", ":0");
  expectReply("SDIFFSTORE d a b", ":1");
  expectReply("OBJECT ENCODING d", "$6 intset");
});

Deno.test("SINTERCARD", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SADD a 1 2 3 x", ":4");
  expectReply("SADD b 2 3 x y", ":4");
  expectReply("SINTERCARD 2 a b", ":3");
  expectReply("SINTERCARD 2 a b LIMIT 0", ":3");
  expectReply("SINTERCARD 2 a b LIMIT 2", ":2");
  expectReply("SINTERCARD 2 a missing", ":0");
  expectReply("SINTERCARD 0 a", "-ERR numkeys should be greater than 0");
  expectReply("SINTERCARD x a", "-ERR numkeys should be greater than 0");
  expectReply("SINTERCARD 3 a b", "-ERR Number of keys can't be greater than number of args");
  expectReply("SINTERCARD 2 a b LIMIT -1", "-ERR LIMIT can't be negative");
  expectReply("SINTERCARD 2 a b LIMIT", SYNTAX);
  expectReply("SINTERCARD 1 a b", SYNTAX);
});
