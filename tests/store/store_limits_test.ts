import { assert, assertEquals, assertThrows } from "@std/assert";
import { OutOfMemoryError, Store, StoreError, type StoreErrorCode } from "../../mod.ts";
import { engineOf } from "../../store/store.ts";
import { Random } from "../helpers/random.ts";

function refuses(code: StoreErrorCode, message: string, call: () => unknown): void {
  const error = assertThrows(call, StoreError, message);
  assertEquals(error.code, code);
}

Deno.test("a small LRU cache lets go of exactly what was used least recently", () => {
  const random = new Random(5);
  for (let size = 1; size <= 12; size++) {
    using store = new Store({ maxKeys: size, eviction: "lru", activeExpiry: false });
    const model = new Map<string, true>();
    for (let i = 0; i < 2000; i++) {
      const key = `key:${random.int(size * 2)}`;
      if (random.chance(0.5)) {
        store.set(key, "x");
        model.delete(key);
        model.set(key, true);
        if (model.size > size) model.delete(model.keys().next().value!);
      } else if (store.get(key) !== undefined) {
        model.delete(key);
        model.set(key, true);
      }
      assertEquals(store.has(key), model.has(key));
    }
    assertEquals(new Set(store.keys()), new Set(model.keys()));
  }
});

Deno.test("noeviction grows past maxKeys rather than lose data", () => {
  using store = new Store({ maxKeys: 10 });
  for (let i = 0; i < 100; i++) store.set(`key:${i}`, "x");
  assertEquals([store.size, store.stats().evictions], [100, 0]);
});

Deno.test("maxMemory under noeviction throws, loses nothing and lets delete make room", () => {
  using store = new Store({ maxMemory: "100kb" });
  let stored = 0;
  const error = assertThrows(() => {
    for (;;) {
      store.set(`key:${stored}`, "x".repeat(100));
      stored++;
    }
  }, OutOfMemoryError);
  assertEquals(error.code, "OUT_OF_MEMORY");
  assertEquals(store.size, stored);
  for (let i = 0; i < stored; i++) assertEquals(store.get(`key:${i}`)?.length, 100);
  assertThrows(() => store.append("key:0", "x".repeat(1000)), OutOfMemoryError);
  assertThrows(() => store.set("key:1", "x".repeat(1000)), OutOfMemoryError);
  assertThrows(() => store.incrBy("counter"), OutOfMemoryError);
  assertEquals([store.get("key:0")?.length, store.get("key:1")?.length], [100, 100]);
  store.set("key:2", "y");
  for (let i = 10; i < 50; i++) store.delete(`key:${i}`);
  assert(store.set("new", "x".repeat(100)));
});

Deno.test("a value that can never fit is refused before anything is evicted for it", () => {
  using store = new Store({ maxMemory: "100kb", eviction: "allkeys-lru" });
  for (let i = 0; i < 100; i++) store.set(`key:${i}`, "x".repeat(100));
  assertThrows(() => store.set("large", "x".repeat(200_000)), OutOfMemoryError);
  assertEquals([store.size, store.stats().evictions], [100, 0]);
});

Deno.test("maxMemory counts every byte of every namespace", () => {
  using store = new Store({ maxMemory: 500_000, eviction: "allkeys-lru" });
  for (let i = 0; i < 20_000; i++) {
    store.namespace(String(i % 3)).set(`key:${i}`, "x".repeat(i % 200));
    assert(store.stats().bytes < 500_000 + 8192);
  }
  assert(store.stats().bytes > 400_000);
});

Deno.test("values too long for a record are refused by their length", () => {
  using store = new Store();
  engineOf(store).maxValueBytes = 1000; // 512 MiB would take a while
  const long = "x".repeat(1000);
  store.set("key", long);
  refuses("TOO_LARGE", "1001 bytes", () => store.append("key", "y"));
  refuses("TOO_LARGE", "1001 bytes", () => store.set("key", `${long}y`));
  refuses("TOO_LARGE", "1001 bytes", () => store.set("key", `${long}y`, { xx: true }));
  assertEquals(store.get("key"), long);
});
