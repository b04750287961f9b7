/**
 * Brings the buckets and records of several keys into the processor's cache, all at once.
 *
 * A lookup waits for two memory accesses, one after the other. Those of different keys do not
 * depend on each other, so the processor overlaps them if it meets them close together: first the
 * buckets of all keys, then the records that their fingerprints point at. The lookups that follow
 * find everything in the cache. JavaScript has no prefetch instruction; plain loads do, as long as
 * their results are used for something.
 */

import { CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import {
  ADDRESSES,
  BUCKET_SHIFT,
  fingerprintOf,
  homeBucket,
  segmentAddress,
  segmentBuckets,
  type Table,
  zeroByteBits,
} from "./table.ts";

/** With fewer records the table is in the cache anyway, and looking ahead only costs. */
const WORTHWHILE_RECORDS = 16 * 1024;
const GROUPS = 3;

/** Whether looking ahead can gain anything in this table. */
export function isWorthPrefetching(table: Table): boolean {
  return table.size >= WORTHWHILE_RECORDS;
}

/**
 * Touches what lookups of the first `count` hashes will need. Returns a meaningless number, which
 * the caller must keep somewhere, or the loads may be left out. Changes nothing; a hash that is not
 * in the table does no harm. O(count).
 */
export function prefetch(table: Table, hashes: Int32Array, count: number): number {
  const { directory } = table;
  const chunks = table.arena.words;
  const shift = 32 - table.depth;
  let touched = 0;
  for (let i = 0; i < count; i++) {
    const reference = directory[hashes[i] >>> shift];
    touched ^= chunks[reference >>> CHUNK_SHIFT][bucketOf(reference, hashes[i])];
  }
  for (let i = 0; i < count; i++) {
    const hash = hashes[i];
    const reference = directory[hash >>> shift];
    const words = chunks[reference >>> CHUNK_SHIFT];
    const at = bucketOf(reference, hash);
    const pattern = Math.imul(fingerprintOf(hash), 0x01010101);
    for (let group = 0; group < GROUPS; group++) {
      const bits = zeroByteBits(words[at + group] ^ pattern);
      if (bits === 0) continue;
      const slot = (group << 2) + ((31 - Math.clz32(bits & -bits)) >>> 3);
      const address = words[at + ADDRESSES + slot];
      touched ^= chunks[address >>> CHUNK_SHIFT][(address & OFFSET_MASK) << 1];
      break;
    }
  }
  return touched;
}

/** Index, in its chunk, of the bucket where a hash's records begin. */
function bucketOf(reference: number, hash: number): number {
  const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
  return base + (homeBucket(hash, segmentBuckets(reference)) << BUCKET_SHIFT);
}
