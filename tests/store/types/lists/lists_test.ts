import { assert, assertEquals, assertThrows } from "@std/assert";
import { PackedValue } from "../../../../store/encoding/listpack.ts";
import { OutOfMemoryError, WrongTypeError } from "../../../../store/errors.ts";
import { DEFAULT_LFU_TUNING } from "../../../../store/eviction/lfu.ts";
import { policyOf } from "../../../../store/eviction/policies.ts";
import { Kind } from "../../../../store/keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import {
  dropElements,
  findElements,
  insertElement,
  type ListEnd,
  modifyList,
  openList,
  pushElements,
  readEnd,
  readList,
  removeElements,
  setElement,
  trimList,
} from "../../../../store/types/lists/lists.ts";
import { elementsOf } from "../../../../store/types/lists/list_type.ts";
import { moveElement } from "../../../../store/types/lists/move.ts";
import { copyKey } from "../../../../store/types/key_operations.ts";
import { Arguments } from "../../../../resp/arguments.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function contents(namespace: Namespace, key: string): string[] {
  namespace.loadText(key);
  if (namespace.find() === 0) return [];
  return elementsOf(namespace).map((bytes) => decoder.decode(bytes));
}

/** The elements from `from` on, read run by run as LRANGE does. */
function readRuns(namespace: Namespace, from: number): number {
  const list = openList(namespace);
  let seen = from;
  list.seek(from);
  do seen += list.left; while (list.nextRun());
  return seen;
}

function randomElement(random: Random, lengths: number): string {
  if (random.chance(0.3)) return String(random.int(-300, 300));
  if (random.chance(0.3)) return "abc"[random.int(3)];
  return random.text(random.chance(0.98) ? random.int(lengths) : random.int(12_000));
}

interface Plan {
  seed: number;
  size: number;
  operations: number;
  lengths: number;
  target: number;
}

/** Random operations on one list and on an array; the list hovers about `target` elements. */
function compareWithArray(plan: Plan): void {
  const random = new Random(plan.seed);
  const engine = makeEngine();
  engine.packing.listMaxListpackSize = plan.size;
  const namespace = engine.namespace("0");
  const empty = engine.usedBytes;
  let model: string[] = [];
  const value = new PackedValue();
  namespace.loadText("list");
  while (model.length < plan.target) {
    const elements = Array.from({ length: 50 }, () => randomElement(random, plan.lengths));
    model.push(...elements);
    pushElements(namespace, "right", Arguments.from(elements), 0, 50);
  }
  for (let i = 0; i < plan.operations; i++) {
    const grows = model.length < plan.target ? 6 : 1;
    const index = random.int(Math.max(model.length, 1));
    const element = randomElement(random, plan.lengths);
    const range = Arguments.from([element]);
    namespace.loadText("list");
    const list = modifyList(namespace);
    assertEquals(list?.length ?? 0, model.length);
    random.weighted<() => void>([
      [grows, () => {
        const end: ListEnd = random.chance(0.5) ? "left" : "right";
        const count = random.int(1, random.chance(0.9) ? 3 : 60);
        const elements = Array.from({ length: count }, () => randomElement(random, plan.lengths));
        const args = Arguments.from(elements);
        assertEquals(pushElements(namespace, end, args, 0, count), model.length + count);
        if (end === "left") model.unshift(...elements.reverse());
        else model.push(...elements);
      }],
      [3, () => {
        if (list === undefined) return;
        const end: ListEnd = random.chance(0.5) ? "left" : "right";
        readEnd(list, end, value);
        const text = decoder.decode(value.bytes.subarray(value.start, value.end));
        assertEquals(text, end === "left" ? model[0] : model.at(-1));
        const count = Math.min(model.length, random.int(1, random.chance(0.9) ? 3 : 200));
        dropElements(list, end, count);
        if (end === "left") model.splice(0, count);
        else model.splice(model.length - count);
      }],
      [3, () => {
        if (list === undefined) return;
        setElement(list, index, range.bytes, 0, range.bytes.length);
        model[index] = element;
      }],
      [3, () => {
        if (list === undefined) return;
        const args = Arguments.from([random.chance(0.8) ? model[index] : "nowhere!", element]);
        const before = random.chance(0.5);
        const place = model.indexOf(decoder.decode(args.copy(0)));
        assertEquals(insertElement(list, before, args, 0, 1), place >= 0);
        if (place >= 0) model.splice(before ? place : place + 1, 0, element);
      }],
      [2, () => {
        if (list === undefined) return;
        const needle = random.chance(0.9) ? model[index] : element;
        const bytes = encoder.encode(needle);
        const count = random.int(-4, 4);
        const matches = model.flatMap((each, at) => each === needle ? [at] : []);
        const gone = new Set(
          count === 0 ? matches : count > 0 ? matches.slice(0, count) : matches.slice(count),
        );
        assertEquals(removeElements(list, count, bytes, 0, bytes.length), gone.size);
        model = model.filter((_, at) => !gone.has(at));
      }],
      [0.1, () => {
        if (list === undefined) return;
        const count = random.int(model.length - index + 1);
        trimList(list, index, count);
        model = model.slice(index, index + count);
      }],
      [1, () => {
        if (list === undefined) return;
        const needle = model[index];
        const bytes = encoder.encode(needle);
        const rank = random.pick([1, 2, -1, -2]);
        const most = random.pick([0, 1, 50]);
        const found: number[] = [];
        findElements(list, bytes, 0, bytes.length, rank, most, (at) => {
          found.push(at);
          return found.length < 5;
        });
        let matches = model.map((each, at) => [each, at] as const);
        if (rank < 0) matches.reverse();
        if (most > 0) matches = matches.slice(0, most);
        const expected = matches.filter(([each]) => each === needle).map(([, at]) => at);
        assertEquals(found, expected.slice(Math.abs(rank) - 1).slice(0, 5));
      }],
      [1, () => {
        const from: ListEnd = random.chance(0.5) ? "left" : "right";
        const to: ListEnd = random.chance(0.5) ? "left" : "right";
        const keys = Arguments.from(["list"]);
        assertEquals(moveElement(namespace, keys, 0, 0, from, to, value), model.length > 0);
        if (model.length === 0) return;
        const moved = from === "left" ? model.shift()! : model.pop()!;
        if (to === "left") model.unshift(moved);
        else model.push(moved);
        assertEquals(decoder.decode(value.bytes.subarray(value.start, value.end)), moved);
      }],
      [1, () => {
        if (list === undefined) return;
        list.seek(index);
        list.read(value);
        const text = decoder.decode(value.bytes.subarray(value.start, value.end));
        assertEquals(text, model[index]);
        assertEquals(readRuns(namespace, index), model.length);
      }],
    ])();
    if (i % 200 === 0) {
      assertEquals(contents(namespace, "list"), model);
      const bytes = model.reduce((sum, each) => sum + each.length + 3, 0);
      namespace.loadText("list");
      if (namespace.find() === 0) assertEquals(model, []);
      else if (namespace.kind() === Kind.PackedList) {
        assert(namespace.valueLength() <= 65536 + 7);
      } else {
        assert(
          engine.elements.usedBytes <= 2.2 * bytes + 3 * 65536,
          `${engine.elements.usedBytes}`,
        );
        assertEquals(namespace.largeValue().bytes, engine.elements.usedBytes);
      }
    }
  }
  assertEquals(contents(namespace, "list"), model);
  namespace.loadText("list");
  namespace.delete();
  assertEquals(engine.elements.usedBytes, 0);
  assertEquals(engine.largeValues.size, 0);
  namespace.clear();
  assertEquals(engine.usedBytes, empty);
}

Deno.test("random operations on small lists agree with an array", () => {
  for (const seed of seeds("small lists")) {
    compareWithArray({ seed, size: -2, operations: 6000, lengths: 40, target: 60 });
  }
});

for (const size of [-2, -1, 128, 1]) {
  Deno.test(`random operations on lists in nodes agree with an array (size ${size})`, () => {
    for (const seed of seeds("lists in nodes")) {
      compareWithArray({ seed, size, operations: 4000, lengths: 60, target: 1500 });
    }
  });
}

Deno.test("lists of many nodes agree with an array", () => {
  for (const seed of seeds("long lists")) {
    compareWithArray({ seed, size: 1, operations: 3000, lengths: 12, target: 20_000 });
  }
});

Deno.test("a list of a million elements: ends, middle, trimming, memory", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  namespace.loadText("list");
  const texts = Array.from({ length: 100 }, (_, i) => `element ${i}`);
  const args = Arguments.from(texts);
  for (let i = 0; i < 10_000; i++) pushElements(namespace, "right", args, 0, 100);
  const value = new PackedValue();
  const list = readList(namespace)!;
  assertEquals(list.length, 1_000_000);
  for (const index of [0, 1, 99, 499_999, 500_000, 777_777, 999_998, 999_999]) {
    list.seek(index);
    list.read(value);
    assertEquals(decoder.decode(value.bytes.subarray(value.start, value.end)), texts[index % 100]);
  }
  const bytes = texts.reduce((sum, text) => sum + text.length + 2, 0) * 10_000;
  assert(engine.elements.usedBytes < bytes * 1.02);
  trimList(list, 400_000, 200_000);
  assertEquals(openList(namespace).length, 200_000);
  trimList(openList(namespace), 100_000, 10);
  assertEquals(contents(namespace, "list"), texts.slice(0, 10));
  assertEquals(namespace.kind(), Kind.PackedList);
  assertEquals(engine.elements.usedBytes, 0);
});

Deno.test("a list is small up to a node's size and again when little is left", () => {
  const namespace = makeEngine().namespace("0");
  namespace.loadText("list");
  const args = Arguments.from(["x".repeat(98)]);
  const kinds: number[] = [];
  for (let i = 0; i < 90; i++) {
    pushElements(namespace, "left", args, 0, 1);
    kinds.push(namespace.kind());
  }
  // An entry takes 101 bytes: 81 of them are 8181.
  assertEquals(kinds.lastIndexOf(Kind.PackedList), 80);
  assertEquals(kinds.indexOf(Kind.List), 81);
  dropElements(openList(namespace), "right", 69);
  assertEquals(namespace.kind(), Kind.List);
  dropElements(openList(namespace), "right", 1);
  assertEquals(namespace.kind(), Kind.PackedList);
  assertEquals(contents(namespace, "list").length, 20);
});

Deno.test("a large list takes its expire time along when it becomes small, and its copy too", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  namespace.loadText("list");
  const args = Arguments.from(Array.from({ length: 300 }, (_, i) => `${i}`.repeat(20)));
  pushElements(namespace, "right", args, 0, 300);
  const deadline = engine.clock.now() + 5000;
  namespace.setExpiry(deadline);
  const key = encoder.encode("list");
  const other = engine.namespace("1");
  assert(copyKey(namespace, other, key, encoder.encode("copy"), false));
  assertEquals(contents(other, "copy").length, 300);
  assertEquals(other.expiry(), deadline);
  namespace.loadText("list");
  trimList(modifyList(namespace)!, 7, 3);
  assertEquals(contents(namespace, "list"), [7, 8, 9].map((i) => `${i}`.repeat(20)));
  assertEquals(namespace.expiry(), deadline);
  assertEquals(contents(other, "copy")[299], "299".repeat(20));
});

Deno.test("what holds something else is no list", () => {
  const namespace = makeEngine().namespace("0");
  namespace.loadText("string");
  namespace.put(Kind.String, encoder.encode("v"), 0, 1, NO_EXPIRY);
  const args = Arguments.from(["string", "list", "a"]);
  assertThrows(() => readList(namespace), WrongTypeError);
  assertThrows(() => modifyList(namespace), WrongTypeError);
  assertThrows(() => pushElements(namespace, "left", args, 2, 3), WrongTypeError);
  namespace.loadText("list");
  pushElements(namespace, "left", args, 2, 3);
  const value = new PackedValue();
  assertThrows(() => moveElement(namespace, args, 1, 0, "left", "left", value), WrongTypeError);
  assertThrows(() => moveElement(namespace, args, 0, 1, "left", "left", value), WrongTypeError);
  assertEquals(contents(namespace, "list"), ["a"]);
});

Deno.test("lists grow, shrink and move under a limit that evicts them", () => {
  for (const seed of seeds("lists under a limit")) {
    const random = new Random(seed);
    const policy = policyOf("allkeys-random", DEFAULT_LFU_TUNING)!;
    const engine = makeEngine({ maxMemory: 100_000, policy });
    const namespace = engine.namespace("0");
    const value = new PackedValue();
    for (let i = 0; i < 5000; i++) {
      const elements = Array.from({ length: random.int(1, 40) }, () => random.text(random.int(90)));
      const keys = Arguments.from([`list ${random.int(20)}`, `list ${random.int(20)}`]);
      namespace.load(keys.bytes, keys.starts[0], keys.ends[0]);
      if (random.chance(0.5)) {
        pushElements(namespace, "left", Arguments.from(elements), 0, elements.length);
        const end = contents(namespace, decoder.decode(keys.copy(0))).slice(0, elements.length);
        assertEquals(end, elements.reverse());
      } else if (random.chance(0.9)) {
        moveElement(namespace, keys, 0, 1, "right", "left", value);
      } else {
        const list = modifyList(namespace);
        if (list !== undefined) trimList(list, random.int(list.length), 1);
      }
      assert(engine.usedBytes < 125_000, `${engine.usedBytes}`);
    }
    assert(namespace.counters.evicted > 0);
    namespace.clear();
    assertEquals(engine.elements.usedBytes, 0);
  }
});

Deno.test("a strict limit is kept however lists grow", () => {
  const engine = makeEngine({ maxMemory: 200_000, strictMemory: true });
  const namespace = engine.namespace("0");
  const args = Arguments.from(["x".repeat(100), "y".repeat(3000)]);
  for (const [first, stop] of [[0, 1], [1, 2]]) {
    assertThrows(() => {
      for (let i = 0;; i++) {
        namespace.loadText(`list ${i & 3}`);
        pushElements(namespace, i & 4 ? "left" : "right", args, first, stop);
        assert(engine.usedBytes <= 200_000, `${engine.usedBytes}`);
      }
    }, OutOfMemoryError);
    assert(engine.usedBytes > 150_000);
    namespace.clear();
  }
});
