/**
 * A stream: entries in the order of their IDs, what it remembers of those that are gone, and its consumer
 * groups.
 *
 * However small, it is an object of its own with its entries in nodes (`stream_nodes.ts`): streams are
 * few, and grow.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import { readInteger } from "../../encoding/listpack.ts";
import type { Engine } from "../../engine/engine.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import { ConsumerGroup } from "./consumer_group.ts";
import { EntryCursor, readEntryId } from "./entry_cursor.ts";
import { StreamId } from "./stream_id.ts";
import { DELETED, StreamNodes } from "./stream_nodes.ts";
import { WideCount } from "./wide_count.ts";

/** How freeing a node compares with freeing an element. */
const ELEMENTS_PER_NODE = 8;

/** What XTRIM and XADD cut away. */
export interface Trimming {
  /** Keep so many of the last entries; −1: keep those from `minId` on. May be `Infinity`. */
  maxLength: number;
  readonly minId: StreamId;
  /** Only remove whole nodes. */
  approximate: boolean;
  /** Remove at most so many entries, whole nodes only; 0: no limit. May be `Infinity`. */
  limit: number;
}

/** A stream. */
export class Stream implements LargeValue {
  readonly nodes: StreamNodes;
  /** Number of entries. */
  length = 0;
  /** The largest ID ever given; new ones are above it. */
  readonly lastId: StreamId = new StreamId();
  /** The first entry's ID, 0-0 if there is none. */
  readonly firstId: StreamId = new StreamId();
  /** The largest ID that was deleted, 0-0 if none was; trimming does not count. */
  readonly maxDeletedId: StreamId = new StreamId();
  /** Entries ever added. */
  readonly entriesAdded: WideCount = new WideCount();
  /** The consumer groups by their names, which are binary strings. */
  readonly groups: Map<string, ConsumerGroup> = new Map();

  constructor(readonly engine: Engine) {
    this.nodes = new StreamNodes(engine.elements);
  }

  get bytes(): number {
    let bytes = this.nodes.blockBytes + this.nodes.directory.bytes;
    for (const group of this.groups.values()) bytes += group.bytes;
    return bytes;
  }

  /**
   * Adds an entry whose ID must be above `lastId`. `pairs` from index `from` to `to` are its fields and
   * values, which must not be the store's own bytes.
   */
  add(id: StreamId, pairs: ByteRanges, from: number, to: number): void {
    this.nodes.append(id, pairs, from, to, this.engine.packing);
    this.entriesAdded.increment();
    this.lastId.copy(id);
    if (++this.length === 1) this.firstId.copy(id);
  }

  /** Whether the largest ID of all has been given, so that none is left. */
  get isExhausted(): boolean {
    return this.lastId.isMax;
  }

  /** Fills `id` with the one for an entry that is added at `nowMs`. Not for an exhausted stream. */
  nextId(nowMs: number, id: StreamId): void {
    id.setTime(nowMs);
    if (id.compareTime(this.lastId) > 0) return;
    id.copy(this.lastId);
    id.increment();
  }

  /** Chooses the sequence of `id`, whose first number is given; false if none is left. */
  nextSequence(id: StreamId): boolean {
    id.seqHigh = id.seqLow = 0;
    if (id.compareTime(this.lastId) !== 0) return true;
    id.copy(this.lastId);
    return id.increment() && id.compareTime(this.lastId) === 0;
  }

  /** Deletes an entry; false if there is none of that ID. O(entries of a node). */
  delete(id: StreamId): boolean {
    CURSOR.start(this.nodes, id, id, false);
    if (!CURSOR.next()) return false;
    const { nodes } = this;
    nodes.open(CURSOR.slot);
    nodes.flagDeleted(CURSOR.entry);
    if (nodes.live() === 1) nodes.remove(CURSOR.slot);
    else nodes.countDeleted(1);
    this.length--;
    if (id.compare(this.maxDeletedId) > 0) this.maxDeletedId.copy(id);
    if (this.length === 0 || id.compare(this.firstId) === 0) this.findFirst();
    return true;
  }

  /** Whether there is an entry of that ID. */
  has(id: StreamId): boolean {
    CURSOR.start(this.nodes, id, id, false);
    return CURSOR.next();
  }

  /** Removes entries from the start; returns how many. O(nodes removed + entries of a node). */
  trim(trimming: Trimming): number {
    const { nodes } = this;
    const { maxLength, limit } = trimming;
    let removed = 0;
    while (nodes.directory.size > 0) {
      if (maxLength >= 0 && this.length <= maxLength) break;
      const slot = nodes.directory.first;
      nodes.open(slot);
      const live = nodes.live();
      if (limit !== 0 && removed + live > limit) break;
      const whole = maxLength >= 0
        ? this.length - live >= maxLength
        : this.#lastIdOfNode(slot).compare(trimming.minId) < 0;
      if (whole) {
        nodes.remove(slot);
        this.length -= live;
        removed += live;
        continue;
      }
      if (!trimming.approximate) removed += this.#trimNode(slot, trimming);
      break;
    }
    if (removed > 0) this.findFirst();
    return removed;
  }

  /** Fills `id` with the first or the last entry's ID; false if there is no entry. */
  edgeId(last: boolean, id: StreamId): boolean {
    CURSOR.start(this.nodes, MIN, MAX, last);
    if (!CURSOR.next()) return false;
    id.copy(CURSOR.id);
    return true;
  }

  /** Adds a group that begins behind `lastId`, under a name that none has yet. */
  addGroup(name: string, lastId: StreamId): ConsumerGroup {
    const group = new ConsumerGroup(name, this.engine.elements);
    group.lastId.copy(lastId);
    this.groups.set(name, group);
    return group;
  }

  /** Removes a group with all that is pending. O(blocks of pending entries). */
  removeGroup(group: ConsumerGroup): void {
    group.free(Infinity);
    this.groups.delete(group.name);
  }

  free(limit: number): boolean {
    const { nodes } = this;
    for (const group of this.groups.values()) {
      if (!group.free(Math.ceil(limit / ELEMENTS_PER_NODE))) return false;
    }
    for (let freed = 0; nodes.directory.size > 0; freed += ELEMENTS_PER_NODE) {
      if (freed >= limit) return false;
      nodes.remove(nodes.directory.last);
    }
    return true;
  }

  /** A copy with blocks of its own. O(bytes). */
  clone(): Stream {
    const copy = new Stream(this.engine);
    copy.nodes.copyFrom(this.nodes);
    copy.length = this.length;
    copy.lastId.copy(this.lastId);
    copy.firstId.copy(this.firstId);
    copy.maxDeletedId.copy(this.maxDeletedId);
    copy.entriesAdded.copy(this.entriesAdded);
    for (const [name, group] of this.groups) copy.groups.set(name, group.clone());
    return copy;
  }

  /** Deletes the first entries of the first node, the open one, which is not removed as a whole. */
  #trimNode(slot: number, { maxLength, minId }: Trimming): number {
    const { nodes } = this;
    const { chunk } = nodes;
    nodes.directory.readId(slot, MASTER);
    const masterCount = readInteger(chunk, nodes.masterFields());
    const last = nodes.lastEntry();
    let removed = 0;
    let at = nodes.firstEntry();
    for (; at <= last; at = nodes.entryBehind(at, masterCount)) {
      if (maxLength >= 0) {
        if (this.length <= maxLength) break;
      } else {
        readEntryId(chunk, at + 2, MASTER, ENTRY_ID);
        if (ENTRY_ID.compare(minId) >= 0) break;
      }
      if ((chunk[at] & DELETED) !== 0) continue;
      nodes.flagDeleted(at);
      this.length--;
      removed++;
    }
    if (removed > 0) nodes.countDeleted(removed);
    return removed;
  }

  /** ID of the last entry of the open node, deleted or not. */
  #lastIdOfNode(slot: number): StreamId {
    const { nodes } = this;
    nodes.directory.readId(slot, MASTER);
    readEntryId(nodes.chunk, nodes.lastEntry() + 2, MASTER, ENTRY_ID);
    return ENTRY_ID;
  }

  /** Fills `firstId`, which an entry that has gone may have had. */
  findFirst(): void {
    if (this.length === 0 || !this.edgeId(false, this.firstId)) this.firstId.setMin();
  }
}

// Registers of the operation under way: none is interrupted by another.
const CURSOR = new EntryCursor();
const MASTER = new StreamId();
const ENTRY_ID = new StreamId();
const MIN = new StreamId();
const MAX = new StreamId();
MAX.setMax();
