/** SORT against arrays, for collections small and large. */
import { assertEquals, assertThrows } from "@std/assert";
import { RangeBuffer } from "../../../store/byte_ranges.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import { decode, encode } from "../../../store/encoding/utf8.ts";
import { WrongTypeError } from "../../../store/errors.ts";
import { Kind } from "../../../store/keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { setFields } from "../../../store/types/hashes/hashes.ts";
import { pushElements } from "../../../store/types/lists/lists.ts";
import { elementsOf } from "../../../store/types/lists/list_type.ts";
import { addMembers } from "../../../store/types/sets/sets.ts";
import { sortElements, type SortRequest, storeSorted } from "../../../store/types/sort.ts";
import { SortPattern } from "../../../store/types/sort_pattern.ts";
import { byteRanges } from "../../helpers/byte_ranges.ts";
import { makeEngine } from "../../helpers/engine.ts";
import { Random, seeds } from "../../helpers/random.ts";

const PLAIN: SortRequest = {
  by: undefined,
  unsorted: false,
  alpha: false,
  descending: false,
  offset: 0,
  count: -1,
  stores: false,
  score: (bytes, start, end) => Number(decode(bytes, start, end)),
};

function by(pattern: string): SortPattern {
  return new SortPattern(encode(pattern));
}

function sort(
  namespace: Namespace,
  key: string,
  request: Partial<SortRequest> = {},
): string[] | undefined {
  namespace.loadText(key);
  const sorted = sortElements(namespace, { ...PLAIN, ...request });
  if (sorted === undefined) return undefined;
  const { elements: { bytes, starts, ends }, order } = sorted;
  return Array.from(order, (i) => decode(bytes, starts[i], ends[i]));
}

function push(namespace: Namespace, key: string, texts: readonly string[]): void {
  namespace.loadText(key);
  pushElements(namespace, "right", byteRanges(texts), 0, texts.length);
}

function add(namespace: Namespace, key: string, texts: readonly string[]): void {
  namespace.loadText(key);
  addMembers(namespace, byteRanges(texts), 0, texts.length);
}

function put(namespace: Namespace, key: string, text: string): void {
  const bytes = encode(text);
  namespace.loadText(key);
  namespace.put(Kind.String, bytes, 0, bytes.length, NO_EXPIRY);
}

for (const seed of seeds("sort")) {
  Deno.test(`sorted elements agree with arrays, seed ${seed}`, () => {
    const random = new Random(seed);
    const namespace = makeEngine().namespace("0");
    for (let round = 0; round < 60; round++) {
      const size = random.pick([1, 5, 50, 1500]);
      const texts = Array.from({ length: size }, () => String(random.int(-size, size)));
      const different = [...new Set(texts)];
      push(namespace, `list${round}`, texts);
      add(namespace, `set${round}`, different);
      const descending = random.chance(0.5);
      const offset = random.int(-2, size);
      const count = random.int(-1, size);
      const from = Math.max(offset, 0);
      const slice = (all: string[]) => all.slice(from, count < 0 ? undefined : from + count);
      const sign = descending ? -1 : 1;
      const numbers = (all: string[]) => all.toSorted((a, b) => sign * (Number(a) - Number(b)));
      const alphabet = (all: string[]) => all.toSorted((a, b) => a < b ? -sign : a > b ? sign : 0);
      const request = { descending, offset, count };
      for (const [key, all] of [[`list${round}`, texts], [`set${round}`, different]] as const) {
        assertEquals(sort(namespace, key, request), slice(numbers([...all])));
        assertEquals(sort(namespace, key, { ...request, alpha: true }), slice(alphabet([...all])));
      }
      const unsorted = sort(namespace, `list${round}`, {
        ...request,
        by: by("nosort"),
        unsorted: true,
      });
      assertEquals(unsorted, slice(descending ? texts.toReversed() : texts));
    }
  });
}

Deno.test("elements are sorted by other keys, and by fields of hashes", () => {
  const namespace = makeEngine().namespace("0");
  push(namespace, "ids", ["1", "2", "3"]);
  put(namespace, "weight_1", "30");
  put(namespace, "weight_2", "10");
  put(namespace, "weight_3", "20");
  assertEquals(sort(namespace, "ids", { by: by("weight_*") }), ["2", "3", "1"]);
  namespace.loadText("weight_3");
  namespace.delete();
  assertEquals(sort(namespace, "ids", { by: by("weight_*") }), ["3", "2", "1"], "missing is 0");
  for (const [id, name] of [["1", "c"], ["2", "a"], ["3", "b"]]) {
    namespace.loadText(`user:${id}:data`);
    setFields(namespace, byteRanges(["name", name]), 0, 2);
  }
  const named = by("user:*:data->name");
  assertEquals(sort(namespace, "ids", { by: named, alpha: true }), ["2", "3", "1"]);
  assertEquals(sort(namespace, "ids", { by: named }), undefined, "names are no numbers");
  assertEquals(sort(namespace, "ids", { by: by("user:*:data") }), ["1", "2", "3"]);
});

Deno.test("patterns lead to strings and fields, and to nothing else", () => {
  const namespace = makeEngine().namespace("0");
  put(namespace, "k:x", "string");
  put(namespace, "->x", "behind an arrow");
  namespace.loadText("h:x");
  setFields(namespace, byteRanges(["f", "field", "g->h", "arrows"]), 0, 4);
  const value = new PackedValue();
  const element = encode("x");
  for (
    const [pattern, expected] of [
      ["k:*", "string"],
      ["->*", "behind an arrow"],
      ["h:*->f", "field"],
      ["h:*->g->h", "arrows"],
      ["#", "x"],
      ["#\0ignored", "x"],
      ["k:x", undefined],
      ["", undefined],
      ["##", undefined],
      ["h:*", undefined],
      ["k:*->f", undefined],
      ["h:*->none", undefined],
      ["h:*->", undefined],
      ["none:*", undefined],
      ["\0k:*", undefined],
    ] as const
  ) {
    const found = by(pattern).lookUp(namespace, element, 0, 1, value);
    const text = found ? decode(value.bytes, value.start, value.end) : undefined;
    assertEquals(text, expected, JSON.stringify(pattern));
  }
  assertEquals([by("x").isConstant, by("#").isConstant, by("x*").isConstant], [true, true, false]);
});

Deno.test("texts end at a zero byte, unless the result is stored", () => {
  const namespace = makeEngine().namespace("0");
  push(namespace, "l", ["a\0c", "b", "a\0b", "a", "a\0"]);
  assertEquals(sort(namespace, "l", { alpha: true }), ["a\0c", "a\0b", "a", "a\0", "b"]);
  const stored = sort(namespace, "l", { alpha: true, stores: true });
  assertEquals(stored, ["a", "a\0", "a\0b", "a\0c", "b"]);
});

Deno.test("limits beyond every number leave what there is, or nothing", () => {
  const namespace = makeEngine().namespace("0");
  push(namespace, "l", ["3", "1", "2"]);
  for (const unsorted of [false, true]) {
    const of = (offset: number, count: number) => sort(namespace, "l", { offset, count, unsorted });
    assertEquals(of(Infinity, Infinity), []);
    assertEquals(of(2 ** 53, -1), []);
    assertEquals(of(1, Infinity)?.length, 2);
    assertEquals(of(-Infinity, Infinity)?.length, 3);
    assertEquals(of(0, -Infinity)?.length, 3);
    assertEquals(of(3, 1), []);
  }
  assertEquals(sort(namespace, "missing", { offset: Infinity, count: Infinity }), []);
});

Deno.test("a result is stored as a list, in place of what was there", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  const told: string[] = [];
  engine.feed.listen(({ event, command, args }) => {
    told.push([event || "-", command, ...args.map((arg) => decode(arg, 0, arg.length))].join(" "));
  });
  const result = new RangeBuffer();
  for (const text of ["b", "", "a"]) result.add(encode(text), 0, text.length);
  for (let round = 0; round < 2; round++) {
    namespace.loadText("d");
    storeSorted(namespace, result);
    namespace.loadText("d");
    namespace.find();
    assertEquals(elementsOf(namespace).map((bytes) => decode(bytes, 0, bytes.length)), [
      ...["b", "", "a"],
    ]);
  }
  storeSorted(namespace, new RangeBuffer());
  assertEquals(namespace.size, 0);
  assertEquals(told, [
    ...["sortstore RPUSH d b  a", "- DEL d", "sortstore RPUSH d b  a", "del DEL d"],
  ]);
});

Deno.test("what has no elements is refused", () => {
  const namespace = makeEngine().namespace("0");
  put(namespace, "text", "1");
  namespace.loadText("hash");
  setFields(namespace, byteRanges(["f", "1"]), 0, 2);
  assertThrows(() => sort(namespace, "text"), WrongTypeError);
  assertThrows(() => sort(namespace, "hash"), WrongTypeError);
});
