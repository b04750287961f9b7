/**
 * Intsets: a sorted run of integers, all of one width, without duplicates.
 *
 * This is Redis's own format, to the byte, so that a set can be dumped, restored and saved by copying
 * it.
 *
 * ```
 * ┌────────────────────┬───────────┬─────────┬─────────┬───┐
 * │ bytes of a number  │ how many  │ number  │ number  │ … │   all little-endian, signed, ascending
 * │ 4: 2, 4 or 8       │ 4         │         │         │   │
 * └────────────────────┴───────────┴─────────┴─────────┴───┘
 * ```
 *
 * The width is that of the widest number ever inserted: it grows and never shrinks. `set` is where an
 * intset begins in its buffer. The caller sees to it that the buffer has the room, and gives back
 * what is left over.
 *
 * A 64-bit integer comes as two words, see {@linkcode Integer64}, so nothing here makes an object
 * unless a number is beyond ±(2^53 - 1) and must be read or written as text.
 */

import { NOT_INTEGER, parseInteger64, parseSafeInteger, writeInteger } from "./integer.ts";
import type { PackedValue } from "./listpack.ts";

/** Bytes of an intset without numbers. */
export const EMPTY_INTSET_BYTES = 8;

const TWO_POW_32 = 4294967296;
/** The longest text of a 64-bit integer. */
const LONGEST_TEXT = 20;

/** A signed 64-bit integer in two words; made once and used again and again. */
export class Integer64 {
  /** The upper half, signed. */
  high = 0;
  /** The lower half, as a signed word. */
  low = 0;

  /** Takes a safe integer. */
  assign(number: number): void {
    this.low = number | 0;
    this.high = Math.floor(number / TWO_POW_32);
  }

  /** Takes the canonical integer written in `bytes[start, end)`; false if there is none. */
  parse(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > LONGEST_TEXT) return false;
    const number = parseSafeInteger(bytes, start, end);
    if (number !== NOT_INTEGER) {
      this.assign(number);
      return true;
    }
    if (end - start < 16) return false; // nothing so short leaves the safe range
    const large = parseInteger64(bytes, start, end);
    if (large === undefined) return false;
    this.low = Number(BigInt.asIntN(32, large));
    this.high = Number(large >> 32n);
    return true;
  }

  /** The bytes that an intset needs for it: 2, 4 or 8. */
  get width(): number {
    if (this.high !== this.low >> 31) return 8;
    return this.low === (this.low << 16) >> 16 ? 2 : 4;
  }

  /** Writes its decimal text at `at`, where 20 bytes are enough; returns the end. */
  writeText(target: Uint8Array, at: number): number {
    const number = this.high * TWO_POW_32 + (this.low >>> 0);
    if (Number.isSafeInteger(number)) return writeInteger(target, at, number);
    const text = String((BigInt(this.high) << 32n) | BigInt(this.low >>> 0));
    for (let i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
    return at + text.length;
  }
}

/** Bytes of an intset of `length` numbers of that width. */
export function intsetBytes(width: number, length: number): number {
  return EMPTY_INTSET_BYTES + width * length;
}

/** Writes an intset without numbers. */
export function createIntset(bytes: Uint8Array, set: number): void {
  writeWord(bytes, set, 2);
  writeWord(bytes, set + 4, 0);
}

/** Bytes of each number: 2, 4 or 8. */
export function intsetWidth(bytes: Uint8Array, set: number): number {
  return bytes[set];
}

/** How many numbers there are. O(1). */
export function intsetLength(bytes: Uint8Array, set: number): number {
  return word(bytes, set + 4);
}

/**
 * The index of a number, or `-1 - index` with the index that it would be inserted at. O(log n).
 */
export function findInteger(bytes: Uint8Array, set: number, number: Integer64): number {
  const width = intsetWidth(bytes, set);
  const length = intsetLength(bytes, set);
  const first = set + EMPTY_INTSET_BYTES;
  if (number.width > width) return number.high < 0 ? -1 : -1 - length;
  if (width === 8) return findWide(bytes, first, length, number);
  const wanted = number.low;
  // Numbers often arrive in ascending order.
  if (length > 0 && wanted > readNarrow(bytes, first + (length - 1) * width, width)) {
    return -1 - length;
  }
  let low = 0;
  let high = length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = readNarrow(bytes, first + middle * width, width);
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}

function findWide(bytes: Uint8Array, first: number, length: number, number: Integer64): number {
  const { high: wantedHigh, low: wantedLow } = number;
  let low = 0;
  let high = length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = first + (middle << 3);
    const foundHigh = word(bytes, at + 4);
    const foundLow = word(bytes, at);
    if (foundHigh === wantedHigh && foundLow === wantedLow) return middle;
    const less = foundHigh !== wantedHigh
      ? foundHigh < wantedHigh
      : (foundLow >>> 0) < (wantedLow >>> 0);
    if (less) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}

/** Reads the number at an index, which must be there. */
export function readInteger64At(
  bytes: Uint8Array,
  set: number,
  index: number,
  number: Integer64,
): void {
  const width = intsetWidth(bytes, set);
  const at = set + EMPTY_INTSET_BYTES + index * width;
  if (width === 8) {
    number.low = word(bytes, at);
    number.high = word(bytes, at + 4);
  } else {
    number.low = readNarrow(bytes, at, width);
    number.high = number.low >> 31;
  }
}

const spelled = new Integer64();

/** Points `value` at the text of the number at an index, which must be there. */
export function readIntegerText(
  bytes: Uint8Array,
  set: number,
  index: number,
  value: PackedValue,
): void {
  const { scratch } = value;
  value.bytes = scratch;
  value.start = 0;
  const width = intsetWidth(bytes, set);
  if (width < 8) {
    const number = readNarrow(bytes, set + EMPTY_INTSET_BYTES + index * width, width);
    value.end = writeInteger(scratch, 0, number);
  } else {
    readInteger64At(bytes, set, index, spelled);
    value.end = spelled.writeText(scratch, 0);
  }
}

/**
 * Gives all numbers another width, a larger one; the buffer must have room for it. O(n).
 */
export function widenIntset(bytes: Uint8Array, set: number, width: number): void {
  const old = intsetWidth(bytes, set);
  const first = set + EMPTY_INTSET_BYTES;
  for (let i = intsetLength(bytes, set) - 1; i >= 0; i--) {
    const from = first + i * old;
    const low = readNarrow(bytes, from, old);
    const to = first + i * width;
    writeWord(bytes, to, low);
    if (width === 8) writeWord(bytes, to + 4, low >> 31);
  }
  writeWord(bytes, set, width);
}

/**
 * Inserts a number, which is not there and is no wider than the others, at its index; the buffer must
 * have room for it behind the last one. O(numbers behind it).
 */
export function insertInteger(
  bytes: Uint8Array,
  set: number,
  index: number,
  number: Integer64,
): void {
  const width = intsetWidth(bytes, set);
  const length = intsetLength(bytes, set);
  const first = set + EMPTY_INTSET_BYTES;
  const at = first + index * width;
  if (index < length) bytes.copyWithin(at + width, at, first + length * width);
  bytes[at] = number.low;
  bytes[at + 1] = number.low >> 8;
  if (width >= 4) {
    bytes[at + 2] = number.low >> 16;
    bytes[at + 3] = number.low >> 24;
  }
  if (width === 8) writeWord(bytes, at + 4, number.high);
  writeWord(bytes, set + 4, length + 1);
}

/** Takes the number at an index out. O(numbers behind it). */
export function removeInteger(bytes: Uint8Array, set: number, index: number): void {
  const width = intsetWidth(bytes, set);
  const length = intsetLength(bytes, set);
  const first = set + EMPTY_INTSET_BYTES;
  const at = first + index * width;
  bytes.copyWithin(at, at + width, first + length * width);
  writeWord(bytes, set + 4, length - 1);
}

/** A number of 2 or 4 bytes. */
function readNarrow(bytes: Uint8Array, at: number, width: number): number {
  return width === 2 ? ((bytes[at] | (bytes[at + 1] << 8)) << 16) >> 16 : word(bytes, at);
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

function writeWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >> 8;
  bytes[at + 2] = value >> 16;
  bytes[at + 3] = value >> 24;
}
