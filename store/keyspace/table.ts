/**
 * The hash table: from a key to the address of its record.
 *
 * Extendible hashing (Fagin et al., 1979): a directory of segments, indexed by the hash's highest
 * bits. A full segment splits in two and nothing else moves, so growing never stops the world. A
 * lookup follows two dependent memory accesses: the bucket, then the record.
 *
 * ```
 * hash     31 ……………………………………………………………………………… 8 7 ………………… 0
 *          directory →                                fingerprint
 *
 * segment  4, 8, 16, 32 or 64 buckets of one 64-byte cache line
 *
 * bucket   word 0–2   fingerprints of the 12 slots, a byte each, 0 = empty
 *          word 3     bits 0–7 overflow; in bucket 0 also bits 8–19 records in the segment and
 *                     bits 20–25 the segment's depth
 *          word 4–15  addresses of the 12 records
 * ```
 *
 * A record whose home bucket is full goes to the next bucket with room, and each full bucket
 * that it passed counts it in `overflow`: a search ends at the first bucket whose overflow is 0, and
 * removing a record counts down again, so there are no tombstones (as in F14, Bronson and Shi
 * 2019). Twelve fingerprints are compared in three words at a time.
 *
 * The home bucket is chosen by `bucketBits`, which mix all bits of the hash: the more bits the
 * directory takes, the fewer differ within a segment. Buckets of a segment are in the order of these,
 * segments in the order of their hashes: see `scan.ts` for what follows.
 */

import { type Arena, CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import { halfSipHash } from "./half_sip_hash.ts";
import type { KeyProbe } from "./key_probe.ts";
import { keyLengthOf, keyWordOf } from "./record.ts";

export const SLOTS = 12;
export const BUCKET_SHIFT = 4; // words
export const META = 3;
export const ADDRESSES = 4;
export const OVERFLOW_MASK = 255;
const COUNT_SHIFT = 8;
const COUNT_MASK = 0xfff;
const DEPTH_SHIFT = 20;
const DEPTH_MASK = 63;

/** A segment's size code c stands for 4 << c buckets; the largest has 64. */
const MAX_SIZE_CODE = 4;
const MAX_SEGMENT_SLOTS = (4 << MAX_SIZE_CODE) * SLOTS;
/** A segment is full at seven eighths: fewer than one lookup in five then sees a second bucket. */
const FULL_EIGHTHS = 7;
/** Records for which a segment is reserved: seldom do so many more have their hashes that it is full. */
const RESERVED_RECORDS = ((MAX_SEGMENT_SLOTS * FULL_EIGHTHS) >>> 3) * 0.92;
/** Two sibling segments become one again when it would be at most this full, in eighths. */
const MERGE_EIGHTHS = 3;
const MAX_DEPTH = 26;

/** Addresses of segments end in 6 (of 8): the low three bits hold the size code instead. */
export function segmentAddress(reference: number): number {
  return (reference & ~7) | 6;
}

/** Number of buckets of the segment that a directory entry refers to. */
export function segmentBuckets(reference: number): number {
  return 4 << (reference & 7);
}

/**
 * The 16 bits of a hash that choose the home bucket: Fibonacci hashing (Knuth), which spreads hashes
 * that differ in any few bits.
 */
export function bucketBits(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> 16;
}

/** Where the records of a hash begin to be looked for. */
export function homeBucket(hash: number, buckets: number): number {
  return (bucketBits(hash) * buckets) >>> 16;
}

/** The fingerprint of a hash: 1 … 255. */
export function fingerprintOf(hash: number): number {
  const low = hash & 255;
  return low === 0 ? 255 : low;
}

/** The lowest byte of `word` that is zero, as a bit at its top; 0 if none is (exact). */
export function zeroByteBits(word: number): number {
  return (word - 0x01010101) & ~word & 0x80808080;
}

/**
 * What a split or a merge gathers: addresses and hashes of one or two segments' records. Tables
 * share it, since there may be very many and a split is never interrupted by another.
 */
const collected = new Int32Array(MAX_SEGMENT_SLOTS);
const collectedHashes = new Int32Array(MAX_SEGMENT_SLOTS);

/** Maps keys to record addresses; the records themselves belong to the caller. */
export class Table {
  /** Entries: segment references, `1 << depth` of them. */
  directory: Int32Array;
  /** How many of the hash's high bits index the directory (1 or more). */
  depth = 1;
  /** Records in the table. */
  size = 0;
  /** Bytes of all segments. */
  segmentBytes = 0;

  /** Where the record found last is: chunk, bucket word, slot. */
  #foundWords: Int32Array = new Int32Array(0);
  #foundBucket = 0;
  #foundSlot = 0;
  /** That record's address, 0 once it is there no more, and its hash: it is often looked for again. */
  #foundAddress = 0;
  #foundHash = 0;

  readonly #segmentsOfDepth = new Int32Array(MAX_DEPTH + 1);

  constructor(readonly arena: Arena, readonly seed0: number, readonly seed1: number) {
    const reference = this.#newSegment(0, 0);
    this.directory = new Int32Array([reference, reference]);
  }

  /** The address of the record with the probe's key, or 0. */
  find(probe: KeyProbe): number {
    const hash = probe.hash;
    if (hash === this.#foundHash) {
      const address = this.#foundAddress;
      if (address !== 0 && this.#holds(address, probe)) return address;
    }
    const reference = this.directory[hash >>> (32 - this.depth)];
    const buckets = segmentBuckets(reference);
    const words = this.arena.words[reference >>> CHUNK_SHIFT];
    const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    const pattern = Math.imul(fingerprintOf(hash), 0x01010101);
    let bucket = homeBucket(hash, buckets);
    for (let probes = 0; probes < buckets; probes++) {
      const at = base + (bucket << BUCKET_SHIFT);
      for (let group = 0; group < 3; group++) {
        let bits = zeroByteBits(words[at + group] ^ pattern);
        while (bits !== 0) {
          const slot = (group << 2) + ((31 - Math.clz32(bits & -bits)) >>> 3);
          const address = words[at + ADDRESSES + slot];
          if (address !== 0 && this.#holds(address, probe)) {
            this.#found(words, at, slot, address, hash);
            return address;
          }
          bits &= bits - 1;
        }
      }
      if ((words[at + META] & OVERFLOW_MASK) === 0) return 0;
      bucket = (bucket + 1) & (buckets - 1);
    }
    return 0;
  }

  /**
   * Whether a record at exactly this address is in the table under this hash, which is then the one
   * found last. Nothing is read at the address itself, so it may be stale.
   */
  locate(hash: number, address: number): boolean {
    const reference = this.directory[hash >>> (32 - this.depth)];
    const buckets = segmentBuckets(reference);
    const words = this.arena.words[reference >>> CHUNK_SHIFT];
    const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    let bucket = homeBucket(hash, buckets);
    for (let probes = 0; probes < buckets; probes++) {
      const at = base + (bucket << BUCKET_SHIFT);
      for (let slot = 0; slot < SLOTS; slot++) {
        if (words[at + ADDRESSES + slot] !== address) continue;
        this.#found(words, at, slot, address, hash);
        return true;
      }
      if ((words[at + META] & OVERFLOW_MASK) === 0) return false;
      bucket = (bucket + 1) & (buckets - 1);
    }
    return false;
  }

  /** The address of the bucket where the records of a hash begin to be looked for. */
  bucketOf(hash: number): number {
    const reference = this.directory[hash >>> (32 - this.depth)];
    return segmentAddress(reference) + (homeBucket(hash, segmentBuckets(reference)) << 3);
  }

  /** Puts a record into the table. Its key, the probe's, must not be there yet. */
  insert(probe: KeyProbe, address: number): void {
    const hash = probe.hash;
    let reference = this.directory[hash >>> (32 - this.depth)];
    let words = this.arena.words[reference >>> CHUNK_SHIFT];
    let base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    while (
      ((words[base + META] >>> COUNT_SHIFT) & COUNT_MASK) >=
        (segmentBuckets(reference) * SLOTS * FULL_EIGHTHS) >>> 3
    ) {
      if (!this.#grow(hash)) break;
      reference = this.directory[hash >>> (32 - this.depth)];
      words = this.arena.words[reference >>> CHUNK_SHIFT];
      base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    }
    place(words, base, segmentBuckets(reference), hash, address);
    words[base + META] += 1 << COUNT_SHIFT;
    this.size++;
  }

  /**
   * Makes room for `count` records in a table that has none, so that it need not grow on the way to them.
   * O(count), and takes the memory at once.
   */
  reserve(count: number): void {
    const segments = count / RESERVED_RECORDS;
    if (this.size > 0 || segments <= 2) return;
    this.clear();
    this.#freeSegment(this.directory[0]);
    this.depth = Math.min(Math.ceil(Math.log2(segments)), MAX_DEPTH);
    this.directory = new Int32Array(1 << this.depth);
    for (let i = 0; i < this.directory.length; i++) {
      this.directory[i] = this.#newSegment(MAX_SIZE_CODE, this.depth);
    }
  }

  /** Points the slot of the record found last at the record's new address. */
  replaceFound(address: number): void {
    this.#foundWords[this.#foundBucket + ADDRESSES + this.#foundSlot] = address;
    this.#foundAddress = address;
  }

  /** Removes the record found last; `probe` has its hash. */
  removeFound(probe: KeyProbe): void {
    const words = this.#foundWords;
    const at = this.#foundBucket;
    const slot = this.#foundSlot;
    this.#foundAddress = 0;
    const hash = probe.hash;
    const reference = this.directory[hash >>> (32 - this.depth)];
    const buckets = segmentBuckets(reference);
    const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    words[at + ADDRESSES + slot] = 0;
    words[at + (slot >>> 2)] &= ~(255 << ((slot & 3) << 3));
    for (
      let bucket = homeBucket(hash, buckets);
      base + (bucket << BUCKET_SHIFT) !== at;
      bucket = (bucket + 1) & (buckets - 1)
    ) {
      words[base + (bucket << BUCKET_SHIFT) + META]--;
    }
    words[base + META] -= 1 << COUNT_SHIFT;
    this.size--;
    const count = (words[base + META] >>> COUNT_SHIFT) & COUNT_MASK;
    // A look at the sibling costs a cache line: take it at every sixteenth removal.
    if ((count & 15) === 0 && count * 8 < buckets * SLOTS * MERGE_EIGHTHS) this.#shrink(hash);
  }

  /** Forgets all records; the segments go back to the arena. */
  clear(): void {
    for (let i = 0; i < this.directory.length;) {
      const reference = this.directory[i];
      i += 1 << (this.depth - this.#depthOf(reference));
      this.#freeSegment(reference);
    }
    this.#segmentsOfDepth.fill(0);
    this.depth = 1;
    this.size = 0;
    const reference = this.#newSegment(0, 0);
    this.directory = new Int32Array([reference, reference]);
  }

  /**
   * Takes the table apart, a segment a call: calls `visit` with the addresses in the segment of
   * directory entry `index`, frees it, and returns the next entry, -1 at the end. Begin with 0;
   * once begun, nothing else may be done with the table.
   */
  drain(index: number, visit: (address: number) => void): number {
    const reference = this.directory[index];
    const count = this.#collect(reference, 0);
    const next = index + this.spanOf(index);
    for (let i = 0; i < count; i++) visit(collected[i]);
    this.#freeSegment(reference);
    this.size -= count;
    return next >= this.directory.length ? -1 : next;
  }

  /** Frees the segments; the table is of no more use. */
  dispose(): void {
    this.clear();
    this.#freeSegment(this.directory[0]);
  }

  /** Depth of the segment that a directory entry refers to: 0 … {@linkcode Table.depth}. */
  #depthOf(reference: number): number {
    const words = this.arena.words[reference >>> CHUNK_SHIFT];
    const meta = words[((segmentAddress(reference) & OFFSET_MASK) << 1) + META];
    return (meta >>> DEPTH_SHIFT) & DEPTH_MASK;
  }

  /** How many directory entries in a row refer to the segment at `index`'s entry. */
  spanOf(index: number): number {
    return 1 << (this.depth - this.#depthOf(this.directory[index]));
  }

  /** The hash of the record at `address`. */
  hashOf(address: number): number {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    return halfSipHash(words, keyWordOf(words, at), keyLengthOf(words, at), this.seed0, this.seed1);
  }

  #found(words: Int32Array, bucket: number, slot: number, address: number, hash: number): void {
    this.#foundWords = words;
    this.#foundBucket = bucket;
    this.#foundSlot = slot;
    this.#foundAddress = address;
    this.#foundHash = hash;
  }

  #holds(address: number, probe: KeyProbe): boolean {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    return keyLengthOf(words, at) === probe.length && probe.matches(words, keyWordOf(words, at));
  }

  #newSegment(sizeCode: number, depth: number): number {
    const bytes = (4 << sizeCode) * SLOTS_BYTES;
    const address = this.arena.allocate(bytes);
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const base = (address & OFFSET_MASK) << 1;
    words.fill(0, base, base + (bytes >>> 2));
    words[base + META] = depth << DEPTH_SHIFT;
    this.segmentBytes += bytes;
    this.#segmentsOfDepth[depth]++;
    return (address & ~7) | sizeCode;
  }

  #freeSegment(reference: number): void {
    this.#foundAddress = 0;
    const bytes = segmentBuckets(reference) * SLOTS_BYTES;
    this.#segmentsOfDepth[this.#depthOf(reference)]--;
    this.arena.free(segmentAddress(reference), bytes);
    this.segmentBytes -= bytes;
  }

  /** Makes room in the segment of `hash`: more buckets, or a split; false if it cannot. */
  #grow(hash: number): boolean {
    const reference = this.directory[hash >>> (32 - this.depth)];
    const depth = this.#depthOf(reference);
    const sizeCode = reference & 7;
    const count = this.#collect(reference, 0);
    if (sizeCode < MAX_SIZE_CODE) {
      const larger = this.#newSegment(sizeCode + 1, depth);
      this.#fill(larger, 0, count, 0, 0);
      this.#enter(hash, depth, larger, larger);
    } else {
      if (depth === MAX_DEPTH) return false;
      if (depth === this.depth) this.#doubleDirectory();
      const bit = 31 - depth;
      const low = this.#newSegment(MAX_SIZE_CODE, depth + 1);
      const high = this.#newSegment(MAX_SIZE_CODE, depth + 1);
      this.#fill(low, 0, count, bit, 0);
      this.#fill(high, 0, count, bit, 1);
      this.#enter(hash, depth, low, high);
    }
    this.#freeSegment(reference);
    return true;
  }

  /** Merges the segment of `hash` with its sibling, or halves it, if they are nearly empty. */
  #shrink(hash: number): void {
    const reference = this.directory[hash >>> (32 - this.depth)];
    const depth = this.#depthOf(reference);
    const sizeCode = reference & 7;
    if (depth === 0) {
      if (sizeCode === 0) return;
      const count = this.#collect(reference, 0);
      const smaller = this.#newSegment(sizeCode - 1, 0);
      this.#fill(smaller, 0, count, 0, 0);
      this.#enter(hash, 0, smaller, smaller);
      this.#freeSegment(reference);
      return;
    }
    const sibling = this.directory[(hash ^ (1 << (32 - depth))) >>> (32 - this.depth)];
    if (this.#depthOf(sibling) !== depth) return;
    const limit = (segmentBuckets(reference) * SLOTS * MERGE_EIGHTHS) >>> 3;
    if (this.#countOf(reference) + this.#countOf(sibling) > limit) return;
    const count = this.#collect(sibling, this.#collect(reference, 0));
    const merged = this.#newSegment(sizeCode, depth - 1);
    this.#fill(merged, 0, count, 0, 0);
    this.#enter(hash, depth - 1, merged, merged);
    this.#freeSegment(reference);
    this.#freeSegment(sibling);
    while (this.depth > 1 && this.#segmentsOfDepth[this.depth] === 0) this.#halveDirectory();
  }

  #countOf(reference: number): number {
    const words = this.arena.words[reference >>> CHUNK_SHIFT];
    const meta = words[((segmentAddress(reference) & OFFSET_MASK) << 1) + META];
    return (meta >>> COUNT_SHIFT) & COUNT_MASK;
  }

  /** Collects addresses and hashes of a segment's records from index `count` on. */
  #collect(reference: number, count: number): number {
    const words = this.arena.words[reference >>> CHUNK_SHIFT];
    const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    const addresses = collected;
    const first = count;
    let touched = 0;
    for (let bucket = 0; bucket < segmentBuckets(reference); bucket++) {
      const at = base + (bucket << BUCKET_SHIFT) + ADDRESSES;
      for (let slot = 0; slot < SLOTS; slot++) {
        const address = words[at + slot];
        if (address === 0) continue;
        addresses[count++] = address;
        // Reading a word of each record first lets their cache misses overlap.
        touched ^= this.arena.words[address >>> CHUNK_SHIFT][(address & OFFSET_MASK) << 1];
      }
    }
    collectedHashes[first] = touched;
    for (let i = first; i < count; i++) collectedHashes[i] = this.hashOf(addresses[i]);
    return count;
  }

  /** Places collected records into a new segment: those whose hash has `value` at `bit`. */
  #fill(reference: number, from: number, to: number, bit: number, value: number): void {
    const words = this.arena.words[reference >>> CHUNK_SHIFT];
    const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    const buckets = segmentBuckets(reference);
    let placed = 0;
    for (let i = from; i < to; i++) {
      const hash = collectedHashes[i];
      if (bit !== 0 && ((hash >>> bit) & 1) !== value) continue;
      place(words, base, buckets, hash, collected[i]);
      placed++;
    }
    words[base + META] += placed << COUNT_SHIFT;
  }

  /** Enters two halves in place of the segment of `hash` and `depth`. */
  #enter(hash: number, depth: number, low: number, high: number): void {
    const span = 1 << (this.depth - depth);
    const first = depth === 0 ? 0 : (hash >>> (32 - depth)) * span;
    const middle = first + (span >>> 1);
    this.directory.fill(low, first, middle);
    this.directory.fill(high, middle, first + span);
    if (span === 1) this.directory[first] = low;
  }

  #doubleDirectory(): void {
    const old = this.directory;
    const doubled = new Int32Array(old.length * 2);
    for (let i = 0; i < old.length; i++) doubled[2 * i] = doubled[2 * i + 1] = old[i];
    this.directory = doubled;
    this.depth++;
  }

  #halveDirectory(): void {
    const half = new Int32Array(this.directory.length / 2);
    for (let i = 0; i < half.length; i++) half[i] = this.directory[2 * i];
    this.directory = half;
    this.depth--;
  }
}

const SLOTS_BYTES = 64;

/** Puts an address into its home bucket or the next one with room. */
function place(
  words: Int32Array,
  base: number,
  buckets: number,
  hash: number,
  address: number,
): void {
  let bucket = homeBucket(hash, buckets);
  for (;;) {
    const at = base + (bucket << BUCKET_SHIFT);
    for (let group = 0; group < 3; group++) {
      const bits = zeroByteBits(words[at + group]);
      if (bits === 0) continue;
      const lane = (31 - Math.clz32(bits & -bits)) >>> 3;
      words[at + group] |= fingerprintOf(hash) << (lane << 3);
      words[at + ADDRESSES + (group << 2) + lane] = address;
      return;
    }
    words[at + META]++;
    bucket = (bucket + 1) & (buckets - 1);
  }
}
