/**
 * The nodes of a large list: blocks of the arena with packed entries, and how they get room.
 *
 * ```
 * node     ├ free ─┼─ entry ─ entry ─ … ─ entry ─┼─ free ┤       entries as in a listpack, without
 *          0     START                          END  CAPACITY    its header and its closing byte
 * ```
 *
 * A node has room on either side, so a push or pop at an end of the list writes one entry and moves
 * nothing. Redis keeps whole listpacks, which shift at every push at the head. Positions are byte
 * offsets in `chunk`, which belongs to the node that was opened last.
 */

import { type Arena, blockBytes, CHUNK_SHIFT, OFFSET_MASK } from "../../memory/arena.ts";
import {
  ADDRESS,
  CAPACITY,
  COUNT,
  END,
  NodeDirectory,
  SLOT_SHIFT,
  START,
} from "./node_directory.ts";

/** How large a node may be. */
export interface NodeLimits {
  /** Bytes of entries; a single entry may pass it. */
  readonly bytes: number;
  readonly entries: number;
}

/** Until a list has so many nodes' worth of bytes, new nodes begin small. */
const SMALL_LIST_NODES = 8;
const SMALL_NODE_SHARE = 4;

/** Nodes and their directory. */
export class ListNodes {
  /** Bytes of all nodes' blocks. */
  bytes = 0;
  /** Bytes of all entries. */
  entryBytes = 0;
  readonly directory: NodeDirectory = new NodeDirectory();

  /** The chunk of the open node, and where its block begins there. */
  chunk: Uint8Array = new Uint8Array(0);
  protected base = 0;
  /** The open node. */
  slot = 0;

  constructor(protected readonly arena: Arena) {}

  /** Number of elements. */
  get length(): number {
    return this.directory.elements;
  }

  /** Opens a node: points `chunk` at its block. */
  open(slot: number): void {
    const address = this.directory.words[(slot << SLOT_SHIFT) + ADDRESS];
    this.chunk = this.arena.bytes[address >>> CHUNK_SHIFT];
    this.base = (address & OFFSET_MASK) << 3;
    this.slot = slot;
  }

  /** Where the open node's entries begin. */
  start(): number {
    return this.base + this.directory.words[(this.slot << SLOT_SHIFT) + START];
  }

  /** Where the open node's entries end. */
  end(): number {
    return this.base + this.directory.words[(this.slot << SLOT_SHIFT) + END];
  }

  /** Entries of the open node. */
  entries(): number {
    return this.directory.words[(this.slot << SLOT_SHIFT) + COUNT];
  }

  /** Whether an entry of `need` bytes keeps a node within the limits. */
  protected takes(slot: number, need: number, limits: NodeLimits): boolean {
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    return words[at + END] - words[at + START] + need <= limits.bytes &&
      words[at + COUNT] < limits.entries;
  }

  /** Offset in the block for an entry before a node's first one, or -1 if it takes no more. */
  protected roomBefore(slot: number, need: number, limits: NodeLimits): number {
    if (!this.takes(slot, need, limits)) return -1;
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    if (words[at + START] < need && !this.#spread(slot, need, limits, true)) return -1;
    return words[at + START] - need;
  }

  /** Offset in the block for an entry behind a node's last one, or -1 if it takes no more. */
  protected roomBehind(slot: number, need: number, limits: NodeLimits): number {
    if (!this.takes(slot, need, limits)) return -1;
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    const room = words[at + CAPACITY] - words[at + END];
    if (room < need && !this.#spread(slot, need, limits, false)) return -1;
    return words[at + END];
  }

  /**
   * Makes room for `need` bytes at one side of a node. Entries are only moved within the block if an
   * eighth of it is free then, so that this is rare; otherwise they get a block twice as large, and
   * if there is none, false says that a new node does better.
   */
  #spread(slot: number, need: number, limits: NodeLimits, before: boolean): boolean {
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    const used = words[at + END] - words[at + START];
    const room = used + need;
    let capacity = words[at + CAPACITY];
    if (room + (capacity >> 3) > capacity) {
      const larger = blockBytes(Math.max(room, Math.min(capacity * 2, limits.bytes)));
      if (larger <= capacity) return false;
      capacity = larger;
    }
    this.move(slot, capacity, before ? capacity - used : 0);
    return true;
  }

  /** Puts a node's entries at offset `start` of a block of `capacity` bytes, the same or another. */
  protected move(slot: number, capacity: number, start: number): void {
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    this.open(slot);
    const { chunk } = this;
    const from = this.start();
    const end = this.end();
    const old = words[at + CAPACITY];
    if (capacity === old) {
      chunk.copyWithin(this.base + start, from, end);
    } else {
      const address = words[at + ADDRESS];
      words[at + ADDRESS] = this.arena.allocate(capacity);
      words[at + CAPACITY] = capacity;
      this.open(slot);
      this.chunk.set(chunk.subarray(from, end), this.base + start);
      this.arena.free(address, old);
      this.bytes += capacity - old;
    }
    words[at + START] = start;
    words[at + END] = start + end - from;
  }

  /**
   * Replaces `removed` bytes at `at` of the open node by a gap of `inserted` bytes, whatever the
   * limits; the number of its entries changes by `count`. Returns where the gap begins.
   */
  protected gap(at: number, removed: number, inserted: number, count: number): number {
    const { directory, slot } = this;
    const { words } = directory;
    const field = slot << SLOT_SHIFT;
    const growth = inserted - removed;
    const used = words[field + END] - words[field + START];
    const offset = at - this.start();
    if (used + growth > words[field + CAPACITY]) {
      const wanted = Math.max(
        used + growth,
        Math.min(words[field + CAPACITY] * 2, used + growth * 8),
      );
      const capacity = blockBytes(wanted);
      this.move(slot, capacity, (capacity - used) >> 1);
    }
    let place = this.start() + offset;
    const room = words[field + CAPACITY] - words[field + END];
    const before = words[field + START];
    const { chunk } = this;
    // The shorter side moves, unless only the other one has the room.
    const movesFront = growth > room || (growth <= before && offset < used - offset - removed);
    if (movesFront && growth > before) {
      // Neither side has it all: the entries go to the front of the block first.
      this.move(slot, words[field + CAPACITY], 0);
      place = this.start() + offset;
      chunk.copyWithin(place + inserted, place + removed, this.end());
      words[field + END] += growth;
    } else if (movesFront) {
      chunk.copyWithin(this.start() - growth, this.start(), place);
      words[field + START] -= growth;
      place -= growth;
    } else {
      chunk.copyWithin(place + inserted, place + removed, this.end());
      words[field + END] += growth;
    }
    this.entryBytes += growth;
    directory.count(slot, count);
    return place;
  }

  /** Gives an empty node a block with entries. */
  protected adopt(
    slot: number,
    source: Uint8Array,
    start: number,
    end: number,
    count: number,
  ): void {
    const size = end - start;
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    const capacity = blockBytes(size);
    words[at + ADDRESS] = this.arena.allocate(capacity);
    words[at + CAPACITY] = capacity;
    words[at + START] = 0;
    words[at + END] = size;
    this.bytes += capacity;
    this.entryBytes += size;
    this.directory.count(slot, count);
    this.open(slot);
    this.chunk.set(source.subarray(start, end), this.base);
  }

  /** Gives an empty node a block for a first entry of `need` bytes; opens it and returns its end. */
  protected allocate(slot: number, need: number, limits: NodeLimits): number {
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    const small = this.entryBytes < limits.bytes * SMALL_LIST_NODES;
    let usual = small ? limits.bytes / SMALL_NODE_SHARE : limits.bytes;
    if (limits.entries < usual) {
      // So many entries may fill less; it is guessed by those that are there.
      const average = (this.entryBytes + need) / (this.directory.elements + 1);
      usual = Math.min(usual, Math.ceil(limits.entries * average));
    }
    const capacity = blockBytes(Math.max(need, usual));
    words[at + ADDRESS] = this.arena.allocate(capacity);
    words[at + CAPACITY] = capacity;
    words[at + START] = words[at + END] = 0;
    this.bytes += capacity;
    this.open(slot);
    return this.base;
  }

  /** Frees a node's block; its elements are gone, its slot is the caller's to remove. */
  protected release(slot: number): void {
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    this.arena.free(words[at + ADDRESS], words[at + CAPACITY]);
    this.bytes -= words[at + CAPACITY];
    this.entryBytes -= words[at + END] - words[at + START];
    words[at + START] = words[at + END] = 0;
    words[at + CAPACITY] = 0;
    this.directory.count(slot, -words[at + COUNT]);
  }

  /** Gives a node behind which another begins a block without much room. */
  protected seal(slot: number): void {
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    const used = words[at + END] - words[at + START];
    const capacity = words[at + CAPACITY];
    if (used + (capacity >> 3) < capacity) this.move(slot, blockBytes(used), 0);
  }

  /** Gives a node that fills less than half of its block a smaller one. */
  protected shrink(slot: number): void {
    const { words } = this.directory;
    const at = slot << SLOT_SHIFT;
    const used = words[at + END] - words[at + START];
    if (used * 2 < words[at + CAPACITY]) this.move(slot, blockBytes(used), 0);
  }
}
