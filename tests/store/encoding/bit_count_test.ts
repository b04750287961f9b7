/** Counting bits, against sums over single bits. */
import { assertEquals } from "@std/assert";
import { countBits, countBitsBetween } from "../../../store/encoding/bit_count.ts";
import { Random, seeds } from "../../helpers/random.ts";

Deno.test("countBits: known values", () => {
  // "foobar" is the example of BITCOUNT's documentation: 26, 4 and 6 ones.
  const bytes = new TextEncoder().encode("foobar");
  assertEquals(countBits(bytes, 0, 6), 26);
  assertEquals(countBits(bytes, 0, 1), 4);
  assertEquals(countBits(bytes, 1, 2), 6);
  assertEquals(countBitsBetween(bytes, 0, 5, 30), 17);
  assertEquals(countBits(bytes, 3, 3), 0);
  assertEquals(countBitsBetween(bytes, 0, 9, 8), 0);
  for (const length of [1, 159, 160, 161, 1000, 4096 + 3]) {
    assertEquals(countBits(new Uint8Array(length).fill(0xff), 0, length), length * 8);
    assertEquals(countBits(new Uint8Array(length), 0, length), 0);
  }
});

Deno.test("countBits agrees with sums over single bits", () => {
  for (const seed of seeds("countBits")) {
    const random = new Random(seed);
    for (let round = 0; round < 200; round++) {
      const start = random.int(0, 9);
      const length = random.chance(0.5) ? random.int(1, 30) : random.int(1, 1200);
      const bytes = random.bytes(start + length + random.int(0, 9));
      // sums[i] is how many of the first i bits are set.
      const sums = new Int32Array(length * 8 + 1);
      for (let i = 0; i < length * 8; i++) {
        sums[i + 1] = sums[i] + ((bytes[start + (i >> 3)] >> (7 - (i & 7))) & 1);
      }
      for (let i = 0; i < 50; i++) {
        const first = random.int(length * 8);
        const last = random.int(first, length * 8 - 1);
        const context = `seed ${seed}, ${length} bytes from ${start}, bits ${first} to ${last}`;
        const expected = sums[last + 1] - sums[first];
        assertEquals(countBitsBetween(bytes, start, first, last), expected, context);
        const byte = first >> 3;
        const tail = sums[length * 8] - sums[byte * 8];
        assertEquals(countBits(bytes, start + byte, start + length), tail, context);
      }
    }
  }
});

Deno.test("countBitsBetween is exact past bit 2^31", () => {
  const bytes = new Uint8Array(2 ** 28 + 8);
  const far = 2 ** 31 + 37;
  bytes[Math.floor(far / 8)] = 0x80 >> (far % 8);
  assertEquals(countBitsBetween(bytes, 0, far, far), 1);
  assertEquals(countBitsBetween(bytes, 0, far - 9, far + 9), 1);
  assertEquals(countBitsBetween(bytes, 0, far + 1, far + 9), 0);
});
