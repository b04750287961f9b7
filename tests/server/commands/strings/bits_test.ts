/** The bit commands. */
import { Kind } from "../../../../store/keyspace/record.ts";
import { NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import { TestServer } from "../../../helpers/commands.ts";

const SYNTAX = "-ERR syntax error";
const NOT_AN_INTEGER = "-ERR value is not an integer or out of range";
const BAD_OFFSET = "-ERR bit offset is not an integer or out of range";
const BAD_TYPE = "-ERR Invalid bitfield type. Use something like i16 u8. " +
  "Note that u64 is not supported but i64 is.";

Deno.test("SETBIT and GETBIT", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SETBIT k 7 1", ":0");
  expectReply("SETBIT k 7 1", ":1");
  expectReply("GET k", "$1 \\x01");
  expectReply("SETBIT k 16 0", ":0");
  expectReply("STRLEN k", ":3");
  expectReply("GETBIT k 7", ":1");
  expectReply("GETBIT k 4294967295", ":0");
  expectReply("GETBIT missing 0", ":0");
  expectReply("SET t a EX 100", "+OK");
  expectReply("SETBIT t 6 1", ":0");
  expectReply("SETBIT t 100 1", ":0");
  expectReply("TTL t", ":100");
  for (const offset of ["-1", "4294967296", "x", "9223372036854775807", "9223372036854775808"]) {
    expectReply(`SETBIT k ${offset} 1`, BAD_OFFSET);
    expectReply(`GETBIT k ${offset}`, BAD_OFFSET);
  }
  for (const bit of ["2", "-1", "x", "9223372036854775807"]) {
    expectReply(`SETBIT k 0 ${bit}`, "-ERR bit is not an integer or out of range");
  }
});

Deno.test("BITCOUNT", () => {
  const { expectReply } = new TestServer().client();
  expectReply("BITCOUNT missing bogus", ":0");
  expectReply("SET k foobar", "+OK");
  for (
    const [range, expected] of [
      ["", ":26"],
      ["0 0", ":4"],
      ["1 1 BYTE", ":6"],
      ["5 30 bit", ":17"],
      ["-2 -1", ":7"],
      ["-1 -2", ":0"],
      ["-100 -200", ":0"],
      ["-200 -100", ":4"],
      ["4 2", ":0"],
      ["0", SYNTAX],
      ["0 1 bogus", SYNTAX],
      ["0 1 BIT 1", SYNTAX],
      ["x 1 bogus", NOT_AN_INTEGER],
    ]
  ) {
    expectReply(`BITCOUNT k ${range}`, expected);
  }
});

Deno.test("BITPOS", () => {
  const { expectReply } = new TestServer().client();
  expectReply("BITPOS missing 1 bogus", ":-1");
  expectReply("BITPOS missing 0", ":0");
  expectReply(`SET k "\\xff\\xf0\\x00"`, "+OK");
  expectReply(`SET ones "\\xff\\xff"`, "+OK");
  expectReply(`SET empty ""`, "+OK");
  for (
    const [request, expected] of [
      ["k 0", ":12"],
      ["k 1", ":0"],
      ["k 1 2", ":-1"],
      ["k 0 2", ":16"],
      ["k 1 7 15 BIT", ":7"],
      ["k 0 0 11 bit", ":-1"],
      ["ones 0", ":16"],
      ["ones 0 0 -1", ":-1"],
      ["ones 0 5", ":-1"],
      ["ones 0 1", ":16"],
      ["empty 0", ":-1"],
      ["k 2", "-ERR The bit argument must be 1 or 0."],
      ["k x", NOT_AN_INTEGER],
      ["k 1 x 0 bogus", NOT_AN_INTEGER],
      ["k 1 0 x bogus", SYNTAX],
      ["k 1 0 1 BIT x", SYNTAX],
    ]
  ) {
    expectReply(`BITPOS ${request}`, expected);
  }
});

Deno.test("BITOP", () => {
  const { expectReply } = new TestServer().client();
  expectReply(`MSET a "\\x0f\\xff" b "\\x35"`, "+OK");
  expectReply("BITOP AND d a b", ":2");
  expectReply("GET d", "$2 \\x05\\x00");
  expectReply("BITOP or d a b missing", ":2");
  expectReply("GET d", "$2 ?\\xff");
  expectReply("BITOP XOR a a b", ":2");
  expectReply("GET a", "$2 :\\xff");
  expectReply("BITOP NOT b b", ":1");
  expectReply("GET b", "$1 \\xca");
  expectReply("OBJECT ENCODING b", "$3 raw");
  expectReply("SET d v EX 100", "+OK");
  expectReply("BITOP OR d b", ":1");
  expectReply("TTL d", ":-1");
  expectReply("BITOP OR d missing", ":0");
  expectReply("EXISTS d", ":0");
  expectReply("BITOP NOT d a b", "-ERR BITOP NOT must be called with a single source key.");
  expectReply("BITOP nope d a", SYNTAX);
});

Deno.test("BITFIELD", () => {
  const { expectReply } = new TestServer().client();
  expectReply("BITFIELD k", "*0");
  expectReply("BITFIELD k GET u8 0", "*1 :0");
  expectReply("EXISTS k", ":0");
  expectReply("BITFIELD k SET u8 0 255 GET i8 0 INCRBY u8 #1 10", "*3 :0 :-1 :10");
  expectReply("GET k", "$2 \\xff\\n");
  expectReply(
    "BITFIELD k OVERFLOW SAT INCRBY u8 0 1 OVERFLOW FAIL INCRBY u8 0 1 OVERFLOW WRAP INCRBY u8 0 2",
    "*3 :255 $-1 :1",
  );
  expectReply(
    "BITFIELD k SET i64 0 -9223372036854775808 GET i64 0",
    "*2 :74872343805034496 " +
      ":-9223372036854775808",
  );
  expectReply(
    "BITFIELD k INCRBY i64 0 -1 GET u63 1",
    "*2 :9223372036854775807 " +
      ":9223372036854775807",
  );
  expectReply("BITFIELD k SET u33 #3 8589934591 GET u33 #3", "*2 :0 :8589934591");
  new TestServer().client(3).expectReply("BITFIELD k OVERFLOW FAIL SET u8 0 1000", "*1 _");
});

Deno.test("BITFIELD refuses what is no operation, and does nothing then", () => {
  const { expectReply } = new TestServer().client();
  for (const type of ["u64", "i65", "u0", "x8", "u", "U8", "u08", ""]) {
    expectReply(["BITFIELD", "k", "GET", type, "0"], BAD_TYPE);
  }
  for (const offset of ["-1", "#-1", "x", "#", "", "4294967296", "#536870912"]) {
    expectReply(["BITFIELD", "k", "GET", "u8", offset], BAD_OFFSET);
  }
  // Redis multiplies in 64 bits.
  expectReply("BITFIELD k GET u8 #2305843009213693952", "*1 :0");
  expectReply("BITFIELD k GET u8 #-2305843009213693951", "*1 :0");
  expectReply("BITFIELD k SET u8 0 1 GET u8", SYNTAX);
  expectReply("BITFIELD k SET u8 0 x", NOT_AN_INTEGER);
  expectReply("BITFIELD k SET u8 0 1 OVERFLOW bogus", "-ERR Invalid OVERFLOW type specified");
  expectReply("BITFIELD k OVERFLOW", SYNTAX);
  expectReply("EXISTS k", ":0");
  expectReply("BITFIELD_RO k GET u8 0 GET i4 4", "*2 :0 :0");
  expectReply("BITFIELD_RO k OVERFLOW SAT", "*0");
  expectReply("BITFIELD_RO k SET u8 0 1", "-ERR BITFIELD_RO only supports the GET subcommand");
});

Deno.test("a failing BITFIELD leaves the room that it made", () => {
  const { expectReply } = new TestServer().client();
  expectReply("BITFIELD k OVERFLOW FAIL SET u8 100 1000", "*1 $-1");
  expectReply("STRLEN k", ":14");
});

Deno.test("bit commands refuse a key of another type, after wrong arguments", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  const keyspace = server.keyspace(0);
  keyspace.loadText("l");
  keyspace.put(Kind.PackedList, new Uint8Array(1), 0, 1, NO_EXPIRY);
  for (
    const request of [
      ...["SETBIT l 0 1", "GETBIT l 0", "BITCOUNT l x", "BITPOS l 0 x", "BITOP AND d l"],
      ...["BITFIELD l", "BITFIELD l GET u8 0", "BITFIELD l SET u8 0 1", "BITFIELD_RO l GET u8 0"],
    ]
  ) {
    expectReply(request, "-WRONGTYPE Operation against a key holding the wrong kind of value");
  }
  expectReply("SETBIT l x 1", BAD_OFFSET);
  expectReply("BITPOS l 2", "-ERR The bit argument must be 1 or 0.");
  expectReply("BITFIELD_RO l SET u8 0 1", "-ERR BITFIELD_RO only supports the GET subcommand");
});
