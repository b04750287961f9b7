/**
 * Pending entries in the order of their IDs: what a group has delivered and nobody has acknowledged, or
 * the part of it that one consumer has.
 *
 * ```
 * directory ─▶ block: record │ record │ … │ free      up to MAX_RECORDS, in the arena
 *
 * a record of a group     ID (4 words) │ TIME (2) │ DELIVERIES (2) │ CONSUMER
 * a record of a consumer  ID (4 words)
 * ```
 *
 * No object stands for a pending entry. Entries come at the end and go at the start, so blocks are full;
 * one that becomes emptier is moved to a smaller block of the arena.
 *
 * The list has one position, that of the operation under way: `slot` and `index` say which record, `words`
 * and `at` where its words are.
 */

import { type Arena, CHUNK_SHIFT, OFFSET_MASK } from "../../memory/arena.ts";
import { ADDRESS, CAPACITY, COUNT, ID, IdDirectory, SLOT_SHIFT } from "./id_directory.ts";
import type { StreamId } from "./stream_id.ts";
import type { WideCount } from "./wide_count.ts";

/** Words of a record; those of a consumer have an ID alone. */
export const GROUP_RECORD_WORDS = 9;
export const CONSUMER_RECORD_WORDS = 4;

const TIME = 4;
const DELIVERIES = 6;
const CONSUMER = 8;

const MIN_RECORDS = 4;
const MAX_RECORDS = 64;
const WORD_BYTES = 4;
const TWO_POW_32 = 4294967296;

/** A list of pending entries. */
export class PendingList {
  readonly directory: IdDirectory = new IdDirectory();
  /** Number of entries. */
  size = 0;
  /** Bytes of all blocks, as they were asked for. */
  blockBytes = 0;
  /** The position: block and record, and where its words begin. */
  slot = 0;
  index = 0;
  words: Int32Array = new Int32Array(0);
  at = 0;

  constructor(private readonly arena: Arena, private readonly recordWords: number) {}

  /** Bytes of the list outside of objects of fixed size. */
  get bytes(): number {
    return this.blockBytes + this.directory.bytes;
  }

  /** Goes to the first entry whose ID is not below `id`; false if there is none. O(log entries). */
  seek(id: StreamId): boolean {
    const { directory } = this;
    if (this.size === 0) return false;
    this.#locate(id);
    if (this.index < this.#count) return true;
    if (this.slot === directory.last) return false;
    this.#open(this.slot + 1, 0);
    return true;
  }

  /** Goes to the entry of that ID; false if there is none. O(log entries). */
  find(id: StreamId): boolean {
    return this.seek(id) && id.compareWords(this.words, this.at) === 0;
  }

  /** Goes to the next entry; false, and the position stays, at the last one. */
  next(): boolean {
    if (this.index + 1 < this.#count) {
      this.index++;
      this.at += this.recordWords;
      return true;
    }
    if (this.slot >= this.directory.last) return false;
    this.#open(this.slot + 1, 0);
    return true;
  }

  /** Goes to the first or the last entry, of which there must be one. */
  goToEdge(last: boolean): void {
    const { directory } = this;
    this.#open(last ? directory.last : directory.first, 0);
    if (last) this.#open(this.slot, this.#count - 1);
  }

  /** Fills `id` with that of the entry at the position. */
  readId(id: StreamId): void {
    id.read(this.words, this.at);
  }

  /** When the entry at the position was delivered, in ms since the epoch. */
  get timeMs(): number {
    const { words, at } = this;
    return words[at + TIME] * TWO_POW_32 + (words[at + TIME + 1] >>> 0);
  }

  set timeMs(timeMs: number) {
    this.words[this.at + TIME] = Math.floor(timeMs / TWO_POW_32);
    this.words[this.at + TIME + 1] = timeMs | 0;
  }

  /** Fills `count` with how often the entry at the position was delivered. */
  readDeliveries(count: WideCount): void {
    count.read(this.words, this.at + DELIVERIES);
  }

  /** Sets how often the entry at the position was delivered. */
  storeDeliveries(count: WideCount): void {
    count.store(this.words, this.at + DELIVERIES);
  }

  /** Number of the consumer who has the entry at the position. */
  get consumer(): number {
    return this.words[this.at + CONSUMER];
  }

  set consumer(consumer: number) {
    this.words[this.at + CONSUMER] = consumer;
  }

  /**
   * Enters an ID that is not there and goes to it; the rest of its record is the caller's to write.
   * O(log entries).
   */
  insert(id: StreamId): void {
    const { directory } = this;
    if (this.size === 0) this.#addBlock(directory.addLast(id));
    else this.#locate(id);
    if (this.#count === MAX_RECORDS) this.#makePlace(id);
    const count = this.#count;
    if (count === this.#records) this.#resize(count * 2);
    const { words, at, recordWords } = this;
    words.copyWithin(at + recordWords, at, at + (count - this.index) * recordWords);
    id.store(words, at);
    if (this.index === 0) id.store(directory.words, (this.slot << SLOT_SHIFT) + ID);
    this.#count = count + 1;
    this.size++;
  }

  /** Takes out the entry at the position, which then is that of none. */
  remove(): void {
    const { words, at, recordWords } = this;
    const count = this.#count - 1;
    this.size--;
    if (count === 0) {
      this.#removeBlock(this.slot);
      return;
    }
    words.copyWithin(at, at + recordWords, at + (count + 1 - this.index) * recordWords);
    this.#count = count;
    if (count >= MIN_RECORDS && count * 4 <= this.#records) this.#resize(this.#records >> 1);
  }

  /** Frees blocks from the end, at most so many; true when none is left. */
  free(blocks: number): boolean {
    const { directory } = this;
    for (; blocks > 0 && directory.size > 0; blocks--) {
      this.#open(directory.last, 0);
      this.size -= this.#count;
      this.#removeBlock(directory.last);
    }
    return directory.size === 0;
  }

  /** Adds the entries of another list of the same kind to this one, which is empty. */
  copyFrom(other: PendingList, id: StreamId): void {
    const { directory } = this;
    for (let i = 0; i < other.directory.size; i++) {
      other.#open(other.directory.first + i, 0);
      other.directory.readId(other.slot, id);
      const count = other.#count;
      this.#addBlock(directory.addLast(id), other.#records);
      const end = other.at + count * this.recordWords;
      this.words.set(other.words.subarray(other.at, end), this.at);
      this.#count = count;
      this.size += count;
    }
  }

  /** Entries of the open block. */
  get #count(): number {
    return this.directory.words[(this.slot << SLOT_SHIFT) + COUNT];
  }

  set #count(count: number) {
    this.directory.words[(this.slot << SLOT_SHIFT) + COUNT] = count;
  }

  /** Entries that the open block has room for. */
  get #records(): number {
    const bytes = this.directory.words[(this.slot << SLOT_SHIFT) + CAPACITY];
    return bytes / (this.recordWords * WORD_BYTES);
  }

  #open(slot: number, index: number): void {
    const address = this.directory.words[(slot << SLOT_SHIFT) + ADDRESS];
    this.words = this.arena.words[address >>> CHUNK_SHIFT];
    this.at = ((address & OFFSET_MASK) << 1) + index * this.recordWords;
    this.slot = slot;
    this.index = index;
  }

  /** Goes to where `id` is or belongs, in a list that is not empty: in its block, perhaps at the end. */
  #locate(id: StreamId): void {
    const { directory, recordWords } = this;
    this.#open(Math.max(directory.find(id), directory.first), 0);
    const { words, at } = this;
    let low = 0;
    let high = this.#count;
    // Most often the ID belongs behind all others.
    if (id.compareWords(words, at + (high - 1) * recordWords) > 0) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (id.compareWords(words, at + middle * recordWords) <= 0) high = middle;
      else low = middle + 1;
    }
    this.index = low;
    this.at = at + low * recordWords;
  }

  /** The open block is full: goes to the place of `id` in a new block behind it. */
  #makePlace(id: StreamId): void {
    const { directory, recordWords, slot, index } = this;
    const before = slot - directory.first;
    if (index === MAX_RECORDS) {
      this.#addBlock(directory.insert(slot + 1, id));
      return;
    }
    // In the middle, the upper half goes to the new block.
    const half = MAX_RECORDS >> 1;
    const from = this.at + (half - index) * recordWords;
    const source = this.words;
    MIDDLE[0] = source[from];
    MIDDLE[1] = source[from + 1];
    MIDDLE[2] = source[from + 2];
    MIDDLE[3] = source[from + 3];
    const added = directory.insert(slot + 1, id);
    directory.words.set(MIDDLE, (added << SLOT_SHIFT) + ID);
    this.#addBlock(added, MAX_RECORDS);
    this.words.set(source.subarray(from, from + half * recordWords), this.at);
    this.#count = half;
    this.#open(directory.first + before, 0);
    this.#count = half;
    if (index <= half) this.#open(directory.first + before, index);
    else this.#open(directory.first + before + 1, index - half);
  }

  /** Gives a new slot a block, and opens it. */
  #addBlock(slot: number, records = MIN_RECORDS): void {
    const { words } = this.directory;
    const bytes = records * this.recordWords * WORD_BYTES;
    words[(slot << SLOT_SHIFT) + ADDRESS] = this.arena.allocate(bytes);
    words[(slot << SLOT_SHIFT) + CAPACITY] = bytes;
    words[(slot << SLOT_SHIFT) + COUNT] = 0;
    this.blockBytes += bytes;
    this.#open(slot, 0);
  }

  /** Gives the open block room for so many entries; the position stays. */
  #resize(records: number): void {
    const { slot, index, recordWords } = this;
    const directory = this.directory.words;
    const base = slot << SLOT_SHIFT;
    const address = directory[base + ADDRESS];
    const oldBytes = directory[base + CAPACITY];
    const count = this.#count;
    const source = this.words;
    const from = this.at - index * recordWords;
    this.#addBlock(slot, records);
    this.words.set(source.subarray(from, from + count * recordWords), this.at);
    this.arena.free(address, oldBytes);
    this.blockBytes -= oldBytes;
    this.#count = count;
    this.#open(slot, index);
  }

  #removeBlock(slot: number): void {
    const { words } = this.directory;
    const bytes = words[(slot << SLOT_SHIFT) + CAPACITY];
    this.arena.free(words[(slot << SLOT_SHIFT) + ADDRESS], bytes);
    this.blockBytes -= bytes;
    this.directory.remove(slot);
  }
}

/** The ID at which a block is divided. */
const MIDDLE = new Int32Array(4);
