/** `store.sets`: what users give and get; the type itself is tested in `types/sets/`. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { bytes, json, OutOfMemoryError, Store, WrongTypeError } from "../../../mod.ts";
import { refuses } from "../../helpers/refuses.ts";

Deno.test("sets: add, ask, delete", () => {
  using store = new Store();
  const { sets } = store;
  assertEquals(sets.add("s", "a", "b", "a", ""), 3);
  assertEquals(sets.add("s", "b", "é"), 1);
  assertEquals(sets.add("s"), 0);
  assertEquals(sets.add("none"), 0);
  assertEquals(store.has("none"), false);
  assertEquals(sets.size("s"), 4);
  assertEquals([sets.has("s", "é"), sets.has("s", "x"), sets.has("x", "é")], [true, false, false]);
  assertEquals(sets.hasMany("s", ["a", "x", ""]), [true, false, true]);
  assertEquals(sets.hasMany("x", new Set(["a"])), [false]);
  assertEquals(sets.members("s").sort(), ["", "a", "b", "é"]);
  assertEquals(sets.members("x"), []);
  assertEquals(store.type("s"), "set");
  assertEquals(sets.delete("s", "a", "x", "a"), 1);
  assertEquals(sets.delete("s", "b", "", "é"), 3);
  assertEquals(store.has("s"), false);
  assertEquals([sets.size("s"), sets.delete("s", "a")], [0, 0]);
  assertEquals(sets.add(new Uint8Array([115]), "by bytes"), 1);
  assertEquals(sets.has("s", "by bytes"), true);
});

Deno.test("sets: random members come and go", () => {
  using store = new Store();
  const { sets } = store;
  const all = Array.from({ length: 500 }, (_, i) => `m${i}`);
  sets.add("s", ...all);
  assert(all.includes(sets.random("s")[0]!));
  assertEquals(new Set(sets.random("s", 400)).size, 400);
  assertEquals(sets.random("s", 1000).length, 500);
  assertEquals(sets.random("s", 1000, { repeat: true }).length, 1000);
  assertEquals([sets.random("s", 0), sets.random("x"), sets.random("x", 5, { repeat: true })], [
    ...[[], [], []],
  ]);
  const popped = [sets.pop("s")!, ...sets.pop("s", 199)];
  assertEquals(new Set(popped).size, 200);
  assertEquals(sets.hasMany("s", popped).includes(true), false);
  assertEquals(sets.pop("s", 0), []);
  assertEquals([...popped, ...sets.pop("s", 1000)].sort(), all.sort());
  assertEquals([sets.pop("s"), sets.pop("s", 3)], [undefined, []]);
  refuses("INVALID_ARGUMENT", () => sets.pop("s", -1));
  refuses("INVALID_ARGUMENT", () => sets.pop("s", 1.5));
  refuses("INVALID_ARGUMENT", () => sets.random("s", -1));
});

Deno.test("sets: several at once", () => {
  using store = new Store();
  const { sets } = store;
  sets.add("a", "1", "2", "x");
  sets.add("b", "2", "x", "y");
  assertEquals(sets.intersection("a", "b").sort(), ["2", "x"]);
  assertEquals(sets.union("a", "b", "missing").sort(), ["1", "2", "x", "y"]);
  assertEquals(sets.difference("a", "b"), ["1"]);
  assertEquals([sets.intersection(), sets.union(), sets.difference()], [[], [], []]);
  assertEquals(sets.intersection("a", "missing"), []);
  assertEquals(sets.intersectionSize(["a", "b"]), 2);
  assertEquals(sets.intersectionSize(["a", "b"], { limit: 1 }), 1);
  assertEquals(sets.intersectionSize([]), 0);
  refuses("INVALID_ARGUMENT", () => sets.intersectionSize(["a"], { limit: 0 }));
  assertEquals(sets.storeIntersection("c", "a", "b"), 2);
  assertEquals(sets.storeUnion("c", "c", "a"), 3);
  assertEquals(sets.storeDifference("c", "c", "b"), 1);
  assertEquals(sets.members("c"), ["1"]);
  assertEquals(sets.storeDifference("c", "c", "c"), 0);
  assertEquals(store.has("c"), false);
  assertEquals(sets.storeUnion("a"), 0);
  assertEquals(store.has("a"), false);
  sets.add("a", "1");
  assertEquals([sets.move("a", "b", "z"), sets.move("missing", "b", "z")], [false, false]);
  assertEquals([sets.move("a", "b", "1"), sets.has("b", "1"), store.has("a")], [true, true, false]);
});

Deno.test("sets: scans", () => {
  using store = new Store();
  const { sets } = store;
  sets.add("s", ...Array.from({ length: 1000 }, (_, i) => `m${i}`));
  const seen = new Set<string>();
  let cursor = 0;
  do {
    const step = sets.scan("s", cursor, { match: "m?9", count: 20 });
    for (const member of step.members) seen.add(member);
    cursor = step.cursor;
  } while (cursor !== 0);
  assertEquals(seen.size, 9);
  assertEquals(sets.scan("x", 0), { cursor: 0, members: [] });
  refuses("INVALID_ARGUMENT", () => sets.scan("s", -1));
  refuses("INVALID_ARGUMENT", () => sets.scan("s", 0, { count: 0 }));
  refuses("INVALID_ARGUMENT", () => sets.scan("s", 0, { match: /m/ as unknown as string }));
});

Deno.test("sets: members are the codec's", () => {
  using numbers = new Store({ codec: json<number | { n: number }>() });
  const { sets } = numbers;
  assertEquals(sets.add("s", 3, 1, { n: 1 }, { n: 1 }), 3);
  assertEquals([sets.has("s", { n: 1 }), sets.has("s", 2)], [true, false]);
  assertEquals(sets.delete("s", { n: 1 }), 1);
  assertEquals(sets.members("s"), [1, 3]);
  using raw = new Store({ codec: bytes });
  raw.sets.add("s", new Uint8Array([0, 255]));
  assertEquals(raw.sets.pop("s"), new Uint8Array([0, 255]));
});

Deno.test("sets: errors", () => {
  using store = new Store({ maxMemory: "64kb" });
  const { sets } = store;
  store.set("text", "v");
  assertThrows(() => sets.add("text", "a"), WrongTypeError);
  assertThrows(() => sets.members("text"), WrongTypeError);
  assertThrows(() => sets.storeUnion("x", "text"), WrongTypeError);
  assertThrows(() => sets.move("text", "x", "a"), WrongTypeError);
  refuses("INVALID_ARGUMENT", () => sets.add(5 as unknown as string, "a"));
  refuses("INVALID_ARGUMENT", () => sets.union(5 as unknown as string));
  refuses("INVALID_ARGUMENT", () => sets.add("s", 5 as unknown as string));
  assertThrows(() => sets.add("s", "x".repeat(100_000)), OutOfMemoryError);
  assertEquals(store.has("s"), false);
  assertStrictEquals(store.sets, sets);
  store[Symbol.dispose]();
  refuses("DISPOSED", () => sets.add("s", "a"));
  refuses("DISPOSED", () => sets.union("s"));
});
