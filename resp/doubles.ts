/**
 * Doubles as Redis 7.0 reads and prints them.
 *
 * Printing is C's `%.17g`: 17 significant digits, trailing zeros dropped, so 0.1 is
 * 0.10000000000000001. JavaScript's own digits are right but for exact ties, which it rounds up
 * and C to even, and for the point where the exponent form begins.
 *
 * Reading is C's `strtod` with nothing left over: decimal and hexadecimal floats, "inf" and
 * "infinity" in any case; no blanks, no NaN, nothing that overflows to infinity or, not being
 * zero, underflows to zero.
 */

const ZERO = 0x30;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const LOWER_E = 0x65;
const LOWER_P = 0x70;
const LOWER_X = 0x78;

/** `%.17g` prints this many significant digits. */
const PRECISION = 17;

/**
 * `x` as Redis 7.0 prints it in replies (C's `%.17g`): "3", "0.10000000000000001", "1e+20",
 * "-0", "inf", "-inf", "nan".
 *
 * @example
 * ```ts
 * import { formatDouble } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatDouble(1.5), "1.5");
 * assertEquals(formatDouble(0.1), "0.10000000000000001");
 * assertEquals(formatDouble(1e20), "1e+20");
 * assertEquals(formatDouble(-Infinity), "-inf");
 * ```
 */
export function formatDouble(x: number): string {
  if (Number.isSafeInteger(x)) return x === 0 && 1 / x < 0 ? "-0" : String(x);
  if (x !== x) return "nan";
  const sign = x < 0 ? "-" : "";
  if (x === Infinity || x === -Infinity) return sign + "inf";
  const magnitude = Math.abs(x);
  // Halves, quarters, … with 15 digits at most: JavaScript's shortest digits are all there are.
  if (magnitude < 1e7 && Math.floor(x * 256) === x * 256) return String(x);
  if (magnitude >= 1e-3 && magnitude < 1e16 && !mayBeTie(magnitude)) {
    const text = x.toPrecision(PRECISION);
    let end = text.length;
    while (text.charCodeAt(end - 1) === ZERO) end--;
    return text.slice(0, text.charCodeAt(end - 1) === POINT ? end - 1 : end);
  }
  const scientific = roundedToPrecision(magnitude);
  const exponent = Number(scientific.slice(PRECISION + 2));
  let digits = scientific[0] + scientific.slice(2, PRECISION + 1);
  let kept = PRECISION;
  while (kept > 1 && digits.charCodeAt(kept - 1) === ZERO) kept--;
  digits = digits.slice(0, kept);
  if (exponent < -4 || exponent >= PRECISION) {
    const size = Math.abs(exponent);
    const fraction = kept > 1 ? "." + digits.slice(1) : "";
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${
      size < 10 ? "0" : ""
    }${size}`;
  }
  if (exponent < 0) return sign + "0." + "0".repeat(-exponent - 1) + digits;
  if (kept <= exponent + 1) return sign + digits + "0".repeat(exponent + 1 - kept);
  return sign + digits.slice(0, exponent + 1) + "." + digits.slice(exponent + 1);
}

/**
 * Whether `x`, at least 1e-3, can lie exactly between two numbers of 17 digits. It then has 18
 * digits, at most 21 of them after the point, so no more than 21 bits after it. (Above 2^53 it
 * cannot: spacing there is a higher power of two than the power of ten in such a number holds.)
 */
function mayBeTie(x: number): boolean {
  const scaled = x * 2 ** 21;
  return Math.floor(scaled) === scaled;
}

/** A positive finite `x` as "d.dddddddddddddddde±X" with 17 digits, exact ties rounded to even. */
function roundedToPrecision(x: number): string {
  const rounded = x.toExponential(PRECISION - 1);
  // Only where the next digits are 5000 can the exact value lie in the middle.
  const longer = x.toExponential(PRECISION + 3);
  if (longer.slice(PRECISION + 1, PRECISION + 5) !== "5000") return rounded;
  const exact = x.toExponential(100);
  const mark = exact.indexOf("e");
  for (let i = PRECISION + 2; i < mark; i++) {
    if (exact.charCodeAt(i) !== ZERO) return rounded;
  }
  const lastKept = exact.charCodeAt(PRECISION);
  if ((lastKept & 1) !== 0) return rounded;
  return exact.slice(0, PRECISION + 1) + exact.slice(mark);
}

/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/**
 * The double whose text is `bytes[start, end)`, or `undefined` if Redis would not take it as a
 * float. "inf" and "infinity" with a sign and in any case are infinities, "0x1p3" is 8. Texts of
 * at most 15 digits without an exponent make no string.
 */
export function parseDouble(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (start >= end) return undefined;
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  if (at >= end) return undefined;

  // Up to 15 digits with a point among them: mantissa and power of ten are both exact, so their
  // quotient is the correctly rounded value.
  if (end - at <= 16) {
    let mantissa = 0;
    let digits = 0;
    let point = -1;
    let p = at;
    for (; p < end; p++) {
      const byte = bytes[p];
      if (byte === POINT && point < 0) {
        point = p;
        continue;
      }
      const digit = byte - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
      digits++;
    }
    if (p === end && digits > 0 && digits <= 15) {
      const value = point < 0 ? mantissa : mantissa / POWERS_OF_TEN[end - 1 - point];
      return negative ? -value : value;
    }
  }

  const magnitude = parseMagnitude(bytes, at, end);
  return magnitude !== undefined && negative ? -magnitude : magnitude;
}

/** The general case of {@link parseDouble}, after the sign. */
function parseMagnitude(bytes: Uint8Array, start: number, end: number): number | undefined {
  let text = "";
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    text += String.fromCharCode(byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
  }
  if (text === "inf" || text === "infinity") return Infinity;
  if (text.charCodeAt(1) === LOWER_X && text.charCodeAt(0) === ZERO) return parseHexFloat(text);

  let digits = 0;
  let nonZero = false;
  let pointSeen = false;
  let at = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && !pointSeen) pointSeen = true;
    else if (code >= ZERO && code <= ZERO + 9) {
      digits++;
      if (code !== ZERO) nonZero = true;
    } else break;
  }
  if (digits === 0) return undefined;
  if (at < text.length && (text.charCodeAt(at) !== LOWER_E || !isExponent(text, at + 1))) {
    return undefined;
  }
  const value = Number(text);
  if (value === Infinity || (value === 0 && nonZero)) return undefined;
  return value;
}

/** Whether `text` from `at` on is an optional sign and at least one digit. */
function isExponent(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === MINUS || code === PLUS) at++;
  if (at >= text.length) return false;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at);
    if (digit < ZERO || digit > ZERO + 9) return false;
  }
  return true;
}

/** "0x", hexadecimal digits with a point among them, and perhaps "p" and a power of two. */
function parseHexFloat(text: string): number | undefined {
  let at = 2;
  let digits = "";
  let fractionDigits = 0;
  let pointSeen = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && !pointSeen) {
      pointSeen = true;
      continue;
    }
    const isHexDigit = (code >= ZERO && code <= ZERO + 9) || (code >= 0x61 && code <= 0x66);
    if (!isHexDigit) break;
    digits += text[at];
    if (pointSeen) fractionDigits++;
  }
  if (digits === "") return undefined;
  let exponent = -4 * fractionDigits;
  if (at < text.length) {
    if (text.charCodeAt(at) !== LOWER_P || !isExponent(text, at + 1)) return undefined;
    exponent += Number(text.slice(at + 1));
  }
  const mantissa = BigInt("0x" + digits);
  if (mantissa === 0n) return 0;

  // Round to the bits that the result has: 53, fewer below 2^-1021, where doubles are denormal.
  const bits = mantissa.toString(2).length;
  const top = exponent + bits;
  if (top > 1024) return undefined;
  const precision = Math.min(53, top + 1074);
  if (precision < 0) return undefined;
  const drop = bits - precision;
  let kept = mantissa;
  if (drop > 0) {
    const width = BigInt(drop);
    kept = mantissa >> width;
    const rest = mantissa - (kept << width);
    const half = 1n << (width - 1n);
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept++;
    exponent += drop;
  }
  // In two steps, since 2^exponent alone may be out of range where the product is not.
  const firstStep = Math.trunc(exponent / 2);
  const value = Number(kept) * 2 ** firstStep * 2 ** (exponent - firstStep);
  return value === Infinity || value === 0 ? undefined : value;
}
