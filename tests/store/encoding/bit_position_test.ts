/** Finding bits, against a loop over single bits. */
import { assertEquals } from "@std/assert";
import { findBit } from "../../../store/encoding/bit_position.ts";
import { Random, seeds } from "../../helpers/random.ts";

/** Random bytes; or nearly all of them zero, or ones, so that a search has far to go. */
function someBytes(random: Random, length: number): Uint8Array {
  const bytes = random.bytes(length);
  const filler = random.pick([undefined, 0x00, 0xff]);
  if (filler !== undefined) {
    for (let i = 0; i < length; i++) if (random.chance(0.998)) bytes[i] = filler;
  }
  return bytes;
}

const bitAt = (bytes: Uint8Array, position: number) =>
  (bytes[position >> 3] >> (7 - (position & 7))) & 1;

Deno.test("findBit: known values", () => {
  const bytes = Uint8Array.of(0xff, 0xf0, 0x00, 0x00, 0xff, 0xf0);
  assertEquals(findBit(bytes, 0, 0, 23, 0), 12);
  assertEquals(findBit(bytes, 0, 12, 47, 1), 32);
  assertEquals(findBit(bytes, 2, 0, 31, 1), 16);
  assertEquals(findBit(bytes, 0, 13, 31, 1), -1);
  assertEquals(findBit(bytes, 0, 0, 11, 0), -1);
  assertEquals(findBit(bytes, 0, 7, 7, 1), 7);
  assertEquals(findBit(bytes, 0, 8, 7, 1), -1);
});

Deno.test("findBit agrees with a loop over single bits", () => {
  for (const seed of seeds("findBit")) {
    const random = new Random(seed);
    for (let round = 0; round < 200; round++) {
      const start = random.int(0, 9);
      const length = random.chance(0.5) ? random.int(1, 30) : random.int(1, 1200);
      const bytes = someBytes(random, start + length + random.int(0, 9));
      for (let i = 0; i < 50; i++) {
        const first = random.int(length * 8);
        const last = random.int(first, length * 8 - 1);
        for (const bit of [0, 1] as const) {
          let expected = first;
          while (expected <= last && bitAt(bytes, start * 8 + expected) !== bit) expected++;
          assertEquals(
            findBit(bytes, start, first, last, bit),
            expected > last ? -1 : expected,
            `seed ${seed}, ${length} bytes from ${start}, bits ${first} to ${last}`,
          );
        }
      }
    }
  }
});

Deno.test("findBit is exact past bit 2^31", () => {
  const bytes = new Uint8Array(2 ** 28 + 8);
  const far = 2 ** 31 + 37;
  bytes[Math.floor(far / 8)] = 0x80 >> (far % 8);
  assertEquals(findBit(bytes, 0, 0, bytes.length * 8 - 1, 1), far);
  assertEquals(findBit(bytes, 0, far + 1, bytes.length * 8 - 1, 1), -1);
  assertEquals(findBit(bytes, 0, far, bytes.length * 8 - 1, 0), far + 1);
});
