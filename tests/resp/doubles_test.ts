/**
 * Doubles as text. The tables below were read from redis-server 7.0.15 (ZADD, then ZSCORE).
 */

import { assert, assertEquals } from "@std/assert";
import { formatDouble, parseDouble } from "../../resp/doubles.ts";
import { Random, seeds } from "../helpers/random.ts";

function parse(text: string): number | undefined {
  const bytes = Uint8Array.from(`7${text}7`, (character) => character.charCodeAt(0));
  return parseDouble(bytes, 1, bytes.length - 1);
}

const FORMATTED: [number, string][] = [
  [0, "0"],
  [-0, "-0"],
  [3, "3"],
  [-17, "-17"],
  [1.5, "1.5"],
  [0.1, "0.10000000000000001"],
  [-0.1, "-0.10000000000000001"],
  [3.14, "3.1400000000000001"],
  [1 / 3, "0.33333333333333331"],
  [100.25, "100.25"],
  [0.0001, "0.0001"],
  [0.00012345, "0.00012344999999999999"],
  [0.00001, "1.0000000000000001e-05"],
  [1e-6, "9.9999999999999995e-07"],
  [9007199254740992, "9007199254740992"],
  [1e16, "10000000000000000"],
  [72057594037927936, "72057594037927936"],
  [123456789012345680, "1.2345678901234568e+17"],
  [1e17, "1e+17"],
  [1e20, "1e+20"],
  [1e21, "1e+21"],
  [2 ** 63, "9.2233720368547758e+18"],
  [1e100, "1e+100"],
  [1.7976931348623157e308, "1.7976931348623157e+308"],
  [5e-324, "4.9406564584124654e-324"],
  [Infinity, "inf"],
  [-Infinity, "-inf"],
  // Exact ties in the 18th digit go to the even 17th, where toPrecision goes up.
  [1125899906842624.25, "1125899906842624.2"],
  [1125899906842624.75, "1125899906842624.8"],
  [1 + 2 ** -17, "1.0000076293945312"],
  [1 + 3 * 2 ** -17, "1.0000228881835938"],
];

Deno.test("formatDouble: prints what Redis prints", () => {
  for (const [value, text] of FORMATTED) assertEquals(formatDouble(value), text);
  assertEquals(formatDouble(NaN), "nan");
});

const ACCEPTED: [string, number][] = [
  ["0", 0],
  ["-0", -0],
  ["+1", 1],
  ["00012", 12],
  ["0001.5", 1.5],
  ["1.", 1],
  [".5", 0.5],
  ["-.5", -0.5],
  ["1e5", 1e5],
  ["1E-5", 1e-5],
  ["1e+5", 1e5],
  ["0.1", 0.1],
  ["123456789012345", 123456789012345],
  ["123456789.1234567", 123456789.1234567],
  ["9007199254740993", 9007199254740992],
  ["12345678901234567890", 12345678901234567000],
  ["inf", Infinity],
  ["INF", Infinity],
  ["+inf", Infinity],
  ["-inf", -Infinity],
  ["Infinity", Infinity],
  ["-iNfInItY", -Infinity],
  ["0e999", 0],
  ["0e-999", 0],
  ["4.9e-324", 5e-324],
  ["0x10", 16],
  ["0X1P3", 8],
  ["-0x1.8p1", -3],
  ["0x.8", 0.5],
  ["0x0p9999", 0],
  ["-0x0", -0],
  ["0x1p-1074", 5e-324],
  ["0x1.8p-1075", 5e-324],
  ["0x1.fffffffffffff7p1023", 1.7976931348623157e308],
  ["0x1.00000000000008p0", 1],
  ["0x1.00000000000018p0", 1 + 2 ** -51],
  ["0x123456789abcdef01234", 0x123456789abcdef01234],
];

const REFUSED = [
  ...["", "+", "-", ".", "-.", "1e", "1e+", "e5", "1..2", "1e5.5", "1_0", "1,5", "--1", "+-1"],
  ...[" 1", "1 ", "\t1", "1\n", "1\0", "1d", "0b1", "0x", "0x.", "0xg", "0x1p", "0x1p+", "1p3"],
  ...["nan", "NaN", "-nan", "nan(1)", "infinit", "infinityx", "-inff", "i", "in"],
  ...["1e400", "-1e400", "1e-400", "2e-324", "1e99999999999", "1e-99999999999"],
  ...["0x1p1024", "0x1.fffffffffffff8p1023", "0x1p-1075", "0x1p-1076", "0x1p99999999999"],
];

Deno.test("parseDouble: takes what Redis takes", () => {
  for (const [text, value] of ACCEPTED) {
    assert(Object.is(parse(text), value), `${text}: ${parse(text)}`);
  }
});

Deno.test("parseDouble: refuses what Redis refuses", () => {
  for (const text of REFUSED) assertEquals(parse(text), undefined, JSON.stringify(text));
});

/** All finite doubles are as likely, so exponents are spread evenly. */
function randomDouble(random: Random): number {
  const view = new DataView(random.bytes(8).buffer);
  const value = view.getFloat64(0);
  return Number.isFinite(value) ? value : 1;
}

Deno.test("doubles: what formatDouble prints parseDouble reads back, bit for bit", () => {
  for (const seed of seeds("doubles")) {
    const random = new Random(seed);
    for (let round = 0; round < 5000; round++) {
      const short = random.int(-1e9, 1e9) / 10 ** random.int(8);
      for (const value of [randomDouble(random), short, short * 2 ** -20]) {
        const text = formatDouble(value);
        assert(Object.is(parse(text), value), `seed ${seed}: ${value} as ${text}`);
        assert(Object.is(parse(String(value)), value), `seed ${seed}: ${value}`);
      }
    }
  }
});

Deno.test("formatDouble: never more than 17 digits, never a digit too many", () => {
  for (const seed of seeds("digits of doubles")) {
    const random = new Random(seed);
    for (let round = 0; round < 5000; round++) {
      const text = formatDouble(randomDouble(random));
      assert(/^-?(0|[1-9]\d*)(\.\d*[1-9])?(e[+-]\d{2,3})?$/.test(text), text);
      const digits = text.replace(/e.*/, "").replace(/[-.]/g, "").replace(/^0+/, "");
      assert(digits.length <= 17, text);
    }
  }
});
