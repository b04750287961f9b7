/** The hash commands; the transcript `hashes.txt` compares them with redis-server. */
import { assert, assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

Deno.test("HSET, HSETNX, HGET, HMGET, HDEL and their counts", () => {
  const { expectReply } = new TestServer().client();
  expectReply("HSET h a 1 b 2", ":2");
  expectReply("HSET h a 3 c 4 c 5", ":1");
  expectReply("HMSET h d 6", "+OK");
  expectReply("HSETNX h d 7", ":0");
  expectReply("HSETNX h e 7", ":1");
  expectReply("HGET h a", "$1 3");
  expectReply("HMGET h c missing d", "*3 $1 5 $-1 $1 6");
  expectReply("HLEN h", ":5");
  expectReply("HEXISTS h a", ":1");
  expectReply("HSTRLEN h a", ":1");
  expectReply("HDEL h a b x a", ":2");
  expectReply("HDEL h c d e", ":3");
  expectReply("EXISTS h", ":0");
  expectReply("HSET h a", "-ERR wrong number of arguments for 'hset' command");
  expectReply("HSET h a 1 b", "-ERR wrong number of arguments for 'hset' command");
  expectReply("HMSET h a 1 b", "-ERR wrong number of arguments for 'hmset' command");
});

Deno.test("HGETALL is a map in RESP3, its parts are arrays", () => {
  const server = new TestServer();
  const two = server.client();
  const three = server.client(3);
  two.expectReply("HSET h a 1 b 2", ":2");
  two.expectReply("HGETALL h", "*4 $1 a $1 1 $1 b $1 2");
  three.expectReply("HGETALL h", "%2 $1 a $1 1 $1 b $1 2");
  three.expectReply("HKEYS h", "*2 $1 a $1 b");
  three.expectReply("HVALS h", "*2 $1 1 $1 2");
  three.expectReply("HGETALL none", "%0");
  three.expectReply("HRANDFIELD h 2 WITHVALUES", "*2 *2 $1 a $1 1 *2 $1 b $1 2");
});

Deno.test("HINCRBY and HINCRBYFLOAT", () => {
  const { expectReply } = new TestServer().client();
  expectReply("HINCRBY h n 5", ":5");
  expectReply("HINCRBY h n 9223372036854775802", ":9223372036854775807");
  expectReply("HINCRBY h n 1", "-ERR increment or decrement would overflow");
  expectReply("HINCRBYFLOAT h f 10.5", "$4 10.5");
  expectReply("HINCRBYFLOAT h f 0.1", "$4 10.6");
  expectReply("HINCRBY h f 1", "-ERR hash value is not an integer");
  expectReply("HSET h text abc", ":1");
  expectReply("HINCRBYFLOAT h text 1", "-ERR hash value is not a float");
  expectReply("HINCRBYFLOAT h f inf", "-ERR value is NaN or Infinity");
});

Deno.test("HINCRBYFLOAT refuses what would make a value that cannot be loaded (CVE-2023-28856)", () => {
  const { expectReply } = new TestServer().client();
  for (const increment of ["inf", "-inf", "+infinity"]) {
    expectReply(["HINCRBYFLOAT", "h", "f", increment], "-ERR value is NaN or Infinity");
  }
  expectReply("HINCRBYFLOAT h f nan", "-ERR value is not a valid float");
  expectReply("EXISTS h", ":0");
  expectReply("HSET h f 1e4932", ":1");
  expectReply("HINCRBYFLOAT h f 1e4932", "-ERR increment would produce NaN or Infinity");
  expectReply("HGET h f", "$6 1e4932");
});

Deno.test("HRANDFIELD refuses a hugely negative count at once", () => {
  const { expectReply, reply } = new TestServer().client();
  expectReply("HSET h a 1", ":1");
  for (const count of ["-9223372036854775807", "-4611686018427387903", "-16777217"]) {
    assert(reply(["HRANDFIELD", "h", count]).startsWith("-ERR value is out of range"));
    expectReply(["HRANDFIELD", "none", count], "*0");
  }
  assertEquals(reply("HRANDFIELD h -1000").split("$1 a").length, 1001);
});

Deno.test("HSCAN of a large hash meets every field", () => {
  const server = new TestServer({ "hash-max-listpack-entries": "10" });
  const client = server.client(3);
  const fields = Array.from({ length: 500 }, (_, i) => `field${i}`);
  client.expectReply(["HSET", "h", ...fields.flatMap((field) => [field, "v"])], ":500");
  client.expectReply("OBJECT ENCODING h", "$9 hashtable");
  const met = new Set<string>();
  let cursor = "0";
  let calls = 0;
  do {
    const reply = client.reply(["HSCAN", "h", cursor, "COUNT", "20"]).split(" ");
    cursor = reply[2]!;
    for (let i = 7; i < reply.length; i += 4) met.add(reply[i - 2]!);
    calls++;
  } while (cursor !== "0");
  assertEquals(met, new Set(fields));
  assert(calls > 10 && calls < 60, `${calls} calls`);
});

Deno.test("hash commands on another type, and others on a hash", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET s v", "+OK");
  expectReply("HSET h a 1", ":1");
  for (const command of ["HSET s a 1", "HGET s a", "HGETALL s", "HDEL s a", "HSCAN s 0"]) {
    expectReply(command, WRONG_TYPE);
  }
  for (const command of ["GET h", "APPEND h x", "INCR h", "GETRANGE h 0 1", "SETBIT h 0 1"]) {
    expectReply(command, WRONG_TYPE);
  }
  expectReply("TYPE h", "+hash");
  expectReply("SET h v", "+OK");
  expectReply("GET h", "$1 v");
});
