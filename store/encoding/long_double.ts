/**
 * The arithmetic of INCRBYFLOAT and HINCRBYFLOAT: x86's 80-bit extended floating point.
 *
 * Redis parses both numbers with C's strtold, adds them as `long double` and prints the sum with 17
 * decimals, of which trailing zeros are dropped. JavaScript's numbers carry 53 bits where these
 * carry 64, and the difference shows in the reply: 0.1 + 0.2 is 0.3 here. So the format is done
 * in BigInt, exactly, and rounded where the processor rounds: to the nearest number of 64 bits, to
 * the even one of two as near, once when a text is parsed and once when two numbers are added.
 *
 *     value = mantissa × 2^exponent      |mantissa| ≤ 2^64, exponent ≥ -16445, |value| < 2^16384
 *
 * The mantissa is not normalised, as only the value counts. There is no NaN and no negative
 * zero, since neither can be stored or printed; an infinity can be parsed, but not added.
 */

/** A number in 80-bit extended precision: `mantissa × 2^exponent`, or an infinity. */
export interface LongDouble {
  /** At most 64 significant bits, with the number's sign; ±1 for an infinity. */
  readonly mantissa: bigint;
  /** The power of two; `Infinity` for an infinity. */
  readonly exponent: number;
}

/** Zero, which INCRBYFLOAT takes for a key that does not exist. */
export const LONG_DOUBLE_ZERO: LongDouble = { mantissa: 0n, exponent: 0 };

/** Significant bits of the format. */
const PRECISION = 64;
/** The exponent of the smallest denormal number. */
const MIN_EXPONENT = -16445;
/** Every finite number is below two to this power. */
const MAX_BITS = 16384;

/** Redis copies a number into a buffer of this size, with a closing zero, before it parses it. */
const TEXT_BUFFER_BYTES = 5 * 1024;

/** Powers of ten beyond which a number with one digit before its point is no longer finite, or 0. */
const MAX_DECIMAL_EXPONENT = 4933;
const MIN_DECIMAL_EXPONENT = -4953;

const DECIMALS = 17;

/** The powers of ten that common numbers need; a power costs more than the division by it. */
const POWERS_OF_TEN = Array.from({ length: 40 }, (_, exponent) => 10n ** BigInt(exponent));

const TWO_TO_64 = 1n << 64n;

const DECIMAL = /^([+-]?)([0-9]*)\.?([0-9]*)(?:e([+-]?[0-9]+))?$/i;
const HEXADECIMAL = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?[0-9]+))?$/i;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/**
 * The number in the bytes from `start` to `end`, or `undefined` for what Redis calls "not a valid
 * float": anything but one number in the grammar of C's strtold from the first byte to the last,
 * NaN, a number too large for the format, or so small that it becomes 0.
 */
export function parseLongDouble(
  bytes: Uint8Array,
  start: number,
  end: number,
): LongDouble | undefined {
  const length = end - start;
  if (length === 0 || length >= TEXT_BUFFER_BYTES) return undefined;
  const text = String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
  let match = DECIMAL.exec(text);
  if (match !== null) {
    const digits = match[2] + match[3];
    if (digits === "") return undefined;
    return fromDecimal(match[1] === "-", digits, Number(match[4] ?? 0) - match[3].length);
  }
  match = HEXADECIMAL.exec(text);
  if (match !== null) {
    const digits = match[2] + match[3];
    if (digits === "") return undefined;
    return fromHexadecimal(match[1] === "-", digits, Number(match[4] ?? 0) - 4 * match[3].length);
  }
  match = INFINITY.exec(text);
  return match === null ? undefined : {
    mantissa: match[1] === "-" ? -1n : 1n,
    exponent: Infinity,
  };
}

/** Whether the number is no infinity. HINCRBYFLOAT refuses an infinite increment by itself. */
export function isFiniteLongDouble(value: LongDouble): boolean {
  return value.exponent !== Infinity;
}

/**
 * `a + b`, or `undefined` when that is infinite or not a number ("increment would produce NaN or
 * Infinity").
 */
export function addLongDouble(a: LongDouble, b: LongDouble): LongDouble | undefined {
  if (!isFiniteLongDouble(a) || !isFiniteLongDouble(b)) return undefined;
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = (a.mantissa << BigInt(a.exponent - exponent)) +
    (b.mantissa << BigInt(b.exponent - exponent));
  return round(sum < 0n, sum < 0n ? -sum : sum, 1n, exponent);
}

/**
 * The finite number in decimal, with up to 17 decimals and no zeros at their end: what Redis
 * stores and replies. Plain ASCII, never an exponent; up to 4,951 characters.
 */
export function formatLongDouble(value: LongDouble): string {
  const { mantissa, exponent } = value;
  if (exponent >= 0) return (mantissa << BigInt(exponent)).toString();
  const negative = mantissa < 0n;
  const magnitude = negative ? -mantissa : mantissa;
  // 17 decimals are all that is printed: the last one is rounded, half to even.
  const scaled = divideToEven(magnitude * POWERS_OF_TEN[DECIMALS], 1n << BigInt(-exponent));
  if (scaled === 0n) return "0";
  const digits = scaled.toString().padStart(DECIMALS + 1, "0");
  const point = digits.length - DECIMALS;
  let last = digits.length;
  while (last > point && digits.charCodeAt(last - 1) === 0x30) last--;
  const text = last === point
    ? digits.slice(0, point)
    : digits.slice(0, point) + "." + digits.slice(point, last);
  return negative ? "-" + text : text;
}

/** `digits × 10^exponent` with one rounding; `undefined` when it is out of range. */
function fromDecimal(negative: boolean, digits: string, exponent: number): LongDouble | undefined {
  const value = BigInt(digits);
  if (value === 0n) return LONG_DOUBLE_ZERO;
  // Before any power of ten is made of an exponent that a client chose.
  const leading = exponent + value.toString().length - 1;
  if (leading > MAX_DECIMAL_EXPONENT || leading < MIN_DECIMAL_EXPONENT) return undefined;
  const rounded = exponent >= 0
    ? round(negative, value * powerOfTen(exponent), 1n, 0)
    : round(negative, value, powerOfTen(-exponent), 0);
  return rounded === undefined || rounded.mantissa === 0n ? undefined : rounded;
}

/** `digits × 2^exponent` with one rounding; `undefined` when it is out of range. */
function fromHexadecimal(
  negative: boolean,
  digits: string,
  exponent: number,
): LongDouble | undefined {
  const value = BigInt("0x" + digits);
  if (value === 0n) return LONG_DOUBLE_ZERO;
  const leading = exponent + bitLength(value);
  if (leading > MAX_BITS || leading < MIN_EXPONENT - 1) return undefined;
  const rounded = round(negative, value, 1n, exponent);
  return rounded === undefined || rounded.mantissa === 0n ? undefined : rounded;
}

/**
 * `numerator / denominator × 2^exponent` rounded to the format, the numerator not being negative;
 * `undefined` when that is too large.
 */
function round(
  negative: boolean,
  numerator: bigint,
  denominator: bigint,
  exponent: number,
): LongDouble | undefined {
  if (numerator === 0n) return LONG_DOUBLE_ZERO;
  if (denominator === 1n && numerator < TWO_TO_64 && exponent >= MIN_EXPONENT && exponent <= 0) {
    return { mantissa: negative ? -numerator : numerator, exponent };
  }
  // The quotient has `bits` bits or one fewer: the exponent that leaves it 64 is one of two.
  const bits = bitLength(numerator) - bitLength(denominator) + 1;
  const fewer = quotientBelow(numerator, denominator, bits - 1) ? 1 : 0;
  const target = Math.max(exponent + bits - fewer - PRECISION, MIN_EXPONENT);
  const shift = exponent - target;
  let mantissa;
  if (shift >= 0) {
    mantissa = divideToEven(numerator << BigInt(shift), denominator);
  } else {
    mantissa = divideToEven(numerator, denominator << BigInt(-shift));
  }
  if (bitLength(mantissa) + target > MAX_BITS) return undefined;
  return { mantissa: negative ? -mantissa : mantissa, exponent: target };
}

/** Whether `numerator / denominator` is below two to the power of `bits`, which may be negative. */
function quotientBelow(numerator: bigint, denominator: bigint, bits: number): boolean {
  return bits >= 0
    ? numerator < (denominator << BigInt(bits))
    : (numerator << BigInt(-bits)) < denominator;
}

/** The integer next to `numerator / denominator`, the even one of two as near. */
function divideToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator - quotient * denominator) * 2n;
  if (twice < denominator || (twice === denominator && (quotient & 1n) === 0n)) return quotient;
  return quotient + 1n;
}

function powerOfTen(exponent: number): bigint {
  return exponent < POWERS_OF_TEN.length ? POWERS_OF_TEN[exponent] : 10n ** BigInt(exponent);
}

const float = new DataView(new ArrayBuffer(8));

/** How many bits the positive integer `value` takes. */
function bitLength(value: bigint): number {
  float.setFloat64(0, Number(value));
  const high = float.getInt32(0);
  // The exponent of the nearest double is right unless that was rounded up to a power of two,
  // which shows in a mantissa of zeros, or the integer is beyond a double.
  if (high < 0x7ff00000 && ((high & 0xfffff) | float.getInt32(4)) !== 0) return (high >> 20) - 1022;
  const digits = value.toString(16);
  return digits.length * 4 - (Math.clz32(parseInt(digits[0], 16)) - 28);
}
