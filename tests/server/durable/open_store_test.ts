/** The library's store in a directory: it ends, in good order or not, and opens again. */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { json, StoreError } from "../../../mod.ts";
import { RespClient } from "../../../resp/client.ts";
import { openStore, PersistenceError } from "../../../server/durable/mod.ts";
import { serve } from "../../../server/mod.ts";

async function inDirectory(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "durable-store-" });
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("what a durable store has is there when it is opened again", async () => {
  await inDirectory(async (dir) => {
    {
      await using store = await openStore({ dir: `${dir}/made/for/it` });
      store.set("text", "héllo");
      store.set("short", "x", { px: 1 });
      store.set("long", "x", { ex: 1000 });
      store.lists.pushRight("list", "a", "b");
      store.hashes.set("hash", { f: "v" });
      store.namespace("sessions").set("text", "another");
      store.multi().set("t1", "1").set("t2", "2").exec();
    }
    for (const fsync of ["no", "always"] as const) {
      await using store = await openStore({ dir: `${dir}/made/for/it`, fsync });
      assertEquals(store.get("text"), "héllo");
      assertEquals(store.get("short"), undefined);
      assert(store.ttl("long")! > 900);
      assertEquals(store.lists.range("list"), ["a", "b"]);
      assertEquals(store.hashes.get("hash", "f"), "v");
      assertEquals(store.namespace("sessions").get("text"), "another");
      assertEquals([store.get("t1"), store.get("t2")], ["1", "2"]);
      assertEquals(store.stats().namespaces["sessions"].keys, 1);
    }
  });
});

Deno.test("codecs and limits are those of a store in memory", async () => {
  await inDirectory(async (dir) => {
    {
      await using store = await openStore({ dir, codec: json<number[]>(), maxKeys: 2 });
      store.set("primes", [2, 3]);
    }
    using store = await openStore({ dir, codec: json<number[]>() });
    assertEquals(store.get("primes"), [2, 3]);
  });
});

Deno.test("what is flushed survives a process that is killed", async () => {
  await inDirectory(async (dir) => {
    const program = `
      import { openStore } from "${import.meta.resolve("../../../server/durable/mod.ts")}";
      const store = await openStore({ dir: ${JSON.stringify(dir)}, fsync: "no" });
      for (let i = 0; i < 1000; i++) store.set("k" + i, String(i));
      await store.flush();
      Deno.kill(Deno.pid, "SIGKILL");
    `;
    const { signal } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", program],
      stdin: "null",
    }).output();
    assertEquals(signal, "SIGKILL");
    await using store = await openStore({ dir });
    assertEquals(store.size, 1000);
    assertEquals(store.get("k999"), "999");
  });
});

Deno.test("a durable store that is open does not keep its process alive", async () => {
  await inDirectory(async (dir) => {
    const program = `
      import { openStore } from "${import.meta.resolve("../../../server/durable/mod.ts")}";
      const store = await openStore({ dir: ${JSON.stringify(dir)} });
      store.set("k", "v");
      console.log("done");
    `;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", program],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
    const { success } = await child.output();
    clearTimeout(timer);
    assert(success);
  });
});

Deno.test("a directory belongs to one store at a time", async () => {
  await inDirectory(async (dir) => {
    {
      await using _first = await openStore({ dir });
      const error = await assertRejects(() => openStore({ dir }), PersistenceError);
      assertEquals(error.code, "in-use");
      assertStringIncludes(error.message, dir);
    }
    await using _second = await openStore({ dir });
  });
});

Deno.test("damaged files stop a store from opening, and stay as they are", async () => {
  await inDirectory(async (dir) => {
    {
      await using store = await openStore({ dir });
      store.set("a", "1");
      store.set("b", "2");
    }
    const path = `${dir}/appendonlydir/appendonly.aof.1.incr.aof`;
    const bytes = Deno.readFileSync(path);
    bytes[bytes.indexOf(0x2a, 30)] = 0x21;
    Deno.writeFileSync(path, bytes);
    const error = await assertRejects(() => openStore({ dir }), PersistenceError);
    assertEquals(error.code, "damaged");
    assertStringIncludes(error.message, "appendonly.aof.1.incr.aof");
    assertEquals(Deno.readFileSync(path), bytes);
  });
});

Deno.test("a snapshot has the moment it began, and restore puts it back for good", async () => {
  await inDirectory(async (dir) => {
    let backup: Blob;
    {
      await using store = await openStore({ dir });
      for (let i = 0; i < 5000; i++) store.set(`k${i}`, `v${i}`);
      const stream = store.snapshot();
      for (let i = 0; i < 5000; i++) store.set(`k${i}`, "changed");
      store.set("new", "x");
      backup = await new Response(stream).blob();
      await store.restore(backup.stream());
      assertEquals(store.size, 5000);
      assertEquals(store.get("k4999"), "v4999");
      store.set("after", "1");
    }
    await using store = await openStore({ dir });
    assertEquals(store.size, 5001);
    assertEquals([store.get("k0"), store.get("after"), store.get("new")], ["v0", "1", undefined]);
    // What cannot be loaded changes nothing.
    const half = backup.slice(0, backup.size >> 1).stream();
    const error = await assertRejects(() => store.restore(half), PersistenceError);
    assertEquals(error.code, "damaged");
    assertEquals(store.size, 5001);
    store.set("goes", "on");
    await store.flush();
    assertEquals([...Deno.readDirSync(dir)].filter(({ name }) => name.startsWith("temp")), []);
  });
});

Deno.test("a durable store can be served", async () => {
  await inDirectory(async (dir) => {
    {
      await using store = await openStore({ dir });
      const server = await serve({ hostname: "127.0.0.1", port: 0, store });
      const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
      assertEquals(await client.call("SET", "over", "the wire"), "OK");
      client.close();
      await server.shutdown();
    }
    await using store = await openStore({ dir });
    assertEquals(store.get("over"), "the wire");
  });
});

Deno.test("wrong options and uses after the end are errors", async () => {
  await inDirectory(async (dir) => {
    await assertRejects(() => openStore({ dir: "" }), StoreError, "dir");
    await assertRejects(() => openStore({ dir, fsync: "often" as "no" }), StoreError, "fsync");
    await assertRejects(() => openStore({ dir, maxKeys: -1 }), StoreError, "maxKeys");
    const store = await openStore({ dir });
    await store[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    const error = await assertRejects(() => store.flush(), StoreError);
    assertEquals(error.code, "DISPOSED");
  });
});
