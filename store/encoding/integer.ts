/**
 * Signed decimal integers of up to 64 bits, as bytes.
 *
 * The grammar is the canonical one and the only one that Redis takes for a stored integer: an
 * optional minus, no plus, no leading zero, no "-0", no blank. It has one text for each number,
 * so a value that parses can be kept as a number and written out again as the same bytes.
 *
 * A number holds integers exactly up to 2^53 - 1, and that is what the hot path works on, without
 * a BigInt: digits are gathered nine at a time in 32-bit integers, which the engine keeps in
 * registers. The rest of the 64-bit range goes through the functions named `…64`, in BigInt.
 */

/**
 * What {@linkcode parseSafeInteger} returns for bytes that are no canonical integer or are out
 * of the safe range: -(2^53), the first number below that range. Compare with `===`.
 */
export const NOT_INTEGER: number = -9007199254740992;

const MAX_INT64 = 9223372036854775807n;
const MIN_INT64 = -9223372036854775808n;

/** Digits of 2^63 - 1; the minimum, -(2^63), has the same but for a last digit of 8. */
const MAX_INT64_DIGITS = Uint8Array.from("9223372036854775807", (digit) => digit.charCodeAt(0));

const ZERO = 0x30;
const MINUS = 0x2d;

/**
 * The integer written in the bytes from `start` to `end`, or {@linkcode NOT_INTEGER} when they
 * are not canonical or the number lies outside ±(2^53 - 1). Allocates no object.
 *
 * @example
 * ```ts
 * import { NOT_INTEGER, parseSafeInteger } from "./integer.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const parse = (text: string) => parseSafeInteger(new TextEncoder().encode(text), 0, text.length);
 * assertEquals(parse("-120"), -120);
 * assertEquals(parse("007"), NOT_INTEGER);
 * ```
 */
export function parseSafeInteger(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (at >= end) return NOT_INTEGER;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const digits = end - at;
  if (digits < 1 || digits > 16) return NOT_INTEGER;
  const first = bytes[at] - ZERO;
  if (first < 1 || first > 9) return first === 0 && digits === 1 && !negative ? 0 : NOT_INTEGER;
  at++;
  let high = first;
  const middle = digits > 9 ? at + 8 : end;
  for (; at < middle; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return NOT_INTEGER;
    high = (Math.imul(high, 10) + digit) | 0;
  }
  if (at === end) return negative ? -high : high;
  let low = 0;
  let scale = 1;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return NOT_INTEGER;
    low = (Math.imul(low, 10) + digit) | 0;
    scale = Math.imul(scale, 10);
  }
  // Up to 16 digits the product may pass 2^53 and be rounded, but never back below it.
  const value = high * scale + low;
  if (value > Number.MAX_SAFE_INTEGER) return NOT_INTEGER;
  return negative ? -value : value;
}

/** Whether the bytes are a canonical integer from -(2^63) to 2^63 - 1. */
export function isInteger64(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  if (at >= end) return false;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const digits = end - at;
  if (digits < 1 || digits > 19) return false;
  if (bytes[at] === ZERO) return digits === 1 && !negative;
  for (let i = at; i < end; i++) {
    const digit = bytes[i] - ZERO;
    if (digit < 0 || digit > 9) return false;
  }
  if (digits < 19) return true;
  for (let i = 0; i < 18; i++) {
    const difference = bytes[at + i] - MAX_INT64_DIGITS[i];
    if (difference !== 0) return difference < 0;
  }
  return bytes[end - 1] <= (negative ? MAX_INT64_DIGITS[18] + 1 : MAX_INT64_DIGITS[18]);
}

/**
 * The canonical 64-bit integer in the bytes, or `undefined`. For what
 * {@linkcode parseSafeInteger} cannot hold: it makes a string and a BigInt.
 */
export function parseInteger64(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  if (!isInteger64(bytes, start, end)) return undefined;
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return BigInt(text);
}

/** `a + b`, or `undefined` when the sum does not fit into a signed 64-bit integer. */
export function addInteger64(a: bigint, b: bigint): bigint | undefined {
  const sum = a + b;
  return sum > MAX_INT64 || sum < MIN_INT64 ? undefined : sum;
}

/**
 * How many bytes {@linkcode writeInteger} writes for the safe integer `n`: its decimal digits,
 * and one more for the minus of a negative number.
 */
export function digitCount(n: number): number {
  if (n < 0) return 1 + digitCount(-n);
  if (n < 1e8) {
    if (n < 1e4) return n < 100 ? (n < 10 ? 1 : 2) : n < 1000 ? 3 : 4;
    return n < 1e6 ? (n < 1e5 ? 5 : 6) : n < 1e7 ? 7 : 8;
  }
  if (n < 1e12) return n < 1e10 ? (n < 1e9 ? 9 : 10) : n < 1e11 ? 11 : 12;
  return n < 1e14 ? (n < 1e13 ? 13 : 14) : n < 1e15 ? 15 : 16;
}

/**
 * Writes the safe integer `n` in decimal into `bytes` from `at` on, and returns the end of what
 * it wrote: `at + digitCount(n)`. The caller has made the room (17 bytes are always enough).
 */
export function writeInteger(bytes: Uint8Array, at: number, n: number): number {
  if (n < 0) {
    bytes[at++] = MINUS;
    n = -n;
  }
  const end = at + digitCount(n);
  if (n <= 0x7fffffff) {
    writeDigits(bytes, at, end, n | 0);
    return end;
  }
  // Both halves fit into 31 bits: 2^53 / 10^8 is 90,071,992.
  const high = Math.floor(n / 1e8);
  writeDigits(bytes, at, end - 8, high | 0);
  writeDigits(bytes, end - 8, end, (n - high * 1e8) | 0);
  return end;
}

/** Writes the last `end - at` digits of the 31-bit integer `n`, with zeros in front. */
function writeDigits(bytes: Uint8Array, at: number, end: number, n: number): void {
  while (end > at) {
    const quotient = (n / 10) | 0;
    bytes[--end] = ZERO + (n - Math.imul(quotient, 10));
    n = quotient;
  }
}
