import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { NOT_INTEGER } from "../../../store/encoding/integer.ts";
import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  endOfListpack,
  entryBytesFor,
  entryEquals,
  findEntry,
  firstEntry,
  isEnd,
  listpackBytes,
  listpackLength,
  nextEntry,
  PackedValue,
  previousEntry,
  readEntry,
  readInteger,
  readInteger64,
  seekEntry,
  writeEntry,
} from "../../../store/encoding/listpack.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Integers at both ends of every encoding, with the bytes of encoding and data. */
const INTEGERS: readonly (readonly [text: string, bytes: number])[] = [
  ...([["0", 1], ["1", 1], ["127", 1]] as const),
  ...([["-1", 2], ["128", 2], ["4095", 2], ["-4096", 2]] as const),
  ...([["4096", 3], ["-4097", 3], ["32767", 3], ["-32768", 3]] as const),
  ...([["32768", 4], ["-32769", 4], ["8388607", 4], ["-8388608", 4]] as const),
  ...([["8388608", 5], ["-8388609", 5], ["2147483647", 5], ["-2147483648", 5]] as const),
  ...([["2147483648", 9], ["-2147483649", 9], ["4294967296", 9], ["-4294967297", 9]] as const),
  ...([["9007199254740991", 9], ["-9007199254740991", 9]] as const),
  ...([["9007199254740992", 9], ["-9007199254740993", 9]] as const),
  ...([["9223372036854775807", 9], ["-9223372036854775808", 9]] as const),
];

/** What looks like an integer and is kept as the string that it is. */
const NO_INTEGERS = [
  ...["", "-", "-0", "00", "01", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "--1", "-01"],
  ...["9223372036854775808", "-9223372036854775809", "18446744073709551616"],
  ...["99999999999999999999", "100000000000000000000", "1234567890123456789012"],
];

/** Lengths at which the encoding of a string, or the length behind it, grows. */
const LENGTHS = [0, 1, 62, 63, 64, 65, 124, 125, 126, 127, 128, 4094, 4095, 4096, 4097]
  .concat([16_377, 16_378, 16_379, 16_380, 2_097_145, 2_097_146, 2_097_147, 2_097_148]);

function withoutBackLength(text: string): number {
  const source = encoder.encode(text);
  const bytes = new Uint8Array(source.length + 16);
  const end = writeEntry(bytes, 0, source, 0, source.length);
  assertEquals(end, entryBytesFor(source, 0, source.length));
  let back = 1;
  while ((bytes[end - back] & 128) !== 0) back++;
  return end - back;
}

function packOf(elements: readonly Uint8Array[], before = 0): Uint8Array {
  const size = elements.reduce((sum, each) => sum + entryBytesFor(each, 0, each.length), 0);
  const bytes = new Uint8Array(before + EMPTY_LISTPACK_BYTES + size);
  createListpack(bytes, before);
  let at = firstEntry(before);
  for (const each of elements) at = writeEntry(bytes, at, each, 0, each.length);
  bytes[at] = 0xff;
  adjustHeader(bytes, before, size, elements.length);
  return bytes;
}

function textAt(bytes: Uint8Array, at: number): string {
  const value = new PackedValue();
  readEntry(bytes, at, value);
  return decoder.decode(value.bytes.subarray(value.start, value.end));
}

function texts(bytes: Uint8Array, pack: number): string[] {
  const found: string[] = [];
  for (let at = firstEntry(pack); !isEnd(bytes, at); at = nextEntry(bytes, at)) {
    found.push(textAt(bytes, at));
  }
  return found;
}

Deno.test("an empty listpack has seven bytes and no element", () => {
  const bytes = new Uint8Array(20).fill(1);
  createListpack(bytes, 5);
  assertEquals([...bytes.subarray(5, 12)], [7, 0, 0, 0, 0, 0, 255]);
  assertEquals([bytes[4], bytes[12]], [1, 1]);
  assertEquals(listpackBytes(bytes, 5), 7);
  assertEquals(listpackLength(bytes, 5), 0);
  assert(isEnd(bytes, firstEntry(5)));
  assertEquals(firstEntry(5), endOfListpack(bytes, 5));
  assertEquals(seekEntry(bytes, 5, 0), -1);
  assertEquals(seekEntry(bytes, 5, -1), -1);
  assertEquals(previousEntry(bytes, 5, endOfListpack(bytes, 5)), -1);
});

Deno.test("integers take the smallest encoding and come back as they were written", () => {
  for (const [text, size] of INTEGERS) {
    assertEquals(withoutBackLength(text), size, text);
    const bytes = packOf([encoder.encode(text)], 3);
    const at = firstEntry(3);
    assertEquals(textAt(bytes, at), text);
    const number = Number(text);
    assertStrictEquals(
      readInteger(bytes, at),
      Number.isSafeInteger(number) ? number : NOT_INTEGER,
      text,
    );
    if (size === 9) assertEquals(readInteger64(bytes, at), BigInt(text));
  }
});

Deno.test("what is no canonical integer of 64 bits stays a string", () => {
  for (const text of NO_INTEGERS) {
    assertEquals(withoutBackLength(text), text.length + 1, JSON.stringify(text));
    const bytes = packOf([encoder.encode(text)]);
    assertEquals(textAt(bytes, firstEntry(0)), text);
    assertStrictEquals(readInteger(bytes, firstEntry(0)), NOT_INTEGER);
  }
});

Deno.test("strings at every limit of length are read in both directions", () => {
  const elements = LENGTHS.map((length) => new Uint8Array(length).fill(0x61));
  const heads = elements.map(({ length }) => length < 64 ? 1 : length < 4096 ? 2 : 5);
  LENGTHS.forEach((length, i) => {
    assertEquals(withoutBackLength("a".repeat(length)), heads[i] + length);
  });
  const bytes = packOf(elements, 1);
  assertEquals(texts(bytes, 1).map((text) => text.length), LENGTHS);
  const backwards: number[] = [];
  let at = previousEntry(bytes, 1, endOfListpack(bytes, 1));
  for (; at >= 0; at = previousEntry(bytes, 1, at)) backwards.push(textAt(bytes, at).length);
  assertEquals(backwards.reverse(), LENGTHS);
});

Deno.test("the length behind an entry has seven bits to a byte, the lowest ones last", () => {
  const sizes: [length: number, tail: number[]][] = [
    [125, [127]], // two bytes of encoding: 127
    [126, [1, 128]],
    [4094, [32, 128]], // 4096
    [16_378, [127, 255]], // five bytes of encoding: 16383
    [16_379, [1, 128, 128]],
  ];
  for (const [length, tail] of sizes) {
    const head = length < 64 ? 1 : length < 4096 ? 2 : 5;
    const source = new Uint8Array(length);
    const bytes = new Uint8Array(length + 16);
    const end = writeEntry(bytes, 0, source, 0, length);
    assertEquals(end, head + length + tail.length);
    assertEquals([...bytes.subarray(end - tail.length, end)], tail);
  }
});

Deno.test("entries equal exactly the bytes that they were made of", () => {
  const all = [
    ...INTEGERS.map(([text]) => text),
    ...NO_INTEGERS,
    ...["a", "b", "ab", "x".repeat(63), "x".repeat(64), "x".repeat(4095), "x".repeat(4096)],
  ];
  const bytes = packOf(all.map((text) => encoder.encode(text)));
  let at = firstEntry(0);
  for (const text of all) {
    for (const other of all) {
      const needle = encoder.encode(`<${other}>`);
      const equal = entryEquals(bytes, at, needle, 1, needle.length - 1);
      assertEquals(equal, other === text, `${text} ${other}`);
    }
    at = nextEntry(bytes, at);
  }
});

Deno.test("an element is found among all, or among every other one", () => {
  const bytes = packOf(
    ["k", "a", "a", "k", "5", "a", "a", "5"].map((text) => encoder.encode(text)),
  );
  const index = (text: string, from: number, skip: number) => {
    const needle = encoder.encode(text);
    const at = findEntry(bytes, seekEntry(bytes, 0, from), needle, 0, needle.length, skip);
    if (at < 0) return -1;
    for (let i = 0;; i++) if (seekEntry(bytes, 0, i) === at) return i;
  };
  assertEquals([index("k", 0, 0), index("a", 0, 0), index("5", 0, 0), index("x", 0, 0)], [
    ...[0, 1, 4, -1],
  ]);
  assertEquals([index("k", 0, 1), index("a", 0, 1), index("5", 1, 1), index("k", 1, 1)], [
    ...[0, 2, 7, 3],
  ]);
  assertEquals([index("k", 4, 0), index("a", 3, 2), index("5", 2, 7)], [-1, 6, -1]);
});

Deno.test("elements are sought from either end", () => {
  const elements = Array.from({ length: 200 }, (_, i) => encoder.encode(`element ${i}`));
  const bytes = packOf(elements, 9);
  for (const index of [0, 1, 100, 199]) {
    assertEquals(textAt(bytes, seekEntry(bytes, 9, index)), `element ${index}`);
    assertEquals(seekEntry(bytes, 9, index), seekEntry(bytes, 9, index - 200));
  }
  assertEquals(seekEntry(bytes, 9, 200), -1);
  assertEquals(seekEntry(bytes, 9, -201), -1);
});

Deno.test("from 65,535 elements on the header does not count them", () => {
  const one = encoder.encode("1");
  for (const count of [65_534, 65_535, 65_536, 70_000]) {
    const bytes = packOf(Array.from({ length: count }, () => one));
    assertEquals(bytes[4] | (bytes[5] << 8), Math.min(count, 65_535));
    assertEquals(listpackLength(bytes, 0), count);
    adjustHeader(bytes, 0, 0, 1);
    assertEquals(bytes[4] | (bytes[5] << 8), Math.min(count + 1, 65_535));
  }
});

function randomElement(random: Random): string {
  if (random.chance(0.5)) return String(random.int(-200, 200) ** random.int(1, 7));
  if (random.chance(0.2)) return random.pick(NO_INTEGERS);
  return random.text(random.pick([0, 1, 10, 62, 63, 64, 127, 4095, 4096]) + random.int(3));
}

Deno.test("random edits agree with an array, in both directions", () => {
  for (const seed of seeds("listpack")) {
    const random = new Random(seed);
    const bytes = new Uint8Array(1 << 20);
    const pack = random.int(50);
    createListpack(bytes, pack);
    const model: string[] = [];
    for (let i = 0; i < 3000; i++) {
      const index = random.int(model.length + 1);
      const at = index === model.length
        ? endOfListpack(bytes, pack)
        : seekEntry(bytes, pack, index);
      const end = endOfListpack(bytes, pack) + 1;
      const source = encoder.encode(randomElement(random));
      if (model.length < 100 && random.chance(0.6)) {
        const size = entryBytesFor(source, 0, source.length);
        bytes.copyWithin(at + size, at, end);
        assertEquals(writeEntry(bytes, at, source, 0, source.length), at + size);
        adjustHeader(bytes, pack, size, 1);
        model.splice(index, 0, decoder.decode(source));
      } else if (index < model.length) {
        const next = nextEntry(bytes, at);
        bytes.copyWithin(at, next, end);
        adjustHeader(bytes, pack, at - next, -1);
        model.splice(index, 1);
      }
      assertEquals(listpackLength(bytes, pack), model.length);
      if (i % 50 !== 0) continue;
      assertEquals(texts(bytes, pack), model);
      const backwards: string[] = [];
      let p = previousEntry(bytes, pack, endOfListpack(bytes, pack));
      for (; p >= 0; p = previousEntry(bytes, pack, p)) backwards.push(textAt(bytes, p));
      assertEquals(backwards.reverse(), model);
    }
  }
});
