/**
 * Blocks in the order of stream IDs: the nodes of a stream, or those of a list of pending entries.
 *
 * ```
 *          first                     first + size
 *  ┌───────┬───────┬───────┬───────┬───────┬───────┐
 *  │  free │ slot  │ slot  │  …    │ free  │ free  │   a slot: eight words, 32 bytes
 *  └───────┴───────┴───────┴───────┴───────┴───────┘
 *
 *  slot  ┌──────────────┬─────────┬──────────┬───────┬────────┐
 *        │ ID (4 words) │ ADDRESS │ CAPACITY │ COUNT │ unused │
 *        └──────────────┴─────────┴──────────┴───────┴────────┘
 * ```
 *
 * One typed array for thousands of entries. A stream grows at its end and is trimmed at its start, and what
 * is pending comes and goes likewise, so there is room at both ends and both cost O(1). In the
 * middle, the shorter side is moved: a copy of memory. Finding an ID is a binary search.
 */

import type { StreamId } from "./stream_id.ts";

/** A slot's ID, four words; it may be any that is not above the block's first one. */
export const ID = 0;
/** Address of the block in the arena. */
export const ADDRESS = 4;
/** Bytes of the block. */
export const CAPACITY = 5;
/** For the owner: how many entries the block has. */
export const COUNT = 6;

/** Words of a slot, as a shift. */
export const SLOT_SHIFT = 3;
const SLOT_WORDS = 1 << SLOT_SHIFT;
const MIN_SLOTS = 2;

/** Blocks by their IDs; `words[(slot << SLOT_SHIFT) + FIELD]` is a field of a block. */
export class IdDirectory {
  words: Int32Array = new Int32Array(MIN_SLOTS << SLOT_SHIFT);
  /** Slot of the first block; those of the others follow. */
  first = 0;
  /** Number of blocks. */
  size = 0;

  /** Slot of the last block, `first` − 1 if there is none. */
  get last(): number {
    return this.first + this.size - 1;
  }

  /** Bytes of the directory itself. */
  get bytes(): number {
    return this.words.byteLength;
  }

  /** Enters a block behind all others; returns its slot. Amortised O(1). */
  addLast(id: StreamId): number {
    if (((this.first + this.size) << SLOT_SHIFT) === this.words.length) this.#resize(false);
    const slot = this.first + this.size++;
    id.store(this.words, slot << SLOT_SHIFT);
    return slot;
  }

  /**
   * Enters a block before the one at `slot`, or behind all others; returns its slot. Those of others
   * change. O(blocks on the shorter side).
   */
  insert(slot: number, id: StreamId): number {
    const before = slot - this.first;
    if (before === this.size) return this.addLast(id);
    if (before < this.size >> 1) {
      if (this.first === 0) this.#resize(true);
      const from = this.first << SLOT_SHIFT;
      this.words.copyWithin(from - SLOT_WORDS, from, (this.first + before) << SLOT_SHIFT);
      this.first--;
    } else {
      const from = slot << SLOT_SHIFT;
      const end = (this.first + this.size) << SLOT_SHIFT;
      if (end === this.words.length) {
        this.#resize(false);
        return this.insert(this.first + before, id);
      }
      this.words.copyWithin(from + SLOT_WORDS, from, end);
    }
    this.size++;
    const place = this.first + before;
    id.store(this.words, place << SLOT_SHIFT);
    return place;
  }

  /** Takes out the block at `slot`. O(blocks on the shorter side). */
  remove(slot: number): void {
    const { words } = this;
    const before = slot - this.first;
    this.size--;
    if (before < this.size - before) {
      const from = this.first << SLOT_SHIFT;
      words.copyWithin(from + SLOT_WORDS, from, slot << SLOT_SHIFT);
      this.first++;
    } else {
      const from = (slot + 1) << SLOT_SHIFT;
      const end = (this.first + this.size + 1) << SLOT_SHIFT;
      words.copyWithin(slot << SLOT_SHIFT, from, end);
    }
    const slots = words.length >> SLOT_SHIFT;
    if (slots > MIN_SLOTS && this.size << 3 < slots) this.#move(slots >> 1, 0);
  }

  /** Slot of the last block whose ID is not above `id`, `first` − 1 if all are. O(log blocks). */
  find(id: StreamId): number {
    const { words, first } = this;
    let low = first;
    let high = first + this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (id.compareWords(words, middle << SLOT_SHIFT) < 0) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  /** Fills `id` with that of a block. */
  readId(slot: number, id: StreamId): void {
    id.read(this.words, slot << SLOT_SHIFT);
  }

  /** Makes room before the blocks or behind them. */
  #resize(before: boolean): void {
    const slots = this.words.length >> SLOT_SHIFT;
    // A queue slides through the array: as long as half of it is free, it is enough to move back.
    const target = this.size << 1 > slots ? slots << 1 : slots;
    const free = target - this.size;
    this.#move(target, before ? (free + 1) >> 1 : 0);
  }

  /** Gives the array so many slots, of which so many are free before the blocks. */
  #move(slots: number, first: number): void {
    const from = this.first << SLOT_SHIFT;
    const end = (this.first + this.size) << SLOT_SHIFT;
    if (slots << SLOT_SHIFT === this.words.length) {
      this.words.copyWithin(first << SLOT_SHIFT, from, end);
    } else {
      const words = new Int32Array(slots << SLOT_SHIFT);
      words.set(this.words.subarray(from, end), first << SLOT_SHIFT);
      this.words = words;
    }
    this.first = first;
  }
}
