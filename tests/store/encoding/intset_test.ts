/** Intsets against a sorted array of BigInts, and against bytes that redis-server made. */
import { assert, assertEquals } from "@std/assert";
import {
  createIntset,
  EMPTY_INTSET_BYTES,
  findInteger,
  insertInteger,
  Integer64,
  intsetBytes,
  intsetLength,
  intsetWidth,
  readInteger64At,
  readIntegerText,
  removeInteger,
  widenIntset,
} from "../../../store/encoding/intset.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Where the intset begins in its buffer: anywhere. */
const SET = 5;

function integer(text: string): Integer64 {
  const number = new Integer64();
  const bytes = encoder.encode(text);
  assert(number.parse(bytes, 0, bytes.length), text);
  return number;
}

function widthOf(n: bigint): number {
  return BigInt.asIntN(16, n) === n ? 2 : BigInt.asIntN(32, n) === n ? 4 : 8;
}

Deno.test("integers of 64 bits are read and written as their only text", () => {
  const number = new Integer64();
  const texts = [
    ...["0", "1", "-1", "127", "-32768", "32767", "32768", "-32769", "2147483647", "-2147483648"],
    ...["2147483648", "-2147483649", "4294967295", "4294967296", "-4294967296", "-4294967297"],
    ...["9007199254740991", "-9007199254740991", "9007199254740992", "-9007199254740993"],
    ...["9223372036854775807", "-9223372036854775808"],
  ];
  for (const text of texts) {
    const target = new Uint8Array(30);
    assertEquals(decoder.decode(target.subarray(3, integer(text).writeText(target, 3))), text);
    assertEquals(integer(text).width, widthOf(BigInt(text)), text);
  }
  const wrong = ["", "-", "-0", "+1", "01", " 1", "1 ", "1.0", "x", "9223372036854775808"];
  for (const text of [...wrong, "-9223372036854775809", "123456789012345678901"]) {
    const bytes = encoder.encode(text);
    assertEquals(number.parse(bytes, 0, bytes.length), false, text);
  }
});

Deno.test("an intset has Redis's bytes", () => {
  const make = (texts: string[]) => {
    const bytes = new Uint8Array(100);
    createIntset(bytes, 0);
    for (const text of texts) insert(bytes, 0, integer(text));
    return [...bytes.subarray(0, intsetBytes(intsetWidth(bytes, 0), intsetLength(bytes, 0)))];
  };
  assertEquals(make(["3", "1", "-2"]), [2, 0, 0, 0, 3, 0, 0, 0, 254, 255, 1, 0, 3, 0]);
  assertEquals(make(["70000", "1"]), [4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 112, 17, 1, 0]);
  assertEquals(
    make(["-1", "4294967296"]),
    [8, 0, 0, 0, 2, 0, 0, 0, ...Array(8).fill(255), 0, 0, 0, 0, 1, 0, 0, 0],
  );
});

/** What `sets/edit.ts` does: widens first if need be. */
function insert(bytes: Uint8Array, set: number, number: Integer64): boolean {
  const found = findInteger(bytes, set, number);
  if (found >= 0) return false;
  if (number.width > intsetWidth(bytes, set)) widenIntset(bytes, set, number.width);
  insertInteger(bytes, set, -1 - found, number);
  return true;
}

function contents(bytes: Uint8Array): string[] {
  const value = new PackedValue();
  const texts: string[] = [];
  for (let i = 0; i < intsetLength(bytes, SET); i++) {
    readIntegerText(bytes, SET, i, value);
    texts.push(decoder.decode(value.bytes.subarray(value.start, value.end)));
  }
  return texts;
}

for (const seed of seeds("intset")) {
  Deno.test(`an intset agrees with a sorted list, seed ${seed}`, () => {
    const random = new Random(seed);
    for (let round = 0; round < 60; round++) {
      const bits = random.pick([4, 14, 20, 31, 40, 60]);
      const bytes = new Uint8Array(SET + EMPTY_INTSET_BYTES + 8 * 400).fill(0xee);
      createIntset(bytes, SET);
      const model = new Set<bigint>();
      let width = 2;
      for (let step = 0; step < 300; step++) {
        const wide = random.chance(0.02) ? 64 : bits;
        const words = (BigInt(random.uint32()) << 32n) | BigInt(random.uint32());
        const n = BigInt.asIntN(wide, words);
        const number = integer(String(n));
        if (random.chance(0.6)) {
          assertEquals(insert(bytes, SET, number), !model.has(n));
          if (!model.has(n)) width = Math.max(width, widthOf(n));
          model.add(n);
        } else {
          const found = findInteger(bytes, SET, number);
          assertEquals(found >= 0, model.delete(n));
          if (found >= 0) removeInteger(bytes, SET, found);
        }
        assertEquals(intsetLength(bytes, SET), model.size);
        assertEquals(intsetWidth(bytes, SET), width);
      }
      const sorted = [...model].sort((a, b) => a < b ? -1 : 1);
      assertEquals(contents(bytes), sorted.map(String));
      const number = new Integer64();
      sorted.forEach((n, i) => {
        readInteger64At(bytes, SET, i, number);
        assertEquals((BigInt(number.high) << 32n) | BigInt(number.low >>> 0), n);
      });
    }
  });
}
