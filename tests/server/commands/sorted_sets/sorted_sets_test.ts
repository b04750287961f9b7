/** The sorted set commands; the transcript `sorted_sets.txt` compares them with redis-server. */
import { assert, assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";
const SYNTAX = "-ERR syntax error";
const NOT_A_FLOAT = "-ERR value is not a valid float";

Deno.test("ZADD and its options", () => {
  const { expectReply } = new TestServer().client();
  expectReply("ZADD z 1 a 2 b", ":2");
  expectReply("ZADD z 3 a 3 c", ":1");
  expectReply("ZADD z CH 4 a 3 c 5 d", ":2");
  expectReply("ZADD z NX 9 a 1 e", ":1");
  expectReply("ZADD z XX 9 f", ":0");
  expectReply("ZADD z GT CH 3 a 6 b", ":1");
  expectReply("ZADD z LT CH 3 a 7 b", ":1");
  expectReply("ZADD z INCR 0.5 a", "$3 3.5");
  expectReply("ZADD z NX INCR 1 a", "$-1");
  expectReply("ZADD z XX INCR 1 missing", "$-1");
  expectReply(
    "ZRANGE z 0 -1 WITHSCORES",
    "*10 $1 e $1 1 $1 c $1 3 $1 a $3 3.5 $1 d $1 5 $1 b $1 6",
  );
  expectReply("ZADD z NX XX 1 a", "-ERR XX and NX options at the same time are not compatible");
  const incompatible = "-ERR GT, LT, and/or NX options at the same time are not compatible";
  expectReply("ZADD z GT LT 1 a", incompatible);
  expectReply("ZADD z NX GT 1 a", incompatible);
  expectReply(
    "ZADD z INCR 1 a 2 b",
    "-ERR INCR option supports a single increment-element pair",
  );
  for (const score of ["nan", "abc", '""', "1e400"]) expectReply(`ZADD z ${score} a`, NOT_A_FLOAT);
  expectReply("ZADD z 1", "-ERR wrong number of arguments for 'zadd' command");
  expectReply("ZADD z 1 a 2", SYNTAX);
  expectReply("ZADD z bogus 1 a", SYNTAX);
  expectReply("ZADD z inf a", ":0");
  expectReply("ZADD z INCR -inf a", "-ERR resulting score is not a number (NaN)");
  expectReply("ZSCORE z a", "$3 inf");
});

Deno.test("ZADD takes more members than it keeps room for", () => {
  const { expectReply } = new TestServer().client();
  const pairs = Array.from({ length: 2000 }, (_, i) => [String(i), `m${i}`]).flat();
  expectReply(["ZADD", "z", ...pairs], ":2000");
  expectReply("ZRANK z m1999", ":1999");
  expectReply("ZADD z 5 m0 7 m1", ":0");
  expectReply("ZMSCORE z m0 m1 m2 nobody", "*4 $1 5 $1 7 $1 2 $-1");
});

Deno.test("ZINCRBY, ZREM, ZSCORE, ZCARD, ZRANK, ZREVRANK", () => {
  const { expectReply } = new TestServer().client();
  expectReply("ZINCRBY z 2 a", "$1 2");
  expectReply("ZINCRBY z 0.1 a", "$18 2.1000000000000001");
  expectReply("ZADD z 1 b 7 c", ":2");
  expectReply("ZRANK z a", ":1");
  expectReply("ZREVRANK z b", ":2");
  expectReply("ZRANK z missing", "$-1");
  expectReply("ZCARD z", ":3");
  expectReply("ZREM z b missing b", ":1");
  expectReply("ZREM z a c", ":2");
  expectReply("EXISTS z", ":0");
  expectReply("ZSCORE z a", "$-1");
  expectReply("ZCARD z", ":0");
});

Deno.test("scores are doubles and pairs arrays in RESP3", () => {
  const server = new TestServer();
  const { expectReply } = server.client(3);
  expectReply("ZADD z 1 a 2.5 b inf c", ":3");
  expectReply("ZSCORE z b", ",2.5");
  expectReply("ZSCORE z missing", "_");
  expectReply("ZRANGE z 0 1 WITHSCORES", "*2 *2 $1 a ,1 *2 $1 b ,2.5");
  expectReply("ZRANDMEMBER z 3 WITHSCORES", "*3 *2 $1 c ,inf *2 $1 b ,2.5 *2 $1 a ,1");
  expectReply("ZPOPMIN z", "*2 $1 a ,1");
  expectReply("ZPOPMIN z 1", "*1 *2 $1 b ,2.5");
  expectReply("ZSCAN z 0", "*2 $1 0 *2 $1 c $3 inf");
  expectReply("ZMPOP 1 z MAX", "*2 $1 z *1 *2 $1 c ,inf");
  expectReply("ZMPOP 1 z MAX", "_");
});

Deno.test("ranges by rank, by score and by bytes", () => {
  const { expectReply } = new TestServer().client();
  expectReply("ZADD z 1 a 2 b 3 c 4 d", ":4");
  expectReply("ZRANGE z 1 -2", "*2 $1 b $1 c");
  expectReply("ZRANGE z 0 1 REV", "*2 $1 d $1 c");
  expectReply("ZRANGE z (1 3 BYSCORE", "*2 $1 b $1 c");
  expectReply("ZRANGE z +inf -inf BYSCORE REV LIMIT 1 2", "*2 $1 c $1 b");
  expectReply("ZRANGEBYSCORE z 2 9 LIMIT 1 1", "*1 $1 c");
  expectReply("ZREVRANGEBYSCORE z 3 (1 WITHSCORES", "*4 $1 c $1 3 $1 b $1 2");
  expectReply("ZREVRANGE z 0 0", "*1 $1 d");
  expectReply("ZCOUNT z (1 (4", ":2");
  expectReply("ZADD l 0 a 0 b 0 c 0 d", ":4");
  expectReply("ZRANGE l [b (d BYLEX", "*2 $1 b $1 c");
  expectReply("ZRANGEBYLEX l - (c", "*2 $1 a $1 b");
  expectReply("ZREVRANGEBYLEX l + [c", "*2 $1 d $1 c");
  expectReply("ZLEXCOUNT l - +", ":4");
  expectReply("ZRANGESTORE s z 2 3 BYSCORE", ":2");
  expectReply("ZRANGE s 0 -1", "*2 $1 b $1 c");
  expectReply("ZRANGESTORE s z 5 9 BYSCORE", ":0");
  expectReply("EXISTS s", ":0");
  expectReply("ZRANGE z a b", "-ERR value is not an integer or out of range");
  expectReply("ZRANGE z a b BYSCORE", "-ERR min or max is not a float");
  expectReply("ZRANGE z a b BYLEX", "-ERR min or max not valid string range item");
  expectReply(
    "ZRANGE z 0 -1 LIMIT 1 2",
    "-ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
  );
  expectReply(
    "ZRANGE l - + BYLEX WITHSCORES",
    "-ERR syntax error, WITHSCORES not supported in combination with BYLEX",
  );
  expectReply("ZRANGE z 0 1 BYLEX BYSCORE", SYNTAX);
  expectReply("ZRANGEBYSCORE missing 0 1", "*0");
});

Deno.test("ranges are removed", () => {
  const { expectReply } = new TestServer().client();
  expectReply("ZADD z 1 a 2 b 3 c 4 d 5 e 6 f", ":6");
  expectReply("ZREMRANGEBYRANK z 0 0", ":1");
  expectReply("ZREMRANGEBYSCORE z (5 +inf", ":1");
  expectReply("ZREMRANGEBYLEX z [b [b", ":1");
  expectReply("ZRANGE z 0 -1", "*3 $1 c $1 d $1 e");
  expectReply("ZREMRANGEBYRANK z 0 -1", ":3");
  expectReply("EXISTS z", ":0");
  expectReply("ZREMRANGEBYRANK z 0 -1", ":0");
});

Deno.test("ZPOPMIN, ZPOPMAX, ZMPOP", () => {
  const { expectReply } = new TestServer().client();
  expectReply("ZADD z 1 a 2 b 3 c 4 d", ":4");
  expectReply("ZPOPMIN z", "*2 $1 a $1 1");
  expectReply("ZPOPMAX z 2", "*4 $1 d $1 4 $1 c $1 3");
  expectReply("ZPOPMIN z 0", "*0");
  expectReply("ZMPOP 2 missing z MIN COUNT 5", "*2 $1 z *1 *2 $1 b $1 2");
  expectReply("ZMPOP 2 missing z MIN", "*-1");
  expectReply("ZPOPMIN z", "*0");
  expectReply("ZPOPMIN z -1", "-ERR value is out of range, must be positive");
  expectReply("ZMPOP 0 z MIN", "-ERR numkeys should be greater than 0");
  expectReply("ZMPOP 1 z MIN COUNT 0", "-ERR count should be greater than 0");
  expectReply("ZMPOP 9223372036854775807 z MIN", SYNTAX);
});

Deno.test("BZPOPMIN, BZPOPMAX and BZMPOP wait for a member", () => {
  const server = new TestServer();
  const [a, b, c, writer] = [server.client(), server.client(), server.client(), server.client()];
  writer.expectReply("ZADD there 1 x", ":1");
  a.expectReply("BZPOPMIN missing there 0", "*3 $5 there $1 x $1 1");
  a.expectReply("BZPOPMIN z other 0", "");
  b.expectReply("BZPOPMAX z 0", "");
  c.expectReply("BZMPOP 0.5 1 z MIN COUNT 2", "");
  writer.expectReply("ZADD z 1 one 2 two 3 three 4 four", ":4");
  assertEquals(a.received(), "*3 $1 z $3 one $1 1");
  assertEquals(b.received(), "*3 $1 z $4 four $1 4");
  assertEquals(c.received(), "*2 $1 z *2 *2 $3 two $1 2 *2 $5 three $1 3");
  writer.expectReply("EXISTS z", ":0");
  c.expectReply("BZMPOP 0.5 1 z MIN", "");
  server.advance(500);
  assertEquals(c.received(), "*-1");
  a.expectReply("MULTI", "+OK");
  a.expectReply("BZPOPMIN z 0", "+QUEUED");
  a.expectReply("EXEC", "*1 *-1");
  a.expectReply("BZPOPMIN z -1", "-ERR timeout is negative");
});

Deno.test("ZRANDMEMBER survives hugely negative counts", () => {
  const { reply, expectReply } = new TestServer().client();
  expectReply("ZADD z 1 a", ":1");
  for (const count of ["-9223372036854775807", "-4611686018427387904", "-100000000"]) {
    assert(reply(`ZRANDMEMBER z ${count}`).startsWith("-ERR value is out of range"));
  }
  assert(reply("ZRANDMEMBER z -9223372036854775808").startsWith("-ERR value is out of range"));
  expectReply("ZRANDMEMBER z -3", "*3 $1 a $1 a $1 a");
  expectReply("ZRANDMEMBER z 9223372036854775807", "*1 $1 a");
  expectReply("ZRANDMEMBER z -9223372036854775807 WITHSCORES", "-ERR value is out of range");
});

Deno.test("ZSCAN walks a large set, and a small one at once", () => {
  const { reply, expectReply } = new TestServer().client();
  expectReply("ZADD z 1 a 0.5 b", ":2");
  expectReply("ZSCAN z 0", "*2 $1 0 *4 $1 b $3 0.5 $1 a $1 1");
  expectReply("ZSCAN z 0 MATCH a*", "*2 $1 0 *2 $1 a $1 1");
  for (let i = 0; i < 200; i++) reply(`ZADD z ${i} m${i}`);
  const first = reply("ZSCAN z 0 COUNT 10");
  assert(!first.startsWith("*2 $1 0 "), first);
});

Deno.test("sorted set commands refuse other types, and others refuse sorted sets", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET s v", "+OK");
  expectReply("ZADD z 1 a", ":1");
  for (
    const request of [
      ...["ZADD s 1 a", "ZINCRBY s 1 a", "ZREM s a", "ZSCORE s a", "ZMSCORE s a", "ZCARD s"],
      ...["ZRANK s a", "ZREVRANK s a", "ZCOUNT s 0 1", "ZLEXCOUNT s - +", "ZRANGE s 0 1"],
      ...["ZRANGESTORE d s 0 1", "ZREMRANGEBYRANK s 0 1", "ZREMRANGEBYSCORE s 0 1"],
      ...["ZREMRANGEBYLEX s - +", "ZPOPMIN s", "ZMPOP 1 s MIN", "ZRANDMEMBER s", "ZSCAN s 0"],
      ...["BZPOPMIN s 0", "GET z", "INCR z", "APPEND z x"],
    ]
  ) expectReply(request, WRONG_TYPE);
});
