/**
 * The driver under unstorage. Its project's own suite of drivers is not published as a package; the
 * first part here asks for every behaviour that it asks for, in tests of our own.
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createStorage, type Driver, restoreSnapshot, snapshot, type Storage } from "unstorage";
import { vortisDriver, type VortisDriverOptions } from "../../adapters/unstorage.ts";
import { json, ManualClock, Store, StoreError } from "../../mod.ts";
import { RespClient } from "../../resp/mod.ts";
import { serve } from "../../server/mod.ts";

type Made = { store: Store; storage: Storage; clock: ManualClock };

/** Runs a test with a storage of its own, on a whole namespace and under a base. */
function test(
  name: string,
  run: (made: Made) => Promise<void>,
  variants: Omit<VortisDriverOptions, "store">[] = [{}, { namespace: "items", base: "a*b:" }],
): void {
  for (const options of variants) {
    const with_ = Object.keys(options).length === 0 ? "" : ` (${Object.keys(options).join()})`;
    Deno.test(`unstorage: ${name}${with_}`, async () => {
      const clock = new ManualClock();
      using store = new Store({ clock });
      const driver: Driver = vortisDriver({ store, ...options });
      const storage = createStorage({ driver });
      await run({ store, storage, clock });
      await storage.dispose();
    });
  }
}

async function sortedKeys(storage: Storage, ...args: Parameters<Storage["getKeys"]>) {
  return (await storage.getKeys(...args)).sort();
}

// What the project's suite of drivers asks for.

test("a snapshot is restored, and taken", async ({ storage }) => {
  await restoreSnapshot(storage, { "first": "works", "deep:second": { n: 2 } });
  assertEquals(await storage.getItem("first"), "works");
  assertEquals(await storage.getItem("deep:second"), { n: 2 });
  const taken: unknown = await snapshot(storage, "");
  assertEquals(taken, { first: "works", "deep:second": { n: 2 } });
});

test("it begins empty", async ({ storage }) => {
  assertEquals(await storage.hasItem("s1:a"), false);
  assertEquals(await storage.getItem("s2:a"), null);
  assertEquals(await storage.getKeys(), []);
});

test("items are set, whatever follows a question mark", async ({ storage }) => {
  for (const key of ["s1:a", "s2/a", "s3:a?q=1"]) await storage.setItem(key, `data of ${key}`);
  assertEquals(await storage.hasItem("s1:a"), true);
  assertEquals(await storage.getItem("s1:a"), "data of s1:a");
  assertEquals(await storage.getItem("s2:a"), "data of s2/a");
  assertEquals(await storage.getItem("s3:a?q=2"), "data of s3:a?q=1");
});

test("keys are listed, all and by base", async ({ storage }) => {
  for (const key of ["s1:a", "s2:a", "s3:a?q=1", "s1x:a"]) await storage.setItem(key, "data");
  assertEquals(await sortedKeys(storage), ["s1:a", "s1x:a", "s2:a", "s3:a"]);
  assertEquals(await storage.getKeys("s1"), ["s1:a"]);
  assertEquals(await storage.getKeys("s1:"), ["s1:a"]);
  assertEquals(await storage.getKeys("s*"), []);
});

test("keys are listed to a depth", async ({ storage }) => {
  const keys = ["a:b:c", "a:b:d", "a:e", "a:f", "g"];
  for (const key of keys) await storage.setItem(key, "data");
  assertEquals(await sortedKeys(storage, undefined, { maxDepth: 0 }), ["g"]);
  assertEquals(await sortedKeys(storage, undefined, { maxDepth: 1 }), ["a:e", "a:f", "g"]);
  assertEquals(await sortedKeys(storage, undefined, { maxDepth: 2 }), keys);
  assertEquals(await sortedKeys(storage, "a", { maxDepth: 1 }), ["a:e", "a:f"]);
});

test("objects and primitives are serialized", async ({ storage }) => {
  const values = [{ json: "works" }, [1, { two: 2 }], true, false, 0, -1.5, "text", "1e3", null];
  for (const value of values) {
    await storage.setItem("/data/value.json", value as string);
    const expected: unknown = value === "1e3" ? 1000 : value; // as unstorage reads all that looks so
    assertEquals(await storage.getItem("/data/value.json"), expected as string);
  }
  await storage.setItem("zero", 0);
  assertEquals(await storage.getItem("zero"), 0);
});

test("what toJSON() makes is stored", async ({ storage }) => {
  class Text {
    toJSON() {
      return "SERIALIZED";
    }
  }
  class Thing {
    toJSON() {
      return { serialized: "works" };
    }
  }
  await storage.setItem("/data/one.json", new Text());
  await storage.setItem("/data/two.json", new Thing());
  assertEquals(await storage.getItem("/data/one.json"), "SERIALIZED" as unknown as object);
  assertEquals(await storage.getItem("/data/two.json"), { serialized: "works" });
});

test("what cannot be serialized is refused", async ({ storage }) => {
  class Opaque {}
  await assertRejects(
    () => storage.setItem("/data/bad.json", new Opaque()),
    Error,
    "[unstorage] Cannot stringify value!",
  );
  assertEquals(await storage.hasItem("/data/bad.json"), false);
});

test("raw values are the same bytes", async ({ storage }) => {
  const bytes = Uint8Array.of(1, 2, 3, 0, 255, 128);
  const sources = [bytes, bytes.buffer, new DataView(bytes.buffer), new Uint16Array(bytes.buffer)];
  for (const value of sources) {
    await storage.setItemRaw("/data/raw.bin", value);
    assertEquals(await storage.getItemRaw("/data/raw.bin"), bytes);
  }
  await storage.setItemRaw("/data/raw.bin", "téxt");
  assertEquals(await storage.getItemRaw("/data/raw.bin"), new TextEncoder().encode("téxt"));
  assertEquals(await storage.getItem("/data/raw.bin"), "téxt");
  assertEquals(await storage.getItemRaw("missing"), null);
  const error = await assertRejects(() => storage.setItemRaw("bad", 1), StoreError);
  assertEquals(error.code, "INVALID_ARGUMENT");
});

test("several items are set and read at once", async ({ storage }) => {
  await storage.setItems<string | object>([
    { key: "t:1", value: "one" },
    { key: "t:2", value: { n: 2 } },
    { key: "t:3?q=1", value: "three" },
  ]);
  const items: unknown = await storage.getItems([{ key: "t:1" }, "t:2", { key: "t:3?q=1" }, "t:4"]);
  assertEquals(
    items,
    [
      { key: "t:1", value: "one" },
      { key: "t:2", value: { n: 2 } },
      { key: "t:3", value: "three" },
      { key: "t:4", value: null },
    ] as typeof items,
  );
});

test("items are removed", async ({ storage }) => {
  await storage.setItem("s1:a", "data");
  await storage.removeItem("s1:a", false);
  assertEquals(await storage.hasItem("s1:a"), false);
  assertEquals(await storage.getItem("s1:a"), null);
  await storage.removeItem("s1:a");
});

test("clear() removes all, and also nothing", async ({ storage, store }) => {
  store.namespace("elsewhere").set("a", "not an item");
  for (const key of ["a:b", "c"]) await storage.setItem(key, "data");
  for (let i = 0; i < 2; i++) {
    await storage.clear();
    assertEquals(await storage.getKeys(), []);
  }
  assertEquals(store.namespace("elsewhere").size, 1);
});

// What is beyond it.

test("a part that is mounted is cleared alone", async ({ storage, store }) => {
  storage.mount("part", vortisDriver({ store, namespace: "items", base: "part" }));
  for (const key of ["part:a", "part:b:c", "parts:a", "d"]) await storage.setItem(key, "data");
  await storage.clear("part");
  assertEquals(await sortedKeys(storage), ["d", "parts:a"]);
});

Deno.test("unstorage: the driver clears what is under a base", () => {
  using store = new Store();
  const driver = vortisDriver({ store });
  for (const key of ["a:b", "a:c:d", "ab:c", "a", "*:a"]) driver.setItem(key, "data");
  driver.clear("*");
  assertEquals(driver.getKeys().sort(), ["a", "a:b", "a:c:d", "ab:c"]);
  driver.clear("a");
  assertEquals(driver.getKeys().sort(), ["a", "ab:c"]);
});

test("times to live: of an item, of several, of the driver", async ({ storage, store, clock }) => {
  const items = store.namespace(store.namespaces().at(-1)!);
  const ttlOf = (key: string) => items.pttl([...items.keys(`*${key}`)][0] ?? "missing");
  await storage.setItem("brief", "x", { ttl: 1.5 });
  await storage.setItem("usual", "x");
  await storage.setItem("always", "x", { ttl: 0 });
  await storage.setItemRaw("raw", Uint8Array.of(1), { ttl: 5 });
  await storage.setItems(
    [{ key: "own", value: "x", options: { ttl: 7 } }, { key: "common", value: "x" }],
    { ttl: 9 },
  );
  assertEquals(["brief", "usual", "always", "raw", "own", "common"].map(ttlOf), [
    1500,
    60_000,
    Infinity,
    5000,
    7000,
    9000,
  ]);
  clock.advance(1501);
  assertEquals(await storage.getItem("brief"), null);
  const error = await assertRejects(() => storage.setItem("never", "x", { ttl: -1 }), StoreError);
  assertEquals(error.code, "INVALID_TTL");
}, [{ ttl: 60 }, { ttl: 60, namespace: "items", base: "b" }]);

test("getMeta() tells size and TTL, and what setMeta() stored", async ({ storage }) => {
  const metaOf = async (key: string): Promise<unknown> => ({ ...await storage.getMeta(key) });
  assertEquals(await metaOf("missing"), {});
  await storage.setItem("page", "grüße", { ttl: 60 });
  assertEquals(await metaOf("page"), { size: 7, ttl: 60 });
  await storage.setItem("page", "hello");
  assertEquals(await metaOf("page"), { size: 5 });
  await storage.setMeta("page", { mtime: new Date(0), author: "Ada" });
  assertEquals(await metaOf("page"), { size: 5, mtime: new Date(0), author: "Ada" });
});

Deno.test("unstorage: all changes are told of, whoever makes them", async () => {
  const clock = new ManualClock();
  using store = new Store({ clock });
  const items = store.namespace("items");
  const storage = createStorage();
  storage.mount("m", vortisDriver({ store, namespace: "items", base: "b" }));
  const told: string[] = [];
  const unwatch = await storage.watch((event, key) => told.push(`${event} ${key}`));
  async function tells(...expected: string[]): Promise<void> {
    await Promise.resolve();
    assertEquals(told.splice(0), expected);
  }
  await storage.setItem("m:a", "1");
  await tells("update m:a");
  await storage.setItemRaw("m:raw", Uint8Array.of(1));
  await storage.removeItem("m:raw");
  await tells("update m:raw", "remove m:raw");
  await storage.setItems([{ key: "m:x", value: 1 }, { key: "m:y", value: 2 }]);
  await tells("update m:x", "update m:y");

  items.set("other", "not under the base");
  store.set("b:a", "in another namespace");
  await tells();
  items.append("b:a", "2");
  items.rename("b:a", "b:c");
  items.rename("b:c", "beside");
  items.rename("beside", "b:d");
  items.delete("b:missing");
  await tells("update m:a", "remove m:a", "update m:c", "remove m:c", "update m:d");
  items.lists.pushRight("b:list", "1", "2");
  items.lists.popLeft("b:list");
  items.lists.popLeft("b:list");
  assertEquals(told, []);
  await Promise.resolve();
  assertEquals(told.at(-1), "remove m:list");
  told.length = 0;
  items.set("b:brief", "x", { px: 10 });
  clock.advance(200);
  assertEquals(store.activeExpireCycle(), 1);
  await tells("update m:brief", "remove m:brief");

  await storage.clear("m");
  await tells(
    ...["d", "x", "y"].map((key) => `remove m:${key}`).sort((a, b) =>
      told.indexOf(a) - told.indexOf(b)
    ),
  );
  assertEquals([...items.keys()], ["other"]);
  await unwatch();
  items.set("b:a", "x");
  await tells();
});

Deno.test("unstorage: evicted keys are told of, and a listener may use the store", async () => {
  using store = new Store({ maxKeys: 1, eviction: "allkeys-lru" });
  const driver = vortisDriver({ store });
  const told: string[] = [];
  driver.watch((event, key) => {
    told.push(`${event} ${key}`);
    if (key === "a" && event === "update") store.set("b", "from within");
  });
  store.set("a", "1");
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(told, ["update a", "remove a", "update b"]);
  driver.dispose();
  store.set("c", "1");
  await Promise.resolve();
  assertEquals(told.length, 3);
  assertEquals(store.has("c"), true);
});

Deno.test("unstorage: what Redis clients change is told of, also what they move", async () => {
  using store = new Store();
  const server = await serve({ store, hostname: "127.0.0.1", port: 0 });
  const redis = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  const driver = vortisDriver({ store, namespace: "2" });
  const told: string[] = [];
  driver.watch((event, key) => told.push(`${event} ${key}`));
  const commands = ["SET a 1", "MOVE a 2", "SELECT 2", "APPEND a 2", "MOVE a 3", "SET b 1 EX 9"];
  commands.push("COPY b c", "SINTERSTORE b b2", "SADD s x", "SUNIONSTORE c s", "FLUSHDB");
  for (const command of commands) await redis.call(...command.split(" "));
  assertEquals(told, [
    ...["update a", "update a", "remove a", "update b", "update c", "remove b"],
    ...["update s", "update c"],
  ]);
  redis.close();
  await server.shutdown();
});

Deno.test("unstorage: what a listener throws is uncaught, and the next is told", async () => {
  using store = new Store();
  const driver = vortisDriver({ store });
  const told: string[] = [];
  const uncaught: string[] = [];
  const catcher = (event: ErrorEvent) => {
    event.preventDefault();
    uncaught.push(event.error.message);
  };
  globalThis.addEventListener("error", catcher);
  try {
    driver.watch((_, key) => {
      throw new Error(`at ${key}`);
    });
    driver.watch((_, key) => told.push(key));
    driver.setItem("a", "1");
    driver.setItem("b", "2");
    await new Promise((resolve) => setTimeout(resolve));
    assertEquals([uncaught, told], [["at a", "at b"], ["a", "b"]]);
  } finally {
    globalThis.removeEventListener("error", catcher);
  }
});

Deno.test("unstorage: a watch that ends leaves what is not yet told", async () => {
  using store = new Store();
  const driver = vortisDriver({ store });
  const told: string[] = [];
  const unwatch = driver.watch((_, key) => {
    told.push(key);
    unwatch();
  });
  driver.setItem("a", "1");
  driver.setItem("b", "2");
  await Promise.resolve();
  assertEquals(told, ["a"]);
});

Deno.test("unstorage: a whole namespace is emptied key by key for those who watch", async () => {
  using store = new Store();
  const driver = vortisDriver({ store });
  for (const key of ["a", "b"]) driver.setItem(key, "x");
  const told: string[] = [];
  driver.watch((event, key) => told.push(`${event} ${key}`));
  driver.clear();
  await Promise.resolve();
  assertEquals(told.sort(), ["remove a", "remove b"]);
});

Deno.test("unstorage: the driver says what it is, and takes any store", () => {
  using store = new Store({ codec: json<number[]>() });
  const driver = vortisDriver({ store, namespace: "n", base: "b:", ttl: 5 });
  assertEquals(driver.name, "vortis");
  assertEquals(driver.flags, { maxDepth: true, ttl: true });
  assertEquals(driver.options, { namespace: "n", base: "b:", ttl: 5 });
  driver.setItem("a", "text");
  assertEquals(driver.getInstance().get("b:a"), "text");
  store.lists.pushRight("list", [1]);
  const own = vortisDriver({ store });
  assert(own.hasItem("list"));
  assertEquals(assertThrows(() => own.getItem("list"), StoreError).code, "WRONG_TYPE");
  store[Symbol.dispose]();
  assertEquals(assertThrows(() => own.getItem("a"), StoreError).code, "DISPOSED");
});
