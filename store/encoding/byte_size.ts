/**
 * Sizes in bytes as people write and read them: "256mb" in a configuration, "1.01M" in INFO.
 *
 * As in redis.conf, a unit with a b is binary and one without is decimal: 1kb is 1,024 bytes and
 * 1k is 1,000; likewise m/mb and g/gb. The case does not matter, and no unit, or b, means bytes.
 */

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["", 1n],
  ["b", 1n],
  ["k", 1000n],
  ["kb", 1024n],
  ["m", 1000n ** 2n],
  ["mb", 1024n ** 2n],
  ["g", 1000n ** 3n],
  ["gb", 1024n ** 3n],
]);

const MAX_UINT64 = 2n ** 64n - 1n;

/** INFO's units, each 1,024 times the one before. */
const LETTERS = "KMGTP";

/** Digits that redis.conf's parser has room for. */
const MAX_DIGITS = 127;

/**
 * The bytes that a size such as "256mb" names, or `undefined` when it is not a size: a sign, a
 * blank, a fraction, an unknown unit.
 *
 * Redis's arithmetic is kept where it is odd: no digits mean 0, so "" and "mb" are 0, a number
 * past 2^64 - 1 counts as that, and the product wraps at 2^64. Results beyond 2^53 are rounded to
 * the nearest number; {@linkcode parseByteSize64} has them exactly.
 *
 * @example
 * ```ts
 * import { parseByteSize } from "./byte_size.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseByteSize("64k"), 64_000);
 * assertEquals(parseByteSize("64KB"), 65_536);
 * assertEquals(parseByteSize("1.5gb"), undefined);
 * ```
 */
export function parseByteSize(text: string): number | undefined {
  const size = parseByteSize64(text);
  return size === undefined ? undefined : Number(size);
}

/** {@linkcode parseByteSize} as an exact unsigned 64-bit integer. */
export function parseByteSize64(text: string): bigint | undefined {
  const match = /^([0-9]*)([a-z]*)$/i.exec(text);
  if (match === null || match[1].length > MAX_DIGITS) return undefined;
  const unit = UNITS.get(match[2].toLowerCase());
  if (unit === undefined) return undefined;
  const digits = BigInt(match[1]); // of no digits it is 0;
  return BigInt.asUintN(64, (digits > MAX_UINT64 ? MAX_UINT64 : digits) * unit);
}

/**
 * A size as INFO's `used_memory_human` shows it: whole bytes below 1,024, above that two decimals
 * and K, M, G, T or P for the powers of 1,024.
 *
 * @param bytes an integer from 0 to 2^53 - 1.
 */
export function formatByteSize(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  let unit = 1024;
  let letter = 0;
  while (bytes >= unit * 1024 && letter < LETTERS.length - 1) {
    unit *= 1024;
    letter++;
  }
  // Exactly in the middle C's printf rounds to even where toFixed rounds up: 1152 is "1.12K".
  const divisor = BigInt(unit);
  const scaled = BigInt(bytes) * 100n;
  let hundredths = scaled / divisor;
  const twice = (scaled % divisor) * 2n;
  if (twice > divisor || (twice === divisor && (hundredths & 1n) === 1n)) hundredths++;
  const digits = hundredths.toString();
  return `${digits.slice(0, -2)}.${digits.slice(-2)}${LETTERS[letter]}`;
}
