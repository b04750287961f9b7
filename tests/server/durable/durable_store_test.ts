import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ManualClock, StoreError } from "../../../mod.ts";
import { bytes as binary, type Codec, json } from "../../../store/codec.ts";
import type { DurableStore } from "../../../server/durable/durable_store.ts";
import type { DurableStoreOptions } from "../../../server/durable/durable_options.ts";
import { PersistenceError } from "../../../server/durability/persistence_error.ts";
import { openStoreOn } from "../../../server/durable/open_store.ts";
import { FakeFileSystem } from "../../helpers/data/fake_file_system.ts";
import { until } from "../../helpers/until.ts";

/** Opens a store on a disk, without timers of its own. */
function open<V = string>(
  disk: FakeFileSystem,
  options: Partial<DurableStoreOptions<V>> = {},
): Promise<DurableStore<V>> {
  return openStoreOn<V>(disk, { dir: "data", activeExpiry: false, ...options });
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("every type of value is there again after a restart", async () => {
  const disk = new FakeFileSystem();
  {
    await using store = await open(disk);
    store.set("string", "value");
    store.append("string", " and more");
    store.incrBy("number", 42);
    store.lists.pushRight("list", "a", "b", "c");
    store.hashes.set("hash", { field: "value", other: "thing" });
    store.sets.add("set", "x", "y");
    store.sets.add("integers", "1", "2", "3");
    store.sortedSets.add("scores", "a", 1);
    store.sortedSets.add("scores", "b", 2.5);
    const id = store.streams.add("stream", { field: "value" });
    assert(id !== undefined);
    store.bits.set("bits", 7, 1);
    store.hyperLogLogs.add("visitors", "ada", "grace");
    store.delete("number");
    store.set("number", "43");
  }
  await using store = await open(disk);
  assertEquals(store.get("string"), "value and more");
  assertEquals(store.get("number"), "43");
  assertEquals(store.lists.range("list", 0, -1), ["a", "b", "c"]);
  assertEquals(store.hashes.get("hash", "other"), "thing");
  assertEquals(store.sets.has("set", "y"), true);
  assertEquals(store.sets.size("integers"), 3);
  assertEquals(store.sortedSets.score("scores", "b"), 2.5);
  assertEquals(store.streams.size("stream"), 1);
  assertEquals(store.bits.get("bits", 7), 1);
  assertEquals(store.hyperLogLogs.count("visitors"), 2);
  assertEquals(store.size, 10);
});

Deno.test("large collections and long values are there again, also after a rewrite", async () => {
  const disk = new FakeFileSystem();
  const long = "x".repeat(3_000_000);
  {
    await using store = await open(disk);
    for (let i = 0; i < 5000; i++) {
      store.hashes.set("hash", { [`field:${i}`]: `${i}` });
      store.lists.pushRight("list", `${i}`);
      store.sets.add("set", `member:${i}`);
      store.set(`key:${i}`, `${i}`);
    }
    store.set("long", long);
    store.rewrite();
    await until(() => disk.list("data/appendonlydir").some((name) => name.includes("2.base")));
    store.lists.pushLeft("list", "first");
  }
  await using store = await open(disk);
  assertEquals(store.recovery.keys, 5004);
  assertEquals(store.recovery.changes > 0, true);
  assertEquals(store.size, 5004);
  assertEquals(store.hashes.size("hash"), 5000);
  assertEquals(store.lists.range("list", 0, 1), ["first", "0"]);
  assertEquals(store.sets.size("set"), 5000);
  assertEquals(store.get("long"), long);
});

Deno.test("every codec reads what it has written before a restart", async () => {
  const values: [Codec<unknown>, unknown][] = [
    [json() as Codec<unknown>, { name: "Ada", tags: ["a", "b"], nested: { n: 1.5 } }],
    [binary as Codec<unknown>, new Uint8Array([0, 255, 13, 10, 128])],
    [{ encode: (n) => new Uint8Array([Number(n)]), decode: (encoded) => encoded[0] }, 17],
  ];
  for (const [codec, value] of values) {
    const disk = new FakeFileSystem();
    {
      await using store = await open<unknown>(disk, { codec });
      store.set("key", value);
      store.lists.pushRight("list", value);
    }
    await using store = await open<unknown>(disk, { codec });
    assertEquals(store.get("key"), value);
    assertEquals(store.lists.at("list", 0), value);
  }
});

Deno.test("namespaces keep their names, whatever these are", async () => {
  const disk = new FakeFileSystem();
  const names = ["0", "7", "users", "a b\r\nc", "16", "ä/ö", "17"];
  {
    await using store = await open(disk);
    for (const name of names) store.namespace(name).set("name", name);
    store.rewrite();
    await until(() => disk.list("data/appendonlydir").some((name) => name.includes("2.base")));
    for (const name of names) store.namespace(name).set("again", name);
  }
  await using store = await open(disk);
  for (const name of names) {
    assertEquals(store.namespace(name).get("name"), name);
    assertEquals(store.namespace(name).get("again"), name);
  }
  assertEquals(store.stats().keys, 2 * names.length);
});

Deno.test("times to live go on; what has expired meanwhile is gone", async () => {
  const disk = new FakeFileSystem();
  const clock = new ManualClock();
  {
    await using store = await open(disk, { clock });
    store.set("soon", "v", { px: 1000 });
    store.set("later", "v", { ex: 100 });
    store.hashes.set("hash", { a: "1", b: "2" });
    store.hashes.pexpire("hash", "a", 1000);
    store.set("kept", "v", { ex: 1 });
    store.persist("kept");
  }
  clock.advance(2000);
  await using store = await open(disk, { clock });
  assertEquals([...store.keys()].sort(), ["hash", "kept", "later"]);
  assertEquals(store.ttl("later"), 98);
  assertEquals(store.hashes.get("hash", "a"), undefined);
  assertEquals(store.hashes.get("hash", "b"), "2");
});

Deno.test("a limit in memory neither evicts nor refuses what is loaded", async () => {
  const disk = new FakeFileSystem();
  {
    await using store = await open(disk);
    for (let i = 0; i < 1000; i++) store.set(`key:${i}`, "x".repeat(1000));
  }
  await using store = await open(disk, { maxMemory: "100kb" });
  assertEquals(store.size, 1000);
  assertEquals(store.recovery.warnings, []);
});

Deno.test("a transaction is there whole or not at all, wherever the power goes", async () => {
  const disk = new FakeFileSystem();
  {
    await using store = await open(disk, { fsync: "always" });
    store.set("from", "100").valueOf();
    store.set("to", "0");
    await store.flush();
    const before = disk.operations;
    store.multi().decrBy("from", 30).incrBy("to", 30).exec();
    await store.flush();
    assert(disk.operations > before);
    disk.lifetime = Infinity;
  }
  const path = "data/appendonlydir/appendonly.aof.1.incr.aof";
  const whole = disk.read(path);
  const seen = new Set<string>();
  for (let length = whole.length; length >= 0; length--) {
    const cut = disk.powerLoss("synced");
    cut.put(path, whole.subarray(0, length));
    await using store = await open(cut);
    const [from, to] = [store.get("from"), store.get("to")];
    seen.add(`${from} ${to}`);
    assertEquals(store.recovery.cutBytes > 0, length !== cut.read(path).length);
  }
  assertEquals([...seen], ["70 30", "100 0", "100 undefined", "undefined undefined"]);
});

Deno.test("flush: what it has waited for survives a loss of power, under every policy", async () => {
  for (const fsync of ["always", "everysec", "no"] as const) {
    const disk = new FakeFileSystem();
    await using store = await open(disk, { fsync });
    for (let i = 0; i < 100; i++) store.set(`key:${i}`, `${i}`);
    await store.flush();
    const after = disk.powerLoss("synced");
    await using again = await open(after);
    assertEquals(again.size, 100, fsync);
  }
});

Deno.test("without flush, what synchronous code has done is written when it has ended", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk, { fsync: "no" });
  store.set("key", "value");
  await Promise.resolve();
  await using again = await open(disk.powerLoss("everything"));
  assertEquals(again.get("key"), "value");
});

Deno.test("a long run of synchronous writes does not gather in memory", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk, { fsync: "no" });
  const value = "x".repeat(10_000);
  for (let i = 0; i < 1000; i++) store.set(`key:${i}`, value);
  const written = disk.read("data/appendonlydir/appendonly.aof.1.incr.aof").length;
  assert(written > 8_000_000, `${written} bytes`);
});

Deno.test("always: everything is synced without being asked for", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk, { fsync: "always" });
  store.set("key", "value");
  await turn();
  await turn();
  await using again = await open(disk.powerLoss("synced"));
  assertEquals(again.get("key"), "value");
});

Deno.test("a directory is one store's at a time", async () => {
  const disk = new FakeFileSystem();
  {
    await using store = await open(disk);
    store.set("key", "value");
    const error = await assertRejects(() => open(disk), PersistenceError, "keeps its data in data");
    assertEquals(error.code, "in-use");
    assertEquals(store.get("key"), "value");
  }
  await using store = await open(disk);
  assertEquals(store.get("key"), "value");
});

Deno.test("damage: the store is not opened, and nothing is changed", async () => {
  const disk = new FakeFileSystem();
  {
    await using store = await open(disk);
    for (let i = 0; i < 10; i++) store.set(`key:${i}`, "value");
  }
  const path = "data/appendonlydir/appendonly.aof.1.incr.aof";
  const bytes = disk.read(path);
  bytes[bytes.indexOf(0x2a, 40)] ^= 0xff;
  disk.put(path, bytes);
  const error = await assertRejects(
    () => open(disk),
    PersistenceError,
    "appendonly.aof.1.incr.aof",
  );
  assertEquals(error.code, "damaged");
  assertEquals(disk.read(path), bytes);
  disk.put(path, bytes.subarray(0, 0));
  await using store = await open(disk);
  assertEquals(store.size, 0);
});

Deno.test("a torn end is cut off and told of", async () => {
  const disk = new FakeFileSystem();
  {
    await using store = await open(disk);
    store.set("first", "1");
    store.set("second", "2");
  }
  const path = "data/appendonlydir/appendonly.aof.1.incr.aof";
  const bytes = disk.read(path);
  disk.put(path, bytes.subarray(0, bytes.length - 3));
  await using store = await open(disk);
  assertEquals(store.get("first"), "1");
  assertEquals(store.has("second"), false);
  assertEquals(store.recovery.cutBytes > 0, true);
  assertEquals(store.recovery.warnings, []);
});

Deno.test("a dump.rdb without a log is taken over", async () => {
  const disk = new FakeFileSystem();
  {
    await using store = await open(disk, { dir: "from" });
    store.set("key", "value");
    const dump = new Uint8Array(await new Response(store.snapshot()).arrayBuffer());
    disk.put("data/dump.rdb", dump);
  }
  {
    await using store = await open(disk);
    assertEquals(store.get("key"), "value");
    store.set("key", "newer");
  }
  await using store = await open(disk);
  assertEquals(store.get("key"), "newer");
});

Deno.test("a full disk: flush and an event tell, the store goes on and recovers by itself", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk, { fsync: "everysec" });
  const told: string[] = [];
  store.on("fault", ({ code }) => told.push(code));
  store.on("recovered", ({ code }) => told.push(`recovered: ${code}`));
  store.set("before", "v");
  await store.flush();
  disk.capacity = disk.usedBytes + 100;
  store.set("large", "x".repeat(1000));
  const error = await assertRejects(() => store.flush(), PersistenceError, "No space left");
  assertEquals(error.code, "disk-full");
  assertEquals(store.fault?.code, "disk-full");
  assertEquals(store.get("large")?.length, 1000);
  store.set("meanwhile", "v");
  disk.capacity = Infinity;
  await store.flush();
  assertEquals(store.fault, undefined);
  assertEquals(told, ["disk-full", "recovered: disk-full"]);
  await using again = await open(disk.powerLoss("synced"));
  assertEquals([...again.keys()].sort(), ["before", "large", "meanwhile"]);
});

Deno.test("a sync that fails: only files that are written anew are trusted", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk, { fsync: "no" });
  store.set("key", "value");
  disk.fault = (operation) => operation === "sync" ? "EIO" : undefined;
  const error = await assertRejects(() => store.flush(), PersistenceError);
  assertEquals(error.code, "file-system");
  disk.fault = undefined;
  await assertRejects(() => store.flush(), PersistenceError);
  await until(() => store.fault === undefined);
  await store.flush();
  assert(disk.list("data/appendonlydir").some((name) => name.includes("2.base")));
  await using again = await open(disk.powerLoss("synced"));
  assertEquals(again.get("key"), "value");
});

Deno.test("more than can wait for a full disk is given up, and all is written anew later", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk, { fsync: "no" });
  disk.capacity = disk.usedBytes;
  const value = "x".repeat(1_000_000);
  for (let i = 0; i < 70; i++) store.set(`key:${i % 3}`, value);
  store.set("last", "v");
  await assertRejects(() => store.flush(), PersistenceError);
  disk.capacity = Infinity;
  await until(() => store.fault === undefined);
  await store.flush();
  await using again = await open(disk.powerLoss("synced"));
  assertEquals([...again.keys()].sort(), ["key:0", "key:1", "key:2", "last"]);
});

Deno.test("what cannot be written when the store is closed is an error; it is closed all the same", async () => {
  const disk = new FakeFileSystem();
  const store = await open(disk);
  disk.capacity = disk.usedBytes;
  store.set("key", "value");
  const error = await assertRejects(() => store.close(), PersistenceError);
  assertEquals(error.code, "disk-full");
  assertThrows(() => store.get("key"), StoreError, "disposed");
  disk.capacity = Infinity;
  await using again = await open(disk);
  assertEquals(again.size, 0);
});

Deno.test("after the end every use throws, and closing again does nothing", async () => {
  const disk = new FakeFileSystem();
  const store = await open(disk);
  store.set("key", "value");
  const other = store.namespace("other");
  const stream = store.snapshot();
  await store.close();
  await store.close();
  store[Symbol.dispose]();
  for (const use of [() => store.get("key"), () => other.get("key"), () => store.snapshot()]) {
    const error = assertThrows(use, StoreError);
    assertEquals(error.code, "DISPOSED");
  }
  const error = await assertRejects(() => store.flush(), StoreError);
  assertEquals(error.code, "DISPOSED");
  await assertRejects(() => stream.getReader().read(), StoreError);
  assertEquals(disk.list("data").filter((name) => name.startsWith("temp-")), []);
});

Deno.test("using: closes at once", async () => {
  const disk = new FakeFileSystem();
  {
    using store = await open(disk, { fsync: "no" });
    store.set("key", "value");
  }
  await using store = await open(disk.powerLoss("synced"));
  assertEquals(store.get("key"), "value");
});

Deno.test("the log is rewritten by itself when it has grown", async () => {
  const disk = new FakeFileSystem();
  await using store = await open(disk, { rewriteMinSize: 100_000, rewritePercentage: 50 });
  for (let i = 0; i < 20_000; i++) store.set("key", `value ${i}`);
  await store.flush();
  assert(store.logBytes > 100_000);
  await until(() => store.logBytes < 10_000);
  store.set("after", "v");
  await store.flush();
  await using again = await open(disk.powerLoss("synced"));
  assertEquals(again.get("key"), "value 19999");
  assertEquals(again.get("after"), "v");
});

Deno.test("an abort while loading ends it; later one leaves the store open", async () => {
  const disk = new FakeFileSystem();
  const reason = new Error("no time");
  await assertRejects(() => open(disk, { signal: AbortSignal.abort(reason) }), Error, "no time");
  const end = new AbortController();
  await using store = await open(disk, { signal: end.signal });
  end.abort();
  store.set("key", "value");
  await store.flush();
});

Deno.test("wrong options are refused by name", async () => {
  const disk = new FakeFileSystem();
  const wrong: [Record<string, unknown>, string][] = [
    [{ dir: "" }, "dir"],
    [{ dir: 5 }, "dir"],
    [{ fsync: "sometimes" }, "fsync"],
    [{ rewritePercentage: -1 }, "rewritePercentage"],
    [{ rewriteMinSize: "much" }, "rewriteMinSize"],
    [{ maxKeys: -1 }, "maxKeys"],
    [{ directory: "x" }, "directory"],
  ];
  for (const [options, name] of wrong) {
    const error = await assertRejects(() => open(disk, options), StoreError, name);
    assertEquals(error.code, "INVALID_OPTION");
  }
  await using store = await open(disk);
  assertEquals(store.size, 0);
});
