/** 80-bit floating point: what Redis answered, and what has to hold for any numbers. */
import { assertEquals } from "@std/assert";
import {
  addLongDouble,
  formatLongDouble,
  isFiniteLongDouble,
  LONG_DOUBLE_ZERO,
  type LongDouble,
  parseLongDouble,
} from "../../../store/encoding/long_double.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { ANSWERS, INVALID, NOT_FINITE } from "./long_double_answers.ts";

function parse(text: string): LongDouble | undefined {
  // A digit on either side would change the number if it were read.
  const bytes = Uint8Array.from("7" + text + "7", (c) => c.charCodeAt(0));
  return parseLongDouble(bytes, 1, bytes.length - 1);
}

/** What INCRBYFLOAT makes of the two texts. */
function increment(value: string, by: string): string | number {
  const a = parse(value);
  const b = parse(by);
  if (a === undefined || b === undefined) return INVALID;
  const sum = addLongDouble(a, b);
  return sum === undefined ? NOT_FINITE : formatLongDouble(sum);
}

Deno.test("long double: the sums that INCRBYFLOAT answers", () => {
  for (const [value, by, sum] of ANSWERS) {
    assertEquals(increment(value, by), sum, JSON.stringify([value, by]));
    if (value !== "" && by !== "") assertEquals(increment(by, value), sum);
  }
});

Deno.test("long double: the longest text and the longest number", () => {
  const zeros = "0".repeat(5118);
  assertEquals(increment(zeros + "1", "1"), "2");
  assertEquals(increment(zeros + "01", "1"), INVALID);
  assertEquals(increment("1" + zeros, "1"), INVALID);
  assertEquals(increment("0." + "0".repeat(4900) + "1", "0"), "0");
  assertEquals(increment("0." + "0".repeat(5000) + "1", "0"), INVALID);
  const largest = ((1n << 64n) - 1n) << 16320n;
  assertEquals(increment(largest.toString(), "0"), largest.toString());
  assertEquals(increment("1.2e4932", "0"), INVALID);
});

Deno.test("long double: only an infinity is not finite", () => {
  for (const text of ["inf", "-inf", "INFINITY", "+Inf"]) {
    assertEquals(isFiniteLongDouble(parse(text)!), false, text);
    assertEquals(addLongDouble(parse(text)!, LONG_DOUBLE_ZERO), undefined);
    assertEquals(addLongDouble(LONG_DOUBLE_ZERO, parse(text)!), undefined);
  }
  assertEquals(isFiniteLongDouble(parse("1e4932")!), true);
  assertEquals(formatLongDouble(LONG_DOUBLE_ZERO), "0");
});

Deno.test("long double: integers of up to 64 bits are added exactly", () => {
  for (const seed of seeds("long double integers")) {
    const random = new Random(seed);
    const integer = () => {
      const magnitude = BigInt.asUintN(
        random.int(1, 63),
        (BigInt(random.uint32()) << 32n) | BigInt(random.uint32()),
      );
      return random.chance(0.5) ? magnitude : -magnitude;
    };
    for (let i = 0; i < 20_000; i++) {
      const a = integer();
      const b = integer();
      assertEquals(increment(`${a}`, `${b}`), `${a + b}`);
      assertEquals(increment(`${a}.000`, `${b}e0`), `${a + b}`);
    }
  }
});

Deno.test("long double: small sums of cents are as in decimal", () => {
  for (const seed of seeds("long double cents")) {
    const random = new Random(seed);
    for (let i = 0; i < 20_000; i++) {
      // Below 16 three roundings stay under half a unit of the 17th decimal.
      const a = random.int(-799, 799);
      const b = random.int(-799, 799);
      const expected = String((a + b) / 100);
      assertEquals(increment(String(a / 100), String(b / 100)), expected, `${a} ${b}`);
    }
  }
});

Deno.test("long double: what was printed is printed again", () => {
  for (const seed of seeds("long double texts")) {
    const random = new Random(seed);
    for (let i = 0; i < 10_000; i++) {
      const digits = random.int(1, 25);
      let text = random.chance(0.5) ? "-" : "";
      for (let n = digits; n > 0; n--) text += random.int(10);
      text += `e${random.int(-40, 20)}`;
      const printed = increment(text, "0");
      // An integer that was printed is exact, so it must come back however long it is.
      if (typeof printed === "string" && !printed.includes(".")) {
        assertEquals(increment(printed, "0"), printed, `${text}, seed ${seed}`);
      }
      // A number and its opposite cancel out, whatever the rounding.
      assertEquals(increment(text, text.startsWith("-") ? text.slice(1) : "-" + text), "0");
      // Binary fractions are exact in both: the text of a double with few digits comes back.
      const eighths = random.int(-1e9, 1e9) / 8;
      assertEquals(increment(String(eighths), "0"), String(eighths));
    }
  }
});
