/** Intersections, unions and differences against JavaScript's own sets. */
import { assertEquals, assertThrows } from "@std/assert";
import { OutOfMemoryError, WrongTypeError } from "../../../../store/errors.ts";
import { Kind } from "../../../../store/keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import { addMembers, openSet } from "../../../../store/types/sets/sets.ts";
import {
  combineSets,
  countIntersection,
  openSets,
  type SetOperation,
  storeCombined,
} from "../../../../store/types/sets/algebra.ts";
import { SetReader } from "../../../../store/types/sets/reader.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const decoder = new TextDecoder();
const OPERATIONS: readonly SetOperation[] = ["intersection", "union", "difference"];

function add(namespace: Namespace, key: string, texts: readonly string[]): void {
  namespace.loadText(key);
  addMembers(namespace, byteRanges(texts), 0, texts.length);
}

function combine(namespace: Namespace, operation: SetOperation, keys: string[]): string[] {
  const sets = openSets(namespace, byteRanges(keys), 0, keys.length);
  const found: string[] = [];
  combineSets(namespace, operation, sets, ({ bytes, start, end }) => {
    found.push(decoder.decode(bytes.subarray(start, end)));
  });
  return found.sort();
}

function store(namespace: Namespace, operation: SetOperation, to: string, keys: string[]): number {
  const ranges = byteRanges(keys);
  const sets = openSets(namespace, ranges, 0, keys.length);
  namespace.loadText(to);
  return storeCombined(namespace, operation, sets, ranges, 0, keys.length);
}

function expected(operation: SetOperation, [first, ...rest]: Set<string>[]): Set<string> {
  let result = new Set(first);
  for (const other of rest) {
    if (operation === "intersection") result = result.intersection(other);
    else if (operation === "union") result = result.union(other);
    else result = result.difference(other);
  }
  return result;
}

for (const seed of seeds("set algebra")) {
  Deno.test(`combined sets agree with a model, seed ${seed}`, () => {
    const random = new Random(seed);
    for (let round = 0; round < 25; round++) {
      const engine = makeEngine();
      engine.packing.setMaxIntsetEntries = random.pick([8, 512]);
      engine.packing.setMaxPackedEntries = random.pick([0, 16, 128]);
      const namespace = engine.namespace("0");
      const model = new Map<string, Set<string>>();
      const space = random.pick([10, 100, 600]);
      for (let i = 0; i < 6; i++) {
        const prefix = random.chance(0.5) ? "" : random.pick(["m", "member:"]);
        const texts = Array.from(
          { length: random.int(space) },
          () => (random.chance(0.1) ? "" : prefix) + random.int(space),
        );
        if (texts.length > 0) add(namespace, `k${i}`, texts);
        model.set(`k${i}`, new Set(texts));
      }
      const idle = engine.elements.usedBytes;
      for (let step = 0; step < 30; step++) {
        const keys = Array.from({ length: random.int(1, 6) }, () => `k${random.int(6)}`);
        const operation = random.pick(OPERATIONS);
        const wanted = expected(operation, keys.map((key) => model.get(key)!));
        assertEquals(combine(namespace, operation, keys), [...wanted].sort());
        if (operation === "intersection") {
          const sets = openSets(namespace, byteRanges(keys), 0, keys.length);
          const limit = random.int(1, 20);
          assertEquals(countIntersection(sets, limit), Math.min(limit, wanted.size));
        }
      }
      assertEquals(engine.elements.usedBytes, idle, "nothing is left of what was computed");
      for (let step = 0; step < 30; step++) {
        const keys = Array.from({ length: random.int(1, 4) }, () => `k${random.int(6)}`);
        const to = `k${random.int(6)}`;
        const operation = random.pick(OPERATIONS);
        const wanted = expected(operation, keys.map((key) => model.get(key)!));
        assertEquals(store(namespace, operation, to, keys), wanted.size);
        model.set(to, wanted);
        namespace.loadText(to);
        assertEquals(openSet(namespace, new SetReader()).size, wanted.size);
      }
      for (let i = 0; i < 6; i++) {
        assertEquals(combine(namespace, "union", [`k${i}`]), [...model.get(`k${i}`)!].sort());
        namespace.loadText(`k${i}`);
        namespace.delete();
      }
      assertEquals(engine.elements.usedBytes, 0);
      assertEquals(engine.largeValues.size, 0);
    }
  });
}

Deno.test("a result replaces a value of any type and loses its expire time", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  add(namespace, "a", ["1", "2"]);
  namespace.loadText("target");
  namespace.put(Kind.String, new Uint8Array(5), 0, 5, engine.clock.now() + 1000);
  assertEquals(store(namespace, "union", "target", ["a"]), 2);
  namespace.loadText("target");
  namespace.find();
  assertEquals([namespace.kind(), namespace.expiry()], [Kind.IntegerSet, NO_EXPIRY]);
  assertEquals(store(namespace, "difference", "target", ["a", "a"]), 0);
  assertEquals(namespace.size, 1);
});

Deno.test("any key of another type is refused, and the target stays", () => {
  const namespace = makeEngine().namespace("0");
  add(namespace, "a", ["1", "2"]);
  namespace.loadText("text");
  namespace.put(Kind.String, new Uint8Array(5), 0, 5, NO_EXPIRY);
  for (const operation of OPERATIONS) {
    assertThrows(() => combine(namespace, operation, ["missing", "text"]), WrongTypeError);
    assertThrows(() => store(namespace, operation, "a", ["a", "text"]), WrongTypeError);
  }
  assertEquals(combine(namespace, "union", ["a"]), ["1", "2"]);
});

Deno.test("a result is told as the command that makes it", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  add(namespace, "a", ["1", "2"]);
  add(namespace, "b", ["2", "x"]);
  const told: string[] = [];
  engine.feed.listen(({ event, command, args }) => {
    told.push([event, command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  store(namespace, "intersection", "c", ["a", "b"]);
  store(namespace, "union", "c", ["a", "b"]);
  store(namespace, "difference", "c", ["a", "b"]);
  store(namespace, "difference", "c", ["a", "a"]);
  store(namespace, "difference", "c", ["a", "a"]);
  assertEquals(told, [
    ...["sinterstore SINTERSTORE c a b", "sunionstore SUNIONSTORE c a b"],
    ...["sdiffstore SDIFFSTORE c a b", "del DEL c"],
  ]);
});

Deno.test("a result that does not fit is refused, and nothing is left of it", () => {
  const engine = makeEngine({ maxMemory: 250_000, strictMemory: true });
  const namespace = engine.namespace("0");
  for (const key of ["a", "b"]) {
    add(namespace, key, Array.from({ length: 3000 }, (_, i) => `${key}:${i}`));
  }
  const before = engine.usedBytes;
  assertThrows(() => store(namespace, "union", "c", ["a", "b"]), OutOfMemoryError);
  assertEquals(engine.usedBytes, before);
  assertEquals(namespace.size, 2);
});
