/**
 * The nodes of a stream: blocks of the arena with some hundred entries each, in Redis's own bytes, so
 * that a stream is saved and restored by copying them.
 *
 * ```
 * a node is a listpack:
 *
 *   live │ deleted │ fields │ field … field │ 0 ║ entry │ entry │ …
 *   ╰─────────── master entry ──────────────╯
 *
 *   entry = flags │ ms │ seq │ value … value │ elements                          SAME_FIELDS
 *           flags │ ms │ seq │ fields │ field │ value │ field … │ elements       otherwise
 * ```
 *
 * `ms` and `seq` are what the entry's ID has more than the node's, which stands in the directory: the ID
 * of the first entry that it was made for. The master entry has that one's fields, and entries with
 * the same fields only have values. `elements` counts those of the entry before it, for the way
 * back. A deleted entry keeps its place and gets a flag; a node whose last entry goes is freed.
 *
 * The last node has room to grow in; the others have blocks of their size.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  entryEquals,
  firstEntry,
  integerEntryBytes,
  listpackBytes,
  nextEntry,
  previousEntry,
  readInteger,
  writeEntry,
  writeInteger64Entry,
  writeIntegerEntry,
} from "../../encoding/listpack.ts";
import { type Arena, blockBytes, CHUNK_SHIFT, OFFSET_MASK } from "../../memory/arena.ts";
import { copyBytes } from "../../memory/copy.ts";
import type { PackingLimits } from "../../engine/packing_limits.ts";
import { ADDRESS, CAPACITY, IdDirectory, SLOT_SHIFT } from "./id_directory.ts";
import { StreamId } from "./stream_id.ts";

/** Flags of an entry. */
export const DELETED = 1;
export const SAME_FIELDS = 2;

/** Most bytes of a node, and of one entry. */
export const MAX_NODE_BYTES: number = 1 << 30;

/** Bytes of an entry that are no fields and values, of a master entry and of a count's growth. */
const ENTRY_OVERHEAD = 48;
/** A byte that ends a listpack. */
const END = 0xff;
/** The first node begins small; further ones get what a full one takes, with some room to end in. */
const FULL_NODE_BYTES = 4096;

/** Nodes and their directory; the registers are those of the open node. */
export class StreamNodes {
  readonly directory: IdDirectory = new IdDirectory();
  /** Bytes of all blocks. */
  blockBytes = 0;
  /** The chunk of the open node, and where the node begins there. */
  chunk: Uint8Array = new Uint8Array(0);
  pack = 0;
  /** The open node. */
  slot = -1;

  readonly #master = new StreamId();

  constructor(readonly arena: Arena) {}

  /** Opens a node: points `chunk` and `pack` at it. */
  open(slot: number): void {
    const address = this.directory.words[(slot << SLOT_SHIFT) + ADDRESS];
    this.chunk = this.arena.bytes[address >>> CHUNK_SHIFT];
    this.pack = (address & OFFSET_MASK) << 3;
    this.slot = slot;
  }

  /** Entries of the open node that are not deleted. */
  live(): number {
    return readInteger(this.chunk, firstEntry(this.pack));
  }

  /** Entries of the open node that are deleted. */
  deleted(): number {
    return readInteger(this.chunk, nextEntry(this.chunk, firstEntry(this.pack)));
  }

  /** Where the open node's first entry begins, or the end. */
  firstEntry(): number {
    const { chunk } = this;
    let at = this.masterFields();
    for (let count = readInteger(chunk, at); count >= 0; count--) at = nextEntry(chunk, at);
    return nextEntry(chunk, at);
  }

  /** Where the number of the open node's master fields stands; the fields are behind it. */
  masterFields(): number {
    const { chunk } = this;
    return nextEntry(chunk, nextEntry(chunk, firstEntry(this.pack)));
  }

  /** Where the last entry of the open node begins, deleted or not; -1 if it has none. */
  lastEntry(): number {
    return this.entryBefore(this.pack + listpackBytes(this.chunk, this.pack) - 1);
  }

  /** Where the entry before the one at `at`, or before the end, begins; -1 at the first. */
  entryBefore(at: number): number {
    const { chunk, pack } = this;
    let entry = previousEntry(chunk, pack, at);
    for (let count = readInteger(chunk, entry); count > 0; count--) {
      entry = previousEntry(chunk, pack, entry);
      if (count === 1) return entry;
    }
    return -1;
  }

  /** Where the entry behind the one at `at`, which has `masterCount` master fields, begins. */
  entryBehind(at: number, masterCount: number): number {
    const { chunk } = this;
    let p = nextEntry(chunk, nextEntry(chunk, at + 2));
    let skipped = masterCount;
    if ((chunk[at] & SAME_FIELDS) === 0) {
      skipped = readInteger(chunk, p) * 2;
      p = nextEntry(chunk, p);
    }
    for (; skipped >= 0; skipped--) p = nextEntry(chunk, p);
    return p;
  }

  /**
   * Adds an entry behind all others: its ID must be above theirs. `pairs` from index `from` to `to` are
   * its fields and values, which must not be bytes of the arena.
   */
  append(
    id: StreamId,
    pairs: ByteRanges,
    from: number,
    to: number,
    limits: PackingLimits,
  ): void {
    const { bytes, starts, ends } = pairs;
    let payload = 0;
    let need = ENTRY_OVERHEAD;
    for (let i = from; i < to; i++) {
      const length = ends[i] - starts[i];
      payload += length;
      need += length < 64 ? length + 2 : length + 10;
    }
    const fields = (to - from) >>> 1;
    if (!this.#lastTakes(payload, limits)) {
      this.#addNode(id, pairs, from, to, need, limits);
    } else {
      this.#reserve(need);
      this.#setMasterInteger(firstEntry(this.pack), this.live() + 1);
    }
    const { chunk, pack } = this;
    const same = this.#hasMasterFields(pairs, from, to);
    const master = this.#master;
    this.directory.readId(this.slot, master);
    const start = pack + listpackBytes(chunk, pack) - 1;
    let at = writeIntegerEntry(chunk, start, same ? SAME_FIELDS : 0);
    at = writeDifference(chunk, at, id.msHigh, id.msLow, master.msHigh, master.msLow);
    at = writeDifference(chunk, at, id.seqHigh, id.seqLow, master.seqHigh, master.seqLow);
    let elements = fields + 3;
    if (same) {
      for (let i = from + 1; i < to; i += 2) at = writeEntry(chunk, at, bytes, starts[i], ends[i]);
    } else {
      elements += fields + 1;
      at = writeIntegerEntry(chunk, at, fields);
      for (let i = from; i < to; i++) at = writeEntry(chunk, at, bytes, starts[i], ends[i]);
    }
    at = writeIntegerEntry(chunk, at, elements);
    chunk[at] = END;
    adjustHeader(chunk, pack, at - start, elements + 1);
  }

  /** Flags the entry at `at` of the open node, which must not be deleted yet, as deleted. */
  flagDeleted(at: number): void {
    this.chunk[at] |= DELETED;
  }

  /**
   * The open node has `count` live entries less and deleted ones more. Its entries may move, and with
   * them the node.
   */
  countDeleted(count: number): void {
    const live = this.live();
    const deleted = this.deleted();
    this.#setMasterInteger(firstEntry(this.pack), live - count);
    // From 127 to 128 the number takes a byte more, and from 4095 to 4096 one more again.
    const growth = integerEntryBytes(deleted + count) - integerEntryBytes(deleted);
    if (growth > 0) this.#reserve(growth);
    this.#setMasterInteger(nextEntry(this.chunk, firstEntry(this.pack)), deleted + count);
  }

  /** Frees a node. */
  remove(slot: number): void {
    const { words } = this.directory;
    const capacity = words[(slot << SLOT_SHIFT) + CAPACITY];
    this.arena.free(words[(slot << SLOT_SHIFT) + ADDRESS], capacity);
    this.blockBytes -= capacity;
    this.directory.remove(slot);
  }

  /** Adds the nodes of another stream of this arena, as they are. */
  copyFrom(other: StreamNodes): void {
    const id = new StreamId();
    const { directory } = other;
    for (let i = 0; i < directory.size; i++) {
      const slot = directory.first + i;
      other.open(slot);
      directory.readId(slot, id);
      this.addPack(id, other.chunk, other.pack);
    }
  }

  /** Adds a node behind all others: a copy of the listpack at `pack`, which the caller has checked. */
  addPack(id: StreamId, bytes: Uint8Array, pack: number): void {
    const length = listpackBytes(bytes, pack);
    this.open(this.directory.addLast(id));
    this.#allocate(length);
    copyBytes(this.chunk, this.pack, bytes, pack, pack + length);
  }

  /** Opens the last node if it takes an entry of so many bytes; if not, it is closed for ever. */
  #lastTakes(payload: number, limits: PackingLimits): boolean {
    if (this.directory.size === 0) return false;
    this.open(this.directory.last);
    const { streamNodeMaxBytes, streamNodeMaxEntries } = limits;
    const most = streamNodeMaxBytes === 0 || streamNodeMaxBytes > MAX_NODE_BYTES
      ? MAX_NODE_BYTES
      : streamNodeMaxBytes;
    const length = listpackBytes(this.chunk, this.pack);
    const takes = length + payload < most &&
      (streamNodeMaxEntries === 0 || this.live() + this.deleted() < streamNodeMaxEntries);
    if (!takes && blockBytes(length) < this.#capacity) this.#reallocate(length);
    return takes;
  }

  /** Makes a node with a master entry that counts an entry, which is left to the caller. */
  #addNode(
    id: StreamId,
    { bytes, starts, ends }: ByteRanges,
    from: number,
    to: number,
    need: number,
    { streamNodeMaxBytes }: PackingLimits,
  ): void {
    const { directory } = this;
    const full = streamNodeMaxBytes === 0
      ? FULL_NODE_BYTES
      : Math.min(streamNodeMaxBytes, FULL_NODE_BYTES);
    const room = EMPTY_LISTPACK_BYTES + need + Math.min(need, full);
    this.open(directory.addLast(id));
    this.#allocate(directory.size === 1 ? room : Math.max(room, full));
    const { chunk, pack } = this;
    createListpack(chunk, pack);
    const start = firstEntry(pack);
    let at = writeIntegerEntry(chunk, start, 1);
    at = writeIntegerEntry(chunk, at, 0);
    at = writeIntegerEntry(chunk, at, (to - from) >>> 1);
    for (let i = from; i < to; i += 2) at = writeEntry(chunk, at, bytes, starts[i], ends[i]);
    at = writeIntegerEntry(chunk, at, 0);
    chunk[at] = END;
    adjustHeader(chunk, pack, at - start, 4 + ((to - from) >>> 1));
  }

  #hasMasterFields({ bytes, starts, ends }: ByteRanges, from: number, to: number): boolean {
    const { chunk } = this;
    let at = this.masterFields();
    if (readInteger(chunk, at) !== (to - from) >>> 1) return false;
    at = nextEntry(chunk, at);
    for (let i = from; i < to; i += 2) {
      if (!entryEquals(chunk, at, bytes, starts[i], ends[i])) return false;
      at = nextEntry(chunk, at);
    }
    return true;
  }

  /** Replaces one of the integers of the master entry; there must be room for it. */
  #setMasterInteger(at: number, number: number): void {
    const { chunk, pack } = this;
    const old = nextEntry(chunk, at) - at;
    const size = integerEntryBytes(number);
    if (size !== old) {
      chunk.copyWithin(at + size, at + old, pack + listpackBytes(chunk, pack));
      adjustHeader(chunk, pack, size - old, 0);
    }
    writeIntegerEntry(chunk, at, number);
  }

  get #capacity(): number {
    return this.directory.words[(this.slot << SLOT_SHIFT) + CAPACITY];
  }

  /** Sees to it that the open node can grow by `need` bytes. */
  #reserve(need: number): void {
    const length = listpackBytes(this.chunk, this.pack);
    if (length + need <= this.#capacity) return;
    const grown = length < FULL_NODE_BYTES
      ? Math.min(length * 2, FULL_NODE_BYTES)
      : length + (length >>> 1);
    this.#reallocate(Math.max(length + need, grown));
  }

  /** Gives the open node, whose bytes stay, a block of another size. */
  #reallocate(size: number): void {
    const { chunk, pack } = this;
    const address = this.directory.words[(this.slot << SLOT_SHIFT) + ADDRESS];
    const capacity = this.#capacity;
    this.#allocate(size);
    copyBytes(this.chunk, this.pack, chunk, pack, pack + listpackBytes(chunk, pack));
    this.arena.free(address, capacity);
    this.blockBytes -= capacity;
  }

  /** Gives the open slot a new block. */
  #allocate(size: number): void {
    const capacity = blockBytes(size);
    const at = this.slot << SLOT_SHIFT;
    this.directory.words[at + ADDRESS] = this.arena.allocate(capacity);
    this.directory.words[at + CAPACITY] = capacity;
    this.blockBytes += capacity;
    this.open(this.slot);
  }
}

/** Writes what a number of two words has more than another; a difference below 0 wraps. */
function writeDifference(
  target: Uint8Array,
  at: number,
  high: number,
  low: number,
  baseHigh: number,
  baseLow: number,
): number {
  const borrow = low >>> 0 < baseLow >>> 0 ? 1 : 0;
  return writeInteger64Entry(target, at, (high - baseHigh - borrow) | 0, (low - baseLow) | 0);
}
