import { assert, assertEquals } from "@std/assert";
import { formatDouble } from "../../../resp/doubles.ts";
import { MAX_DOUBLE_BYTES, readDouble, writeDouble } from "../../../store/encoding/double.ts";
import { Random, seeds } from "../../helpers/random.ts";

const bytes = new Uint8Array(MAX_DOUBLE_BYTES + 2);

function textOf(x: number): string {
  const end = writeDouble(bytes, 1, x);
  assert(end - 1 <= MAX_DOUBLE_BYTES);
  assert(Object.is(readDouble(bytes, 1, end), x), String(x));
  return new TextDecoder().decode(bytes.subarray(1, end));
}

Deno.test("doubles are written as C does", () => {
  for (
    const [x, text] of [
      [0, "0"],
      [-0, "-0"],
      [7, "7"],
      [-12345678901, "-12345678901"],
      [0.1, "0.10000000000000001"],
      [-1.5, "-1.5"],
      [1e20, "1e+20"],
      [12345678901234567890, "1.2345678901234567e+19"],
      [1e-5, "1.0000000000000001e-05"],
      [0.001, "0.001"],
      [5e-324, "4.9406564584124654e-324"],
      [1.7976931348623157e308, "1.7976931348623157e+308"],
      [9007199254740993, "9007199254740992"],
      [Infinity, "inf"],
      [-Infinity, "-inf"],
    ] as const
  ) assertEquals(textOf(x), text);
});

Deno.test("doubles are written as in replies and read back", () => {
  for (const seed of seeds("double texts")) {
    const random = new Random(seed);
    for (let i = 0; i < 20_000; i++) {
      const x = random.chance(0.5)
        ? (random.float() - 0.5) * 10 ** random.int(-30, 30)
        : random.int(-(2 ** 30), 2 ** 30) / 2 ** random.int(0, 40);
      assertEquals(textOf(x), formatDouble(x));
    }
  }
});
