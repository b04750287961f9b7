/**
 * Integers of any width in a string of bits, as GETBIT, SETBIT and BITFIELD see it.
 *
 * Bit 0 is the highest bit of the byte at `start`, and a field's first bit is its highest: a field
 * may begin anywhere and cross any number of bytes. A read beyond `end` gives zeros; a write needs
 * the bytes to be there.
 *
 * Fields of up to 32 bits are numbers, and nothing is allocated for them. Wider ones, up to u63 and
 * i64, go through the functions named `…64`, in BigInt: as two halves, so both ways share the code
 * that touches the bytes. Positions reach 2^32, hence no shifts on them.
 */

/** The widest field that the functions on plain numbers take, in bits. */
export const MAX_NUMBER_FIELD_BITS = 32;

/**
 * What becomes of a number that does not fit a field: it is cut to the field's bits, becomes the nearest one
 * that fits, or is not stored. BITFIELD's OVERFLOW WRAP, SAT and FAIL.
 *
 * @example
 * ```ts
 * import { type BitFieldOverflow, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const clamped: BitFieldOverflow = "saturate";
 * assertEquals(store.bits.incrementField("k", "u8", 0, 1000, clamped), 255);
 * ```
 */
export type BitFieldOverflow = "wrap" | "saturate" | "fail";

/** The bit at `position`; 0 beyond the end. */
export function readBit(bytes: Uint8Array, start: number, end: number, position: number): 0 | 1 {
  const at = start + Math.floor(position / 8);
  if (at >= end) return 0;
  return ((bytes[at] >> (7 - position % 8)) & 1) as 0 | 1;
}

/** Sets the bit at `position` and returns what it was. Its byte exists. */
export function writeBit(bytes: Uint8Array, start: number, position: number, bit: 0 | 1): 0 | 1 {
  const at = start + Math.floor(position / 8);
  const shift = 7 - position % 8;
  const old = bytes[at];
  bytes[at] = (old & ~(1 << shift)) | (bit << shift);
  return ((old >> shift) & 1) as 0 | 1;
}

/** The field of `width` (1–32) bits at bit `position`, signed (two's complement) or not. */
export function readBitField(
  bytes: Uint8Array,
  start: number,
  end: number,
  position: number,
  width: number,
  signed: boolean,
): number {
  let at = start + Math.floor(position / 8);
  const skipped = position % 8;
  let value = (at < end ? bytes[at] : 0) & (0xff >> skipped);
  let held = 8 - skipped;
  // Up to 39 bits pass through here: beyond what `<<` can carry, far below 2^53.
  while (held < width) {
    at++;
    value = value * 256 + (at < end ? bytes[at] : 0);
    held += 8;
  }
  value = Math.floor(value / 2 ** (held - width));
  return signed && value >= 2 ** (width - 1) ? value - 2 ** width : value;
}

/** Writes the low `width` (1–32) bits of the safe integer `value` at bit `position`. */
export function writeBitField(
  bytes: Uint8Array,
  start: number,
  position: number,
  width: number,
  value: number,
): void {
  // ToInt32 takes the low 32 bits of any integer, in two's complement.
  let rest = value | 0;
  let left = width;
  while (left > 0) {
    const lastBit = position + left - 1;
    const at = start + Math.floor(lastBit / 8);
    const shift = 7 - lastBit % 8;
    const count = Math.min(left, 8 - shift);
    const mask = ((1 << count) - 1) << shift;
    bytes[at] = (bytes[at] & ~mask) | ((rest << shift) & mask);
    rest >>= count;
    left -= count;
  }
}

/** The field of `width` (1–64) bits at bit `position`, signed (two's complement) or not. */
export function readBitField64(
  bytes: Uint8Array,
  start: number,
  end: number,
  position: number,
  width: number,
  signed: boolean,
): bigint {
  if (width <= 32) return BigInt(readBitField(bytes, start, end, position, width, signed));
  const high = readBitField(bytes, start, end, position, width - 32, signed);
  const low = readBitField(bytes, start, end, position + width - 32, 32, false);
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Writes the low `width` (1–64) bits of `value` at bit `position`. */
export function writeBitField64(
  bytes: Uint8Array,
  start: number,
  position: number,
  width: number,
  value: bigint,
): void {
  const low = Number(BigInt.asUintN(32, value));
  if (width <= 32) {
    writeBitField(bytes, start, position, width, low);
    return;
  }
  const high = Number(BigInt.asUintN(32, value >> 32n));
  writeBitField(bytes, start, position, width - 32, high);
  writeBitField(bytes, start, position + width - 32, 32, low);
}

/**
 * `value + increment` as a field of `width` (1–32) bits holds it, or `undefined` when it does not
 * fit and `overflow` is "fail".
 *
 * INCRBY passes the field's old value, SET passes any value and no increment. Both are integers
 * within ±2^52, so that the sum is exact. A negative value for an unsigned field (SET u8 0 -1)
 * counts as too large, because Redis reads it as unsigned: "saturate" makes it the maximum.
 */
export function fitBitField(
  value: number,
  increment: number,
  width: number,
  signed: boolean,
  overflow: BitFieldOverflow,
): number | undefined {
  const range = 2 ** width;
  const max = signed ? range / 2 - 1 : range - 1;
  const min = signed ? -range / 2 : 0;
  const sum = value + increment;
  if (sum >= min && sum <= max) return sum;
  if (overflow === "fail") return undefined;
  if (overflow === "saturate") return sum > max || (!signed && value < 0) ? max : min;
  const wrapped = sum - Math.floor(sum / range) * range;
  return wrapped > max ? wrapped - range : wrapped;
}

/**
 * {@linkcode fitBitField} for fields of up to 64 bits; `value` and `increment` are signed 64-bit
 * integers, and `value` may be any of them for SET.
 *
 * One oddity of Redis is kept: a signed field that is SET to less than max - (2^63 - 1) saturates
 * at its maximum, because the distance overflows there.
 */
export function fitBitField64(
  value: bigint,
  increment: bigint,
  width: number,
  signed: boolean,
  overflow: BitFieldOverflow,
): bigint | undefined {
  const range = 1n << BigInt(width);
  const max = signed ? range / 2n - 1n : range - 1n;
  const min = signed ? -range / 2n : 0n;
  const sum = value + increment;
  if (value >= min && sum >= min && sum <= max) return sum;
  if (overflow === "fail") return undefined;
  if (overflow === "wrap") {
    return signed ? BigInt.asIntN(width, sum) : BigInt.asUintN(width, sum);
  }
  if (sum > max) return max;
  if (!signed) return value < 0n ? max : min;
  return width < 64 && increment > BigInt.asIntN(64, max - value) ? max : min;
}
