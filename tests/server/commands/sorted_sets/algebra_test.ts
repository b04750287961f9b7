/** The sorted set algebra; `sorted_sets_algebra.txt` compares it with redis-server. */
import { assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

function withSets(settings: Record<string, string> = {}): TestServer {
  const server = new TestServer(settings);
  const { reply } = server.client();
  for (
    const request of ["ZADD a 1 x 2 y 3 z", "ZADD b 10 y 20 z 30 w", "SADD s x other", "SET str v"]
  ) {
    reply(request);
  }
  return server;
}

for (const entries of ["128", "0"]) {
  Deno.test(`sorted sets are combined, packed up to ${entries}`, () => {
    const server = withSets({ "zset-max-listpack-entries": entries });
    const { expectReply } = server.client();
    expectReply("ZUNION 2 a b WITHSCORES", "*8 $1 x $1 1 $1 y $2 12 $1 z $2 23 $1 w $2 30");
    expectReply("ZUNION 2 a b WEIGHTS 1 -1 AGGREGATE MIN", "*4 $1 w $1 z $1 y $1 x");
    expectReply("ZUNION 2 a s WITHSCORES", "*8 $5 other $1 1 $1 x $1 2 $1 y $1 2 $1 z $1 3");
    expectReply("ZINTER 2 a b AGGREGATE MAX WITHSCORES", "*4 $1 y $2 10 $1 z $2 20");
    expectReply("ZINTER 2 a s WITHSCORES", "*2 $1 x $1 2");
    expectReply("ZDIFF 2 a b WITHSCORES", "*2 $1 x $1 1");
    expectReply("ZINTERCARD 2 a b", ":2");
    expectReply("ZINTERCARD 2 a b LIMIT 1", ":1");
    expectReply("ZUNIONSTORE a 2 a b", ":4");
    expectReply("ZCARD a", ":4");
    expectReply("ZINTERSTORE d 2 a missing", ":0");
    expectReply("EXISTS d", ":0");
    expectReply("ZDIFFSTORE d 2 b s", ":3");
    expectReply("ZRANGE d 0 -1", "*3 $1 y $1 z $1 w");
    expectReply("FLUSHALL", "+OK");
    assertEquals(server.engine.elements.usedBytes, 0);
  });
}

Deno.test("what is no request for a combination is refused", () => {
  const { expectReply } = withSets().client();
  expectReply("ZUNION 0 a", "-ERR at least 1 input key is needed for 'zunion' command");
  expectReply("ZUNION 3 a b", "-ERR syntax error");
  expectReply("ZUNION 2 a b WEIGHTS 1 x", "-ERR weight value is not a float");
  expectReply("ZUNION 2 a b WEIGHTS 1", "-ERR syntax error");
  expectReply("ZUNION 2 a b AGGREGATE AVG", "-ERR syntax error");
  expectReply("ZDIFF 2 a b AGGREGATE MIN", "-ERR syntax error");
  expectReply("ZINTERCARD 2 a b LIMIT -1", "-ERR LIMIT can't be negative");
  expectReply(
    "ZINTER 2 a str",
    "-WRONGTYPE Operation against a key holding the wrong kind of value",
  );
});

Deno.test("a memory limit holds for stored unions", () => {
  const server = withSets({ maxmemory: "1mb", "maxmemory-policy": "allkeys-lru" });
  const { reply } = server.client();
  for (let i = 0; i < 300; i++) reply(`ZADD big ${i} member:${i}`);
  for (let i = 0; i < 60; i++) reply(`ZUNIONSTORE copy:${i} 2 big a`);
  assertEquals(server.engine.usedBytes < 1_200_000, true);
});
