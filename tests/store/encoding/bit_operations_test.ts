/** AND, OR, XOR and NOT in place, against the same byte by byte. */
import { assertEquals } from "@std/assert";
import { andInto, notInto, orInto, xorInto } from "../../../store/encoding/bit_operations.ts";
import { Random, seeds } from "../../helpers/random.ts";

const OPERATIONS = [
  { name: "and", into: andInto, byte: (a: number, b: number) => a & b },
  { name: "or", into: orInto, byte: (a: number, b: number) => a | b },
  { name: "xor", into: xorInto, byte: (a: number, b: number) => a ^ b },
];

Deno.test("bit operations: a shorter source counts as padded with zeros", () => {
  const run = (into: typeof andInto) => {
    const target = Uint8Array.of(9, 0xf0, 0xff, 0xaa, 9);
    into(target, 1, 4, Uint8Array.of(7, 0x3c, 7), 1, 2);
    return [...target];
  };
  assertEquals(run(andInto), [9, 0x30, 0, 0, 9]);
  assertEquals(run(orInto), [9, 0xfc, 0xff, 0xaa, 9]);
  assertEquals(run(xorInto), [9, 0xcc, 0xff, 0xaa, 9]);
});

Deno.test("bit operations: a longer source does not pass the target's end", () => {
  for (const { into, byte } of OPERATIONS) {
    const target = Uint8Array.of(0x0f, 0x0f, 0x55);
    into(target, 0, 2, Uint8Array.of(0x33, 0x33, 0x33), 0, 3);
    assertEquals([...target], [byte(0x0f, 0x33), byte(0x0f, 0x33), 0x55]);
  }
});

Deno.test("bit operations: any length and alignment", () => {
  for (const seed of seeds("bit operations")) {
    const random = new Random(seed);
    for (let round = 0; round < 400; round++) {
      const most = random.pick([8, 40, 600, 20_000]);
      const at = random.int(0, 7);
      const length = random.int(0, most);
      const target = random.bytes(at + length + 5);
      const start = random.int(0, 7);
      const sourceLength = random.int(0, most);
      const source = random.bytes(start + sourceLength + 5);
      const { name, into, byte } = random.pick(OPERATIONS);
      const expected = target.slice();
      for (let i = 0; i < length; i++) {
        expected[at + i] = byte(target[at + i], i < sourceLength ? source[start + i] : 0);
      }
      into(target, at, at + length, source, start, start + sourceLength);
      assertEquals(target, expected, `${name}, round ${round}, seed ${seed}`);
      for (let i = at; i < at + length; i++) expected[i] = ~expected[i];
      notInto(target, at, at + length);
      assertEquals(target, expected, `not, round ${round}, seed ${seed}`);
    }
  }
});
