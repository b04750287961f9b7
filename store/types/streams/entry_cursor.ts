/**
 * A way through the entries of a stream: those of a range of IDs, from either end.
 *
 * ```ts ignore
 * cursor.start(stream.nodes, from, to, false);
 * while (cursor.next()) {
 *   for (let i = 0; i < cursor.fields; i++) cursor.readPair(field, value);
 * }
 * ```
 *
 * A cursor is made once and used again; it makes no objects. Between `start` and the last `next` the
 * stream must not change, but for the entry that it stands on, which may be deleted.
 */

import {
  isEnd,
  nextEntry,
  type PackedValue,
  readEntry,
  readInteger,
} from "../../encoding/listpack.ts";
import { StreamId } from "./stream_id.ts";
import { DELETED, SAME_FIELDS, type StreamNodes } from "./stream_nodes.ts";

const WIDE_INTEGER = 0xf4;
const TWO_POW_32 = 4294967296;

/** Goes through the entries of a range. */
export class EntryCursor {
  /** ID of the entry that the cursor stands on. */
  readonly id: StreamId = new StreamId();
  /** How many fields the entry has. */
  fields = 0;
  /** Where the entry begins in the chunk of its node, and that node. */
  entry = 0;
  slot = 0;

  #nodes!: StreamNodes;
  #chunk!: Uint8Array;
  readonly #from = new StreamId();
  readonly #to = new StreamId();
  #backwards = false;
  #skipDeleted = true;
  /** The next slot to open. */
  #nextSlot = 0;
  /** Where the next entry begins, or the end of the listpack; backwards, the one before. -1: none. */
  #next = -1;
  readonly #master = new StreamId();
  #masterCount = 0;
  #masterField = 0;
  /** What of the entry has not been read: how many elements, where, and where the next field's name is. */
  #left = 0;
  #at = 0;
  #field = 0;

  /**
   * Goes before the first entry from `from` to `to`, both included, or, backwards, behind the last one.
   * Deleted entries are passed over unless `skipDeleted` says no.
   */
  start(
    nodes: StreamNodes,
    from: StreamId,
    to: StreamId,
    backwards: boolean,
    skipDeleted = true,
  ): void {
    this.#nodes = nodes;
    this.#from.copy(from);
    this.#to.copy(to);
    this.#backwards = backwards;
    this.#skipDeleted = skipDeleted;
    this.#next = -1;
    this.#nextSlot = nodes.directory.find(backwards ? to : from);
    if (!backwards && this.#nextSlot < nodes.directory.first) this.#nextSlot++;
  }

  /** Goes to the next entry; false if there is none. */
  next(): boolean {
    return this.#backwards ? this.#previousEntry() : this.#nextEntry();
  }

  /** Points both at the next field of the entry and its value. At most `fields` times. */
  readPair(field: PackedValue, value: PackedValue): void {
    const chunk = this.#chunk;
    let at = this.#at;
    if (this.#field !== 0) {
      readEntry(chunk, this.#field, field);
      this.#field = nextEntry(chunk, this.#field);
      this.#left--;
    } else {
      readEntry(chunk, at, field);
      at = nextEntry(chunk, at);
      this.#left -= 2;
    }
    readEntry(chunk, at, value);
    this.#at = nextEntry(chunk, at);
  }

  #nextEntry(): boolean {
    for (;;) {
      if (this.#next < 0) {
        const { directory } = this.#nodes;
        if (this.#nextSlot > directory.last) return false;
        this.#openNode(this.#nextSlot++);
        let at = this.#masterField;
        for (let count = this.#masterCount; count >= 0; count--) at = nextEntry(this.#chunk, at);
        this.#next = at;
      } else {
        // What is left of the entry, and the count of its elements.
        let at = this.#at;
        for (let left = this.#left; left >= 0; left--) at = nextEntry(this.#chunk, at);
        this.#next = at;
      }
      if (isEnd(this.#chunk, this.#next)) {
        this.#next = -1;
        continue;
      }
      const flags = this.#readEntry(this.#next);
      // A deleted one may have any ID, so it is passed over before it is asked for that.
      if ((flags & DELETED) !== 0 && this.#skipDeleted) continue;
      if (this.id.compare(this.#from) < 0) continue;
      if (this.id.compare(this.#to) <= 0) return true;
      this.#nextSlot = this.#nodes.directory.last + 1;
      this.#next = -1;
      return false;
    }
  }

  #previousEntry(): boolean {
    for (;;) {
      if (this.#next < 0) {
        if (this.#nextSlot < this.#nodes.directory.first) return false;
        this.#openNode(this.#nextSlot--);
        this.#next = this.#nodes.lastEntry();
      } else {
        this.#nodes.open(this.slot);
        this.#next = this.#nodes.entryBefore(this.#next);
      }
      if (this.#next < 0) continue;
      const flags = this.#readEntry(this.#next);
      if ((flags & DELETED) !== 0 && this.#skipDeleted) continue;
      if (this.id.compare(this.#to) > 0) continue;
      if (this.id.compare(this.#from) >= 0) return true;
      this.#nextSlot = this.#nodes.directory.first - 1;
      this.#next = -1;
      return false;
    }
  }

  #openNode(slot: number): void {
    const nodes = this.#nodes;
    nodes.open(slot);
    nodes.directory.readId(slot, this.#master);
    this.slot = slot;
    this.#chunk = nodes.chunk;
    const at = nodes.masterFields();
    this.#masterCount = readInteger(this.#chunk, at);
    this.#masterField = nextEntry(this.#chunk, at);
  }

  /** Reads an entry up to its first field or value; returns its flags. */
  #readEntry(at: number): number {
    const chunk = this.#chunk;
    const flags = chunk[at];
    this.entry = at;
    at = this.#readIdFrom(at + 2);
    if ((flags & SAME_FIELDS) !== 0) {
      this.fields = this.#left = this.#masterCount;
      this.#field = this.#masterField;
    } else {
      this.fields = readInteger(chunk, at);
      this.#left = this.fields * 2;
      this.#field = 0;
      at = nextEntry(chunk, at);
    }
    this.#at = at;
    return flags;
  }

  /** Reads the ID whose first difference is at `at`; returns where the element behind it is. */
  #readIdFrom(at: number): number {
    return readEntryId(this.#chunk, at, this.#master, this.id);
  }
}

/**
 * Fills `id` with that of an entry whose differences to `master` begin at `at`; returns the position behind
 * them.
 */
export function readEntryId(
  chunk: Uint8Array,
  at: number,
  master: StreamId,
  id: StreamId,
): number {
  if (chunk[at] === WIDE_INTEGER) {
    const sum = (master.msLow >>> 0) + (word32(chunk, at + 1) >>> 0);
    id.msLow = sum | 0;
    id.msHigh = (master.msHigh + word32(chunk, at + 5) + (sum >= TWO_POW_32 ? 1 : 0)) | 0;
  } else {
    const sum = (master.msLow >>> 0) + readInteger(chunk, at);
    id.msLow = sum | 0;
    id.msHigh = (master.msHigh + (sum < 0 ? -1 : sum >= TWO_POW_32 ? 1 : 0)) | 0;
  }
  at = nextEntry(chunk, at);
  if (chunk[at] === WIDE_INTEGER) {
    const sum = (master.seqLow >>> 0) + (word32(chunk, at + 1) >>> 0);
    id.seqLow = sum | 0;
    id.seqHigh = (master.seqHigh + word32(chunk, at + 5) + (sum >= TWO_POW_32 ? 1 : 0)) | 0;
  } else {
    const sum = (master.seqLow >>> 0) + readInteger(chunk, at);
    id.seqLow = sum | 0;
    id.seqHigh = (master.seqHigh + (sum < 0 ? -1 : sum >= TWO_POW_32 ? 1 : 0)) | 0;
  }
  return nextEntry(chunk, at);
}

function word32(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
