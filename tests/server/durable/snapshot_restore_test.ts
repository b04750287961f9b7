import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { PersistenceError } from "../../../server/durability/persistence_error.ts";
import type { DurableStore } from "../../../server/durable/durable_store.ts";
import { openStoreOn } from "../../../server/durable/open_store.ts";
import { FakeFileSystem } from "../../helpers/data/fake_file_system.ts";
import { until } from "../../helpers/until.ts";

function open(disk: FakeFileSystem, dir = "data"): Promise<DurableStore> {
  return openStoreOn(disk, { dir, activeExpiry: false });
}

async function bytesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** One chunk with these bytes. */
function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream();
}

function fill(store: DurableStore, value: string): void {
  for (let i = 0; i < 5000; i++) {
    store.set(`key:${i}`, `${value}:${i}`);
    store.hashes.set("hash", { [`field:${i}`]: value });
  }
  store.namespace("other").lists.pushRight("list", value);
}

/** Whether a store has what `fill` has put there. */
function assertFilled(store: DurableStore, value: string): void {
  assertEquals(store.size, 5001);
  for (let i = 0; i < 5000; i++) {
    assertEquals(store.get(`key:${i}`), `${value}:${i}`);
    assertEquals(store.hashes.get("hash", `field:${i}`), value);
  }
  assertEquals(store.namespace("other").lists.range("list", 0, -1), [value]);
}

Deno.test("snapshot and restore: the state of its moment, while all of it changes", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk);
  fill(store, "before");
  const snapshot = store.snapshot();
  store.namespace("other").delete("list");
  const reader = snapshot.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let round = 0;; round++) {
    for (let i = round % 7; i < 5000; i += 7) {
      store.set(`key:${i}`, "after");
      store.hashes.set("hash", { [`field:${i}`]: "after" });
      if (i % 2 === 0) store.delete(`key:${i}`);
      store.set(`new:${i}`, "after");
    }
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
  }
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
  assertEquals(await store.restore(streamOf(bytes)), { keys: 5002, expired: 0 });
  assertFilled(store, "before");
  // It is the files' state, too.
  await using again = await open(disk.powerLoss("synced"));
  assertFilled(again, "before");
});

Deno.test("snapshot: a reader that waits costs memory only up to a limit", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk);
  // Nothing that can be compressed.
  const random = new Uint8Array(5000).map(() => Math.random() * 256);
  const value = Array.from(random, (byte) => String.fromCharCode(byte + 0x4e00)).join("");
  for (let i = 0; i < 1000; i++) store.set(`key:${i}`, value);
  const snapshot = store.snapshot();
  for (let i = 0; i < 1000; i++) store.set(`key:${i}`, "");
  const spooled = disk.list("data").find((name) => name.startsWith("temp-snapshot"));
  assert(spooled !== undefined);
  assert(disk.read(`data/${spooled}`).length > 2_000_000);
  const bytes = await bytesOf(snapshot);
  assertEquals(disk.list("data").filter((name) => name.startsWith("temp-")), []);
  await store.restore(streamOf(bytes));
  assertEquals(store.get("key:999"), value);
});

Deno.test("snapshot: one at a time; cancelling gives the place free", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk);
  fill(store, "value");
  const snapshot = store.snapshot();
  const error = assertThrows(() => store.snapshot(), PersistenceError);
  assertEquals(error.code, "busy");
  await snapshot.cancel();
  const bytes = await bytesOf(store.snapshot());
  await using other = await open(disk, "other");
  await other.restore(streamOf(bytes));
  assertFilled(other, "value");
});

Deno.test("snapshot: a rewrite waits for it, and brings it to its end", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk);
  fill(store, "value");
  const snapshot = store.snapshot();
  store.rewrite();
  await until(() => disk.list("data/appendonlydir").some((name) => name.includes("2.base")));
  store.clearAll();
  await store.restore(snapshot);
  assertFilled(store, "value");
});

Deno.test("snapshot: begun during a rewrite, which is then begun anew", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk);
  fill(store, "value");
  store.rewrite();
  const bytes = await bytesOf(store.snapshot());
  for (
    let i = 0;
    !disk.list("data/appendonlydir").some((name) => name.includes(".base.rdb"));
    i++
  ) {
    assert(i < 500);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await using other = await open(disk, "other");
  await other.restore(streamOf(bytes));
  assertFilled(other, "value");
  await store.flush();
  await using again = await open(disk.powerLoss("synced"));
  assertFilled(again, "value");
});

Deno.test("restore: damaged bytes change nothing, in memory or on the disk", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk);
  fill(store, "old");
  await using other = await open(disk, "other");
  fill(other, "new");
  const bytes = await bytesOf(other.snapshot());
  const flipped = bytes.slice();
  flipped[flipped.length >> 1] ^= 1;
  for (const wrong of [flipped, bytes.slice(0, 1000), new Uint8Array(0), new Uint8Array(100)]) {
    const error = await assertRejects(() => store.restore(streamOf(wrong)), PersistenceError);
    assertEquals(error.code, "damaged");
    assertFilled(store, "old");
  }
  store.set("key:0", "changed");
  await store.flush();
  await using again = await open(disk.powerLoss("synced"));
  assertEquals(again.get("key:0"), "changed");
  assertEquals(again.get("key:1"), "old:1");
});

Deno.test("restore: a stream that fails, or a disk that is full, changes nothing", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk);
  fill(store, "old");
  const bytes = await bytesOf(store.snapshot());
  await assertRejects(
    () =>
      store.restore(
        new ReadableStream({
          pull: (controller) => controller.error(new Error("the line is cut")),
        }),
      ),
    Error,
    "the line is cut",
  );
  await store.flush();
  // Room for the bytes that come in, not for the new base.
  for (const room of [1000, bytes.length + 1000]) {
    disk.capacity = disk.usedBytes + room;
    const error = await assertRejects(() => store.restore(streamOf(bytes)), PersistenceError);
    assertEquals(error.code, "disk-full");
    assertFilled(store, "old");
  }
  disk.capacity = Infinity;
  assertEquals(disk.list("data").filter((name) => name.startsWith("temp-")), []);
  store.set("key:0", "changed");
  await store.flush();
  await using again = await open(disk.powerLoss("synced"));
  assertEquals(again.get("key:0"), "changed");
  assertEquals(again.size, 5001);
});

Deno.test("restore: wherever the power goes, it is the old data or the new", async () => {
  const old = new FakeFileSystem();
  let bytes: Uint8Array<ArrayBuffer>;
  {
    await using store = await open(old);
    store.set("key", "new");
    bytes = await bytesOf(store.snapshot());
    store.set("key", "old");
  }
  const seen: string[] = [];
  for (let lifetime = 1;; lifetime++) {
    const disk = old.powerLoss("synced");
    const store = await open(disk);
    disk.operations = 0;
    disk.lifetime = lifetime;
    let isOver = false;
    try {
      await store.restore(streamOf(bytes));
      isOver = true;
    } catch {
      // The power has gone.
    }
    await using again = await open(disk.powerLoss("synced"));
    const value = again.get("key");
    assert(value === "old" || value === "new", `${value} after ${lifetime} operations`);
    if (isOver) assertEquals(value, "new");
    seen.push(value);
    disk.lifetime = Infinity;
    await store.close().catch(() => {});
    if (isOver) break;
  }
  assertEquals(seen[0], "old");
  assertEquals(seen.at(-1), "new");
});
