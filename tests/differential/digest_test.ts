/** DEBUG DIGEST tells of equal data: the digests of Vortis and of redis-server are the same. */

import { assert, assertEquals } from "@std/assert";
import { RespClient } from "../../resp/client.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { startSubject } from "../helpers/servers/subject_server.ts";

const REQUESTS: readonly (readonly [string, ...string[]])[] = [
  ["SET", "text", "value"],
  ["SET", "number", "12345"],
  ["SET", "expires", "x", "PXAT", "99999999999999"],
  ["APPEND", "text", "\u0000\u00ff"],
  ["RPUSH", "list", "a", "b", "3", "a"],
  ["RPUSH", "long", ...Array.from({ length: 3000 }, (_, i) => `element ${i}`)],
  ["HSET", "hash", "f", "v", "n", "1"],
  ["HSET", "large hash", ...Array.from({ length: 2000 }, (_, i) => `f${i}`)],
  ["SADD", "integers", "1", "2", "-3"],
  ["SADD", "set", "a", "b", "x".repeat(100)],
  ["SADD", "large set", ...Array.from({ length: 2000 }, (_, i) => `m${i}`)],
  ["ZADD", "zset", "1", "a", "2.5", "b", "-inf", "c", "0.1", "d", "1e300", "e"],
  ["ZADD", "far zset", "1e17", "a", "-123456789012345678", "b"],
  ["ZADD", "far zset", "1e18", "c", "1e16", "d", "-0", "e"],
  ["ZADD", "large zset", ...Array.from({ length: 600 }, (_, i) => i & 1 ? `m${i}` : `${i / 7}`)],
  ["XADD", "stream", "1-1", "f", "v"],
  ["XADD", "stream", "5-0", "f", "w", "g", "x"],
  ["XADD", "stream", "6-0", "other", "fields"],
  ["XDEL", "stream", "5-0"],
  ["XADD", "emptied", "1-1", "f", "v"],
  ["XDEL", "emptied", "1-1"],
  ["XGROUP", "CREATE", "stream", "group", "0"],
  ["SELECT", "3"],
  ["SET", "elsewhere", "1"],
  ["EXPIREAT", "elsewhere", "99999999999"],
];
const KEYS = [
  ...["list", "long", "hash", "large hash", "integers", "set", "zset", "far zset", "stream"],
  "missing",
];

Deno.test("the digest of data is Redis's", async () => {
  const allow = ["--enable-debug-command", "yes"];
  await using redis = await startRedis(allow);
  await using subject = await startSubject(allow);
  const clients = await Promise.all(
    [redis, subject].map(({ port }) => RespClient.connect({ hostname: "127.0.0.1", port })),
  );
  const both = async (...request: [string, ...string[]]) => {
    const [expected, actual] = await Promise.all(clients.map((client) => client.call(...request)));
    assertEquals(actual, expected, request.join(" ").slice(0, 80));
    return actual;
  };
  assertEquals(await both("DEBUG", "DIGEST"), "0".repeat(40));
  for (const request of REQUESTS) await both(...request);
  const digest = await both("DEBUG", "DIGEST");
  assert(digest !== "0".repeat(40));
  await both("SELECT", "0");
  await both("DEBUG", "DIGEST-VALUE", ...KEYS, "text", "number", "expires", "emptied");
  await both("DEBUG", "DIGEST-VALUE");
  await both("SELECT", "3");
  await both("DEBUG", "DIGEST-VALUE", "elsewhere");
  for (const client of clients) client.close();
});
