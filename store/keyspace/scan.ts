/**
 * Walking the table: cursors, samples, everything.
 *
 * A scan's cursor is a position in the space of hashes, not in the table.
 *
 * ```
 * cursor   bits 42–46   depth, when `low` is not 0
 *          bits 16–41   prefix: bits 31–6 of the hash
 *          bits  0–15   low: the hash's `bucketBits`
 * ```
 *
 * It says: of the keys with a smaller prefix all have been visited, and of those from `prefix` to the end
 * of its segment, which then was `depth` deep, the ones below `low`. A segment's buckets are in the order
 * of `low`, so a step visits the bucket in which `low` stands and moves on by one; records that
 * overflowed into other buckets are found from their home.
 *
 * So the cursor needs no memory on the server, and a key that is there from the first step to the last is
 * visited at least once, whatever happens to the table. After a split both halves are still
 * ahead of the cursor, and the second is visited from its beginning. After a merge the cursor stands
 * amid a segment whose second half has not been visited yet: the records beyond the depth of the
 * cursor wait until their own turn.
 */

import { CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import { SNAPSHOT } from "./record.ts";
import {
  ADDRESSES,
  BUCKET_SHIFT,
  homeBucket,
  META,
  OVERFLOW_MASK,
  segmentAddress,
  segmentBuckets,
  SLOTS,
  type Table,
} from "./table.ts";

const PREFIX_BITS = 26;
const PREFIX_SPACE = 1 << PREFIX_BITS;
const LOW_SPACE = 0x10000;
const DEPTH_SPACE = 32;

/**
 * One step of a scan: calls `visit` with the address of each record of the bucket at `cursor` and
 * returns the next cursor, 0 at the end. `visit` must not change the table.
 */
export function scanStep(
  table: Table,
  cursor: number,
  visit: (address: number) => void,
): number {
  const low = cursor % LOW_SPACE;
  const position = Math.floor(cursor / LOW_SPACE);
  const prefix = position % PREFIX_SPACE;
  const index = prefix >>> (PREFIX_BITS - table.depth);
  const reference = table.directory[index];
  // A range that was begun is finished as it was, though its segment may have merged since.
  let depth = table.depth - 31 + Math.clz32(table.spanOf(index));
  const begun = Math.floor(position / PREFIX_SPACE) % DEPTH_SPACE;
  if (low !== 0 && begun > depth) depth = Math.min(begun, PREFIX_BITS);
  const rest = PREFIX_BITS - depth;
  const end = ((prefix >>> rest) + 1) << rest;

  const buckets = segmentBuckets(reference);
  const home = (low * buckets) >>> 16;
  visitHome(table, reference, home, prefix, end, visit);
  if (home + 1 === buckets) return end === PREFIX_SPACE ? 0 : end * LOW_SPACE;
  return (depth * PREFIX_SPACE + prefix) * LOW_SPACE + ((home + 1) * LOW_SPACE) / buckets;
}

/**
 * Calls `visit` for the records whose home is one bucket, those that overflowed included, and whose
 * hashes have a prefix in [from, to).
 */
function visitHome(
  table: Table,
  reference: number,
  home: number,
  from: number,
  to: number,
  visit: (address: number) => void,
): void {
  const words = table.arena.words[reference >>> CHUNK_SHIFT];
  const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
  const buckets = segmentBuckets(reference);
  let bucket = home;
  for (let probes = 0; probes < buckets; probes++) {
    const at = base + (bucket << BUCKET_SHIFT);
    for (let slot = 0; slot < SLOTS; slot++) {
      const address = words[at + ADDRESSES + slot];
      if (address === 0) continue;
      const hash = table.hashOf(address);
      if (homeBucket(hash, buckets) !== home) continue;
      const prefix = hash >>> (32 - PREFIX_BITS);
      if (prefix >= from && prefix < to) visit(address);
    }
    if ((words[at + META] & OVERFLOW_MASK) === 0) return;
    bucket = (bucket + 1) & (buckets - 1);
  }
}

/**
 * One step of a walk for an iterator: calls `visit` with the address of each record of a whole segment
 * and returns the next cursor, 0 at the end. `visit` must not change the table.
 *
 * The cursor is a position among the highest 24 bits of the hashes, which is the order of
 * the segments. Records before it, which a merge of segments may bring back, are left out. So a
 * walk meets each record that is there throughout exactly once, and none twice.
 */
export function walkStep(
  table: Table,
  cursor: number,
  visit: (address: number) => void,
): number {
  const shift = PREFIX_BITS - table.depth;
  const index = cursor >>> shift;
  const span = table.spanOf(index);
  const first = index - (index % span);
  const reference = table.directory[first];
  const begun = cursor > first << shift;
  visitSegment(table, reference, (address) => {
    if (!begun || table.hashOf(address) >>> (32 - PREFIX_BITS) >= cursor) visit(address);
  });
  const next = first + span;
  return next >= table.directory.length ? 0 : next << shift;
}

/** Most records of a segment. */
export const SEGMENT_RECORDS: number = 64 * SLOTS;

/**
 * Writes to `into` ({@linkcode SEGMENT_RECORDS}) the addresses of the records in the segment at `cursor`,
 * one of `walkStep`, whose SNAPSHOT bit differs from `mark`; returns how many there are.
 */
export function unmarkedRecords(
  table: Table,
  cursor: number,
  mark: number,
  into: Int32Array,
): number {
  const reference = table.directory[cursor >>> (PREFIX_BITS - table.depth)];
  const chunks = table.arena.words;
  const words = chunks[reference >>> CHUNK_SHIFT];
  const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
  let all = 0;
  for (let bucket = 0; bucket < segmentBuckets(reference); bucket++) {
    const at = base + (bucket << BUCKET_SHIFT) + ADDRESSES;
    for (let slot = 0; slot < SLOTS; slot++) {
      if (words[at + slot] !== 0) into[all++] = words[at + slot];
    }
  }
  // A loop of its own: the waits for the records overlap.
  let count = 0;
  for (let i = 0; i < all; i++) {
    const address = into[i];
    const word = chunks[address >>> CHUNK_SHIFT][(address & OFFSET_MASK) << 1];
    if (((word ^ mark) & SNAPSHOT) !== 0) into[count++] = address;
  }
  return count;
}

/** The cursor behind the segment at `cursor`, 0 at the end. */
export function segmentBehind(table: Table, cursor: number): number {
  const shift = PREFIX_BITS - table.depth;
  const index = cursor >>> shift;
  const span = table.spanOf(index);
  const next = index - (index % span) + span;
  return next >= table.directory.length ? 0 : next << shift;
}

/** Calls `visit` with the address of every record. `visit` must not change the table. */
export function visitAll(table: Table, visit: (address: number) => void): void {
  const directory = table.directory;
  for (let i = 0; i < directory.length; i += table.spanOf(i)) {
    visitSegment(table, directory[i], visit);
  }
}

function visitSegment(table: Table, reference: number, visit: (address: number) => void): void {
  const words = table.arena.words[reference >>> CHUNK_SHIFT];
  const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
  for (let bucket = 0; bucket < segmentBuckets(reference); bucket++) {
    const at = base + (bucket << BUCKET_SHIFT) + ADDRESSES;
    for (let slot = 0; slot < SLOTS; slot++) {
      if (words[at + slot] !== 0) visit(words[at + slot]);
    }
  }
}

/**
 * Writes the addresses of up to `count` records to `into` and returns how many there are. They
 * are neighbours in the order of the hash from `start`, a random 32-bit integer, on: as random
 * as the hash is. Passes at most `patience` buckets.
 */
export function sampleRecords(
  table: Table,
  start: number,
  into: Int32Array,
  count: number,
  patience: number,
): number {
  if (table.size === 0) return 0;
  const directory = table.directory;
  let index = start >>> (32 - table.depth);
  let bucket = homeBucket(start, segmentBuckets(directory[index]));
  // A bucket is filled from its first slot on: beginning there would prefer what came first.
  let slot = ((start & 255) * SLOTS) >>> 8;
  let found = 0;
  for (let passed = 0; passed < patience;) {
    const reference = directory[index];
    const buckets = segmentBuckets(reference);
    const words = table.arena.words[reference >>> CHUNK_SHIFT];
    const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    for (; bucket < buckets && passed < patience; bucket++, passed++) {
      const at = base + (bucket << BUCKET_SHIFT) + ADDRESSES;
      for (; slot < SLOTS; slot++) {
        if (words[at + slot] === 0) continue;
        into[found++] = words[at + slot];
        if (found === count) return found;
      }
      slot = 0;
    }
    bucket = 0;
    index = (index + 1) & (directory.length - 1);
  }
  return found;
}
