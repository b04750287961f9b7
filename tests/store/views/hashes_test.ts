/** `store.hashes`: what users give and get; the type itself is tested in `types/hashes/`. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  bytes,
  type Codec,
  json,
  ManualClock,
  OutOfMemoryError,
  Store,
  StoreError,
  WrongTypeError,
} from "../../../mod.ts";
import { refuses } from "../../helpers/refuses.ts";

Deno.test("hashes: set, get, delete", () => {
  using store = new Store();
  const { hashes } = store;
  assertEquals(hashes.set("h", "a", "1"), 1);
  assertEquals(hashes.set("h", { a: "2", b: "3", "": "none" }), 2);
  assertEquals(hashes.set("h", [["c", "4"], [new Uint8Array([100]), "5"]]), 2);
  assertEquals(hashes.set("h", {}), 0);
  assertEquals(hashes.setIfAbsent("h", "a", "9"), false);
  assertEquals(hashes.setIfAbsent("h", "e", "6"), true);
  assertEquals(hashes.get("h", "a"), "2");
  assertEquals(hashes.get("h", "d"), "5");
  assertEquals(hashes.get("h", ""), "none");
  assertEquals(hashes.get("h", "x"), undefined);
  assertEquals(hashes.get("x", "a"), undefined);
  assertEquals(hashes.getMany("h", ["a", "x", "b"]), ["2", undefined, "3"]);
  assertEquals(hashes.getMany("x", ["a", "b"]), [undefined, undefined]);
  assertEquals(hashes.size("h"), 6);
  assertEquals(hashes.fields("h"), ["a", "b", "", "c", "d", "e"]);
  assertEquals(hashes.values("h"), ["2", "3", "none", "4", "5", "6"]);
  assertEquals([hashes.has("h", "a"), hashes.has("h", "x")], [true, false]);
  assertEquals([hashes.byteLength("h", ""), hashes.byteLength("h", "x")], [4, 0]);
  assertEquals(hashes.delete("h", "a", "x", "a"), 1);
  assertEquals(store.type("h"), "hash");
  assertEquals(hashes.delete("h", ...hashes.fields("h")), 5);
  assertEquals(store.has("h"), false);
  assertEquals([hashes.size("h"), hashes.getAll("h").size], [0, 0]);
});

Deno.test("hashes: numbers in fields", () => {
  using store = new Store();
  const { hashes } = store;
  assertEquals(hashes.incrBy("h", "n"), 1);
  assertEquals(hashes.incrBy("h", "n", -43), -42);
  assertEquals(hashes.incrBy("h", "n", 2n ** 62n), 2n ** 62n - 42n);
  refuses("OVERFLOW", () => hashes.incrBy("h", "n", 1));
  refuses("OVERFLOW", () => hashes.incrBy("h", "n", 2n ** 62n + 42n));
  refuses("INVALID_ARGUMENT", () => hashes.incrBy("h", "n", 2n ** 63n));
  refuses("INVALID_ARGUMENT", () => hashes.incrBy("h", "n", 0.5));
  assertEquals(hashes.incrByFloat("h", "f", 0.1), 0.1);
  assertEquals(hashes.incrByFloat("h", "f", 0.2), 0.3);
  refuses("INVALID_ARGUMENT", () => hashes.incrByFloat("h", "f", Infinity));
  refuses("NOT_AN_INTEGER", () => hashes.incrBy("h", "f", 1));
  hashes.set("h", "t", "text");
  refuses("NOT_A_FLOAT", () => hashes.incrByFloat("h", "t", 1));
  assertEquals(hashes.getAll("h").get("f"), "0.3");
});

Deno.test("hashes: random fields and scans", () => {
  using store = new Store();
  const { hashes } = store;
  hashes.set("h", new Map(Array.from({ length: 700 }, (_, i) => [`f${i}`, `${i}`])));
  assertEquals(hashes.random("h").length, 1);
  const drawn = hashes.random("h", 650);
  assertEquals(new Set(drawn.map(([field]) => field)).size, 650);
  for (const [field, value] of drawn) assertEquals(field, `f${value}`);
  assertEquals(hashes.random("h", 1000).length, 700);
  assertEquals(hashes.random("h", 1000, { repeat: true }).length, 1000);
  assertEquals(hashes.random("h", 0), []);
  assertEquals(hashes.random("x", 5), []);
  refuses("INVALID_ARGUMENT", () => hashes.random("h", -1));
  const seen = new Map<string, string>();
  let cursor = 0;
  do {
    const step = hashes.scan("h", cursor, { match: "f?5", count: 30 });
    for (const [field, value] of step.entries) seen.set(field, value);
    cursor = step.cursor;
  } while (cursor !== 0);
  assertEquals(seen.size, 9);
  refuses("INVALID_ARGUMENT", () => hashes.scan("h", -1));
  refuses("INVALID_ARGUMENT", () => hashes.scan("h", 0, { count: 0 }));
});

Deno.test("hashes: values are what the codec makes of them", () => {
  using store = new Store({ codec: json<{ n: number }>() });
  store.hashes.set("h", "a", { n: 1 });
  assertEquals(store.hashes.get("h", "a"), { n: 1 });
  assertEquals(store.hashes.getAll("h"), new Map([["a", { n: 1 }]]));
  using raw = new Store({ codec: bytes });
  raw.hashes.set("h", "a", Uint8Array.of(0, 255));
  assertEquals(raw.hashes.values("h"), [Uint8Array.of(0, 255)]);
});

Deno.test("hashes: a codec may use the store", () => {
  const codec: Codec<string> = {
    encode(value) {
      plain.hashes.set("inner", "from encode", value);
      return new TextEncoder().encode(value);
    },
    decode(found) {
      plain.hashes.set("inner", "from decode", "x");
      return new TextDecoder().decode(found);
    },
  };
  using plain = new Store();
  const outer = plain.namespace("0", codec);
  outer.hashes.set("outer", [["a", "1"], ["b", "2"]]);
  assertEquals(outer.hashes.getAll("outer"), new Map([["a", "1"], ["b", "2"]]));
  assertEquals(plain.hashes.size("inner"), 2);
});

Deno.test("hashes: what is refused", () => {
  using store = new Store({ maxMemory: "100kb" });
  const { hashes } = store;
  store.set("s", "text");
  assertThrows(() => hashes.set("s", "a", "1"), WrongTypeError);
  assertThrows(() => hashes.get("s", "a"), WrongTypeError);
  assertThrows(() => hashes.size("s"), WrongTypeError);
  refuses("INVALID_ARGUMENT", () => hashes.set("h", 5 as unknown as string, "1"));
  refuses("INVALID_ARGUMENT", () => hashes.set("h", "a", 5 as unknown as string));
  refuses("INVALID_ARGUMENT", () => hashes.set("h", null as unknown as []));
  refuses("INVALID_ARGUMENT", () => hashes.set({} as unknown as string, "a", "1"));
  assertThrows(() => hashes.set("h", "a", "x".repeat(200_000)), OutOfMemoryError);
  assertEquals(store.size, 1);
});

Deno.test("hashes: namespaces have their own, and all end with the store", () => {
  const store = new Store();
  const other = store.namespace("other");
  assertStrictEquals(store.hashes, store.hashes);
  store.hashes.set("h", "a", "1");
  assertEquals(other.hashes.get("h", "a"), undefined);
  const { hashes } = store;
  store[Symbol.dispose]();
  refuses("DISPOSED", () => hashes.get("h", "a"));
  refuses("DISPOSED", () => other.hashes.get("h", "a"));
  assert(assertThrows(() => store.hashes.set("h", "a", "1"), StoreError).code === "DISPOSED");
});

Deno.test("hashes: fields with times to live", () => {
  const clock = new ManualClock(1_000_000);
  using store = new Store({ clock, activeExpiry: false });
  const { hashes } = store;
  hashes.set("h", { a: "1", b: "2", c: "3" });
  assertEquals(hashes.expire("h", "a", 10), true);
  assertEquals(hashes.expire("h", "x", 10), false);
  assertEquals(hashes.expire("x", "a", 10), false);
  assertEquals(hashes.expire("h", "a", 20, { lt: true }), false);
  assertEquals(hashes.pexpire("h", "b", 1500, { nx: true }), true);
  assertEquals(hashes.pexpireAt("h", "c", 1_002_000), true);
  assertEquals([hashes.ttl("h", "a"), hashes.pttl("h", "b")], [10, 1500]);
  assertEquals([hashes.pexpireTime("h", "c"), hashes.ttl("h", "x")], [1_002_000, undefined]);
  assertEquals([hashes.persist("h", "a"), hashes.persist("h", "a")], [true, false]);
  assertEquals(hashes.ttl("h", "a"), Infinity);
  assertEquals(hashes.expireAt("h", "a", 1), true);
  assertEquals(hashes.has("h", "a"), false);
  clock.advance(5000);
  assertEquals(hashes.getAll("h"), new Map());
  assertEquals(store.activeExpireCycle(), 2);
  assertEquals(store.size, 0);
  refuses("INVALID_TTL", () => hashes.expire("h", "a", 0));
  refuses("INVALID_ARGUMENT", () => hashes.expire("h", "a", 1, { nx: true, gt: true }));
});
