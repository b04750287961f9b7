/** SORT and SORT_RO; the transcript `sort.txt` compares them with redis-server. */
import { assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const SYNTAX = "-ERR syntax error";

Deno.test("SORT lists, sets and sorted sets", () => {
  const { expectReply } = new TestServer().client();
  expectReply("RPUSH l 3 1 2", ":3");
  expectReply("SADD s 30 4 5", ":3");
  expectReply("ZADD z 1 7 2 5 3 6", ":3");
  expectReply("SORT l", "*3 $1 1 $1 2 $1 3");
  expectReply("SORT l DESC LIMIT 0 2", "*2 $1 3 $1 2");
  expectReply("SORT s ALPHA", "*3 $2 30 $1 4 $1 5");
  expectReply("OBJECT ENCODING z", "$8 listpack");
  expectReply("SORT_RO z", "*3 $1 5 $1 6 $1 7");
  expectReply("OBJECT ENCODING z", "$8 skiplist");
  expectReply("SORT z BY nosort DESC LIMIT 0 2", "*2 $1 6 $1 5");
  expectReply("SORT missing", "*0");
});

Deno.test("SORT with BY, GET and STORE", () => {
  const { expectReply } = new TestServer().client();
  expectReply("RPUSH l 1 2 3", ":3");
  expectReply("MSET w_1 5 w_2 4 w_3 3", "+OK");
  expectReply("HSET h_2 name two", ":1");
  expectReply("SORT l BY w_* GET # GET h_*->name", "*6 $1 3 $-1 $1 2 $3 two $1 1 $-1");
  expectReply("SORT l BY w_* GET h_*->name STORE d", ":3");
  expectReply("LRANGE d 0 -1", "*3 $0  $3 two $0");
  expectReply("SORT l LIMIT 5 1 STORE d", ":0");
  expectReply("EXISTS d", ":0");
  expectReply("SET w_2 text", "+OK");
  expectReply("SORT l BY w_*", "-ERR One or more scores can't be converted into double");
  expectReply("SORT_RO l STORE d", SYNTAX);
});

Deno.test("SORT's LIMIT does not overflow, however large its numbers and many its GETs", () => {
  const { expectReply } = new TestServer().client();
  expectReply("RPUSH l 2 1", ":2");
  const max = "9223372036854775807";
  expectReply(`SORT l LIMIT ${max} ${max}`, "*0");
  expectReply(`SORT l LIMIT 1 ${max}`, "*1 $1 2");
  expectReply(`SORT l LIMIT -9223372036854775808 ${max}`, "*2 $1 1 $1 2");
  expectReply(`SORT l LIMIT ${max} ${max} GET # GET # GET # GET # STORE d`, ":0");
  expectReply(`SORT l LIMIT 1 ${max} ${"GET # ".repeat(100)}STORE d`, ":100");
  expectReply(`SORT l LIMIT 9223372036854775808 1`, "-ERR value is not an integer or out of range");
});

Deno.test("the keys of SORT are its list and what it stores", () => {
  const { expectReply } = new TestServer().client();
  expectReply("COMMAND GETKEYS SORT l BY w_* GET x STORE d STORE e", "*2 $1 l $1 e");
  expectReply("COMMAND GETKEYS SORT l LIMIT STORE 1", "*1 $1 l");
  expectReply("COMMAND GETKEYS SORT_RO l BY w_* GET x", "*1 $1 l");
});

Deno.test("a stored result wakes those that wait for a list", () => {
  const server = new TestServer();
  const waiting = server.client();
  const client = server.client();
  waiting.expectReply("BLPOP d 0", "");
  client.expectReply("RPUSH l 2 1", ":2");
  client.expectReply("SORT l STORE d", ":2");
  assertEquals(waiting.received(), "*2 $1 d $1 1");
  client.expectReply("LRANGE d 0 -1", "*1 $1 2");
});
