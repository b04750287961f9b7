import { assert, assertEquals } from "@std/assert";
import { RangeBuffer } from "../../../../store/byte_ranges.ts";
import {
  adjustHeader,
  createListpack,
  firstEntry,
  nextEntry,
  PackedValue,
  writeEntry,
} from "../../../../store/encoding/listpack.ts";
import { passListpack } from "../../../../store/types/loading/dumped_elements.ts";
import { hasDuplicates, plainElements } from "../../../../store/types/loading/packed_loading.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const encoder = new TextEncoder();

/** A listpack of those texts, with some other bytes around it. */
function pack(texts: readonly string[]): PackedValue {
  const bytes = new Uint8Array(250_000).fill(255);
  const start = 3;
  createListpack(bytes, start);
  let at = firstEntry(start);
  for (const text of texts) {
    const source = encoder.encode(text);
    at = writeEntry(bytes, at, source, 0, source.length);
  }
  bytes[at] = 255;
  adjustHeader(bytes, start, at - firstEntry(start), texts.length);
  const packed = new PackedValue();
  packed.bytes = bytes;
  packed.start = start;
  packed.end = at + 1;
  return packed;
}

/** The texts of a listpack that is sound, as the long way reads them. */
function textsOf({ bytes, start, end }: PackedValue): string[] | undefined {
  const elements = new RangeBuffer();
  try {
    passListpack(bytes, start, end, elements);
  } catch {
    return undefined;
  }
  return Array.from({ length: elements.count }, (_, i) => {
    const part = elements.bytes.subarray(elements.starts[i], elements.ends[i]);
    return String.fromCharCode(...part);
  });
}

function text(random: Random): string {
  if (random.chance(0.5)) return random.text(random.int(0));
  const limit = random.pick([1, 127, 128, 4095, 4096, 32767, 32768, 2 ** 23, 2 ** 31, 2 ** 53]);
  return String(BigInt(limit) * (random.chance(0.5) ? 1n : -1n) + BigInt(random.int(-2, 2)));
}

for (const seed of seeds("packed loading")) {
  Deno.test(`what was packed here is plain, and duplicates are seen, seed ${seed}`, () => {
    const random = new Random(seed);
    for (let round = 0; round < 400; round++) {
      const texts = Array.from({ length: random.int(0, 40) }, () => text(random));
      if (random.chance(0.3) && texts.length > 0) texts.push(random.pick(texts));
      const packed = pack(texts);
      assertEquals(plainElements(packed), texts.length);
      assertEquals(hasDuplicates(packed, texts.length, 1), new Set(texts).size < texts.length);
      if (texts.length % 2 !== 0) continue;
      const names = texts.filter((_, i) => i % 2 === 0);
      assertEquals(hasDuplicates(packed, texts.length, 2), new Set(names).size < names.length);
    }
  });

  Deno.test(`damage is never plain unless it is another sound value, seed ${seed}`, () => {
    const random = new Random(seed);
    let plain = 0;
    for (let round = 0; round < 6000; round++) {
      const texts = Array.from({ length: random.int(1, 6) }, () => text(random));
      const packed = pack(texts);
      for (let flips = random.int(1, 2); flips > 0; flips--) {
        packed.bytes[random.int(packed.start, packed.end - 1)] = random.int(256);
      }
      const count = plainElements(packed);
      if (count < 0) continue;
      plain++;
      // The long way sees the same number of elements, and would pack them the same.
      const read = textsOf(packed);
      assert(read !== undefined && read.length === count);
      const again = pack([]);
      let at = firstEntry(again.start);
      for (const each of read) {
        const source = Uint8Array.from(each, (letter) => letter.charCodeAt(0));
        at = writeEntry(again.bytes, at, source, 0, source.length);
      }
      const first = firstEntry(packed.start);
      assertEquals(again.bytes.slice(first, at), packed.bytes.slice(first, packed.end - 1));
    }
    assert(plain > 100);
  });
}

Deno.test("elements of any length are plain, but not more than are counted", () => {
  for (const length of [63, 64, 126, 127, 128, 4095, 4096, 20_000]) {
    assertEquals(plainElements(pack(["x".repeat(length), "1"])), 2);
  }
  const packed = pack(["a", "b"]);
  packed.bytes[packed.start + 4] = packed.bytes[packed.start + 5] = 255;
  assertEquals(plainElements(packed), -1);
  assertEquals(nextEntry(packed.bytes, firstEntry(packed.start)), firstEntry(packed.start) + 3);
});

Deno.test("any number of elements is looked through for duplicates", () => {
  const texts = Array.from({ length: 3000 }, (_, i) => `${i}`);
  assertEquals(hasDuplicates(pack(texts), texts.length, 1), false);
  texts[2999] = "17";
  assertEquals(hasDuplicates(pack(texts), texts.length, 1), true);
});
