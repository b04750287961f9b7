/** Decimal integers in bytes, against a model made of a regular expression and BigInt. */
import { assertEquals } from "@std/assert";
import {
  addInteger64,
  digitCount,
  isInteger64,
  NOT_INTEGER,
  parseInteger64,
  parseSafeInteger,
  writeInteger,
} from "../../../store/encoding/integer.ts";
import { Random, seeds } from "../../helpers/random.ts";

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** The 64-bit integer that `text` writes canonically, if it does. */
function model(text: string): bigint | undefined {
  if (!/^(0|-?[1-9][0-9]*)$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= MAX && value >= MIN ? value : undefined;
}

function check(text: string): void {
  // Bytes on either side that would change the answer if they were read.
  const bytes = latin1("1" + text + "1");
  const end = bytes.length - 1;
  const expected = model(text);
  assertEquals(isInteger64(bytes, 1, end), expected !== undefined, text);
  assertEquals(parseInteger64(bytes, 1, end), expected, text);
  const safe = expected !== undefined && Number.isSafeInteger(Number(expected));
  assertEquals(parseSafeInteger(bytes, 1, end), safe ? Number(expected) : NOT_INTEGER, text);
}

Deno.test("integers: what Redis takes and what it does not", () => {
  const taken = ["0", "1", "-1", "9", "10", "-10", "2147483647", "2147483648", "-2147483649"];
  for (const text of [...taken, `${MAX}`, `${MIN}`]) {
    check(text);
    assertEquals(isInteger64(latin1(text), 0, text.length), true, text);
  }
  const refused = ["", "-", "+1", "-0", "00", "01", "-01", " 1", "1 ", "1.0", "1e3", "0x1", "--1"];
  for (const text of [...refused, "1\0", "/", ":", `${MAX + 1n}`, `${MIN - 1n}`, "1".repeat(20)]) {
    check(text);
    assertEquals(isInteger64(latin1(text), 0, text.length), false, text);
  }
});

Deno.test("integers: every length, and the edges of the safe and the 64-bit range", () => {
  for (const edge of [2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 10n ** 15n, 10n ** 16n]) {
    for (let delta = -20n; delta <= 20n; delta++) {
      check(`${edge + delta}`);
      check(`${-edge + delta}`);
    }
  }
  for (let digits = 1; digits <= 22; digits++) {
    for (const digit of "0189") {
      check(digit.repeat(digits));
      check("-" + digit.repeat(digits));
      check("1" + digit.repeat(digits));
    }
  }
});

Deno.test("integers: one wrong byte at each place is seen", () => {
  const text = "123456789012345678";
  for (let length = 1; length <= text.length; length++) {
    for (let at = 0; at < length; at++) {
      for (const wrong of " -+./:a\0\xb1\xff") {
        check(text.slice(0, at) + wrong + text.slice(at + 1, length));
      }
    }
  }
});

Deno.test("integers: random texts and numbers", () => {
  for (const seed of seeds("integers")) {
    const random = new Random(seed);
    for (let i = 0; i < 100_000; i++) {
      let text = random.chance(0.4) ? "-" : "";
      for (let n = random.int(0, 20); n >= 0; n--) text += random.int(10);
      check(text);
    }
    const bytes = new Uint8Array(32);
    for (let i = 0; i < 200_000; i++) {
      const magnitude = Math.floor(random.float() * 2 ** random.int(0, 53));
      const value = random.chance(0.5) ? magnitude : 0 - magnitude;
      const end = writeInteger(bytes, 3, value);
      if (end !== 3 + digitCount(value) || parseSafeInteger(bytes, 3, end) !== value) {
        throw new Error(`${value} with seed ${seed}`);
      }
    }
  }
});

Deno.test("writeInteger writes what String writes, and nothing more", () => {
  const values = [0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 31, -(2 ** 31)];
  for (let power = 1; power <= 15; power++) {
    values.push(10 ** power - 1, 10 ** power, 10 ** power + 1, -(10 ** power), 9 * 10 ** power);
  }
  // Multiples of 10^8 and their neighbours: where the number is cut in two.
  for (let i = 1; i <= 9e7; i += 1_234_567) values.push(i * 1e8 - 1, i * 1e8, i * 1e8 + 1);
  values.push(90_071_992e8 - 1, 90_071_992e8);
  for (const value of values) {
    const bytes = new Uint8Array(20).fill(0x78);
    const end = writeInteger(bytes, 1, value);
    assertEquals(String.fromCharCode(...bytes), `x${value}`.padEnd(20, "x"));
    assertEquals(end, 1 + `${value}`.length);
    assertEquals(digitCount(value), `${value}`.length);
  }
});

Deno.test("addInteger64 stops at the edges", () => {
  assertEquals(addInteger64(MAX, 0n), MAX);
  assertEquals(addInteger64(MAX - 1n, 1n), MAX);
  assertEquals(addInteger64(MAX, 1n), undefined);
  assertEquals(addInteger64(MIN, -1n), undefined);
  assertEquals(addInteger64(MIN + 1n, -1n), MIN);
  assertEquals(addInteger64(MIN, MAX), -1n);
});
