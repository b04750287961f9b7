/**
 * Integers between their decimal text in bytes and JavaScript numbers, without a string between.
 *
 * Redis integers are 64 bits wide, JavaScript's exact ones 53. So reading gives a number where it
 * is exact and says by ±Infinity that a valid 64-bit integer needs {@link parseInteger64}; the
 * common case never makes a BigInt. Doubles are in `doubles.ts`.
 */

export { formatDouble, parseDouble } from "./doubles.ts";

const ZERO = 0x30;
const MINUS = 0x2d;

/** The longest text of a 64-bit integer: a sign and 19 digits. */
const MAX_DIGITS = 19;
/** Up to this many digits an integer fits 31 bits. */
const INT32_DIGITS = 9;

/** The decimal digits of 2^63, the first magnitude that is too large but for its own negative. */
const TWO_POW_63 = new TextEncoder().encode("9223372036854775808");

/**
 * The integer whose text is `bytes[start, end)`, in the strict form of Redis: an optional minus,
 * then digits without a leading zero ("0" itself aside), within 64 bits. No plus, no blanks, not
 * "-0".
 *
 * @returns the exact number within ±(2^53 - 1); `Infinity` or `-Infinity` for a valid 64-bit
 * integer outside it, which {@link parseInteger64} reads; `NaN` for what is not such an integer
 *
 * @example
 * ```ts
 * import { parseInteger } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * const read = (text: string) => {
 *   const bytes = new TextEncoder().encode(text);
 *   return parseInteger(bytes, 0, bytes.length);
 * };
 * assertEquals(read("-42"), -42);
 * assertEquals(read("042"), NaN);
 * assertEquals(read("9223372036854775807"), Infinity);
 * ```
 */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return NaN;
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const digits = end - at;
  if (digits <= 0 || digits > MAX_DIGITS) return NaN;
  let value = bytes[at] - ZERO;
  if (value < 0 || value > 9) return NaN;
  if (value === 0) return digits === 1 && !negative ? 0 : NaN;
  const first = at;
  at++;
  if (digits <= INT32_DIGITS) {
    for (; at < end; at++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) return NaN;
      value = (value * 10 + digit) | 0;
    }
    return negative ? -value : value;
  }
  // In doubles: exact as long as it stays below 2^53, and monotone beyond, so the comparison
  // afterwards is right even where the sum was rounded.
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  if (value <= Number.MAX_SAFE_INTEGER) return negative ? -value : value;
  if (digits === MAX_DIGITS && !fits64(bytes, first, negative)) return NaN;
  return negative ? -Infinity : Infinity;
}

/** Whether 19 digits at `first` are below 2^63, or equal to it when negative. */
function fits64(bytes: Uint8Array, first: number, negative: boolean): boolean {
  for (let i = 0; i < MAX_DIGITS; i++) {
    const difference = bytes[first + i] - TWO_POW_63[i];
    if (difference !== 0) return difference < 0;
  }
  return negative;
}

/**
 * As {@link parseInteger}, for all 64 bits: `undefined` for what is not such an integer. Makes a
 * string and a BigInt: for the values that parseInteger answers ±Infinity for.
 */
export function parseInteger64(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  const value = parseInteger(bytes, start, end);
  if (value !== value) return undefined;
  if (value !== Infinity && value !== -Infinity) return BigInt(value);
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]);
  return BigInt(text);
}

/** How many digits a non-negative 31-bit integer has. */
function digitCount(value: number): number {
  if (value < 100_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    if (value < 1000) return 3;
    return value < 10_000 ? 4 : 5;
  }
  if (value < 10_000_000) return value < 1_000_000 ? 6 : 7;
  if (value < 100_000_000) return 8;
  return value < 1_000_000_000 ? 9 : 10;
}

/**
 * How many bytes {@link writeInteger} writes for `n`, a safe integer: 1 to 17.
 */
export function integerLength(n: number): number {
  const sign = n < 0 ? 1 : 0;
  const magnitude = n < 0 ? -n : n;
  if (magnitude <= 0x7fffffff) return sign + digitCount(magnitude | 0);
  return sign + 8 + digitCount(Math.floor(magnitude / 1e8) | 0);
}

/**
 * Writes the decimal text of the safe integer `n` into `bytes` at `at`. The caller sees to the
 * room, at most 17 bytes.
 *
 * @returns the position after the last byte written
 */
export function writeInteger(bytes: Uint8Array, at: number, n: number): number {
  if (n < 0) {
    bytes[at++] = MINUS;
    n = -n;
  }
  if (n < 10) {
    bytes[at] = ZERO + n;
    return at + 1;
  }
  if (n > 0x7fffffff) {
    // Two halves of 31 bits at most: 2^53 is 9.007e15, so the upper one has 8 digits or fewer.
    const high = Math.floor(n / 1e8) | 0;
    at = writeDigits(bytes, at, high, digitCount(high));
    return writeDigits(bytes, at, (n - high * 1e8) | 0, 8);
  }
  return writeDigits(bytes, at, n | 0, digitCount(n | 0));
}

/** Writes the last `count` digits of a non-negative 31-bit integer, leading zeros included. */
function writeDigits(bytes: Uint8Array, at: number, value: number, count: number): number {
  const end = at + count;
  for (let p = end - 1; p >= at; p--) {
    const rest = (value / 10) | 0;
    bytes[p] = ZERO + value - rest * 10;
    value = rest;
  }
  return end;
}
