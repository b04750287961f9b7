/**
 * Looking ahead: brings what the next lookups will read into the processor's cache.
 *
 * A lookup follows two memory accesses of which the second depends on the first, and what it does
 * next depends on both: the processor waits for each. The lookups of several keys do not depend on
 * each other, but they stand too far apart in the code for the processor to begin one while it waits
 * for another. So their buckets are read first, all in one short loop, then their records in
 * another one: the waits overlap. It changes nothing, and a key that is looked up after all or not
 * at all costs only what was read for it.
 */

import { CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import { halfSipHashOfBytes } from "./half_sip_hash.ts";
import {
  ADDRESSES,
  fingerprintOf,
  homeBucket,
  segmentAddress,
  segmentBuckets,
  type Table,
  zeroByteBits,
} from "./table.ts";

/** Most keys that are looked ahead for at once. */
const MAX_KEYS = 128;
/** A table of fewer records is in the cache anyway. */
const MIN_RECORDS = 16_384;
/** A bucket is 1 << 3 units of addresses, 64 bytes. */
const BUCKET_UNITS_SHIFT = 3;

/** Keys that are going to be looked up. */
export class LookAhead {
  readonly #hashes = new Int32Array(MAX_KEYS);
  /** Addresses of the keys' buckets. */
  readonly #buckets = new Int32Array(MAX_KEYS);
  /** Addresses of the records that the buckets name. */
  readonly #records = new Int32Array(MAX_KEYS);
  #count = 0;
  /** What was read: it goes somewhere, or the compiler would leave the reading out. */
  #read = 0;

  /** Whether looking ahead in a table is worth its cost. */
  static pays(table: Table): boolean {
    return table.size >= MIN_RECORDS;
  }

  /** Adds the key `bytes[start, end)` of a table; when there are very many, it is left out. */
  add(table: Table, bytes: Uint8Array, start: number, end: number): void {
    if (this.#count === MAX_KEYS) return;
    this.#hashes[this.#count++] = halfSipHashOfBytes(bytes, start, end, table.seed0, table.seed1);
  }

  /**
   * Reads what the lookups of the added keys will read in that table, and forgets them.
   * @returns how many keys seem to have a record: sometimes one too many, or one too few
   */
  run(table: Table): number {
    const count = this.#count;
    const hashes = this.#hashes;
    const buckets = this.#buckets;
    const records = this.#records;
    const chunks = table.arena.words;
    const { directory, depth } = table;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i];
      const reference = directory[hash >>> (32 - depth)];
      buckets[i] = segmentAddress(reference) +
        (homeBucket(hash, segmentBuckets(reference)) << BUCKET_UNITS_SHIFT);
    }
    let read = touch(chunks, buckets, count);
    let found = 0;
    for (let i = 0; i < count; i++) {
      const words = chunks[buckets[i] >>> CHUNK_SHIFT];
      const at = (buckets[i] & OFFSET_MASK) << 1;
      const pattern = Math.imul(fingerprintOf(hashes[i]), 0x01010101);
      // Of several matches the first is taken: there is nearly always one at most.
      let slot = 0;
      let bits = zeroByteBits(words[at] ^ pattern);
      if (bits === 0) {
        slot = 4;
        bits = zeroByteBits(words[at + 1] ^ pattern);
        if (bits === 0) {
          slot = 8;
          bits = zeroByteBits(words[at + 2] ^ pattern);
          if (bits === 0) continue;
        }
      }
      const address = words[at + ADDRESSES + slot + ((31 - Math.clz32(bits & -bits)) >>> 3)];
      if (address !== 0) records[found++] = address;
    }
    read ^= touch(chunks, records, found);
    this.#read = read;
    this.#count = 0;
    return found;
  }
}

/** Reads one word at each address. The loop is as short as can be: that is what makes waits overlap. */
function touch(chunks: Int32Array[], addresses: Int32Array, count: number): number {
  let read = 0;
  for (let i = 0; i < count; i++) {
    const address = addresses[i];
    read ^= chunks[address >>> CHUNK_SHIFT][(address & OFFSET_MASK) << 1];
  }
  return read;
}
