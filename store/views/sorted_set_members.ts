/**
 * The part of the library's view of sorted sets that is about members by their bytes, and about walking
 * through them in pieces.
 */

import { readDouble } from "../encoding/double.ts";
import { encode } from "../encoding/utf8.ts";
import { StoreError } from "../errors.ts";
import { type Key, loadKey } from "../key.ts";
import { show } from "../show_value.ts";
import { modifySortedSet, readSortedSet, sortedSetSize } from "../types/sorted_sets/sorted_sets.ts";
import { removeRange } from "../types/sorted_sets/changes.ts";
import { scanMembers } from "../types/sorted_sets/random_members.ts";
import {
  type LexBound,
  type LexRange,
  limitRanks,
  ranksByLex,
} from "../types/sorted_sets/ranges.ts";
import { SortedSetWalk } from "../types/sorted_sets/walk.ts";
import { checkCount, CollectionView, scanRequest } from "./collection_view.ts";

/**
 * A range of members by their bytes, for sets whose members all have the same score. Bounds are text, taken
 * as UTF-8, or bytes, not what the codec takes.
 *
 * @example
 * ```ts
 * import { type MemberRange, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.sortedSets.addMany("names", ["ada", "alan", "grace"].map((name) => [name, 0]));
 * const beginWithA: MemberRange = { from: "a", before: "b" };
 * assertEquals(store.sortedSets.membersByLex("names", beginWithA), ["ada", "alan"]);
 * ```
 */
export interface MemberRange {
  /** The first bytes of the range. Not with `after`. */
  readonly from?: Key | undefined;
  /** The range begins behind these bytes. */
  readonly after?: Key | undefined;
  /** The last bytes of the range. Not with `before`. */
  readonly to?: Key | undefined;
  /** The range ends before these bytes. */
  readonly before?: Key | undefined;
  /** From the last member to the first. */
  readonly reverse?: boolean | undefined;
  /** How many members are passed over; default 0. */
  readonly offset?: number | undefined;
  /** At most so many members; default all. */
  readonly limit?: number | undefined;
}

/**
 * Which members a scan of a sorted set returns, and how many at a time.
 *
 * @example
 * ```ts
 * import { type SortedSetScanOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.sortedSets.addMany("z", [["a1", 1], ["b1", 2]]);
 * const options: SortedSetScanOptions = { match: "a*", count: 100 };
 * assertEquals(store.sortedSets.scan("z", 0, options).entries, [["a1", 1]]);
 * ```
 */
export interface SortedSetScanOptions {
  /** A glob pattern that the members' bytes match: `*`, `?`, `[a-z]`, `[^a]`, `\*`. Default: all. */
  readonly match?: Key | undefined;
  /** About how many members a step looks at, a whole number from 1 on. Default 10. */
  readonly count?: number | undefined;
}

/**
 * One step of a scan of a sorted set.
 *
 * @typeParam V What the members are.
 *
 * @example
 * ```ts
 * import { type SortedSetScanStep, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const step: SortedSetScanStep<string> = store.sortedSets.scan("missing", 0);
 * assertEquals(step, { cursor: 0, entries: [] });
 * ```
 */
export interface SortedSetScanStep<V> {
  /** Where to go on; 0 when the scan is through. */
  readonly cursor: number;
  /** Members and scores of this step; there may be none although the scan is not through. */
  readonly entries: [member: V, score: number][];
}

const WALK = new SortedSetWalk();

/**
 * What can be done with members by their bytes; part of {@linkcode SortedSetsView}.
 *
 * @typeParam V What the members are.
 *
 * @example
 * ```ts
 * import { type SortedSetMembersView, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const members: SortedSetMembersView<string> = store.sortedSets;
 * store.sortedSets.add("z", "a", 1);
 * assertEquals(members.countByLex("z", { from: "a" }), 1);
 * ```
 */
export abstract class SortedSetMembersView<V> extends CollectionView<V> {
  /**
   * The members of a range of bytes, in their order or in `reverse`. It means something only if all scores
   * are equal. O(log members + those returned).
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no range.
   *
   * @example A list of words to complete from
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (const word of ["plane", "planet", "plant", "play"]) store.sortedSets.add("words", word, 0);
   * const completions = store.sortedSets.membersByLex("words", { from: "plan", before: "plao", limit: 2 });
   * assertEquals(completions, ["plane", "planet"]);
   * ```
   */
  membersByLex(key: Key, range: MemberRange = {}): V[] {
    const { keyspace } = this;
    const { reverse = false, offset = 0, limit = -1 } = range;
    checkCount("pass over", offset, 0);
    checkCount("limit to", limit, -1);
    const bounds = lexRange(range);
    loadKey(keyspace, key);
    if (!readSortedSet(keyspace)) return [];
    const { first, count } = limitRanks(
      ranksByLex(keyspace, bounds, reverse),
      offset,
      limit,
      reverse,
    );
    const size = sortedSetSize(keyspace);
    const found = this.takeList();
    WALK.begin(keyspace, reverse ? size - first - count : first, count, reverse);
    while (WALK.next()) found.add(WALK.bytes, WALK.start, WALK.end);
    return this.decodeList(found);
  }

  /** How many members are in a range of bytes. O(log members). */
  countByLex(key: Key, range: MemberRange = {}): number {
    const bounds = lexRange(range);
    loadKey(this.keyspace, key);
    return readSortedSet(this.keyspace) ? ranksByLex(this.keyspace, bounds).count : 0;
  }

  /** Takes the members in a range of bytes out; returns how many there were. O(log members + those). */
  deleteByLex(key: Key, range: MemberRange): number {
    const bounds = lexRange(range);
    loadKey(this.keyspace, key);
    if (!modifySortedSet(this.keyspace)) return 0;
    const { first, count } = ranksByLex(this.keyspace, bounds);
    removeRange(this.keyspace, first, count, "zremrangebylex");
    return count;
  }

  /**
   * One step of a walk over a large set that needs no memory between its steps: begin with cursor 0, go on
   * with the cursor returned, end when that is 0. A member that is there from the first step to the
   * last is returned at least once; some may be returned twice if the set grows or shrinks. A small set
   * comes in one step.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a cursor that is none, or a wrong `count`.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (let i = 0; i < 1000; i++) store.sortedSets.add("z", `member:${i}`, i);
   * const seen = new Map<string, number>();
   * let cursor = 0;
   * do {
   *   const step = store.sortedSets.scan("z", cursor, { match: "member:*", count: 50 });
   *   for (const [member, score] of step.entries) seen.set(member, score);
   *   cursor = step.cursor;
   * } while (cursor !== 0);
   * assertEquals([seen.size, seen.get("member:7")], [1000, 7]);
   * ```
   */
  scan(key: Key, cursor: number, options: SortedSetScanOptions = {}): SortedSetScanStep<V> {
    const { count, matches } = scanRequest(cursor, options);
    loadKey(this.keyspace, key);
    if (!readSortedSet(this.keyspace)) return { cursor: 0, entries: [] };
    const members = this.takeList();
    const scores: number[] = [];
    const next = scanMembers(this.keyspace, cursor, count, (member, score) => {
      if (!matches(member)) return;
      members.add(member.bytes, member.start, member.end);
      scores.push(readDouble(score.bytes, score.start, score.end));
    });
    const entries = this.decodeList(members);
    return { cursor: next, entries: entries.map((member, i) => [member, scores[i]]) };
  }
}

/** A range in the engine's terms. @throws {StoreError} `INVALID_ARGUMENT` */
function lexRange({ from, after, to, before }: MemberRange): LexRange {
  if ((from !== undefined && after !== undefined) || (to !== undefined && before !== undefined)) {
    throw new StoreError(
      "INVALID_ARGUMENT",
      "Cannot use a range with both from and after, or both to and before",
    );
  }
  return {
    min: boundOf(from ?? after, after !== undefined, -1),
    max: boundOf(to ?? before, before !== undefined, 1),
  };
}

function boundOf(bound: Key | undefined, without: boolean, side: number): LexBound {
  if (bound === undefined) return { bytes: new Uint8Array(0), start: 0, end: 0, without, side };
  if (typeof bound !== "string" && !(bound instanceof Uint8Array)) {
    throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(bound)} as the bound of a range`);
  }
  const bytes = typeof bound === "string" ? encode(bound) : bound;
  return { bytes, start: 0, end: bytes.length, without, side: 0 };
}
