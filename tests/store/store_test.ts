import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  json,
  ManualClock,
  type SetOptions,
  Store,
  StoreError,
  type StoreErrorCode,
} from "../../mod.ts";

const START_MS = 1_000_000_000_000;

function make(): { store: Store; clock: ManualClock } {
  const clock = new ManualClock(START_MS);
  return { store: new Store({ clock, activeExpiry: false }), clock };
}

function refuses(code: StoreErrorCode, message: string, call: () => unknown): void {
  const error = assertThrows(call, StoreError, message);
  assertEquals(error.code, code);
}

Deno.test("set, get, has, delete", () => {
  const { store } = make();
  assertEquals(store.set("a", "1"), true);
  assertEquals(store.get("a"), "1");
  assertEquals(store.set("a", "2"), true);
  assertEquals(store.get("a"), "2");
  assertEquals([store.has("a"), store.has("b")], [true, false]);
  assertEquals(store.get("b"), undefined);
  assertEquals(store.delete("a", "b", "a"), 1);
  assertEquals(store.delete(), 0);
  assertEquals(store.size, 0);
});

Deno.test("nx stores what is new, xx what exists", () => {
  const { store } = make();
  assertEquals(store.set("a", "1", { xx: true }), false);
  assertEquals(store.set("a", "1", { nx: true }), true);
  assertEquals(store.set("a", "2", { nx: true }), false);
  assertEquals(store.set("a", "3", { xx: true }), true);
  assertEquals(store.get("a"), "3");
});

Deno.test("get returns the old value, whether or not the new one was stored", () => {
  const { store } = make();
  assertEquals(store.set("a", "1", { get: true }), undefined);
  assertEquals(store.set("a", "2", { get: true }), "1");
  assertEquals(store.set("a", "3", { get: true, nx: true }), "2");
  assertEquals(store.get("a"), "2");
  assertEquals(store.set("b", "1", { get: true, xx: true }), undefined);
  assertEquals(store.has("b"), false);
  assertEquals(store.getSet("a", "4"), "2");
  assertEquals(store.getDelete("a"), "4");
  assertEquals(store.getDelete("a"), undefined);
});

Deno.test("each kind of time to live", () => {
  const { store, clock } = make();
  const cases: [SetOptions, number][] = [
    [{ ex: 10 }, 10_000],
    [{ px: 1500 }, 1500],
    [{ exAt: START_MS / 1000 + 20 }, 20_000],
    [{ pxAt: START_MS + 77 }, 77],
  ];
  for (const [options, ms] of cases) {
    store.set("key", "value", options);
    assertEquals(store.pttl("key"), ms);
    assertEquals(store.pexpireTime("key"), START_MS + ms);
  }
  clock.advance(77);
  assertEquals(store.get("key"), "value");
  clock.advance(1);
  assertEquals(store.get("key"), undefined);
  assertEquals(store.size, 0);
});

Deno.test("set takes the expire time away, unless keepTtl", () => {
  const { store } = make();
  store.set("key", "1", { ex: 100 });
  store.set("key", "2", { keepTtl: true });
  assertEquals(store.ttl("key"), 100);
  store.set("key", "3");
  assertEquals(store.ttl("key"), Infinity);
  store.set("key", "4", { keepTtl: true });
  assertEquals(store.ttl("key"), Infinity);
  store.set("new", "1", { keepTtl: true });
  assertEquals(store.ttl("new"), Infinity);
});

Deno.test("a wrong time to live is refused by its value, and every later call works", () => {
  const { store } = make();
  store.set("key", "value");
  for (const time of [0, -1, -100, NaN, Infinity, 1.5, 2 ** 53, 1e300]) {
    for (const name of ["ex", "px", "exAt", "pxAt"] as const) {
      refuses(
        "INVALID_TTL",
        `${name} ${time}`,
        () => store.set("key", "other", { [name]: time }),
      );
    }
    for (const method of ["expire", "pexpire", "expireAt", "pexpireAt"] as const) {
      refuses("INVALID_TTL", String(time), () => store[method]("key", time));
    }
  }
  refuses("INVALID_TTL", 'ex "10"', () => store.set("key", "x", { ex: "10" as never }));
  refuses("INVALID_TTL", "seconds undefined", () => store.expire("key", undefined as never));
  assertEquals([store.get("key"), store.ttl("key"), store.size], ["value", Infinity, 1]);
});

Deno.test("options that exclude each other are refused", () => {
  const { store } = make();
  refuses("INVALID_ARGUMENT", "ex 1 and px 1", () => store.set("k", "v", { ex: 1, px: 1 }));
  refuses("INVALID_ARGUMENT", "keepTtl", () => store.set("k", "v", { ex: 1, keepTtl: true }));
  refuses("INVALID_ARGUMENT", "nx and xx", () => store.set("k", "v", { nx: true, xx: true }));
  refuses("INVALID_ARGUMENT", "nx and gt", () => store.expire("k", 1, { nx: true, gt: true }));
  refuses("INVALID_ARGUMENT", "gt and lt", () => store.expire("k", 1, { gt: true, lt: true }));
  assertEquals(store.size, 0);
});

Deno.test("what is no key is refused", () => {
  const { store } = make();
  for (const key of [5, null, undefined, {}, ["a"]] as never[]) {
    refuses("INVALID_ARGUMENT", "as a key", () => store.get(key));
    refuses("INVALID_ARGUMENT", "as a key", () => store.set(key, "v"));
    refuses("INVALID_ARGUMENT", "as a key", () => store.delete(key));
    refuses("INVALID_ARGUMENT", "as a key", () => store.multi().get(key).watch(key));
  }
});

Deno.test("expire and its relatives, with each condition", () => {
  const { store } = make();
  assertEquals(store.expire("missing", 10), false);
  store.set("key", "value");
  assertEquals(store.expire("key", 10, { xx: true }), false);
  assertEquals(store.expire("key", 10, { gt: true }), false);
  assertEquals(store.expire("key", 10, { lt: true }), true);
  assertEquals(store.expire("key", 20, { nx: true }), false);
  assertEquals(store.pexpire("key", 20_000, { gt: true }), true);
  assertEquals(store.pexpire("key", 20_000, { gt: true }), false);
  assertEquals(store.expireAt("key", START_MS / 1000 + 5, { lt: true, xx: true }), true);
  assertEquals(store.ttl("key"), 5);
  assertEquals(store.pexpireAt("key", START_MS + 1234), true);
  assertEquals([store.pttl("key"), store.ttl("key")], [1234, 1]);
  assertEquals(store.expireTime("key"), START_MS / 1000 + 1);
  assertEquals([store.persist("key"), store.persist("key"), store.persist("no")], [
    true,
    false,
    false,
  ]);
  assertEquals(store.pttl("key"), Infinity);
});

Deno.test("an expire time in the past removes the key at once", () => {
  const { store } = make();
  store.set("key", "value");
  assertEquals(store.expireAt("key", 1), true);
  assertEquals([store.has("key"), store.size], [false, 0]);
  assertEquals(store.set("key", "value", { pxAt: 1 }), true);
  assertEquals(store.get("key"), undefined);
});

Deno.test("ttl, pttl, expireTime and pexpireTime know three cases", () => {
  const { store } = make();
  store.set("short", "x", { px: 2600 });
  store.set("long", "x");
  assertEquals([store.ttl("short"), store.ttl("long"), store.ttl("no")], [3, Infinity, undefined]);
  assertEquals([store.pttl("short"), store.pttl("no")], [2600, undefined]);
  assertEquals(store.expireTime("long"), Infinity);
  assertEquals(store.pexpireTime("short"), START_MS + 2600);
  assertEquals(store.pexpireTime("no"), undefined);
});

Deno.test("counters take numbers and bigints", () => {
  const { store } = make();
  assertEquals(store.incrBy("n"), 1);
  assertEquals(store.incrBy("n", 9), 10);
  assertEquals(store.decrBy("n", 3), 7);
  assertEquals(store.decrBy("n"), 6);
  assertEquals(store.incrBy("n", -6), 0);
  assertEquals(store.decrBy("n", 0), 0);
  assertEquals(store.incrBy("n", 2n ** 62n), 2n ** 62n);
  assertEquals(store.decrBy("n", 1n), 2n ** 62n - 1n);
  assertEquals(store.get("n"), String(2n ** 62n - 1n));
  assertEquals(store.incrByFloat("f", 0.1), 0.1);
  assertEquals(store.incrByFloat("f", 0.2), 0.3);
  assertEquals(store.incrByFloat("f", -1e-7), 0.2999999);
});

Deno.test("a counter keeps its expire time and refuses what is no number", () => {
  const { store } = make();
  store.set("n", "5", { ex: 100 });
  store.incrBy("n");
  store.incrByFloat("n", 0.5);
  store.append("n", "0");
  assertEquals([store.get("n"), store.ttl("n")], ["6.50", 100]);
  store.set("text", "abc");
  refuses("NOT_AN_INTEGER", '"abc"', () => store.incrBy("text"));
  refuses("NOT_AN_INTEGER", "not a 64-bit integer", () => store.incrBy("text", 1n));
  refuses("NOT_A_FLOAT", "number", () => store.incrByFloat("text", 1));
  refuses("INVALID_ARGUMENT", "Cannot add 1.5", () => store.incrBy("n", 1.5));
  refuses("INVALID_ARGUMENT", "Cannot add NaN", () => store.incrBy("n", NaN));
  refuses("INVALID_ARGUMENT", "Cannot add Infinity", () => store.incrByFloat("n", Infinity));
  refuses("INVALID_ARGUMENT", "64 bits", () => store.incrBy("n", 2n ** 64n));
  store.set("n", String(Number.MAX_SAFE_INTEGER));
  refuses("OVERFLOW", "add a bigint", () => store.incrBy("n"));
  store.set("n", String(2n ** 63n - 1n));
  refuses("OVERFLOW", "64 bits", () => store.incrBy("n", 1n));
  assertEquals(store.get("n"), String(2n ** 63n - 1n));
});

Deno.test("append makes and lengthens values of text or bytes", () => {
  const { store } = make();
  assertEquals(store.append("k", "ab"), 2);
  assertEquals(store.append("k", "€"), 5);
  assertEquals(store.append("k", Uint8Array.of(33)), 6);
  assertEquals(store.append("k", ""), 6);
  assertEquals(store.get("k"), "ab€!");
  refuses("INVALID_ARGUMENT", "Cannot append 5", () => store.append("k", 5 as never));
  for (let i = 0; i < 2000; i++) store.append("long", "0123456789");
  assertEquals(store.get("long"), "0123456789".repeat(2000));
});

Deno.test("rename and copy take value and expire time along", () => {
  const { store } = make();
  store.set("a", "1", { ex: 50 });
  assertEquals(store.copy("a", "b"), true);
  assertEquals(store.copy("a", "b"), false);
  assertEquals(store.copy("missing", "x"), false);
  store.set("a", "2");
  assertEquals(store.copy("a", "b", { replace: true }), true);
  assertEquals([store.get("b"), store.ttl("b")], ["2", Infinity]);
  assertEquals(store.copy("a", "a", { replace: true }), false);
  store.expire("a", 9);
  assertEquals(store.rename("a", "b", { nx: true }), false);
  assertEquals(store.rename("a", "b"), true);
  assertEquals([store.get("b"), store.ttl("b"), store.has("a")], ["2", 9, false]);
  assertEquals(store.rename("a", "c"), false);
  assertEquals(store.rename("b", "b"), true);
  assertEquals(store.rename("b", "d", { nx: true }), true);
  const other = store.namespace("other");
  assertEquals(store.copy("d", "d", { namespace: other }), true);
  assertEquals([other.get("d"), other.ttl("d")], ["2", 9]);
  const stranger = make().store;
  refuses("INVALID_ARGUMENT", "another store", () => store.copy("d", "d", { namespace: stranger }));
});

Deno.test("type, randomKey, clear", () => {
  const { store } = make();
  assertEquals([store.type("a"), store.randomKey()], [undefined, undefined]);
  for (let i = 0; i < 50; i++) store.set(`key:${i}`, "x");
  assertEquals(store.type("key:0"), "string");
  const drawn = new Set(Array.from({ length: 1000 }, () => store.randomKey()));
  assertEquals(drawn, new Set(store.keys()));
  store.clear();
  assertEquals([store.size, store.randomKey(), store.get("key:1")], [0, undefined, undefined]);
});

Deno.test("keys and entries follow glob patterns", () => {
  const { store } = make();
  for (const key of ["user:1", "user:22", "page:1", "ü:1", "a*b"]) {
    store.set(key, key.toUpperCase());
  }
  assertEquals([...store.keys()].length, 5);
  assertEquals([...store.keys("*")].length, 5);
  assertEquals([...store.keys("user:?")], ["user:1"]);
  assertEquals([...store.keys("[up]*:1")].sort(), ["page:1", "user:1"]);
  assertEquals([...store.keys("a\\*b")], ["a*b"]);
  assertEquals([...store.keys("ü*")], ["ü:1"]);
  assertEquals([...store.entries("user:*")].sort(), [["user:1", "USER:1"], ["user:22", "USER:22"]]);
  assertEquals([...store.keysBytes("page*")], [new TextEncoder().encode("page:1")]);
  assertThrows(() => [...store.keys(5 as never)], StoreError, "Cannot match keys with 5");
});

Deno.test("keys that are not UTF-8 are told apart as bytes", () => {
  const { store } = make();
  store.set(Uint8Array.of(0xff), "a");
  store.set(Uint8Array.of(0xfe), "b");
  assertEquals([...store.keys()], ["\ufffd", "\ufffd"]);
  assertEquals([...store.keysBytes()].map((key) => store.get(key)).sort(), ["a", "b"]);
});

Deno.test("iterating meets each lasting key once while others come and go", () => {
  const { store } = make();
  for (let i = 0; i < 3000; i++) store.set(`lasting:${i}`, "x");
  const seen: string[] = [];
  let step = 0;
  for (const [key] of store.entries()) {
    if (key.startsWith("lasting")) seen.push(key);
    // Doubling and emptying makes segments split and merge under the iterator.
    if (++step % 500 === 0) { for (let i = 0; i < 4000; i++) store.set(`new:${step}:${i}`, "x"); }
    if (step % 1300 === 0) store.delete(...store.keys("new:*"));
    if (step > 20_000) break;
  }
  assertEquals(new Set(seen).size, 3000);
  assertEquals(seen.length, 3000);
});

Deno.test("iterating skips keys whose time has come", () => {
  const { store, clock } = make();
  for (let i = 0; i < 100; i++) store.set(`key:${i}`, "x", { px: i % 2 === 0 ? 10 : 10_000 });
  clock.advance(11);
  assertEquals([...store.keys()].length, 50);
  assertEquals(store.scan(0, { count: 1000 }).keys.length, 50);
});

Deno.test("scan goes on from its cursor and refuses what is none", () => {
  const { store } = make();
  for (let i = 0; i < 1000; i++) store.set(`key:${i}`, "x");
  const seen = new Set<string>();
  let cursor = 0;
  let steps = 0;
  do {
    const step = store.scan(cursor, { count: 50 });
    step.keys.forEach((key) => seen.add(key));
    cursor = step.cursor;
    steps++;
  } while (cursor !== 0);
  assertEquals(seen.size, 1000);
  assert(steps > 10 && steps < 40, `${steps} steps`);
  assertEquals(store.scan(0, { match: "key:99?", count: 10_000 }).keys.length, 10);
  for (const wrong of [-1, 1.5, NaN, "0" as never]) {
    refuses("INVALID_ARGUMENT", "Cannot scan", () => store.scan(wrong));
    refuses("INVALID_ARGUMENT", "Cannot scan", () => store.scan(0, { count: wrong }));
  }
});

Deno.test("namespaces are keyspaces of their own, not prefixes", () => {
  const { store } = make();
  const a = store.namespace("a");
  const ab = store.namespace("a:b");
  a.set("b:k", "1");
  assertEquals(ab.get("k"), undefined);
  ab.set("k", "2");
  assertEquals([a.get("b:k"), a.size, ab.size, store.size], ["1", 1, 1, 0]);
  assertEquals(store.namespace("a") === a, true);
  assertEquals(store.namespaces(), ["0", "a", "a:b"]);
  assertEquals([store.name, ab.name], ["0", "a:b"]);
  store.set("k", "own");
  assertEquals(store.namespace("0").get("k"), "own");
  a.clear();
  assertEquals([a.size, ab.get("k"), store.get("k")], [0, "2", "own"]);
  store.clearAll();
  assertEquals([ab.size, store.size], [0, 0]);
  refuses("INVALID_ARGUMENT", "namespace 5", () => store.namespace(5 as never));
});

Deno.test("statistics count hits, misses, expired and evicted keys, in all and by namespace", () => {
  const clock = new ManualClock();
  using store = new Store({ clock, maxKeys: 10, eviction: "allkeys-lru", activeExpiry: false });
  const other = store.namespace("other");
  store.set("a", "1", { px: 5 });
  store.get("a");
  store.get("b");
  store.has("b");
  other.get("a");
  clock.advance(10);
  store.get("a");
  for (let i = 0; i < 15; i++) other.set(`key:${i}`, "x");
  const { namespaces, uptimeMs, expiry, ...sum } = store.stats();
  assertEquals(uptimeMs, 10);
  assertEquals([expiry.running, expiry.behind], [false, false]);
  const { bytes, ...own } = namespaces["0"];
  assertEquals(own, { keys: 0, hits: 1, misses: 2, evictions: 0, expired: 1 });
  assertEquals({ ...namespaces.other, bytes: 0 }, {
    keys: 10,
    hits: 0,
    misses: 1,
    evictions: 5,
    expired: 0,
    bytes: 0,
  });
  assertEquals(other.stats(), namespaces.other);
  assertEquals(sum, {
    keys: 10,
    hits: 1,
    misses: 3,
    evictions: 5,
    expired: 1,
    bytes: bytes + namespaces.other.bytes,
  });
});

Deno.test("a namespace may have any name", () => {
  const { store } = make();
  for (const name of ["", "__proto__", "constructor", "ü", "a/b"]) {
    store.namespace(name).set("key", name);
    assertEquals(store.stats().namespaces[name].keys, 1);
  }
});

Deno.test("a disposed store gives its memory back and refuses every use", () => {
  const store = new Store({ codec: json<number>() });
  const other = store.namespace("other");
  store.set("key", 1);
  const keys = store.keys();
  const transaction = store.multi().get("key");
  store[Symbol.dispose]();
  store[Symbol.dispose]();
  store.stop();
  const uses: (() => unknown)[] = [
    () => store.get("key"),
    () => store.set("key", 1),
    () => store.size,
    () => store.clear(),
    () => store.clearAll(),
    () => store.stats(),
    () => store.namespace("x"),
    () => store.namespaces(),
    () => store.scan(0),
    () => store.startExpiry(),
    () => store.activeExpireCycle(),
    () => store.on("expired", () => {}),
    () => other.get("key"),
    () => other.stats(),
    () => keys.next(),
    () => transaction.watch("key"),
  ];
  for (const use of uses) refuses("DISPOSED", "disposed", use);
});

Deno.test("close() disposes of the store, where there is no block to leave", () => {
  const store = new Store();
  const subscription = store.subscribe("news");
  store.set("key", "value");
  store.close();
  store.close();
  store[Symbol.dispose]();
  assertEquals(subscription.closed, true);
  refuses("DISPOSED", "disposed", () => store.get("key"));
});

Deno.test("using disposes of the store at the end of its block", () => {
  let kept: Store;
  {
    using store = kept = new Store();
    store.set("key", "value");
  }
  refuses("DISPOSED", "disposed", () => kept.get("key"));
});

Deno.test("stores share nothing, not even the seed of their hash", () => {
  const first = make().store;
  const second = make().store;
  for (let i = 0; i < 200; i++) {
    first.set(`key:${i}`, "x");
    second.set(`key:${i}`, "x");
  }
  assertNotEquals([...first.keys()], [...second.keys()]);
  first.clear();
  assertEquals(second.size, 200);
});
