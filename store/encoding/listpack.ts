/**
 * Listpacks: a sequence of short strings and integers in one run of bytes.
 *
 * This is Redis's own format, to the byte, so that a small collection can be dumped, restored and
 * saved by copying it.
 *
 * ```
 * ┌─────────────┬───────────┬────────┬────────┬───┬──────┐
 * │ total bytes │ elements  │ entry  │ entry  │ … │ 0xFF │
 * │ 4, LE       │ 2, LE     │        │        │   │      │     elements = 65535: not counted
 * └─────────────┴───────────┴────────┴────────┴───┴──────┘
 *
 * entry = encoding and data, then their length once more, readable backwards:
 *
 *   0xxxxxxx                      integer 0 … 127
 *   110xxxxx xxxxxxxx             integer of 13 bits, signed
 *   11110001 / 2 / 3 / 4          integer of 16, 24, 32, 64 bits, signed, LE
 *   10xxxxxx data                 string of up to 63 bytes
 *   1110xxxx xxxxxxxx data        string of up to 4095 bytes
 *   11110000 length (4, LE) data  longer string
 * ```
 *
 * Bytes that spell a 64-bit integer are stored as one, and read back as the same bytes.
 * Positions are offsets in the buffer; `pack` is where a listpack begins. All functions are O(1)
 * in the number of elements unless they say otherwise, and make no objects.
 */

import { NOT_INTEGER, parseInteger64, parseSafeInteger, writeInteger } from "./integer.ts";

/** Bytes of a listpack without elements. */
export const EMPTY_LISTPACK_BYTES = 7;
const HEADER_BYTES = 6;
const END = 0xff;
const UNCOUNTED = 0xffff;
const LONGEST_INTEGER = 20;
const TWO_POW_32 = 4294967296;

/** Where an element's bytes are: in the listpack, or spelled out in a scratch buffer. */
export class PackedValue {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  readonly scratch: Uint8Array = new Uint8Array(24);
}

/** Writes an empty listpack. */
export function createListpack(bytes: Uint8Array, pack: number): void {
  setTotalBytes(bytes, pack, EMPTY_LISTPACK_BYTES);
  bytes[pack + 4] = 0;
  bytes[pack + 5] = 0;
  bytes[pack + HEADER_BYTES] = END;
}

/** Total bytes, header and end included. */
export function listpackBytes(bytes: Uint8Array, pack: number): number {
  return (bytes[pack] | (bytes[pack + 1] << 8) | (bytes[pack + 2] << 16)) + bytes[pack + 3] *
      0x1000000;
}

/** Number of elements. O(n) from 65535 elements on. */
export function listpackLength(bytes: Uint8Array, pack: number): number {
  const counted = bytes[pack + 4] | (bytes[pack + 5] << 8);
  if (counted !== UNCOUNTED) return counted;
  let count = 0;
  for (let at = pack + HEADER_BYTES; bytes[at] !== END; at = nextEntry(bytes, at)) count++;
  return count;
}

/** Position of the first element, or of the end if there is none. */
export function firstEntry(pack: number): number {
  return pack + HEADER_BYTES;
}

/** Whether a position is the end of the listpack. */
export function isEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === END;
}

/** Position of the closing byte. */
export function endOfListpack(bytes: Uint8Array, pack: number): number {
  return pack + listpackBytes(bytes, pack) - 1;
}

/** Position of the element behind the one at `at`; may be the end. */
export function nextEntry(bytes: Uint8Array, at: number): number {
  const length = dataBytes(bytes, at);
  return at + length + backLengthBytes(length);
}

/** Position of the element before `at` (an element or the end), or -1 at the first. */
export function previousEntry(bytes: Uint8Array, pack: number, at: number): number {
  if (at === pack + HEADER_BYTES) return -1;
  let p = at - 1;
  let length = bytes[p] & 127;
  for (let shift = 7; (bytes[p] & 128) !== 0; shift += 7) {
    p--;
    length += (bytes[p] & 127) * 2 ** shift;
  }
  return p - length;
}

/** Position of element `index`; negative ones count from the end; -1 if there is none. O(n). */
export function seekEntry(bytes: Uint8Array, pack: number, index: number): number {
  if (index >= 0) {
    let at = pack + HEADER_BYTES;
    for (; index > 0 && bytes[at] !== END; index--) at = nextEntry(bytes, at);
    return bytes[at] === END ? -1 : at;
  }
  let at = endOfListpack(bytes, pack);
  for (; index < 0; index++) {
    at = previousEntry(bytes, pack, at);
    if (at < 0) return -1;
  }
  return at;
}

/** Points `value` at the bytes of the element at `at`; valid until either buffer changes. */
export function readEntry(bytes: Uint8Array, at: number, value: PackedValue): void {
  const first = bytes[at];
  if (first >= 0x80 && first < 0xc0) {
    setValue(value, bytes, at + 1, first & 63);
  } else if (first >= 0xe0 && first < 0xf0) {
    setValue(value, bytes, at + 2, ((first & 15) << 8) | bytes[at + 1]);
  } else if (first === 0xf0) {
    setValue(value, bytes, at + 5, length32(bytes, at + 1));
  } else {
    const { scratch } = value;
    const number = readInteger(bytes, at);
    if (number !== NOT_INTEGER) {
      setValue(value, scratch, 0, writeInteger(scratch, 0, number));
    } else {
      const text = String(readInteger64(bytes, at));
      for (let i = 0; i < text.length; i++) scratch[i] = text.charCodeAt(i);
      setValue(value, scratch, 0, text.length);
    }
  }
}

/** The integer at `at`, or {@linkcode NOT_INTEGER} for a string and for what is not safe. */
export function readInteger(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return first;
  if (first >= 0xc0 && first < 0xe0) return ((((first & 31) << 8) | bytes[at + 1]) << 19) >> 19;
  switch (first) {
    case 0xf1:
      return ((bytes[at + 1] | (bytes[at + 2] << 8)) << 16) >> 16;
    case 0xf2:
      return ((bytes[at + 1] | (bytes[at + 2] << 8) | (bytes[at + 3] << 16)) << 8) >> 8;
    case 0xf3:
      return word32(bytes, at + 1);
    case 0xf4: {
      const number = word32(bytes, at + 5) * TWO_POW_32 + (word32(bytes, at + 1) >>> 0);
      return Number.isSafeInteger(number) ? number : NOT_INTEGER;
    }
    default:
      return NOT_INTEGER;
  }
}

/** The 64-bit integer at `at`, which must be one of 64 bits. */
export function readInteger64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(word32(bytes, at + 5)) << 32n) | BigInt(word32(bytes, at + 1) >>> 0);
}

/** Whether the element at `at` has the bytes `needle[start, end)`. */
export function entryEquals(
  bytes: Uint8Array,
  at: number,
  needle: Uint8Array,
  start: number,
  end: number,
): boolean {
  const first = bytes[at];
  const length = end - start;
  let data: number;
  if (first >= 0x80 && first < 0xc0) {
    if ((first & 63) !== length) return false;
    data = at + 1;
  } else if (first >= 0xe0 && first < 0xf0) {
    if ((((first & 15) << 8) | bytes[at + 1]) !== length) return false;
    data = at + 2;
  } else if (first === 0xf0) {
    if (length32(bytes, at + 1) !== length) return false;
    data = at + 5;
  } else {
    if (length > LONGEST_INTEGER) return false;
    const number = readInteger(bytes, at);
    if (number !== NOT_INTEGER) return parseSafeInteger(needle, start, end) === number;
    return parseInteger64(needle, start, end) === readInteger64(bytes, at);
  }
  for (let i = 0; i < length; i++) if (bytes[data + i] !== needle[start + i]) return false;
  return true;
}

/**
 * Position of the first element at or behind `from` that has the bytes `needle[start, end)`,
 * looking at one element, passing over `skip`, and so on; -1 if there is none. O(n).
 */
export function findEntry(
  bytes: Uint8Array,
  from: number,
  needle: Uint8Array,
  start: number,
  end: number,
  skip: number,
): number {
  let at = from;
  while (bytes[at] !== END) {
    if (entryEquals(bytes, at, needle, start, end)) return at;
    at = nextEntry(bytes, at);
    for (let i = 0; i < skip; i++) {
      if (bytes[at] === END) return -1;
      at = nextEntry(bytes, at);
    }
  }
  return -1;
}

/** Bytes that an element with the bytes `source[start, end)` takes in a listpack. */
export function entryBytesFor(source: Uint8Array, start: number, end: number): number {
  const length = encodedBytes(source, start, end);
  return length + backLengthBytes(length);
}

/**
 * Writes an element at `at`, where {@linkcode entryBytesFor} bytes are free; returns the position
 * behind it. The header is the caller's: see {@linkcode adjustHeader}.
 */
export function writeEntry(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  const length = end - start;
  let p = at;
  const number = length <= LONGEST_INTEGER ? parseSafeInteger(source, start, end) : NOT_INTEGER;
  if (number !== NOT_INTEGER) {
    p = writeIntegerData(target, at, number);
  } else if (length <= LONGEST_INTEGER && length >= 16 && isLargeInteger(source, start, end)) {
    const large = parseInteger64(source, start, end)!;
    target[p++] = 0xf4;
    p = writeWord32(target, p, Number(BigInt.asIntN(32, large)));
    p = writeWord32(target, p, Number(large >> 32n));
  } else {
    if (length < 64) target[p++] = 0x80 | length;
    else if (length < 4096) {
      target[p++] = 0xe0 | (length >>> 8);
      target[p++] = length & 255;
    } else {
      target[p++] = 0xf0;
      p = writeWord32(target, p, length);
    }
    if (length < 64) { for (let i = 0; i < length; i++) target[p + i] = source[start + i]; }
    else target.set(source.subarray(start, end), p);
    p += length;
  }
  return writeBackLength(target, p, p - at);
}

/**
 * Writes a safe integer over the entry at `at` if it takes as many bytes as the integer that is there;
 * whether it did.
 */
export function overwriteInteger(bytes: Uint8Array, at: number, number: number): boolean {
  if (dataBytes(bytes, at) !== integerBytes(number)) return false;
  writeIntegerData(bytes, at, number);
  return true;
}

/** Bytes that a safe integer takes in a listpack. */
export function integerEntryBytes(number: number): number {
  return integerBytes(number) + 1;
}

/** Writes a safe integer as an element at `at`; otherwise like {@linkcode writeEntry}. */
export function writeIntegerEntry(target: Uint8Array, at: number, number: number): number {
  const end = writeIntegerData(target, at, number);
  target[end] = end - at;
  return end + 1;
}

/** Writes the 64-bit integer of two words as an element; like {@linkcode writeIntegerEntry}. */
export function writeInteger64Entry(
  target: Uint8Array,
  at: number,
  high: number,
  low: number,
): number {
  // One that 32 bits hold has a shorter encoding, and an element has but one.
  if (high === low >> 31) return writeIntegerEntry(target, at, low);
  target[at] = 0xf4;
  writeWord32(target, at + 1, low);
  target[writeWord32(target, at + 5, high)] = 9;
  return at + 10;
}

/** After a change: the total grew by `bytes` and the elements by `elements` (or shrank). */
export function adjustHeader(
  bytes: Uint8Array,
  pack: number,
  byBytes: number,
  byElements: number,
): void {
  setTotalBytes(bytes, pack, listpackBytes(bytes, pack) + byBytes);
  const counted = bytes[pack + 4] | (bytes[pack + 5] << 8);
  if (counted === UNCOUNTED) return;
  const count = Math.min(counted + byElements, UNCOUNTED);
  bytes[pack + 4] = count & 255;
  bytes[pack + 5] = count >>> 8;
}

/** Bytes of encoding and data that an element takes, without the length behind them. */
function encodedBytes(source: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length <= LONGEST_INTEGER) {
    const number = parseSafeInteger(source, start, end);
    if (number !== NOT_INTEGER) return integerBytes(number);
    if (length >= 16 && isLargeInteger(source, start, end)) return 9;
  }
  return length + (length < 64 ? 1 : length < 4096 ? 2 : 5);
}

function isLargeInteger(source: Uint8Array, start: number, end: number): boolean {
  return parseInteger64(source, start, end) !== undefined;
}

function integerBytes(number: number): number {
  if (number >= 0 && number <= 127) return 1;
  if (number >= -4096 && number <= 4095) return 2;
  if (number >= -32768 && number <= 32767) return 3;
  if (number >= -8388608 && number <= 8388607) return 4;
  if (number >= -2147483648 && number <= 2147483647) return 5;
  return 9;
}

function writeIntegerData(target: Uint8Array, at: number, number: number): number {
  switch (integerBytes(number)) {
    case 1:
      target[at] = number;
      return at + 1;
    case 2:
      target[at] = 0xc0 | ((number >> 8) & 31);
      target[at + 1] = number & 255;
      return at + 2;
    case 3:
      target[at] = 0xf1;
      target[at + 1] = number & 255;
      target[at + 2] = (number >> 8) & 255;
      return at + 3;
    case 4:
      target[at] = 0xf2;
      target[at + 1] = number & 255;
      target[at + 2] = (number >> 8) & 255;
      target[at + 3] = (number >> 16) & 255;
      return at + 4;
    case 5:
      target[at] = 0xf3;
      return writeWord32(target, at + 1, number);
    default:
      target[at] = 0xf4;
      writeWord32(target, at + 1, number % TWO_POW_32);
      return writeWord32(target, at + 5, Math.floor(number / TWO_POW_32));
  }
}

/** Bytes of encoding and data of the element at `at`. */
function dataBytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  if (first < 0xc0) return 1 + (first & 63);
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 2 + (((first & 15) << 8) | bytes[at + 1]);
  switch (first) {
    case 0xf0:
      return 5 + length32(bytes, at + 1);
    case 0xf1:
      return 3;
    case 0xf2:
      return 4;
    case 0xf3:
      return 5;
    default:
      return 9;
  }
}

/** Bytes of the length behind `length` bytes of encoding and data: seven bits to a byte. */
function backLengthBytes(length: number): number {
  if (length < 128) return 1;
  if (length < 16384) return 2;
  if (length < 2097152) return 3;
  return length < 268435456 ? 4 : 5;
}

function writeBackLength(target: Uint8Array, at: number, length: number): number {
  const count = backLengthBytes(length);
  let rest = length;
  for (let i = count - 1; i >= 0; i--) {
    target[at + i] = (rest % 128) | (i === 0 ? 0 : 128);
    rest = Math.floor(rest / 128);
  }
  return at + count;
}

function setValue(value: PackedValue, bytes: Uint8Array, start: number, length: number): void {
  value.bytes = bytes;
  value.start = start;
  value.end = start + length;
}

function setTotalBytes(bytes: Uint8Array, pack: number, total: number): void {
  writeWord32(bytes, pack, total);
}

function word32(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

function length32(bytes: Uint8Array, at: number): number {
  return word32(bytes, at) >>> 0;
}

function writeWord32(target: Uint8Array, at: number, word: number): number {
  target[at] = word & 255;
  target[at + 1] = (word >>> 8) & 255;
  target[at + 2] = (word >>> 16) & 255;
  target[at + 3] = (word >>> 24) & 255;
  return at + 4;
}
