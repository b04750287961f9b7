/** Expire times of fields: Redis 7.0 has none, so this is what its later versions document. */
import { assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const MISSING_FIELDS = "-ERR Mandatory argument FIELDS is missing or not at the right position";
const MISMATCH = "-ERR The `numfields` parameter must match the number of arguments";
const COUNT = "-ERR Number of fields must be a positive integer";

Deno.test("HEXPIRE and its relatives set, HTTL and its relatives tell", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  const now = server.time.now();
  expectReply("HSET h a 1 b 2 c 3 d 4 e 5", ":5");
  expectReply("HEXPIRE h 10 FIELDS 2 a x", "*2 :1 :-2");
  expectReply("HPEXPIRE h 2500 FIELDS 1 b", "*1 :1");
  expectReply(["HEXPIREAT", "h", `${now / 1000 + 100}`, "FIELDS", "1", "c"], "*1 :1");
  expectReply(["HPEXPIREAT", "h", `${now + 1234}`, "FIELDS", "1", "d"], "*1 :1");
  expectReply("HTTL h FIELDS 6 a b c d e x", "*6 :10 :3 :100 :2 :-1 :-2");
  expectReply("HPTTL h FIELDS 6 a b c d e x", "*6 :10000 :2500 :100000 :1234 :-1 :-2");
  const seconds = Math.ceil((now + 1234) / 1000);
  expectReply("HEXPIRETIME h FIELDS 3 d e x", `*3 :${seconds} :-1 :-2`);
  expectReply("HPEXPIRETIME h FIELDS 3 d e x", `*3 :${now + 1234} :-1 :-2`);
  expectReply("HEXPIRE none 10 FIELDS 2 a b", "*2 :-2 :-2");
  expectReply("HTTL none FIELDS 2 a b", "*2 :-2 :-2");
  server.advance(1234);
  expectReply("HGET h d", "$1 4");
  server.advance(1);
  expectReply("HGET h d", "$-1");
  expectReply("HTTL h FIELDS 1 d", "*1 :-2");
  expectReply("HMGET h a b c d e", "*5 $1 1 $1 2 $1 3 $-1 $1 5");
});

Deno.test("conditions decide for each field", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("HSET h a 1 b 2", ":2");
  expectReply("HEXPIRE h 100 XX FIELDS 1 a", "*1 :0");
  expectReply("HEXPIRE h 100 GT FIELDS 1 a", "*1 :0");
  expectReply("OBJECT ENCODING h", "$8 listpack");
  expectReply("HEXPIRE h 100 NX FIELDS 1 a", "*1 :1");
  expectReply("HEXPIRE h 200 NX FIELDS 2 a b", "*2 :0 :1");
  expectReply("HEXPIRE h 150 GT FIELDS 2 a b", "*2 :1 :0");
  expectReply("HEXPIRE h 150 LT FIELDS 2 a b", "*2 :0 :1");
  expectReply("HEXPIRE h 150 xx FIELDS 1 a", "*1 :1");
  expectReply("HEXPIRE h 0 GT FIELDS 1 a", "*1 :0");
  expectReply("HEXPIRE h 0 FIELDS 2 a x", "*2 :2 :-2");
  expectReply("HEXPIREAT h 1 FIELDS 2 b b", "*2 :2 :-2");
  expectReply("EXISTS h", ":0");
  expectReply("HSET packed a 1 b 2", ":2");
  expectReply("HEXPIRE packed 0 FIELDS 1 a", "*1 :2");
  expectReply("OBJECT ENCODING packed", "$8 listpack");
});

Deno.test("HPERSIST, and what else takes an expiry off a field or leaves it", () => {
  const { expectReply } = new TestServer().client();
  expectReply("HSET h a 1 b 2 c 3", ":3");
  expectReply("HPERSIST h FIELDS 2 a x", "*2 :-1 :-2");
  expectReply("HEXPIRE h 100 FIELDS 3 a b c", "*3 :1 :1 :1");
  expectReply("HPERSIST h FIELDS 3 a a x", "*3 :1 :-1 :-2");
  expectReply("HSET h b 5", ":0");
  expectReply("HINCRBY h c 5", ":8");
  expectReply("HINCRBYFLOAT h c 0.5", "$3 8.5");
  expectReply("HTTL h FIELDS 3 a b c", "*3 :-1 :-1 :100");
  expectReply("HPERSIST none FIELDS 1 a", "*1 :-2");
});

Deno.test("due fields are there for nobody, and go", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  expectReply("HSET h a 1 b 2 c 3", ":3");
  expectReply("HPEXPIRE h 100 FIELDS 2 a b", "*2 :1 :1");
  server.advance(101);
  expectReply("HGETALL h", "*2 $1 c $1 3");
  expectReply("HKEYS h", "*1 $1 c");
  expectReply("HVALS h", "*1 $1 3");
  expectReply("HEXISTS h a", ":0");
  expectReply("HSTRLEN h a", ":0");
  expectReply("HSCAN h 0", "*2 $1 0 *2 $1 c $1 3");
  for (let i = 0; i < 20; i++) expectReply("HRANDFIELD h", "$1 c");
  expectReply("HRANDFIELD h 5", "*1 $1 c");
  expectReply("HRANDFIELD h -2", "*2 $1 c $1 c");
  expectReply("HDEL h a", ":0");
  expectReply("HSETNX h b 9", ":1");
  expectReply("HTTL h FIELDS 1 b", "*1 :-1");
  expectReply("HINCRBY h a 1", ":1");
  expectReply("HDEL h a b c", ":3");
  expectReply("HSET gone a 1 b 2", ":2");
  expectReply("HPEXPIRE gone 100 FIELDS 2 a b", "*2 :1 :1");
  server.advance(200);
  expectReply("HRANDFIELD gone", "$-1");
  expectReply("HRANDFIELD gone 3", "*0");
  expectReply("HGETALL gone", "*0");
  assertEquals(reply("HLEN gone"), ":2");
  server.sweeper.cycle();
  expectReply("EXISTS gone", ":0");
  assertEquals(server.engine.elements.usedBytes, 0);
});

Deno.test("HGETDEL", () => {
  const { expectReply } = new TestServer().client();
  expectReply("HSET h a 1 b 2 c 3", ":3");
  expectReply("HGETDEL h FIELDS 3 a x a", "*3 $1 1 $-1 $1 1");
  expectReply("HGETDEL h FIELDS 2 b c", "*2 $1 2 $1 3");
  expectReply("EXISTS h", ":0");
  expectReply("HGETDEL h FIELDS 2 b c", "*2 $-1 $-1");
  expectReply("HGETDEL h FIELDS 0 b", COUNT);
  expectReply("HGETDEL h FIELDS 3 b", MISMATCH);
  expectReply("HGETDEL h FIELD 1 b", MISSING_FIELDS);
});

Deno.test("HGETEX", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  const now = server.time.now();
  expectReply("HSET h a 1 b 2 c 3", ":3");
  expectReply("HGETEX h FIELDS 2 a x", "*2 $1 1 $-1");
  expectReply("HTTL h FIELDS 1 a", "*1 :-1");
  expectReply("HGETEX h EX 10 FIELDS 2 a x", "*2 $1 1 $-1");
  expectReply("HGETEX h PX 2000 FIELDS 1 b", "*1 $1 2");
  expectReply(["HGETEX", "h", "PXAT", `${now + 30_000}`, "FIELDS", "1", "c"], "*1 $1 3");
  expectReply("HTTL h FIELDS 3 a b c", "*3 :10 :2 :30");
  expectReply("HGETEX h PERSIST FIELDS 2 a b", "*2 $1 1 $1 2");
  expectReply("HTTL h FIELDS 3 a b c", "*3 :-1 :-1 :30");
  expectReply("HGETEX h EXAT 1 FIELDS 2 a b", "*2 $1 1 $1 2");
  expectReply("HGETALL h", "*2 $1 c $1 3");
  expectReply("HGETEX none EX 10 FIELDS 1 a", "*1 $-1");
  const onlyOne = "-ERR Only one of EX, PX, EXAT, PXAT or PERSIST arguments can be specified";
  expectReply("HGETEX h EX 10 PX 10 FIELDS 1 a", onlyOne);
  expectReply("HGETEX h PERSIST EX 10 FIELDS 1 a", onlyOne);
  expectReply("HGETEX h KEEPTTL FIELDS 1 a", "-ERR unknown argument: KEEPTTL");
  expectReply("HGETEX h EX 10 a b", "-ERR unknown argument: a");
  expectReply("HGETEX h EX -1 FIELDS 1 a", "-ERR invalid expire time, must be >= 0");
  expectReply("HGETEX h EX x FIELDS 1 a", "-ERR value is not an integer or out of range");
  expectReply(
    "HGETEX h EX 9223372036854775807 FIELDS 1 a",
    "-ERR invalid expire time in 'hgetex' command",
  );
});

Deno.test("HSETEX", () => {
  const { expectReply } = new TestServer().client();
  expectReply("HSETEX h EX 10 FIELDS 2 a 1 b 2", ":1");
  expectReply("HTTL h FIELDS 2 a b", "*2 :10 :10");
  expectReply("HSETEX h KEEPTTL FIELDS 2 a 3 c 4", ":1");
  expectReply("HSETEX h FIELDS 1 b 5", ":1");
  expectReply("HTTL h FIELDS 3 a b c", "*3 :10 :-1 :-1");
  expectReply("HMGET h a b c", "*3 $1 3 $1 5 $1 4");
  expectReply("HSETEX h FNX FIELDS 2 c 0 d 0", ":0");
  expectReply("HSETEX h FXX FIELDS 2 c 0 d 0", ":0");
  expectReply("HEXISTS h d", ":0");
  expectReply("HSETEX h FNX PX 5000 FIELDS 1 d 6", ":1");
  expectReply("HSETEX h EX 7 FXX FIELDS 2 c 0 d 0", ":1");
  expectReply("HTTL h FIELDS 2 c d", "*2 :7 :7");
  expectReply("HSETEX new FXX FIELDS 1 a 1", ":0");
  expectReply("EXISTS new", ":0");
  expectReply("HSETEX new EXAT 1 FIELDS 1 a 1", ":1");
  expectReply("EXISTS new", ":0");
  const onlyOne = "-ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified";
  expectReply("HSETEX h EX 1 KEEPTTL FIELDS 1 a 1", onlyOne);
  expectReply(
    "HSETEX h FNX FXX FIELDS 1 a 1",
    "-ERR Only one of FXX or FNX arguments can be specified",
  );
  expectReply("HSETEX h FIELDS 2 a 1 b", MISMATCH);
  expectReply("HSETEX h FIELDS 1 a 1 b", MISMATCH);
  expectReply("HSETEX h PERSIST FIELDS 1 a 1", "-ERR unknown argument: PERSIST");
});

Deno.test("grammar and types are checked", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET s v", "+OK");
  expectReply("HSET h a 1", ":1");
  const zero = "-ERR Parameter `numFields` should be greater than 0";
  expectReply("HEXPIRE h 10 FIELDS 0 a", zero);
  expectReply("HEXPIRE h 10 FIELDS x a", zero);
  expectReply("HEXPIRE h 10 FIELDS 2 a", MISMATCH);
  expectReply("HEXPIRE h 10 FIELDS 1 a b", MISMATCH);
  expectReply("HEXPIRE h 10 NX XX FIELDS 1 a", MISSING_FIELDS);
  expectReply("HEXPIRE h 10 FIELD 1 a", MISSING_FIELDS);
  expectReply("HEXPIRE h 10 FIELDS 1", "-ERR wrong number of arguments for 'hexpire' command");
  expectReply("HEXPIRE h x FIELDS 1 a", "-ERR value is not an integer or out of range");
  expectReply("HEXPIRE h -1 FIELDS 1 a", "-ERR invalid expire time, must be >= 0");
  expectReply(
    "HPEXPIRE h 70368744177664 FIELDS 1 a",
    "-ERR invalid expire time in 'hpexpire' command",
  );
  expectReply("HTTL h FIELDS 0 a", COUNT);
  expectReply("HTTL h FIELDS 2 a", MISMATCH);
  expectReply("HTTL h a b c", MISSING_FIELDS);
  const wrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value";
  for (
    const command of [
      ...["HEXPIRE s 10 FIELDS 1 a", "HTTL s FIELDS 1 a", "HPERSIST s FIELDS 1 a"],
      ...["HGETDEL s FIELDS 1 a", "HGETEX s FIELDS 1 a", "HSETEX s FIELDS 1 a 1"],
      "HSETEX s FNX FIELDS 1 a 1",
    ]
  ) {
    expectReply(command, wrongType);
  }
});
