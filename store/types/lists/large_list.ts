/**
 * Large lists: a deque of nodes.
 *
 * Pushes and pops are O(1). What stands in the middle of the list is found through the directory and by
 * walking at most half a node; an edit there moves at most half a node's bytes, and splits a node that
 * would pass its size. `list-max-listpack-size` is that size.
 */

import {
  entryBytesFor,
  nextEntry,
  type PackedValue,
  previousEntry,
  readEntry,
  writeEntry,
} from "../../encoding/listpack.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import { blockBytes } from "../../memory/arena.ts";
import { CAPACITY, COUNT, END, SLOT_SHIFT, START } from "./node_directory.ts";
import { compactMatches, countMatches, matchFromEnd } from "./matches.ts";
import { ListNodes, type NodeLimits } from "./nodes.ts";

/** A position that no listpack begins at: entries here have no header before them. */
const NO_PACK = -1024;

/** A list in nodes. */
export class LargeList extends ListNodes implements LargeValue {
  /** Position of element `index`, which must be there; its node is then open. */
  seek(index: number): number {
    this.open(this.directory.find(index));
    const { offset } = this.directory;
    const count = this.entries();
    const { chunk } = this;
    if (offset < count >> 1) {
      let at = this.start();
      for (let i = 0; i < offset; i++) at = nextEntry(chunk, at);
      return at;
    }
    let at = this.end();
    for (let i = count; i > offset; i--) at = previousEntry(chunk, NO_PACK, at);
    return at;
  }

  /** Adds `source[start, end)` before the first element. */
  pushFirst(source: Uint8Array, start: number, end: number, limits: NodeLimits): void {
    const need = entryBytesFor(source, start, end);
    const { directory } = this;
    let slot = directory.first;
    let place = directory.size === 0 ? -1 : this.roomBefore(slot, need, limits);
    if (place < 0) {
      if (directory.size > 0) this.seal(slot);
      slot = directory.addFirst();
      this.allocate(slot, need, limits);
      const at = slot << SLOT_SHIFT;
      const room = directory.words[at + CAPACITY];
      directory.words[at + START] = directory.words[at + END] = room;
      place = room - need;
    }
    directory.words[(slot << SLOT_SHIFT) + START] = place;
    directory.count(slot, 1);
    this.entryBytes += need;
    this.open(slot);
    this.#write(this.base + place, source, start, end);
  }

  /** Adds `source[start, end)` behind the last element. */
  pushLast(source: Uint8Array, start: number, end: number, limits: NodeLimits): void {
    const need = entryBytesFor(source, start, end);
    const { directory } = this;
    let slot = directory.last;
    let place = directory.size === 0 ? -1 : this.roomBehind(slot, need, limits);
    if (place < 0) {
      if (directory.size > 0) this.seal(slot);
      slot = directory.addLast();
      this.allocate(slot, need, limits);
      place = 0;
    }
    directory.words[(slot << SLOT_SHIFT) + END] = place + need;
    directory.count(slot, 1);
    this.entryBytes += need;
    this.open(slot);
    this.#write(this.base + place, source, start, end);
  }

  /** Adds what another listpack or node holds: `count` entries in `source[start, end)`, behind the last. */
  appendEntries(source: Uint8Array, start: number, end: number, count: number): void {
    const slot = this.directory.addLast();
    this.adopt(slot, source, start, end, count);
  }

  /** Points `value` at the first element; there must be one. */
  readFirst(value: PackedValue): void {
    this.open(this.directory.first);
    readEntry(this.chunk, this.start(), value);
  }

  /** Points `value` at the last element; there must be one. */
  readLast(value: PackedValue): void {
    this.open(this.directory.last);
    readEntry(this.chunk, previousEntry(this.chunk, NO_PACK, this.end()), value);
  }

  /** Removes the first `count` elements, at most all. O(nodes removed + a node's entries). */
  dropFirst(count: number): void {
    const { directory } = this;
    let left = Math.min(count, directory.elements);
    let emptied = 0;
    for (let slot = directory.first; left > 0; slot++) {
      this.open(slot);
      const entries = this.entries();
      if (left >= entries) {
        this.release(slot);
        emptied++;
        left -= entries;
        continue;
      }
      let at = this.start();
      for (; left > 0; left--, directory.count(slot, -1)) at = nextEntry(this.chunk, at);
      this.entryBytes -= at - this.start();
      directory.words[(slot << SLOT_SHIFT) + START] = at - this.base;
    }
    if (emptied > 0) directory.remove(directory.first, emptied);
  }

  /** Removes the last `count` elements, at most all. */
  dropLast(count: number): void {
    const { directory } = this;
    let left = Math.min(count, directory.elements);
    let emptied = 0;
    for (let slot = directory.last; left > 0; slot--) {
      this.open(slot);
      const entries = this.entries();
      if (left >= entries) {
        this.release(slot);
        emptied++;
        left -= entries;
        continue;
      }
      let at = this.end();
      for (; left > 0; left--, directory.count(slot, -1)) {
        at = previousEntry(this.chunk, NO_PACK, at);
      }
      this.entryBytes -= this.end() - at;
      directory.words[(slot << SLOT_SHIFT) + END] = at - this.base;
    }
    if (emptied > 0) directory.remove(directory.last - emptied + 1, emptied);
  }

  /** Replaces the entry at `at` of the open node by `source[start, end)`. */
  replace(at: number, source: Uint8Array, start: number, end: number, limits: NodeLimits): void {
    const need = entryBytesFor(source, start, end);
    const old = nextEntry(this.chunk, at) - at;
    const used = this.end() - this.start();
    if (this.entries() > 1 && used - old + need > limits.bytes) {
      const place = this.gap(at, old, 0, -1);
      this.insert(place, source, start, end, limits);
      return;
    }
    this.#write(this.gap(at, old, need, 0), source, start, end);
    const capacity = this.directory.words[(this.slot << SLOT_SHIFT) + CAPACITY];
    if (capacity > blockBytes(limits.bytes)) this.shrink(this.slot);
  }

  /** Inserts `source[start, end)` before the entry at `at` of the open node, or at its end. */
  insert(at: number, source: Uint8Array, start: number, end: number, limits: NodeLimits): void {
    const need = entryBytesFor(source, start, end);
    const { directory } = this;
    const used = this.end() - this.start();
    if (used + need <= limits.bytes && this.entries() < limits.entries) {
      this.#write(this.gap(at, 0, need, 1), source, start, end);
      return;
    }
    let { slot } = this;
    if (at === this.start()) {
      if (slot > directory.first && this.takes(slot - 1, need, limits)) {
        this.open(slot - 1);
        at = this.end();
      } else {
        slot = directory.insert(slot);
        at = this.allocate(slot, need, limits);
      }
      this.#write(this.gap(at, 0, need, 1), source, start, end);
    } else if (at === this.end()) {
      if (slot < directory.last && this.takes(slot + 1, need, limits)) {
        this.open(slot + 1);
        at = this.start();
      } else {
        slot = directory.insert(slot + 1);
        at = this.allocate(slot, need, limits);
      }
      this.#write(this.gap(at, 0, need, 1), source, start, end);
    } else {
      this.#split(at);
      this.insert(this.end(), source, start, end, limits);
    }
  }

  /**
   * Removes the elements that have the bytes `needle[start, end)`: the first `max` of them, or the last
   * ones if `backwards`. Returns how many there were. O(elements looked at).
   */
  removeMatches(
    needle: Uint8Array,
    start: number,
    end: number,
    max: number,
    backwards: boolean,
  ): number {
    const { directory } = this;
    let removed = 0;
    let emptied = false;
    let slot = backwards ? directory.last : directory.first;
    for (let i = directory.size; i > 0 && removed < max; i--) {
      this.open(slot);
      const { chunk } = this;
      let from = this.start();
      if (backwards) {
        from = matchFromEnd(chunk, from, this.end(), needle, start, end, max - removed);
      }
      const found = countMatches(chunk, from, this.end(), needle, start, end, max - removed);
      if (found > 0) {
        removed += found;
        const kept = compactMatches(chunk, from, this.end(), needle, start, end, found);
        this.entryBytes -= this.end() - kept;
        directory.words[(slot << SLOT_SHIFT) + END] = kept - this.base;
        directory.count(slot, -found);
        if (this.entries() > 0) this.shrink(slot);
        else {
          this.release(slot);
          emptied = true;
        }
      }
      slot += backwards ? -1 : 1;
    }
    if (emptied) directory.removeEmpty();
    return removed;
  }

  /** Copies all entries to `target` from `at` on, `entryBytes` of them. */
  copyEntries(target: Uint8Array, at: number): void {
    const { directory } = this;
    for (let slot = directory.first; slot <= directory.last; slot++) {
      this.open(slot);
      target.set(this.chunk.subarray(this.start(), this.end()), at);
      at += this.end() - this.start();
    }
  }

  /** A copy with blocks of its own. */
  clone(): LargeList {
    const copy = new LargeList(this.arena);
    const { directory } = this;
    for (let slot = directory.first; slot <= directory.last; slot++) {
      this.open(slot);
      copy.appendEntries(this.chunk, this.start(), this.end(), this.entries());
    }
    return copy;
  }

  free(limit: number): boolean {
    const { directory } = this;
    let freed = 0;
    let nodes = 0;
    while (nodes < directory.size && freed < limit) {
      const slot = directory.last - nodes++;
      freed += directory.words[(slot << SLOT_SHIFT) + COUNT];
      this.release(slot);
    }
    directory.remove(directory.last - nodes + 1, nodes);
    return directory.size === 0;
  }

  /** Writes an entry at `at` of the open node, where its bytes are free. */
  #write(at: number, source: Uint8Array, start: number, end: number): void {
    writeEntry(this.chunk, at, source, start, end);
  }

  /** Moves what the open node has from `at` on to a node of its own behind it. */
  #split(at: number): void {
    const { directory, chunk } = this;
    const end = this.end();
    const from = this.slot - directory.first;
    let count = 0;
    for (let p = at; p < end; count++) p = nextEntry(chunk, p);
    const right = directory.insert(this.slot + 1);
    const left = directory.first + from;
    this.adopt(right, chunk, at, end, count);
    this.entryBytes -= end - at;
    directory.count(left, -count);
    directory.words[(left << SLOT_SHIFT) + END] -= end - at;
    this.open(left);
    this.shrink(left);
  }
}
