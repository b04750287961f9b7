/**
 * The elements of a dumped collection, in whatever form they are: as strings of their own, in a listpack,
 * or in a ziplist, which is what Redis had before 7.0.
 *
 * ```
 *  ziplist  ┌─────────────┬───────────┬──────────┬────────┬───┬──────┐
 *           │ total bytes │ last, at  │ elements │ entry  │ … │ 0xFF │
 *           │ 4, LE       │ 4, LE     │ 2, LE    │        │   │      │
 *           └─────────────┴───────────┴──────────┴────────┴───┴──────┘
 *  entry = bytes of the entry before (1, or 0xFE and 4), then encoding and data:
 *
 *    00llllll data, 01llllll llllllll data, 10000000 length (4, BE) data     string
 *    0xFE, 0xC0, 0xF0, 0xD0, 0xE0                   integer of 1, 2, 3, 4, 8 bytes, LE
 *    1111vvvv                                       integer v − 1, v being 1 … 13
 * ```
 *
 * All is copied into a buffer of ranges: nothing here is stored as it came. What is not as it should be
 * throws `MALFORMED`.
 */

import { RangeBuffer } from "../../byte_ranges.ts";
import { writeInteger } from "../../encoding/integer.ts";
import {
  EMPTY_LISTPACK_BYTES,
  firstEntry,
  listpackBytes,
  nextEntry,
  PackedValue,
  previousEntry,
  readEntry,
} from "../../encoding/listpack.ts";
import { EMPTY_VALUE, MALFORMED, type RdbReader } from "../../encoding/rdb_reader.ts";

const END = 0xff;
const UNCOUNTED = 0xffff;
const ZIPLIST_HEADER_BYTES = 10;

const value = new PackedValue();
const text = new Uint8Array(24);

/** Reads `count` strings. */
export function readStrings(reader: RdbReader, count: number): RangeBuffer {
  const elements = new RangeBuffer();
  addStrings(reader, count, elements);
  return elements;
}

/** Reads `count` strings and adds them to `elements`. */
export function addStrings(reader: RdbReader, count: number, elements: RangeBuffer): void {
  for (let i = 0; i < count; i++) {
    const { bytes, start, end } = reader.string();
    elements.add(bytes, start, end);
  }
}

/** Reads a string that is a listpack, and adds its elements, if any, to `elements`. */
export function readListpack(reader: RdbReader, elements: RangeBuffer): void {
  const { bytes, start, end } = reader.string();
  passListpack(bytes, start, end, elements);
}

/**
 * Checks the listpack `bytes[start, end)` and adds its elements to `elements`, if there is such a thing.
 * Returns where the first one begins.
 */
export function passListpack(
  bytes: Uint8Array,
  start: number,
  end: number,
  elements?: RangeBuffer,
): number {
  const last = end - 1;
  if (end - start < EMPTY_LISTPACK_BYTES || bytes[last] !== END) throw MALFORMED;
  if (listpackBytes(bytes, start) !== end - start) throw MALFORMED;
  let count = 0;
  let at = firstEntry(start);
  while (at < last) {
    const first = bytes[at];
    if (first > 0xf4 || at + listpackHeadBytes(first) > last) throw MALFORMED;
    const next = nextEntry(bytes, at);
    if (next > last || previousEntry(bytes, start, next) !== at) throw MALFORMED;
    if (elements !== undefined) {
      readEntry(bytes, at, value);
      elements.add(value.bytes, value.start, value.end);
    }
    count++;
    at = next;
  }
  checkCount(bytes[start + 4] | (bytes[start + 5] << 8), count);
  return firstEntry(start);
}

/** Bytes that tell how long a listpack's entry is. */
function listpackHeadBytes(first: number): number {
  if (first === 0xf0) return 5;
  return first >= 0xe0 && first < 0xf0 ? 2 : 1;
}

/** Reads a string that is a ziplist, and adds its elements, if any, to `elements`. */
export function readZiplist(reader: RdbReader, elements: RangeBuffer): void {
  const { bytes, start, end } = reader.string();
  const last = end - 1;
  if (end - start <= ZIPLIST_HEADER_BYTES || bytes[last] !== END) throw MALFORMED;
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  if (view.getUint32(start, true) !== end - start) throw MALFORMED;
  const before = elements.count;
  let at = start + ZIPLIST_HEADER_BYTES;
  let previous = 0;
  while (at < last) {
    const entry = at;
    let told = bytes[at++];
    if (told === 0xfe) {
      need(last - at, 4);
      told = view.getUint32(at, true);
      at += 4;
    }
    if (told !== previous) throw MALFORMED;
    need(last - at, 1);
    at = readZiplistEntry(view, bytes, at, last, elements);
    previous = at - entry;
  }
  checkCount(view.getUint16(start + 8, true), elements.count - before);
}

/** Adds the element whose encoding is at `at`; returns the position behind it. */
function readZiplistEntry(
  view: DataView,
  bytes: Uint8Array,
  at: number,
  last: number,
  elements: RangeBuffer,
): number {
  const first = bytes[at++];
  if (first < 0xc0) {
    let length = first & 63;
    if (first >= 0x80) {
      if (first !== 0x80) throw MALFORMED;
      need(last - at, 4);
      length = view.getUint32(at);
      at += 4;
    } else if (first >= 0x40) {
      need(last - at, 1);
      length = (length << 8) | bytes[at++];
    }
    need(last - at, length);
    elements.add(bytes, at, at + length);
    return at + length;
  }
  if (first > 0xf0 && first < 0xfe) return addInteger(elements, (first & 15) - 1, at);
  const width = integerBytes(first);
  need(last - at, width);
  if (width === 8) {
    const digits = new TextEncoder().encode(String(view.getBigInt64(at, true)));
    elements.add(digits, 0, digits.length);
    return at + width;
  }
  let number = 0;
  for (let i = 0; i < width; i++) number |= bytes[at + i] << (8 * i);
  const shift = 32 - 8 * width;
  return addInteger(elements, (number << shift) >> shift, at + width);
}

function integerBytes(first: number): number {
  switch (first) {
    case 0xfe:
      return 1;
    case 0xc0:
      return 2;
    case 0xf0:
      return 3;
    case 0xd0:
      return 4;
    case 0xe0:
      return 8;
    default:
      throw MALFORMED;
  }
}

function addInteger(elements: RangeBuffer, number: number, next: number): number {
  elements.add(text, 0, writeInteger(text, 0, number));
  return next;
}

function need(left: number, count: number): void {
  if (left < count) throw MALFORMED;
}

function checkCount(told: number, count: number): void {
  if (told !== UNCOUNTED && told !== count) throw MALFORMED;
}

/**
 * Refuses elements `0`, `step`, 2 `step`, … if two of them are equal. By sorting: no choice of elements
 * makes it slow. O(n log n).
 */
export function refuseDuplicates({ bytes, starts, ends, count }: RangeBuffer, step: number): void {
  const compare = (a: number, b: number) => {
    const length = Math.min(ends[a] - starts[a], ends[b] - starts[b]);
    for (let i = 0; i < length; i++) {
      const difference = bytes[starts[a] + i] - bytes[starts[b] + i];
      if (difference !== 0) return difference;
    }
    return ends[a] - starts[a] - (ends[b] - starts[b]);
  };
  const order = new Int32Array(count / step);
  for (let i = 0; i < order.length; i++) order[i] = i * step;
  order.sort(compare);
  for (let i = 1; i < order.length; i++) {
    if (compare(order[i - 1], order[i]) === 0) throw MALFORMED;
  }
}

/** Refuses a collection without elements, or with half a pair. */
export function refuseIncomplete({ count }: RangeBuffer, step: number): void {
  if (count === 0) throw EMPTY_VALUE;
  if (count % step !== 0) throw MALFORMED;
}
