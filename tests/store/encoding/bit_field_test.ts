/** Fields of bits, against strings of "0" and "1" and against what Redis answered. */
import { assertEquals } from "@std/assert";
import {
  type BitFieldOverflow,
  fitBitField,
  fitBitField64,
  MAX_NUMBER_FIELD_BITS,
  readBit,
  readBitField,
  readBitField64,
  writeBit,
  writeBitField,
  writeBitField64,
} from "../../../store/encoding/bit_field.ts";
import { Random, seeds } from "../../helpers/random.ts";

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;
const OVERFLOWS: BitFieldOverflow[] = ["wrap", "saturate", "fail"];

const toBits = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");

Deno.test("bit fields: reads and writes agree with a string of bits", () => {
  for (const seed of seeds("bit fields")) {
    const random = new Random(seed);
    for (let round = 0; round < 300; round++) {
      const start = random.int(0, 5);
      const length = random.int(1, 40);
      const end = start + length;
      const bytes = random.bytes(end + 3);
      for (let i = 0; i < 40; i++) {
        const width = random.int(1, Math.min(64, length * 8));
        const position = random.int(0, length * 8 - width);
        const value = BigInt.asUintN(
          width,
          (BigInt(random.uint32()) << 32n) | BigInt(random.uint32()),
        );
        const bits = toBits(bytes);
        const at = start * 8 + position;
        const written = value.toString(2).padStart(width, "0");
        if (width <= MAX_NUMBER_FIELD_BITS && random.chance(0.5)) {
          const number = random.chance(0.5) ? value : BigInt.asIntN(width, value);
          writeBitField(bytes, start, position, width, Number(number));
        } else {
          writeBitField64(bytes, start, position, width, BigInt.asIntN(width, value));
        }
        assertEquals(toBits(bytes), bits.slice(0, at) + written + bits.slice(at + width));
        assertEquals(readBitField64(bytes, start, end, position, width, false), value);
        const signed = BigInt.asIntN(width, value);
        assertEquals(readBitField64(bytes, start, end, position, width, true), signed);
        if (width <= MAX_NUMBER_FIELD_BITS) {
          assertEquals(readBitField(bytes, start, end, position, width, false), Number(value));
          assertEquals(readBitField(bytes, start, end, position, width, true), Number(signed));
        }
        assertEquals(readBit(bytes, start, end, position), Number(written[0]));
      }
    }
  }
});

Deno.test("bit fields: what lies beyond the end reads as zero", () => {
  const bytes = new Uint8Array(8).fill(0xff);
  assertEquals(readBitField(bytes, 1, 3, 12, 8, false), 0xf0);
  assertEquals(readBitField(bytes, 1, 3, 16, 32, true), 0);
  assertEquals(readBitField64(bytes, 1, 3, 8, 64, true), -(2n ** 56n));
  assertEquals(readBitField64(bytes, 1, 3, 2 ** 32, 63, false), 0n);
  assertEquals(readBit(bytes, 1, 3, 15), 1);
  assertEquals(readBit(bytes, 1, 3, 16), 0);
  assertEquals(readBit(bytes, 1, 1, 0), 0);
});

Deno.test("writeBit returns the old bit and touches no other", () => {
  const bytes = new Uint8Array(4);
  assertEquals(writeBit(bytes, 1, 7, 1), 0);
  assertEquals([...bytes], [0, 1, 0, 0]);
  assertEquals(writeBit(bytes, 1, 8, 1), 0);
  assertEquals(writeBit(bytes, 1, 8, 1), 1);
  assertEquals([...bytes], [0, 1, 0x80, 0]);
  assertEquals(writeBit(bytes, 1, 7, 0), 1);
  assertEquals([...bytes], [0, 0, 0x80, 0]);
});

Deno.test("fitBitField: Redis's answers", () => {
  // value, increment, width, signed, then the answers to WRAP, SAT and FAIL.
  const answers: [bigint, bigint, number, boolean, bigint, bigint, bigint | undefined][] = [
    [255n, 1n, 8, false, 0n, 255n, undefined],
    [0n, -1n, 8, false, 255n, 0n, undefined],
    [3n, -10n, 2, false, 1n, 0n, undefined],
    [1000n, 0n, 8, false, 232n, 255n, undefined],
    // A negative value is read as an unsigned one: too large, not too small.
    [-1n, 0n, 8, false, 255n, 255n, undefined],
    [127n, 1n, 8, true, -128n, 127n, undefined],
    [-128n, -1n, 8, true, 127n, -128n, undefined],
    [-129n, 0n, 8, true, 127n, -128n, undefined],
    [200n, 0n, 8, true, -56n, 127n, undefined],
    [100n, -228n, 8, true, -128n, -128n, -128n],
    [MAX, 1n, 64, true, MIN, MAX, undefined],
    [MIN, -1n, 64, true, MAX, MIN, undefined],
    [MIN, MAX, 64, true, -1n, -1n, -1n],
    [MAX, 1n, 63, false, 0n, MAX, undefined],
    [0n, MIN, 63, false, 0n, 0n, undefined],
    // The distance to the maximum overflows: saturates on the other side.
    [MIN, 0n, 8, true, 0n, 127n, undefined],
    [MIN + 127n, 0n, 8, true, 127n, 127n, undefined],
    [MIN + 128n, 0n, 8, true, -128n, -128n, undefined],
    [1n, 0n, 1, true, -1n, 0n, undefined],
  ];
  for (const [value, increment, width, signed, ...expected] of answers) {
    OVERFLOWS.forEach((overflow, i) => {
      const context = `${value} + ${increment} in ${signed ? "i" : "u"}${width}, ${overflow}`;
      assertEquals(fitBitField64(value, increment, width, signed, overflow), expected[i], context);
      if (width > 32 || value < -(2n ** 52n)) return;
      const number = fitBitField(Number(value), Number(increment), width, signed, overflow);
      assertEquals(number, expected[i] === undefined ? undefined : Number(expected[i]), context);
    });
  }
});

Deno.test("fitBitField on numbers agrees with the one on BigInt", () => {
  for (const seed of seeds("fitBitField")) {
    const random = new Random(seed);
    for (let i = 0; i < 100_000; i++) {
      const width = random.int(1, 32);
      const signed = random.chance(0.5);
      const overflow = random.pick(OVERFLOWS);
      const spread = 2 ** random.int(1, 51);
      const isSet = random.chance(0.3);
      const increment = isSet ? 0 : Math.floor((random.float() - 0.5) * spread);
      const limit = 2 ** width;
      const field = Math.floor(random.float() * limit) - (signed ? limit / 2 : 0);
      const value = isSet ? Math.floor((random.float() - 0.5) * spread) : field;
      const wide = fitBitField64(BigInt(value), BigInt(increment), width, signed, overflow);
      assertEquals(
        fitBitField(value, increment, width, signed, overflow),
        wide === undefined ? undefined : Number(wide),
        `${value} + ${increment} in ${signed ? "i" : "u"}${width}, ${overflow}, seed ${seed}`,
      );
    }
  }
});
