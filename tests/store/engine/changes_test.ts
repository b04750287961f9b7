/** The count of changes: what was set or removed by request, and nothing else. */

import { assertEquals } from "@std/assert";
import { TestServer } from "../../helpers/commands.ts";

/** How many changes each command counts, one after the other on the same keys. */
const CHANGES: readonly (readonly [string, number])[] = [
  ["SET s v", 1],
  ["SET s w NX", 0],
  ["GET s", 0],
  ["APPEND s x", 1],
  ["MSET a 1 b 2", 2],
  ["INCR a", 1],
  ["EXPIRE s 100", 1],
  ["PERSIST s", 1],
  ["PERSIST s", 0],
  ["DEL a b missing", 2],
  ["RENAME s t", 1],
  ["RPUSH l a b c", 3],
  ["LSET l 0 x", 1],
  ["LINSERT l BEFORE x y", 1],
  ["LREM l 1 y", 1],
  ["LTRIM l 1 -1", 1],
  ["LPOP l", 1],
  ["HSET h a 1 b 2", 2],
  ["HSET h a 1", 1],
  ["HSETNX h a 1", 0],
  ["HINCRBY h a 1", 1],
  ["HDEL h b missing", 1],
  ["SADD u a b c", 3],
  ["SADD u a", 0],
  ["SREM u a x", 1],
  ["SUNIONSTORE v u", 1],
  ["ZADD z 1 a 2 b", 2],
  ["ZADD z 1 a", 0],
  ["ZADD z 3 a", 1],
  ["ZREM z a", 1],
  ["ZUNIONSTORE y 1 z", 1],
  ["XADD x 1-1 f v", 1],
  ["XDEL x 1-1 2-2", 1],
  ["SETBIT bits 7 1", 1],
  ["PFADD p a", 2],
  ["PFADD p a", 0],
  ["PFADD p b", 1],
  ["SWAPDB 0 1", 1],
  ["FLUSHDB", 0],
];

Deno.test("changes are counted by key and element", () => {
  const server = new TestServer();
  const { reply } = server.client();
  for (const [command, expected] of CHANGES) {
    const before = server.engine.changes;
    reply(command);
    assertEquals(server.engine.changes - before, expected, command);
  }
});

Deno.test("what expires or is evicted is no change", () => {
  const server = new TestServer({ "max-keys": "2", "maxmemory-policy": "allkeys-random" });
  const { reply } = server.client();
  reply("SET a 1 PX 10");
  server.advance(20);
  const before = server.engine.changes;
  reply("GET a");
  assertEquals(server.engine.changes, before);
  for (const key of ["b", "c", "d"]) reply(`SET ${key} 1`);
  assertEquals(server.engine.changes, before + 3);
});
