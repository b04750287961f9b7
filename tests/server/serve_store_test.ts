/** `serve({ store })`: a program and its clients share one store. */

import { assertEquals } from "@std/assert";
import { Store } from "../../mod.ts";
import { RespClient } from "../../resp/client.ts";
import { serve } from "../../server/server.ts";
import { engineOf } from "../../store/store.ts";
import { escapeBytes } from "../helpers/command_line.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";

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

Deno.test("messages go between the program and the clients of all servers of a store", async () => {
  using store = new Store();
  const options = { hostname: "127.0.0.1", port: 0, store };
  const servers = await Promise.all([serve(options), serve(options)]);
  const ports = servers.map(({ port }) => port);
  using resp2 = await RawConnection.connect(ports[0]);
  using resp3 = await RawConnection.connect(ports[1]);
  using publisher = await RawConnection.connect(ports[0]);
  await resp3.value("HELLO", 3);
  await resp2.value("SUBSCRIBE", "c");
  await resp3.value("PSUBSCRIBE", "c*");
  using inside = store.subscribe("c");

  assertEquals(store.publish("c", "from inside"), 3);
  assertEquals(await publisher.value("PUBLISH", "c", "from outside"), 3);
  for (const text of ["from inside", "from outside"]) {
    assertEquals((await inside.next()).value?.value, text);
    const bulk = `$${text.length}\\r\\n${text}\\r\\n`;
    const names = ["$7\\r\\nmessage\\r\\n", "$8\\r\\npmessage\\r\\n$2\\r\\nc*\\r\\n"];
    const channel = "$1\\r\\nc\\r\\n";
    assertEquals(escapeBytes(await resp2.readReply()), `*3\\r\\n${names[0]}${channel}${bulk}`);
    assertEquals(escapeBytes(await resp3.readReply()), `>4\\r\\n${names[1]}${channel}${bulk}`);
  }
  assertEquals(await publisher.value("PUBSUB", "NUMSUB", "c"), ["c", 2]);
  assertEquals(await publisher.value("PUBSUB", "NUMPAT"), 1);
  await Promise.all(servers.map((server) => server.shutdown()));
  assertEquals(store.publish("c", "alone again"), 1);
  inside.close();
  assertEquals(engineOf(store).pubsub.isIdle, true);
});

Deno.test("a program hears of what happens to keys when notifications are on", async () => {
  using store = new Store();
  const server = await serve({ hostname: "127.0.0.1", port: 0, store });
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  await client.call("CONFIG", "SET", "notify-keyspace-events", "KEA");
  using events = store.subscribePattern("__keyevent@0__:*");
  await client.call("SET", "k", "v");
  store.delete("k");
  const got = [(await events.next()).value, (await events.next()).value];
  assertEquals(got.map((message) => `${message?.channel} ${message?.value}`), [
    "__keyevent@0__:set k",
    "__keyevent@0__:del k",
  ]);
  client.close();
  await server.shutdown();
});
