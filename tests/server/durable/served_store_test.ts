/** A durable store that a server serves: what clients write is kept as what the program writes. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { RespClient } from "../../../resp/client.ts";
import type { DurableStore } from "../../../server/durable/durable_store.ts";
import { openStoreOn } from "../../../server/durable/open_store.ts";
import { type RunningServer, serve } from "../../../server/mod.ts";
import { FakeFileSystem } from "../../helpers/data/fake_file_system.ts";

/** Serves a store to one client, until `use` has ended. */
async function serving(
  store: DurableStore,
  use: (client: RespClient, server: RunningServer) => Promise<void>,
): Promise<void> {
  const server = await serve({ hostname: "127.0.0.1", port: 0, store });
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  try {
    await use(client, server);
  } finally {
    client.close();
    await server.shutdown();
  }
}

Deno.test("served, always: what was answered is on the disk", async () => {
  const disk = new FakeFileSystem();
  await using store = await openStoreOn(disk, { dir: "data", fsync: "always" });
  await serving(store, async (client) => {
    for (let i = 0; i < 20; i++) {
      assertEquals(await client.call("SET", `key:${i}`, "value"), "OK");
      await using after = await openStoreOn(disk.powerLoss("synced"), { dir: "data" });
      assertEquals(after.size, i + 1);
    }
    await client.call("SELECT", "7");
    await client.call("RPUSH", "list", "a");
  });
  store.set("own", "value");
  await store.flush();
  await using after = await openStoreOn(disk.powerLoss("synced"), { dir: "data" });
  assertEquals(after.namespace("7").lists.range("list"), ["a"]);
  assertEquals(after.get("own"), "value");
});

Deno.test("served: while the disk is full clients may read and not write", async () => {
  const disk = new FakeFileSystem();
  await using store = await openStoreOn(disk, { dir: "data" });
  await serving(store, async (client) => {
    await client.call("SET", "key", "value");
    disk.capacity = disk.usedBytes;
    store.set("key", "program");
    await assertRejects(() => store.flush());
    const error = await client.call("SET", "key", "client").catch((error) => error);
    assert(String(error).includes("MISCONF"), String(error));
    assertEquals(await client.call("GET", "key"), "program");
    disk.capacity = Infinity;
    await store.flush();
    assertEquals(await client.call("SET", "key", "client"), "OK");
  });
  await store.flush();
  await using after = await openStoreOn(disk.powerLoss("synced"), { dir: "data" });
  assertEquals(after.get("key"), "client");
});

Deno.test("served: the store goes on when the server has ended, and restores under it", async () => {
  const disk = new FakeFileSystem();
  await using store = await openStoreOn(disk, { dir: "data" });
  await serving(store, async (client) => {
    await client.call("SET", "key", "before");
    const backup = await new Response(store.snapshot()).blob();
    await client.call("SET", "key", "after");
    await store.restore(backup.stream());
    assertEquals(await client.call("GET", "key"), "before");
    await client.call("SET", "other", "value");
  });
  store.set("last", "value");
  await store.close();
  await using again = await openStoreOn(disk, { dir: "data" });
  assertEquals([again.get("key"), again.get("other"), again.get("last")], [
    "before",
    "value",
    "value",
  ]);
});
