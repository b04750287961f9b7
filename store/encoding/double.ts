/**
 * Doubles as decimal texts: what a packed sorted set holds for a score that is no integer.
 *
 * The text is Redis's, C's `%.17g`, which is enough digits to read the same double back.
 */

import { NOT_INTEGER, parseSafeInteger, writeInteger } from "./integer.ts";

/** The longest text: a sign, 17 digits, a point and an exponent of three digits. */
export const MAX_DOUBLE_BYTES = 24;

/** `%.17g` has so many significant digits. */
const PRECISION = 17;

/**
 * Writes the text of a double to `target`, from `at` on, where {@linkcode MAX_DOUBLE_BYTES} bytes are
 * free; returns the position behind it. Integers make no string. There is no NaN to write.
 */
export function writeDouble(target: Uint8Array, at: number, x: number): number {
  if (Number.isSafeInteger(x) && (x !== 0 || 1 / x > 0)) return writeInteger(target, at, x);
  const text = doubleText(x);
  for (let i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Reads what {@linkcode writeDouble} has written. */
export function readDouble(bytes: Uint8Array, start: number, end: number): number {
  const integer = parseSafeInteger(bytes, start, end);
  if (integer !== NOT_INTEGER) return integer;
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  if (text === "inf") return Infinity;
  return text === "-inf" ? -Infinity : Number(text);
}

function doubleText(x: number): string {
  if (x === 0) return "-0";
  const sign = x < 0 ? "-" : "";
  const magnitude = Math.abs(x);
  if (magnitude === Infinity) return `${sign}inf`;
  const scientific = roundedToEven(magnitude);
  const exponent = Number(scientific.slice(PRECISION + 2));
  const digits = (scientific[0] + scientific.slice(2, PRECISION + 1)).replace(/0+$/, "");
  if (exponent < -4 || exponent >= PRECISION) {
    const point = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const power = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${digits[0]}${point}e${exponent < 0 ? "-" : "+"}${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return digits.length <= exponent + 1
    ? sign + whole
    : `${sign}${whole}.${digits.slice(exponent + 1)}`;
}

/** A positive double with 17 digits, "d.d…de±x". JavaScript rounds exact halves up, C to even. */
function roundedToEven(magnitude: number): string {
  const rounded = magnitude.toExponential(PRECISION - 1);
  // Only where the next digits are 5000 can the exact value lie in the middle.
  if (!magnitude.toExponential(PRECISION + 3).startsWith("5000", PRECISION + 1)) return rounded;
  const exact = magnitude.toExponential(100);
  const mark = exact.indexOf("e");
  if (!/^50*$/.test(exact.slice(PRECISION + 1, mark))) return rounded;
  const isOdd = (exact.charCodeAt(PRECISION) & 1) !== 0;
  return isOdd ? rounded : exact.slice(0, PRECISION + 1) + exact.slice(mark);
}
