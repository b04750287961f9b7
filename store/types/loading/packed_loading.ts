/**
 * Packed collections on their way from a file. Nearly all of them are, to the byte, what this store would
 * have packed: these are looked through once and taken over by copying them. The others go the long
 * way, element by element.
 */

import { isInteger64, NOT_INTEGER } from "../../encoding/integer.ts";
import {
  EMPTY_LISTPACK_BYTES,
  firstEntry,
  listpackBytes,
  nextEntry,
  type PackedValue,
  previousEntry,
  readInteger,
} from "../../encoding/listpack.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";

const END = 0xff;
const LONGEST_INTEGER = 20;
/** Entries below this have their length behind them in one byte. */
const SHORT_ENTRY = 128;

/**
 * Number of elements of the listpack `bytes[start, end)` if it is a sound one and each element has its
 * shortest encoding; otherwise −1. O(bytes).
 */
export function plainElements({ bytes, start, end }: PackedValue): number {
  const last = end - 1;
  if (end - start < EMPTY_LISTPACK_BYTES || bytes[last] !== END) return -1;
  if (listpackBytes(bytes, start) !== end - start) return -1;
  let count = 0;
  let at = firstEntry(start);
  while (at < last) {
    const size = plainEntryBytes(bytes, at);
    if (size === 0 || at + size >= last) return -1;
    let next = at + size + 1;
    if (size < SHORT_ENTRY) {
      if (bytes[at + size] !== size) return -1;
    } else {
      next = nextEntry(bytes, at);
      if (next > last || previousEntry(bytes, start, next) !== at) return -1;
    }
    at = next;
    count++;
  }
  return count === (bytes[start + 4] | (bytes[start + 5] << 8)) ? count : -1;
}

/** Bytes of an entry but for its length at the end, 0 unless its encoding is the shortest one. */
function plainEntryBytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  if (first < 0xc0) {
    const length = first & 63;
    if (length <= LONGEST_INTEGER && isInteger64(bytes, at + 1, at + 1 + length)) return 0;
    return 1 + length;
  }
  if (first < 0xe0) {
    const number = readInteger(bytes, at);
    return number >= 0 && number < 128 ? 0 : 2;
  }
  if (first < 0xf0) {
    const length = ((first & 15) << 8) | bytes[at + 1];
    return length < 64 ? 0 : 2 + length;
  }
  switch (first) {
    case 0xf0: {
      const length = bytes[at + 1] + bytes[at + 2] * 0x100 + bytes[at + 3] * 0x10000 +
        bytes[at + 4] * 0x1000000;
      return length < 4096 ? 0 : 5 + length;
    }
    case 0xf1:
      return isWithin(readInteger(bytes, at), 1 << 12) ? 0 : 3;
    case 0xf2:
      return isWithin(readInteger(bytes, at), 1 << 15) ? 0 : 4;
    case 0xf3:
      return isWithin(readInteger(bytes, at), 1 << 23) ? 0 : 5;
    case 0xf4: {
      const number = readInteger(bytes, at);
      return number !== NOT_INTEGER && isWithin(number, 2 ** 31) ? 0 : 9;
    }
    default:
      return 0;
  }
}

function isWithin(number: number, limit: number): boolean {
  return number >= -limit && number < limit;
}

/** Positions of entries by a hash of their bytes; emptied for each listpack as far as it needs. */
let places = new Int32Array(64);

/**
 * Whether two of the elements 0, `step`, 2 `step`, … are equal, in a listpack of `count` elements, each in
 * its shortest encoding. O(count).
 */
export function hasDuplicates(
  { bytes, start }: PackedValue,
  count: number,
  step: number,
): boolean {
  let size = 16;
  while (size < count * 2) size *= 2;
  if (size > places.length) places = new Int32Array(size);
  else places.fill(0, 0, size);
  let at = firstEntry(start);
  for (let i = 0; i < count; i += step) {
    const next = nextEntry(bytes, at);
    let hash = 0;
    for (let j = at; j < next; j++) hash = Math.imul(hash ^ bytes[j], 0x01000193);
    let place = (hash ^ (hash >>> 15)) & (size - 1);
    for (; places[place] !== 0; place = (place + 1) & (size - 1)) {
      if (isSame(bytes, places[place] - 1, at, next - at)) return true;
    }
    places[place] = at + 1;
    at = next;
    for (let skip = 1; skip < step; skip++) at = nextEntry(bytes, at);
  }
  return false;
}

function isSame(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}

/** Gives the loaded key, which is not there, a value of that kind: a copy of `packed`. */
export function storePacked(
  namespace: Namespace,
  kind: number,
  { bytes, start, end }: PackedValue,
): void {
  namespace.reserve(kind, end - start, NO_EXPIRY);
  namespace.writeValue(0, bytes, start, end);
}
