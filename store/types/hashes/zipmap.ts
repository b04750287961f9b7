/**
 * Zipmaps: small hashes as Redis kept them before 2.6, which only old files have.
 *
 * ```
 *  ┌───────┬────────────────┬──────────────────────┬───┬──────┐
 *  │ pairs │ length, field  │ length, free, value  │ … │ 0xFF │
 *  │ 1     │                │         1            │   │      │
 *  └───────┴────────────────┴──────────────────────┴───┴──────┘
 *  pairs: from 254 on they are not counted
 *  length: one byte, or 0xFE and four, LE; `free` unused bytes stand behind the value
 * ```
 */

import type { RangeBuffer } from "../../byte_ranges.ts";
import { MALFORMED, type RdbReader } from "../../encoding/rdb_reader.ts";

const END = 0xff;
const LONG = 0xfe;
const UNCOUNTED = 0xfe;

/** Reads a string that is a zipmap, and adds its fields and values to `elements`. */
export function readZipmap(reader: RdbReader, elements: RangeBuffer): void {
  const { bytes, start, end } = reader.string();
  const last = end - 1;
  if (last <= start || bytes[last] !== END) throw MALFORMED;
  let at = start + 1;
  const length = () => {
    let count = bytes[at++];
    if (count === END) throw MALFORMED;
    if (count === LONG) {
      if (at + 4 > last) throw MALFORMED;
      count = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
      count += bytes[at + 3] * 0x1000000;
      at += 4;
    }
    return count;
  };
  const take = (count: number, free: number) => {
    if (count + free > last - at) throw MALFORMED;
    elements.add(bytes, at, at + count);
    at += count + free;
  };
  let pairs = 0;
  while (at < last) {
    take(length(), 0);
    if (at >= last) throw MALFORMED;
    const count = length();
    if (at >= last) throw MALFORMED;
    take(count, bytes[at++]);
    pairs++;
  }
  if (bytes[start] < UNCOUNTED && bytes[start] !== pairs) throw MALFORMED;
}
