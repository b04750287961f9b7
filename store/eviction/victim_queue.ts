/**
 * The candidates that go next, a few at a time.
 *
 * Removing a record waits for its bucket. So the hashes of the next victims are computed together,
 * while their records are in the cache from sampling, and all their buckets are read in one short
 * loop: the waits overlap. Between that and its removal a record may be used, changed or removed; a
 * victim therefore carries what tells whether it is still the record that was chosen.
 */

import { CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import type { CandidatePool } from "./candidate_pool.ts";
import type { Table } from "../keyspace/table.ts";

/** The most that are chosen at once. */
const MAX_VICTIMS = 8;

/** Whose records are removed. */
export interface VictimOwner {
  readonly table: Table;
  /** Removes the record, which its table has just located under its hash, as evicted. */
  evictLocated(address: number, hash: number): void;
}

/** Victims in the order in which they go. */
export class VictimQueue {
  readonly #owners: (VictimOwner | undefined)[] = new Array(MAX_VICTIMS).fill(undefined);
  readonly #addresses = new Int32Array(MAX_VICTIMS);
  readonly #headers = new Int32Array(MAX_VICTIMS);
  readonly #words = new Int32Array(MAX_VICTIMS);
  readonly #hashes = new Int32Array(MAX_VICTIMS);
  readonly #buckets = new Int32Array(MAX_VICTIMS);
  #next = 0;
  #count = 0;
  /** What was read: it goes somewhere, or the compiler would leave the reading out. */
  #read = 0;

  /** Takes up to `count` (1 … 8) of the best candidates out of a pool, in place of what was queued. */
  fill(pool: CandidatePool<VictimOwner>, count: number): void {
    this.clear();
    while (this.#count < count) {
      const best = pool.best();
      if (best < 0) break;
      const owner = pool.owners[best]!;
      const { table } = owner;
      const address = pool.addresses[best];
      if (isSame(table, address, pool.headers[best], pool.words[best])) {
        const i = this.#count++;
        this.#owners[i] = owner;
        this.#addresses[i] = address;
        this.#headers[i] = pool.headers[best];
        this.#words[i] = pool.words[best];
        this.#hashes[i] = table.hashOf(address);
        this.#buckets[i] = table.bucketOf(this.#hashes[i]);
      }
      pool.remove(best);
    }
    let read = 0;
    for (let i = 0; i < this.#count; i++) {
      const bucket = this.#buckets[i];
      read ^= this.#owners[i]!.table.arena.words[bucket >>> CHUNK_SHIFT][
        (bucket & OFFSET_MASK) << 1
      ];
    }
    this.#read = read;
  }

  /** Removes the next victim that is still what it was; false if there is none left. */
  evictNext(): boolean {
    while (this.#next < this.#count) {
      const i = this.#next++;
      const owner = this.#owners[i]!;
      const address = this.#addresses[i];
      this.#owners[i] = undefined;
      if (!isSame(owner.table, address, this.#headers[i], this.#words[i])) continue;
      if (!owner.table.locate(this.#hashes[i], address)) continue;
      owner.evictLocated(address, this.#hashes[i]);
      return true;
    }
    return false;
  }

  /** Forgets all victims. */
  clear(): void {
    for (let i = this.#next; i < this.#count; i++) this.#owners[i] = undefined;
    this.#next = 0;
    this.#count = 0;
  }
}

/**
 * Whether the record of that header and access word still stands at an address. A block that was
 * freed has lost its word 0, a record that was used has another access word, and a chunk that was
 * given back has no words at all; beyond doubt it is only when the table locates it there.
 */
function isSame(table: Table, address: number, header: number, word: number): boolean {
  const words = table.arena.words[address >>> CHUNK_SHIFT];
  const at = (address & OFFSET_MASK) << 1;
  return words !== undefined && words[at] === header && words[at + 1] === word;
}
