import { assert, assertEquals, assertThrows } from "@std/assert";
import { ManualClock, Store, StoreError, Transaction, TransactionError } from "../../mod.ts";
import { engineOf } from "../../store/store.ts";

function make(): { store: Store; clock: ManualClock } {
  const clock = new ManualClock();
  return { store: new Store({ clock, activeExpiry: false }), clock };
}

Deno.test("queued operations run in order, at exec, and their results are typed", () => {
  const { store } = make();
  store.set("old", "1");
  const transaction = store.multi()
    .set("a", "x")
    .set("a", "y", { get: true })
    .set("a", "z", { nx: true })
    .get("a")
    .getBytes("a")
    .incrBy("n", 5)
    .incrBy("n", 2n)
    .decrBy("n")
    .decrBy("n", 1n)
    .incrByFloat("f", 0.5)
    .append("a", "!")
    .has("a")
    .type("a")
    .expire("a", 10)
    .pexpire("a", 20_000)
    .ttl("a")
    .pttl("a")
    .expireAt("a", 2_000_000_000)
    .pexpireAt("a", 2_000_000_000_000)
    .persist("a")
    .getSet("a", "w")
    .copy("a", "b")
    .rename("b", "c")
    .getDelete("c")
    .delete("a", "old", "missing")
    .clear();
  assertEquals(transaction.length, 26);
  assertEquals([store.get("old"), store.size], ["1", 1]);
  const results = transaction.exec();
  assert(results !== undefined);
  const first: boolean = results[0];
  const old: string | undefined = results[1];
  const sum: number = results[5];
  const large: bigint = results[6];
  assertEquals([first, old, sum, large], [true, "x", 5, 7n]);
  assertEquals(results, [
    true,
    "x",
    false,
    "y",
    Uint8Array.of(121),
    5,
    7n,
    6,
    5n,
    0.5,
    2,
    true,
    "string",
    true,
    true,
    20,
    20_000,
    true,
    true,
    true,
    "y!",
    true,
    true,
    "w",
    2,
    undefined,
  ]);
  assertEquals(store.size, 0);
});

Deno.test("an empty transaction returns no results", () => {
  const { store } = make();
  assertEquals(store.multi().exec(), []);
});

Deno.test("a transaction does nothing once a watched key has changed", () => {
  const changes: Record<string, (store: Store, clock: ManualClock) => unknown> = {
    set: (store) => store.set("key", "other"),
    "set to the same value": (store) => store.set("key", "value"),
    delete: (store) => store.delete("key"),
    expire: (store) => store.expire("key", 100),
    append: (store) => store.append("key", "x"),
    rename: (store) => store.rename("key", "elsewhere"),
    "rename onto it": (store) => store.rename("source", "key"),
    clear: (store) => store.clear(),
    clearAll: (store) => store.clearAll(),
    "its time coming": (_store, clock) => clock.advance(10_001),
    "a transaction": (store) => store.multi().set("key", "other").exec(),
  };
  for (const [name, change] of Object.entries(changes)) {
    const { store, clock } = make();
    store.set("key", "value", { px: 10_000 });
    store.set("source", "x");
    const transaction = store.watch("key", "unrelated").set("done", "yes");
    change(store, clock);
    assertEquals(transaction.exec(), undefined, name);
    assertEquals(store.has("done"), false, name);
  }
});

Deno.test("eviction of a watched key counts as a change", () => {
  using store = new Store({ maxKeys: 5, eviction: "allkeys-lru" });
  store.set("key", "value");
  const transaction = store.watch("key").set("done", "yes");
  for (let i = 0; i < 50; i++) store.set(`key:${i}`, "x");
  assertEquals(store.has("key"), false);
  assertEquals(transaction.exec(), undefined);
});

Deno.test("what does not change a watched key lets the transaction run", () => {
  const { store } = make();
  store.set("key", "value");
  const transaction = store.watch("key", "missing").set("done", "yes");
  store.get("key");
  store.set("other", "x");
  store.delete("missing");
  store.set("key", "no", { nx: true });
  store.namespace("n").set("key", "x");
  store.namespace("n").clear();
  assertEquals(transaction.exec(), [true]);
});

Deno.test("keys may be watched later, in any namespace's own transaction", () => {
  const { store } = make();
  const other = store.namespace("other");
  const transaction = other.multi().set("done", "yes");
  other.set("key", "before");
  transaction.watch("key");
  store.set("key", "elsewhere");
  assertEquals(transaction.exec(), [true]);
  assertEquals([other.get("done"), store.get("done")], ["yes", undefined]);
});

Deno.test("a watch ends with its transaction", () => {
  const { store } = make();
  {
    using abandoned = store.watch("a");
    assert(abandoned instanceof Transaction);
  }
  store.watch("b").discard();
  store.watch("c").exec();
  const held = store.watch("d");
  store.set("a", "1");
  const keyspaces = [...engineOf(store).namespaces.values()];
  assertEquals(keyspaces[0].watches.size, 1);
  held.discard();
  assertEquals(keyspaces[0].watches.size, 0);
});

Deno.test("a transaction that has ended refuses more", () => {
  const { store } = make();
  const ended = store.multi();
  ended.exec();
  for (const use of [() => ended.exec(), () => ended.get("a"), () => ended.watch("a")]) {
    assertThrows(use, StoreError, "has ended");
  }
  ended.discard();
});

Deno.test("operations that fail do not keep the others from running", () => {
  const { store } = make();
  store.set("text", "abc");
  const error = assertThrows(
    () => store.multi().set("a", "1").incrBy("text").expire("a", -1).incrBy("a").exec(),
    TransactionError,
    "2 of 4 operations failed",
  );
  assertEquals([error.code, error.failed], ["TRANSACTION_FAILED", 2]);
  assertEquals([error.results[0], error.results[3]], [true, 2]);
  assertEquals((error.results[1] as StoreError).code, "NOT_AN_INTEGER");
  assertEquals((error.results[2] as StoreError).code, "INVALID_TTL");
  assertEquals(store.get("a"), "2");
});

Deno.test("a hundred workers that watch, wait and write lose no update", async () => {
  using store = new Store();
  store.set("counter", "0");
  let retries = 0;
  await Promise.all(Array.from({ length: 100 }, async (_, i) => {
    for (;;) {
      using transaction = store.watch("counter");
      const value = Number(store.get("counter"));
      await new Promise((resolve) => setTimeout(resolve, i % 7));
      if (transaction.set("counter", String(value + 1)).exec() !== undefined) return;
      retries++;
    }
  }));
  assertEquals(store.get("counter"), "100");
  assert(retries > 0);
});

Deno.test("verbs of collections are queued, and their results are typed", () => {
  using store = make().store;
  const transaction = store.multi()
    .lists.pushRight("l", "a", "b", "c")
    .lists.popLeft("l")
    .lists.popLeft("l", 5)
    .hashes.set("h", { x: "1", y: "2" })
    .hashes.set("h", "x", "3")
    .hashes.incrBy("h", "x")
    .hashes.incrBy("h", "x", 2n)
    .hashes.getAll("h")
    .sets.add("s", "m", "n")
    .sets.pop("none")
    .sortedSets.add("z", "m", 1)
    .sortedSets.entries("z")
    .geo.add("g", "m", { longitude: 1, latitude: 2 })
    .bits.set("b", 3, 1)
    .bits.getField("b", "u8", 0)
    .hyperLogLogs.add("p", "m")
    .streams.add("t", { a: "1" }, { id: "1-0" })
    .streams.range("t")
    .streams.createGroup("t", "g")
    .set("k", "v")
    .type("t");
  assertEquals([transaction.length, store.size], [21, 0]);
  const results = transaction.exec();
  assert(results !== undefined);
  const length: number = results[0];
  const popped: string | undefined = results[1];
  const rest: string[] = results[2];
  const sum: number = results[5];
  const large: bigint = results[6];
  const fields: Map<string, string> = results[7];
  const ranked: [string, number][] = results[11];
  const field: number | bigint = results[14];
  const id: `${number}-${number}` | undefined = results[16];
  assertEquals([length, popped, rest, sum, large], [3, "a", ["b", "c"], 4, 6n]);
  assertEquals(fields, new Map([["x", "6"], ["y", "2"]]));
  assertEquals([ranked, field, id], [[["m", 1]], 16, "1-0"]);
  assertEquals(results.slice(8, 11), [2, undefined, true]);
  assertEquals(results[17].map((entry) => entry.get("a")), ["1"]);
  assertEquals(results.slice(18), [true, true, "stream"]);
});

Deno.test("a watched collection keeps a transaction from running, a failed verb does not", () => {
  using store = make().store;
  store.sets.add("s", "a");
  const watching = store.watch("s").sets.add("s", "b");
  store.sets.add("s", "c");
  assertEquals(watching.exec(), undefined);
  assertEquals(store.sets.size("s"), 2);

  const error = assertThrows(
    () => store.multi().lists.pushRight("s", "x").lists.pushRight("l", "x").exec(),
    TransactionError,
  );
  assertEquals([error.failed, error.results[1], store.lists.size("l")], [1, 1, 1]);
  assert(error.results[0] instanceof Error);
});

Deno.test("what is no verb cannot be queued", () => {
  using store = make().store;
  const transaction = store.multi();
  const { streams, lists } = transaction;
  for (const name of ["close", "constructor", "toString", "keyspace", "entries", "nothing"]) {
    assertEquals(Reflect.get(streams, name), undefined, name);
    assertEquals(Reflect.has(streams, name), false, name);
  }
  assertEquals([Reflect.has(lists, "range"), Symbol.iterator in lists], [true, false]);
  transaction.discard();
  assertThrows(() => lists.size("l"), StoreError, "ended");
});
