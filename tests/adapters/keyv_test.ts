import { assert, assertEquals, assertRejects } from "@std/assert";
import { Keyv as Keyv5, type KeyvStoreAdapter } from "keyv";
import { Keyv as Keyv6 } from "keyv-6";
import { KeyvVortis } from "../../adapters/keyv.ts";
import { json, ManualClock, Store, StoreError } from "../../mod.ts";
import { openStoreOn } from "../../server/durable/open_store.ts";
import { FakeFileSystem } from "../helpers/data/fake_file_system.ts";

/** The part of Keyv that both versions have. */
interface AnyKeyv {
  get(key: string): Promise<unknown>;
  getMany(keys: string[]): Promise<unknown[]>;
  set(key: string, value: unknown, ttl?: number): Promise<boolean>;
  setMany(entries: { key: string; value: unknown; ttl?: number }[]): Promise<boolean[]>;
  delete(key: string): Promise<boolean>;
  has(key: string): Promise<boolean>;
  hasMany(keys: string[]): Promise<boolean[]>;
  clear(): Promise<void>;
  disconnect(): Promise<void>;
  on(event: string, listener: (error: Error) => void): unknown;
  iterate(): AsyncIterable<[string, unknown]>;
}

type MakeKeyv = (store: KeyvVortis, namespace?: string) => AnyKeyv;

const versions: Record<string, MakeKeyv> = {
  "Keyv 5": (store, namespace) => {
    const keyv = new Keyv5({ store, ...(namespace === undefined ? {} : { namespace }) });
    return Object.assign(keyv, {
      iterate: () => keyv.iterator!(undefined) as AsyncIterable<[string, unknown]>,
    });
  },
  "Keyv 6": (store, namespace) => {
    const keyv = new Keyv6({ store, ...(namespace === undefined ? {} : { namespace }) });
    return Object.assign(keyv, {
      iterate: () => keyv.iterator() as AsyncIterable<[string, unknown]>,
    });
  },
};

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

for (const [version, makeKeyv] of Object.entries(versions)) {
  Deno.test(`${version}: namespaces are the store's, and clear() empties one alone`, async () => {
    using store = new Store();
    store.set("own", "of the program");
    const users = makeKeyv(new KeyvVortis(store), "users");
    const pages = makeKeyv(new KeyvVortis(store), "pages");
    await users.set("1", { name: "Ada" });
    await pages.set("1", "Home");
    assertEquals(store.namespaces(), ["0", "users", "pages"]);
    assertEquals(store.namespace("users").size, 1);
    assertEquals(await users.get("1"), { name: "Ada" });
    assertEquals(await pages.get("1"), "Home");
    await users.clear();
    assertEquals([await users.get("1"), await pages.get("1")], [undefined, "Home"]);
    assertEquals(store.get("own"), "of the program");
  });

  Deno.test(`${version}: times to live are the store's`, async () => {
    using store = new Store();
    const keyv = makeKeyv(new KeyvVortis(store), "n");
    await keyv.set("short", "x", 500.5);
    await keyv.set("long", "x");
    await keyv.setMany([{ key: "one", value: 1, ttl: 60_000 }, { key: "two", value: 2 }]);
    await keyv.set("always", "x", Number.MAX_SAFE_INTEGER);
    const found: Record<string, number | undefined> = {};
    const namespace = store.namespace("n");
    for (const key of namespace.keys()) found[key.replace(/^n:/, "")] = namespace.pttl(key);
    const { short, one, ...others } = found;
    assert(short! > 400 && short! <= 502, String(short));
    assert(one! > 59_000 && one! <= 60_001, String(one));
    assertEquals(others, { long: Infinity, two: Infinity, always: Infinity });
  });

  Deno.test(`${version}: many at once, and iteration`, async () => {
    using store = new Store();
    const keyv = makeKeyv(new KeyvVortis(store), "many");
    const entries = Array.from({ length: 1000 }, (_, i) => ({ key: `key:${i}`, value: i }));
    assertEquals(await keyv.setMany(entries), entries.map(() => true));
    assertEquals(await keyv.getMany(["key:1", "missing", "key:999"]), [1, undefined, 999]);
    assertEquals(await keyv.hasMany(["key:1", "missing"]), [true, false]);
    assertEquals([await keyv.has("key:1"), await keyv.has("missing")], [true, false]);
    store.namespace("many").lists.pushRight("a list", "no entry");
    const got = new Map(await collect(keyv.iterate()));
    assertEquals(got.size, 1000);
    assert(entries.every(({ key, value }) => got.get(key) === value));
    assertEquals([await keyv.delete("key:1"), await keyv.delete("key:1")], [true, false]);
    assertEquals(store.namespace("many").size, 1000);
  });

  Deno.test(`${version}: what the store refuses is the event "error" and a false`, async () => {
    using store = new Store({ maxMemory: "64kb" });
    const keyv = makeKeyv(new KeyvVortis(store));
    const errors: string[] = [];
    keyv.on("error", ({ name }) => errors.push(name));
    const large = "x".repeat(100_000);
    assertEquals(await keyv.set("large", large), false);
    assertEquals(errors, ["OutOfMemoryError"]);
    assertEquals(
      await keyv.setMany([{ key: "small", value: "x" }, { key: "large", value: large }]),
      [true, false],
    );
    assertEquals(await keyv.get("small"), "x");
    assertEquals(errors, ["OutOfMemoryError", "OutOfMemoryError"]);
  });

  Deno.test(`${version}: disconnecting leaves the store to its owner`, async () => {
    using store = new Store();
    const keyv = makeKeyv(new KeyvVortis(store), "n");
    await keyv.set("key", "value");
    await keyv.disconnect();
    assertEquals(store.namespace("n").size, 1);
  });
}

Deno.test("the adapter is what the types of Keyv ask for, in both places where it may stand", async () => {
  using store = new Store();
  const adapter: KeyvStoreAdapter = new KeyvVortis(store);
  await new Keyv5(adapter, { namespace: "n" }).set("key", "value");
  assertEquals(await new Keyv6(new KeyvVortis(store), { namespace: "n" }).get("n:key"), "value");
});

Deno.test("Keyv 5 without a prefix writes plain keys, as Keyv 6 does", async () => {
  using store = new Store();
  const five = new Keyv5({ store: new KeyvVortis(store), namespace: "n", useKeyPrefix: false });
  const six = new Keyv6({ store: new KeyvVortis(store), namespace: "n" });
  await five.set("key", "by five");
  assertEquals([...store.namespace("n").keys()], ["key"]);
  assertEquals(await six.get("key"), "by five");
});

Deno.test("Keyv may leave values to the store's codec", async () => {
  using store = new Store({ codec: json<unknown>() });
  const keyv = new Keyv6({ store: new KeyvVortis(store), serialization: false });
  await keyv.set("key", { deep: [1, null] });
  assertEquals(await keyv.get("key"), { deep: [1, null] });
  assertEquals(store.get("key"), { value: { deep: [1, null] } });
  const text = new Keyv6({ store: new KeyvVortis(new Store()), serialization: false });
  const refused = new Promise((resolve) => text.on("error", resolve));
  assertEquals(await text.set("key", { an: "object" }), false);
  assert(await refused instanceof StoreError);
});

Deno.test("without a namespace the keys are the store's own", async () => {
  using store = new Store();
  for (const namespace of [undefined, ""]) {
    const storage = new KeyvVortis(store);
    storage.namespace = namespace;
    await storage.set("key", "value");
    assertEquals(store.get("key"), "value");
    await storage.clear();
    assertEquals(store.size, 0);
  }
});

Deno.test("the adapter by itself: times, what is there, what is no value", async () => {
  const clock = new ManualClock();
  using store = new Store({ clock });
  const storage = new KeyvVortis(store);
  assertEquals(await storage.set("key", "value", 100), true);
  clock.advance(100);
  assertEquals(await storage.get("key"), "value");
  clock.advance(1);
  assertEquals(await storage.get("key"), undefined);
  for (const forEver of [0, Infinity, NaN, Number.MAX_VALUE]) {
    await storage.set("key", "value", forEver);
    assertEquals(store.ttl("key"), Infinity);
  }
  assertEquals(await storage.set("key", "value", -1), true);
  assertEquals(await storage.has("key"), false);
  await storage.setMany([{ key: "a", value: "1" }, { key: "b", value: "2" }]);
  assertEquals(await storage.deleteMany(["a", "missing"]), true);
  assertEquals(await storage.deleteMany(["a", "missing"]), false);
  assertEquals(await collect(storage.iterator()), [["b", "2"]]);
  assertEquals(await collect(storage.iterator("other")), []);
  store.lists.pushRight("list", "element");
  const error = await assertRejects(() => storage.get("list"), StoreError);
  assertEquals(error.code, "WRONG_TYPE");
  await assertRejects(() => storage.set("key", 1), StoreError);
  store[Symbol.dispose]();
  await assertRejects(() => storage.has("key"), StoreError);
});

Deno.test("faults of a durable store are the event error, until the adapter is disconnected", async () => {
  const disk = new FakeFileSystem();
  const store = await openStoreOn<string>(disk, { dir: "data", activeExpiry: false });
  const storage = new KeyvVortis<string>(store);
  const codes: unknown[] = [];
  const listener = (error: unknown) => codes.push((error as { code: string }).code);
  storage.on("error", listener).on("other", listener);
  async function fill(): Promise<void> {
    disk.capacity = disk.usedBytes + 100;
    await storage.set("large", "x".repeat(1000));
    await store.flush().catch(() => {});
    disk.capacity = Infinity;
    await store.flush();
  }
  await fill();
  assertEquals(codes, ["disk-full"]);
  storage.off("other", listener).off("error", listener);
  await fill();
  assertEquals(codes, ["disk-full"]);
  storage.on("error", listener);
  await fill();
  assertEquals(codes, ["disk-full", "disk-full"]);
  await storage.disconnect();
  await fill();
  assertEquals(codes, ["disk-full", "disk-full"]);
  await store.close();
});
