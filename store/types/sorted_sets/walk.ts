/**
 * Walking the open sorted set from one rank on, forwards or backwards.
 *
 * A walk is made once and used again and again; a step makes no object:
 *
 * ```ts ignore
 * walk.begin(namespace, 0, 100, false);
 * while (walk.next()) reply.bulk(walk.bytes, walk.start, walk.end);
 * ```
 *
 * Nothing may change the set in the meantime.
 */

import {
  endOfListpack,
  firstEntry,
  nextEntry,
  PackedValue,
  previousEntry,
  readEntry,
} from "../../encoding/listpack.ts";
import {
  COUNT,
  doubleAt,
  doublesOf,
  LEAF_MEMBERS,
  NEXT,
  PREVIOUS,
  SCORES,
  wordAt,
  wordsOf,
} from "../../keyspace/ordered_node.ts";
import { keyLengthOf, keyWordOf, Kind } from "../../keyspace/record.ts";
import { type Arena, CHUNK_SHIFT } from "../../memory/arena.ts";
import type { LargeSortedSet } from "./large_sorted_set.ts";
import { packedSize, scoreAt, type SortedSetPlace } from "./packed_sorted_set.ts";

const NOTHING = new Uint8Array(0);

/** A walk; its fields tell of the member that it stands at. */
export class SortedSetWalk {
  /** The member: `bytes[start, end)`. */
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  score = 0;

  #left = 0;
  #reverse = false;
  /** Of a large set: its arena, and the leaf and slot of the next member. */
  #arena: Arena | undefined;
  #leaf = 0;
  #slot = 0;
  /** Of a packed set: its buffer, where it begins, and where the next member is. */
  #buffer: Uint8Array = NOTHING;
  #pack = 0;
  #at = 0;
  readonly #value = new PackedValue();

  /**
   * Stands before the member of a rank of the open set, and will go on to `count` members, which must be
   * there; backwards ranks count from the end.
   */
  begin(namespace: SortedSetPlace, rank: number, count: number, reverse: boolean): void {
    if (namespace.kind() !== Kind.PackedSortedSet) {
      this.beginLarge(namespace.largeValue() as LargeSortedSet, rank, count, reverse);
      return;
    }
    this.#arena = undefined;
    this.#left = count;
    this.#reverse = reverse;
    if (count <= 0) return;
    const { bytes } = namespace;
    const pack = namespace.valueStart();
    const size = packedSize(namespace);
    const place = reverse ? size - 1 - rank : rank;
    this.#buffer = bytes;
    this.#pack = pack;
    if (place <= size >>> 1) {
      this.#at = firstEntry(pack);
      for (let i = 2 * place; i > 0; i--) this.#at = nextEntry(bytes, this.#at);
    } else {
      this.#at = endOfListpack(bytes, pack);
      for (let i = 2 * (size - place); i > 0; i--) this.#at = previousEntry(bytes, pack, this.#at);
    }
  }

  /** As {@linkcode SortedSetWalk.begin}, for a large set that need not be open. */
  beginLarge(set: LargeSortedSet, rank: number, count: number, reverse: boolean): void {
    const { index } = set;
    this.#left = count;
    this.#reverse = reverse;
    this.#arena = index.arena;
    if (count <= 0) return;
    index.seek(reverse ? index.size - 1 - rank : rank);
    this.#leaf = index.leaf;
    this.#slot = index.slot;
  }

  /** Goes to the next member; false if there is none, and the walk is over. */
  next(): boolean {
    if (this.#left <= 0) return false;
    this.#left--;
    if (this.#arena === undefined) this.#nextPacked();
    else this.#nextLarge(this.#arena);
    return true;
  }

  /** The arena of a large set's records; undefined for a packed set. */
  get records(): Arena | undefined {
    return this.#arena;
  }

  /**
   * Of a large set: goes to as many members as `addresses` has room for, and writes there where their
   * records are; how many, 0 when the walk is over. A walk goes on either so or with
   * {@linkcode SortedSetWalk.next}.
   */
  nextRecords(addresses: Int32Array): number {
    const arena = this.#arena!;
    const most = Math.min(this.#left, addresses.length);
    if (most <= 0) return 0;
    const step = this.#reverse ? -1 : 1;
    let leaf = this.#leaf;
    let slot = this.#slot;
    let words = wordsOf(arena, leaf);
    let members = wordAt(leaf) + LEAF_MEMBERS;
    let end = this.#reverse ? -1 : words[wordAt(leaf) + COUNT];
    for (let i = 0; i < most; i++) {
      if (slot === end) {
        leaf = words[members - LEAF_MEMBERS + (this.#reverse ? PREVIOUS : NEXT)];
        words = wordsOf(arena, leaf);
        members = wordAt(leaf) + LEAF_MEMBERS;
        const count = words[wordAt(leaf) + COUNT];
        slot = this.#reverse ? count - 1 : 0;
        end = this.#reverse ? -1 : count;
      }
      addresses[i] = words[members + slot];
      slot += step;
    }
    this.#leaf = leaf;
    this.#slot = slot;
    this.#left -= most;
    return most;
  }

  #nextLarge(arena: Arena): void {
    const leaf = this.#leaf;
    const slot = this.#slot;
    const words = wordsOf(arena, leaf);
    const at = wordAt(leaf);
    this.score = doublesOf(arena, leaf)[doubleAt(leaf) + SCORES + slot];
    const member = words[at + LEAF_MEMBERS + slot];
    const memberWords = wordsOf(arena, member);
    const memberAt = wordAt(member);
    this.bytes = arena.bytes[member >>> CHUNK_SHIFT];
    this.start = keyWordOf(memberWords, memberAt) << 2;
    this.end = this.start + keyLengthOf(memberWords, memberAt);
    if (this.#reverse) {
      if (slot > 0) this.#slot = slot - 1;
      else if ((this.#leaf = words[at + PREVIOUS]) !== 0) {
        this.#slot = wordsOf(arena, this.#leaf)[wordAt(this.#leaf) + COUNT] - 1;
      }
    } else if (slot + 1 < words[at + COUNT]) {
      this.#slot = slot + 1;
    } else {
      this.#leaf = words[at + NEXT];
      this.#slot = 0;
    }
  }

  #nextPacked(): void {
    const bytes = this.#buffer;
    const at = this.#at;
    const value = this.#value;
    readEntry(bytes, at, value);
    this.bytes = value.bytes;
    this.start = value.start;
    this.end = value.end;
    const scoreEntry = nextEntry(bytes, at);
    this.score = scoreAt(bytes, scoreEntry);
    if (!this.#reverse) this.#at = nextEntry(bytes, scoreEntry);
    else {
      this.#at = previousEntry(bytes, this.#pack, at);
      if (this.#at >= 0) this.#at = previousEntry(bytes, this.#pack, this.#at);
    }
  }
}
