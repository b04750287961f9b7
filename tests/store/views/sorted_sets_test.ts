/** `store.sortedSets` and `store.geo`: what users give and get. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { json, type MemberRange, Store, WrongTypeError } from "../../../mod.ts";
import { refuses } from "../../helpers/refuses.ts";

Deno.test("sorted sets: add, ask, delete", () => {
  using store = new Store();
  const { sortedSets } = store;
  assertEquals(sortedSets.add("z", "a", 1), true);
  assertEquals(sortedSets.add("z", "a", 2), false);
  assertEquals(sortedSets.addMany("z", [["b", 3], ["c", 2.5], ["a", 2]]), 2);
  assertEquals(sortedSets.add("z", "a", 9, { onlyNew: true }), false);
  assertEquals(sortedSets.add("z", "x", 9, { onlyKnown: true }), false);
  sortedSets.add("z", "a", 1, { raise: true });
  sortedSets.add("z", "b", 4, { lower: true });
  assertEquals(sortedSets.entries("z"), [["a", 2], ["c", 2.5], ["b", 3]]);
  assertEquals(sortedSets.members("z", 0, 0, { reverse: true }), ["b"]);
  assertEquals([sortedSets.score("z", "c"), sortedSets.score("z", "x")], [2.5, undefined]);
  assertEquals([sortedSets.rank("z", "c"), sortedSets.rank("z", "x")], [1, undefined]);
  assertEquals(sortedSets.rank("z", "a", { reverse: true }), 2);
  assertEquals(sortedSets.increment("z", "a", 0.5), 2.5);
  assertEquals(sortedSets.size("z"), 3);
  assertEquals(sortedSets.delete("z", "a", "x"), 1);
  assertEquals(sortedSets.delete("z", "b", "c"), 2);
  assertEquals([store.has("z"), sortedSets.size("z"), sortedSets.entries("z")], [false, 0, []]);
  assertEquals(sortedSets.addMany("none", []), 0);
});

Deno.test("sorted sets: ranges, pops and draws", () => {
  using store = new Store();
  const { sortedSets } = store;
  sortedSets.addMany("z", Array.from({ length: 300 }, (_, i) => [`m${i}`, i] as const));
  assertEquals(sortedSets.entriesByScore("z", 10, 12), [["m10", 10], ["m11", 11], ["m12", 12]]);
  const options = { withoutMax: true, reverse: true, offset: 1, limit: 1 };
  assertEquals(sortedSets.entriesByScore("z", 10, 13, options), [["m11", 11]]);
  assertEquals(sortedSets.countByScore("z", 10, 20, { withoutMin: true }), 10);
  assertEquals(sortedSets.deleteByScore("z", 100, Infinity), 200);
  assertEquals(sortedSets.deleteByRank("z", -2, -1), 2);
  assertEquals(sortedSets.popMin("z"), [["m0", 0]]);
  assertEquals(sortedSets.popMax("z", 2), [["m97", 97], ["m96", 96]]);
  assertEquals(new Set(sortedSets.random("z", 20)).size, 20);
  assertEquals(sortedSets.popMin("z", 1000).length, 95);
  assertEquals([sortedSets.popMin("z"), sortedSets.random("z"), store.has("z")], [[], [], false]);
});

Deno.test("sorted sets: ranges by bytes, in a small set and in a large one", () => {
  using store = new Store();
  const { sortedSets } = store;
  const letters = "abcdefghij";
  for (const size of [10, 400]) {
    store.clear();
    for (let i = 0; i < size; i++) sortedSets.add("z", letters[i] ?? `z${i}`, 0);
    const joined = (range: MemberRange) => sortedSets.membersByLex("z", range).join("");
    assertEquals(joined({ to: "j" }), letters);
    assertEquals(joined({ from: "c", to: "e" }), "cde");
    assertEquals(joined({ after: "c", before: "f" }), "de");
    assertEquals(joined({ from: "bb", to: "e", reverse: true }), "edc");
    assertEquals(joined({ to: "j", offset: 2, limit: 3 }), "cde");
    assertEquals(joined({ to: "j", reverse: true, offset: 2, limit: 3 }), "hgf");
    assertEquals(joined({ from: "e", to: "c" }), "");
    assertEquals(joined({ from: new TextEncoder().encode("i"), before: "k" }), "ij");
    assertEquals([sortedSets.countByLex("z"), sortedSets.countByLex("z", { to: "c" })], [size, 3]);
    assertEquals(sortedSets.deleteByLex("z", { after: "b", to: "d" }), 2);
    assertEquals(joined({ to: "f" }), "abef");
  }
  assertEquals(sortedSets.membersByLex("none"), []);
  assertEquals([sortedSets.countByLex("none"), sortedSets.deleteByLex("none", {})], [0, 0]);
  refuses("INVALID_ARGUMENT", () => sortedSets.membersByLex("z", { from: "a", after: "a" }));
  refuses("INVALID_ARGUMENT", () => sortedSets.membersByLex("z", { limit: -2 }));
  refuses("INVALID_ARGUMENT", () => sortedSets.countByLex("z", { to: 5 as unknown as string }));
  store.set("s", "x");
  assertThrows(() => sortedSets.membersByLex("s"), WrongTypeError);
  assertThrows(() => sortedSets.deleteByLex("s", {}), WrongTypeError);
});

Deno.test("sorted sets are scanned in pieces", () => {
  using store = new Store();
  const { sortedSets } = store;
  for (const size of [5, 500]) {
    for (let i = 0; i < size; i++) sortedSets.add("z", `m${i}`, i / 4);
    const seen = new Map<string, number>();
    let cursor = 0;
    do {
      const step = sortedSets.scan("z", cursor, { match: "m*", count: 20 });
      for (const [member, score] of step.entries) seen.set(member, score);
      cursor = step.cursor;
    } while (cursor !== 0);
    assertEquals([seen.size, seen.get("m3")], [size, 0.75]);
  }
  assertEquals(sortedSets.scan("z", 0, { match: "x*", count: 10_000 }).entries, []);
  refuses("INVALID_ARGUMENT", () => sortedSets.scan("z", -1));
  refuses("INVALID_ARGUMENT", () => sortedSets.scan("z", 0, { count: 0 }));
});

Deno.test("sorted sets are combined", () => {
  using store = new Store();
  const { sortedSets } = store;
  sortedSets.addMany("a", [["x", 1], ["y", 2]]);
  sortedSets.addMany("b", [["y", 10], ["z", 20]]);
  store.sets.add("s", "x");
  assertEquals(sortedSets.union(["a", "b"]), [["x", 1], ["y", 12], ["z", 20]]);
  const options = { weights: [2, 1], aggregate: "max" } as const;
  assertEquals(sortedSets.intersection(["a", "b"], options), [["y", 10]]);
  assertEquals(sortedSets.intersectionSize(["a", "s"]), 1);
  assertEquals(sortedSets.difference(["a", "b"]), [["x", 1]]);
  assertEquals(sortedSets.storeUnion("a", ["a", "s"]), 2);
  assertEquals(sortedSets.entries("a"), [["x", 2], ["y", 2]]);
  assertEquals(sortedSets.storeIntersection("d", ["a", "b"]), 1);
  assertEquals(sortedSets.storeDifference("d", ["a", "a"]), 0);
  assertEquals(store.has("d"), false);
});

Deno.test("sorted sets refuse misuse, take any codec's members", () => {
  using store = new Store({ codec: json<number[]>() });
  const { sortedSets } = store;
  sortedSets.add("z", [1, 2], 1);
  assertEquals(sortedSets.members("z"), [[1, 2]]);
  assertEquals(sortedSets.rank("z", [1, 2]), 0);
  refuses("INVALID_ARGUMENT", () => sortedSets.add("z", [1], NaN));
  refuses("INVALID_ARGUMENT", () => sortedSets.add("z", [1], 1, { raise: true, lower: true }));
  refuses("INVALID_ARGUMENT", () => sortedSets.entries("z", 0.5));
  refuses("INVALID_ARGUMENT", () => sortedSets.popMin("z", -1));
  refuses("INVALID_ARGUMENT", () => sortedSets.union([]));
  sortedSets.add("z", [1], Infinity);
  refuses("NOT_FINITE", () => sortedSets.increment("z", [1], -Infinity));
  store.set("s", [1]);
  assertThrows(() => sortedSets.size("s"), WrongTypeError);
  assertThrows(() => store.geo.position("s", [1]), WrongTypeError);
});

Deno.test("geo sets: positions, distances and searches", () => {
  using store = new Store();
  const { geo } = store;
  assert(geo.add("g", "Palermo", { longitude: 13.361389, latitude: 38.115556 }));
  assert(geo.add("g", "Catania", { longitude: 15.087269, latitude: 37.502669 }));
  assertAlmostEquals(geo.position("g", "Palermo")!.longitude, 13.361389, 1e-5);
  assertEquals(geo.position("g", "Rome"), undefined);
  assertEquals([geo.hash("g", "Palermo"), geo.hash("g", "Rome")], ["sqc8b49rny0", undefined]);
  assertAlmostEquals(geo.distance("g", "Palermo", "Catania")!, 166274.1516, 0.001);
  assertEquals(geo.distance("g", "Palermo", "Rome"), undefined);
  const center = { longitude: 15, latitude: 37 };
  const names = (options: Parameters<typeof geo.search>[1]) =>
    geo.search("g", options).map(({ member }) => member);
  assertEquals(names({ center, radiusM: 200_000 }), ["Catania", "Palermo"]);
  assertEquals(names({ center, radiusM: 200_000, limit: 1 }), ["Catania"]);
  assertEquals(names({ member: "Palermo", widthM: 1000, heightM: 1000 }), ["Palermo"]);
  assertEquals(geo.search("none", { center, radiusM: 1 }), []);
  assertEquals(store.sortedSets.size("g"), 2);
  refuses("INVALID_ARGUMENT", () => geo.add("g", "x", { longitude: 181, latitude: 0 }));
  refuses("INVALID_ARGUMENT", () => geo.search("g", { radiusM: 1 }));
  refuses("INVALID_ARGUMENT", () => geo.search("g", { center, radiusM: -1 }));
  refuses("INVALID_ARGUMENT", () => geo.search("g", { member: "Rome", radiusM: 1 }));
});
