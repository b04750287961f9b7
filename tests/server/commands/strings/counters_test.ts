/** INCR and its relatives. */
import { Kind } from "../../../../store/keyspace/record.ts";
import { NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import { TestServer } from "../../../helpers/commands.ts";

const NOT_AN_INTEGER = "-ERR value is not an integer or out of range";
const OVERFLOW = "-ERR increment or decrement would overflow";
const NOT_A_FLOAT = "-ERR value is not a valid float";

Deno.test("INCR, DECR, INCRBY and DECRBY", () => {
  const { expectReply } = new TestServer().client();
  expectReply("INCR n", ":1");
  expectReply("INCRBY n 41", ":42");
  expectReply("DECR n", ":41");
  expectReply("DECRBY n 100", ":-59");
  expectReply("DECRBY n 0", ":-59");
  expectReply("GET n", "$3 -59");
  expectReply("INCRBY n x", NOT_AN_INTEGER);
  expectReply("INCRBY n 1.5", NOT_AN_INTEGER);
  for (const value of ["abc", "1.0", "+1", "01", " 1", "", "9223372036854775808"]) {
    expectReply(["SET", "n", value], "+OK");
    expectReply("INCR n", NOT_AN_INTEGER);
    expectReply("INCRBY n 9223372036854775807", NOT_AN_INTEGER);
  }
});

Deno.test("counters pass from safe integers to all 64 bits and back", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET n 9007199254740991", "+OK");
  expectReply("INCR n", ":9007199254740992");
  expectReply("INCR n", ":9007199254740993");
  expectReply("DECRBY n 3", ":9007199254740990");
  expectReply("INCRBY n 9214364837600034817", ":9223372036854775807");
  expectReply("INCR n", OVERFLOW);
  expectReply("INCRBY n 9223372036854775807", OVERFLOW);
  expectReply("DECRBY n 9223372036854775807", ":0");
  expectReply("DECRBY n 9223372036854775807", ":-9223372036854775807");
  expectReply("DECR n", ":-9223372036854775808");
  expectReply("DECR n", OVERFLOW);
  expectReply("GET n", "$20 -9223372036854775808");
  expectReply("DECRBY new -9223372036854775808", "-ERR decrement would overflow");
  expectReply("INCRBY new -9223372036854775808", ":-9223372036854775808");
});

Deno.test("counters keep the expire time", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET n 9 EX 100", "+OK");
  expectReply("INCR n", ":10");
  expectReply("INCRBYFLOAT n 0.5", "$4 10.5");
  expectReply("TTL n", ":100");
});

Deno.test("INCRBYFLOAT", () => {
  const { expectReply } = new TestServer().client();
  expectReply("INCRBYFLOAT f 0.1", "$3 0.1");
  expectReply("INCRBYFLOAT f 0.2", "$3 0.3");
  expectReply("INCRBYFLOAT f -0.3", "$1 0");
  expectReply("INCRBYFLOAT f 3e3", "$4 3000");
  expectReply("OBJECT ENCODING f", "$6 embstr");
  expectReply("INCR f", ":3001");
  expectReply("INCRBYFLOAT f x", NOT_A_FLOAT);
  expectReply("INCRBYFLOAT f nan", NOT_A_FLOAT);
  expectReply("INCRBYFLOAT f inf", "-ERR increment would produce NaN or Infinity");
  expectReply("SET f abc", "+OK");
  expectReply("INCRBYFLOAT f 1", NOT_A_FLOAT);
  expectReply("GET f", "$3 abc");
});

Deno.test("counters refuse a key of another type, after a wrong increment", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  const keyspace = server.keyspace(0);
  keyspace.loadText("l");
  keyspace.put(Kind.PackedList, new Uint8Array(1), 0, 1, NO_EXPIRY);
  for (const request of ["INCR l", "DECR l", "INCRBY l 1", "DECRBY l 1", "INCRBYFLOAT l x"]) {
    expectReply(request, "-WRONGTYPE Operation against a key holding the wrong kind of value");
  }
  expectReply("INCRBY l x", NOT_AN_INTEGER);
  expectReply("DECRBY l -9223372036854775808", "-ERR decrement would overflow");
});
