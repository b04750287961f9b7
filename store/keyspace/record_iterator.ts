/**
 * All records of a table, one after another, for loops that must be able to stop and that shall make no
 * function: an iterator is made once and used again and again.
 *
 * The table must not change while it is walked. For walks that outlive an operation there are the
 * cursors of `scan.ts`.
 */

import { CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import {
  ADDRESSES,
  BUCKET_SHIFT,
  segmentAddress,
  segmentBuckets,
  SLOTS,
  type Table,
} from "./table.ts";

const NO_WORDS = new Int32Array(0);

/** Walks a table, segment by segment. */
export class RecordIterator {
  #table: Table | undefined;
  /** Directory entry behind the segment under way. */
  #index = 0;
  /** The segment's chunk, and what is left of it: bucket, slot, and the last bucket's end. */
  #words: Int32Array = NO_WORDS;
  #bucket = 0;
  #slot = SLOTS;
  #end = 0;

  /** Begins with the first record of a table. */
  start(table: Table): void {
    this.#table = table;
    this.#index = 0;
    this.#bucket = 0;
    this.#slot = SLOTS;
    this.#end = 0;
  }

  /** The address of the next record, or 0 at the end. */
  next(): number {
    for (;;) {
      const words = this.#words;
      while (this.#slot < SLOTS) {
        const address = words[this.#bucket + ADDRESSES + this.#slot++];
        if (address !== 0) return address;
      }
      this.#bucket += 1 << BUCKET_SHIFT;
      if (this.#bucket < this.#end) this.#slot = 0;
      else if (!this.#nextSegment()) return 0;
    }
  }

  #nextSegment(): boolean {
    const table = this.#table;
    if (table === undefined || this.#index >= table.directory.length) {
      this.#table = undefined;
      this.#words = NO_WORDS;
      return false;
    }
    const reference = table.directory[this.#index];
    this.#index += table.spanOf(this.#index);
    this.#words = table.arena.words[reference >>> CHUNK_SHIFT];
    this.#bucket = (segmentAddress(reference) & OFFSET_MASK) << 1;
    this.#end = this.#bucket + (segmentBuckets(reference) << BUCKET_SHIFT);
    this.#slot = 0;
    return true;
  }
}
