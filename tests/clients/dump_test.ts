/** Values as buffers through ioredis and node-redis: dumped on one server, restored on another. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Buffer } from "node:buffer";
import { Redis } from "ioredis";
import { RESP_TYPES } from "redis";
import {
  connectNodeRedis,
  endIoredis,
  testIoredis,
  testNodeRedis,
} from "../helpers/servers/redis_clients.ts";
import { startSubject } from "../helpers/servers/subject_server.ts";

testIoredis("values move to another server with their time to live", async (redis) => {
  await using second = await startSubject();
  const other = new Redis(second.port, "127.0.0.1");
  try {
    await redis.hset("hash", { a: "1", b: "\0\r\n" });
    await redis.rpush("list", "x", "y", "z".repeat(1000));
    await redis.zadd("zset", 1.5, "m");
    await redis.sadd("set", 1, 2, 3);
    await redis.set("string", "text");
    for (const key of ["hash", "list", "zset", "set", "string"]) {
      const payload = await redis.dumpBuffer(key);
      assertEquals(await other.restore(key, 60_000, payload), "OK");
      assert(await other.pttl(key) > 50_000);
      assertEquals(await other.dumpBuffer(key), payload, key);
    }
    assertEquals(await other.hgetall("hash"), { a: "1", b: "\0\r\n" });
    assertEquals(await other.lrange("list", 0, 1), ["x", "y"]);
    assertEquals(await redis.dump("missing"), null as unknown as string);
    await assertRejects(
      async () => other.restore("hash", 0, await redis.dumpBuffer("hash")),
      Error,
      "BUSYKEY Target key name already exists.",
    );
    await assertRejects(
      () => other.restore("new", 0, Buffer.from("no payload at all")),
      Error,
      "ERR DUMP payload version or checksum are wrong",
    );
  } finally {
    await endIoredis(other);
  }
});

testNodeRedis("values move to another server", async (client) => {
  await using second = await startSubject();
  const other = await connectNodeRedis(second.port);
  try {
    await client.zAdd("zset", [{ value: "m", score: 1 }, { value: "n", score: 2 }]);
    const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    const payload = await binary.dump("zset") as unknown as Buffer;
    assertEquals(await other.restore("zset", 0, payload), "OK");
    assertEquals(await other.restore("zset", 0, payload, { REPLACE: true, IDLETIME: 100 }), "OK");
    assertEquals(await other.objectIdleTime("zset"), 100);
    assertEquals(await other.zRange("zset", 0, -1), ["m", "n"]);
  } finally {
    other.destroy();
  }
});
