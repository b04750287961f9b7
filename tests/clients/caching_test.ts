/** The client-side cache of node-redis: it answers by itself until the server says that a key has changed. */
import { assert, assertEquals } from "@std/assert";
import { BasicClientSideCache } from "redis";
import {
  connectNodeRedis,
  type NodeRedis,
  testNodeRedis,
} from "../helpers/servers/redis_clients.ts";

/** How many GET commands the server has executed. */
async function gets(client: NodeRedis): Promise<number> {
  const info = await client.info("commandstats");
  return Number(/cmdstat_get:calls=(\d+)/.exec(info)?.[1] ?? 0);
}

/** Asks until the cache has heard of a change. */
async function until(cached: NodeRedis, key: string, value: string | null): Promise<void> {
  for (let i = 0; await cached.get(key) !== value; i++) {
    assert(i < 1000, `${key} stays what it was`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

testNodeRedis("a cache is told of changes, expiry and FLUSHALL", async (client, server) => {
  const clientSideCache = new BasicClientSideCache({ ttl: 0, maxEntries: 100 });
  const cached = await connectNodeRedis(server.port, { RESP: 3, clientSideCache });
  try {
    await client.mSet({ a: "1", b: "2" });
    for (let i = 0; i < 100; i++) {
      assertEquals([await cached.get("a"), await cached.get("b")], ["1", "2"]);
    }
    assertEquals(await gets(client), 2);
    await client.set("a", "changed");
    await until(cached, "a", "changed");
    const before = await gets(client);
    for (let i = 0; i < 100; i++) assertEquals(await cached.get("b"), "2");
    assertEquals(await gets(client), before, "b is cached still");
    await client.pExpire("b", 20);
    await until(cached, "b", null);
    await client.hSet("hash", { field: "value" });
    for (let i = 0; i < 3; i++) assertEquals(await cached.hGet("hash", "field"), "value");
    await client.flushAll();
    await until(cached, "a", null);
    assertEquals(await cached.hGet("hash", "field"), null);
  } finally {
    cached.destroy();
  }
});
