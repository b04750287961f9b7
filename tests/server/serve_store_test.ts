/** `serve({ store })`: a program and its clients share one store. */

import { assertEquals } from "@std/assert";
import { Store } from "../../mod.ts";
import { RespClient } from "../../resp/client.ts";
import { serve } from "../../server/server.ts";

Deno.test("a served store is the same from inside and over the wire", async () => {
  using store = new Store({ maxKeys: 1000, eviction: "allkeys-lru" });
  const server = await serve({ hostname: "127.0.0.1", port: 0, store });
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  store.set("from-inside", "héllo");
  assertEquals(await client.call("GET", "from-inside"), "héllo");
  assertEquals(await client.call("SET", "from-outside", "1", "EX", 100), "OK");
  assertEquals(store.incrBy("from-outside", 41), 42);
  assertEquals(store.ttl("from-outside"), 100);
  assertEquals(await client.call("SELECT", 3), "OK");
  assertEquals(await client.call("SET", "k", "v"), "OK");
  assertEquals(store.namespace("3").get("k"), "v");
  client.close();
  await server.shutdown();
  assertEquals(store.get("from-inside"), "héllo");
});

Deno.test("a served store keeps its limits until a client changes them", async () => {
  using store = new Store({ maxKeys: 10, eviction: "allkeys-fifo" });
  const server = await serve({ hostname: "127.0.0.1", port: 0, store });
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  const policy = await client.call("CONFIG", "GET", "maxmemory-policy");
  assertEquals(policy, ["maxmemory-policy", "allkeys-fifo"]);
  for (let i = 0; i < 50; i++) await client.call("SET", `k${i}`, i);
  assertEquals(store.size, 10);
  assertEquals(await client.call("CONFIG", "SET", "max-keys", 20), "OK");
  for (let i = 0; i < 50; i++) store.set(`k${i}`, String(i));
  assertEquals(store.size, 20);
  client.close();
  await server.shutdown();
});
