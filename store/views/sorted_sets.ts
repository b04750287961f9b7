/**
 * The library's view of sorted sets: `store.sortedSets`.
 */

import { StoreError } from "../errors.ts";
import { type Key, loadKey } from "../key.ts";
import { NO_EXPIRY } from "../engine/namespace.ts";
import {
  Added,
  AddMode,
  makeRoomFor,
  memberScore,
  modifySortedSet,
  readSortedSet,
  reportWhole,
  sortedSetSize,
} from "../types/sorted_sets/sorted_sets.ts";
import {
  combine,
  countCommon,
  openSources,
  type SortedSetOperation,
} from "../types/sorted_sets/algebra.ts";
import {
  addMembers,
  removeMembers,
  removeRange,
  storeSortedSet,
} from "../types/sorted_sets/changes.ts";
import { sampleMembers } from "../types/sorted_sets/random_members.ts";
import {
  limitRanks,
  memberRank,
  type RankRange,
  ranksBetween,
  ranksByScore,
} from "../types/sorted_sets/ranges.ts";
import { SortedSetWalk } from "../types/sorted_sets/walk.ts";
import type { ByteList } from "./byte_list.ts";
import { checkCount } from "./collection_view.ts";
import { SortedSetMembersView } from "./sorted_set_members.ts";
import {
  addMode,
  checkCombination,
  checkRank,
  checkScore,
  type CombineOptions,
  type ScoreRangeOptions,
  type SortedSetAddOptions,
} from "./sorted_set_options.ts";

/** What the views' walks go through. */
const WALK = new SortedSetWalk();

/**
 * Sorted sets: members with scores under one key, in the order of the scores, as `store.sortedSets`.
 *
 * A sorted set is there as long as it has members. Members are what the store's codec takes; two are the
 * same if their bytes are. Members of equal scores are in the order of their bytes. A rank is a place in
 * that order, from 0 on; negative ranks count from the end. Asking for a score takes the same time
 * however many members there are, everything else grows with the logarithm of their number.
 *
 * Every method throws a `WrongTypeError` if a key holds no sorted set, and what all methods of
 * {@linkcode StoreNamespace} throw.
 *
 * @typeParam V What the members are.
 *
 * @example A leaderboard
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.sortedSets.addMany("scores", [["ada", 120], ["grace", 150], ["alan", 90]]);
 * store.sortedSets.increment("scores", "ada", 40);
 * assertEquals(store.sortedSets.entries("scores", 0, 1, { reverse: true }), [
 *   ["ada", 160],
 *   ["grace", 150],
 * ]);
 * assertEquals(store.sortedSets.rank("scores", "alan"), 0);
 * ```
 */
export class SortedSetsView<V = string> extends SortedSetMembersView<V> {
  /**
   * Gives a member a score, which makes the set if need be; returns whether the member is new.
   * @throws {StoreError} `INVALID_ARGUMENT` for a score that is no number.
   */
  add(key: Key, member: V, score: number, options: SortedSetAddOptions = {}): boolean {
    return this.addMany(key, [[member, score]], options) === 1;
  }

  /**
   * Gives several members scores and returns how many are new.
   * @throws {StoreError} `INVALID_ARGUMENT` for a score that is no number, or options that exclude
   *   each other.
   */
  addMany(
    key: Key,
    entries: Iterable<readonly [member: V, score: number]>,
    options: SortedSetAddOptions = {},
  ): number {
    const mode = addMode(options);
    const list = this.takeList();
    const scores: number[] = [];
    for (const [member, score] of entries) {
      checkScore(score);
      this.addValue(list, member);
      list.addText(""); // the list has the form of a request's pairs
      scores.push(score);
    }
    if (scores.length === 0) return 0;
    loadKey(this.keyspace, key);
    const { added } = addMembers(
      this.keyspace,
      list,
      0,
      scores.length,
      Float64Array.from(scores),
      mode,
    );
    this.giveList(list);
    return added;
  }

  /**
   * Adds a number to a member's score, 0 if it is not there, and returns the sum.
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no number, `NOT_FINITE` if infinities of
   *   both signs meet.
   */
  increment(key: Key, member: V, by: number): number {
    checkScore(by);
    const list = this.valueList([member]);
    loadKey(this.keyspace, key);
    const result = addMembers(
      this.keyspace,
      list,
      0,
      1,
      Float64Array.of(by),
      AddMode.Increment,
    );
    this.giveList(list);
    if (result.outcome === Added.NotANumber) {
      throw new StoreError("NOT_FINITE", `Cannot add ${by} to the score: the sum is no number`);
    }
    return result.score;
  }

  /** Takes members out and returns how many there were; the key goes with the last one. */
  delete(key: Key, ...members: V[]): number {
    const list = this.valueList(members);
    loadKey(this.keyspace, key);
    const deleted = removeMembers(this.keyspace, list, 0, list.count);
    this.giveList(list);
    return deleted;
  }

  /** A member's score, `undefined` if there is none. */
  score(key: Key, member: V): number | undefined {
    const list = this.valueList([member]);
    loadKey(this.keyspace, key);
    const score = readSortedSet(this.keyspace)
      ? memberScore(this.keyspace, list.bytes, list.starts[0], list.ends[0])
      : NaN;
    this.giveList(list);
    return Number.isNaN(score) ? undefined : score;
  }

  /** Number of members, 0 if there is no such key. O(1). */
  size(key: Key): number {
    loadKey(this.keyspace, key);
    return readSortedSet(this.keyspace) ? sortedSetSize(this.keyspace) : 0;
  }

  /**
   * A member's rank, from 0 on, in `reverse` from the highest score down; `undefined` if there is none.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.sortedSets.addMany("z", [["low", 1], ["middle", 2], ["high", 3]]);
   * assertEquals(store.sortedSets.rank("z", "low"), 0);
   * assertEquals(store.sortedSets.rank("z", "low", { reverse: true }), 2);
   * assertEquals(store.sortedSets.rank("z", "missing"), undefined);
   * ```
   */
  rank(
    key: Key,
    member: V,
    { reverse = false }: { readonly reverse?: boolean } = {},
  ): number | undefined {
    const { keyspace } = this;
    const list = this.valueList([member]);
    loadKey(keyspace, key);
    const rank = readSortedSet(keyspace)
      ? memberRank(keyspace, list.bytes, list.starts[0], list.ends[0])
      : -1;
    this.giveList(list);
    if (rank < 0) return undefined;
    return reverse ? sortedSetSize(keyspace) - 1 - rank : rank;
  }

  /** The members from one rank to another, both included; all by default. */
  members(
    key: Key,
    start = 0,
    stop = -1,
    options: { readonly reverse?: boolean } = {},
  ): V[] {
    return this.entries(key, start, stop, options).map(([member]) => member);
  }

  /**
   * The members from one rank to another, both included, with their scores; all by default. In `reverse`
   * ranks count from the highest score down.
   * @throws {StoreError} `INVALID_ARGUMENT` for ranks that are no whole numbers.
   */
  entries(
    key: Key,
    start = 0,
    stop = -1,
    { reverse = false }: { readonly reverse?: boolean } = {},
  ): [member: V, score: number][] {
    checkRank(start);
    checkRank(stop);
    loadKey(this.keyspace, key);
    if (!readSortedSet(this.keyspace)) return [];
    return this.#walk(ranksBetween(this.keyspace, start, stop), reverse);
  }

  /**
   * The members with a score from `min` to `max`, both included unless `options` say otherwise, with their
   * scores. `-Infinity` and `Infinity` are bounds, too.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a bound that is no number, or a wrong option.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.sortedSets.addMany("due", [["a", 10], ["b", 20], ["c", 30]]);
   * assertEquals(store.sortedSets.entriesByScore("due", -Infinity, 20), [["a", 10], ["b", 20]]);
   * const after = store.sortedSets.entriesByScore("due", 10, Infinity, { withoutMin: true, limit: 1 });
   * assertEquals(after, [["b", 20]]);
   * ```
   */
  entriesByScore(
    key: Key,
    min: number,
    max: number,
    options: ScoreRangeOptions = {},
  ): [member: V, score: number][] {
    const { reverse = false, offset = 0, limit = -1 } = options;
    checkCount("pass over", offset, 0);
    checkCount("limit to", limit, -1);
    const ranks = this.#ranksByScore(key, min, max, options);
    if (ranks === undefined) return [];
    const limited = limitRanks(ranks, offset, limit, reverse);
    if (reverse) limited.first = sortedSetSize(this.keyspace) - limited.first - limited.count;
    return this.#walk(limited, reverse);
  }

  /** How many members have a score from `min` to `max`. */
  countByScore(key: Key, min: number, max: number, options: ScoreRangeOptions = {}): number {
    return this.#ranksByScore(key, min, max, options)?.count ?? 0;
  }

  /** Takes the members from one rank to another out, both included; returns how many there were. */
  deleteByRank(key: Key, start: number, stop: number): number {
    checkRank(start);
    checkRank(stop);
    loadKey(this.keyspace, key);
    if (!modifySortedSet(this.keyspace)) return 0;
    const { first, count } = ranksBetween(this.keyspace, start, stop);
    removeRange(this.keyspace, first, count, "zremrangebyrank");
    return count;
  }

  /** Takes the members with a score from `min` to `max` out; returns how many there were. */
  deleteByScore(key: Key, min: number, max: number, options: ScoreRangeOptions = {}): number {
    const ranks = this.#ranksByScore(key, min, max, options);
    if (ranks === undefined) return 0;
    const { first, count } = ranks;
    removeRange(this.keyspace, first, count, "zremrangebyscore");
    return count;
  }

  /**
   * Takes the members with the lowest scores out, the lowest first: `count`, or as many as there are.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a count that is no whole number from 0 on.
   *
   * @example A queue by priority
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.sortedSets.addMany("todo", [["later", 9], ["now", 1], ["soon", 3]]);
   * assertEquals(store.sortedSets.popMin("todo"), [["now", 1]]);
   * assertEquals(store.sortedSets.popMin("todo", 5), [["soon", 3], ["later", 9]]);
   * ```
   */
  popMin(key: Key, count = 1): [member: V, score: number][] {
    return this.#pop(key, count, false);
  }

  /** Takes the members with the highest scores out, the highest first; else like `popMin`. */
  popMax(key: Key, count = 1): [member: V, score: number][] {
    return this.#pop(key, count, true);
  }

  /** Random members, which stay and all differ: `count`, or as many as there are. */
  random(key: Key, count = 1): V[] {
    checkCount("draw", count, 0);
    loadKey(this.keyspace, key);
    if (!readSortedSet(this.keyspace)) return [];
    const drawn = this.takeList();
    sampleMembers(this.keyspace, count, ({ bytes, start, end }) => drawn.add(bytes, start, end));
    return this.decodeList(drawn);
  }

  /**
   * The members of all sets, which may also be plain sets (of scores 1), with their scores added up, or
   * as `options` say, in the order of these.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for no sets, or a wrong option.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.sortedSets.addMany("sat", [["ada", 10], ["alan", 4]]);
   * store.sortedSets.addMany("sun", [["ada", 1], ["grace", 7]]);
   * const weekend = store.sortedSets.union(["sat", "sun"], { weights: [1, 2] });
   * assertEquals(weekend, [["alan", 4], ["ada", 12], ["grace", 14]]);
   * const best = store.sortedSets.union(["sat", "sun"], { aggregate: "max" });
   * assertEquals(best, [["alan", 4], ["grace", 7], ["ada", 10]]);
   * ```
   */
  union(keys: Iterable<Key>, options: CombineOptions = {}): [member: V, score: number][] {
    return this.#combine("union", keys, options);
  }

  /** The members that all sets have; otherwise like {@linkcode SortedSetsView.union}. */
  intersection(keys: Iterable<Key>, options: CombineOptions = {}): [member: V, score: number][] {
    return this.#combine("intersection", keys, options);
  }

  /** The members of the first set that no other has, with their scores. */
  difference(keys: Iterable<Key>): [member: V, score: number][] {
    return this.#combine("difference", keys, {});
  }

  /** How many members all sets have. */
  intersectionSize(keys: Iterable<Key>): number {
    const list = this.#keys(keys);
    const size = countCommon(openSources(this.keyspace, list, 0, list.count), Infinity);
    this.giveList(list);
    return size;
  }

  /** Stores a union in place of what `target` holds; returns how many members it has. */
  storeUnion(target: Key, keys: Iterable<Key>, options: CombineOptions = {}): number {
    return this.#store("union", target, keys, options);
  }

  /** Stores an intersection in place of what `target` holds; returns how many members it has. */
  storeIntersection(target: Key, keys: Iterable<Key>, options: CombineOptions = {}): number {
    return this.#store("intersection", target, keys, options);
  }

  /** Stores a difference in place of what `target` holds; returns how many members it has. */
  storeDifference(target: Key, keys: Iterable<Key>): number {
    return this.#store("difference", target, keys, {});
  }

  #ranksByScore(
    key: Key,
    min: number,
    max: number,
    { withoutMin = false, withoutMax = false }: ScoreRangeOptions,
  ): RankRange | undefined {
    checkScore(min);
    checkScore(max);
    loadKey(this.keyspace, key);
    if (!readSortedSet(this.keyspace)) return undefined;
    return ranksByScore(this.keyspace, { min, max, withoutMin, withoutMax });
  }

  #pop(key: Key, count: number, highest: boolean): [member: V, score: number][] {
    const { keyspace } = this;
    checkCount("pop", count, 0);
    loadKey(keyspace, key);
    if (!modifySortedSet(keyspace)) return [];
    const popped = Math.min(count, sortedSetSize(keyspace));
    WALK.begin(keyspace, 0, popped, highest);
    const members = this.takeList();
    const scores = collect(members);
    const first = highest ? sortedSetSize(keyspace) - popped : 0;
    removeRange(keyspace, first, popped, highest ? "zpopmax" : "zpopmin");
    return this.#decode(members, scores);
  }

  /** The members of ranks of the open set, counted from its end in reverse. */
  #walk({ first, count }: RankRange, reverse: boolean): [member: V, score: number][] {
    WALK.begin(this.keyspace, first, count, reverse);
    const members = this.takeList();
    return this.#decode(members, collect(members));
  }

  #result(operation: SortedSetOperation, keys: Iterable<Key>, options: CombineOptions) {
    const { weights, aggregate = "sum" } = options;
    checkCombination(weights, aggregate);
    const list = this.#keys(keys);
    const sources = openSources(this.keyspace, list, 0, list.count);
    this.giveList(list);
    weights?.forEach((weight, i) => {
      if (i < sources.length) sources[i].weight = weight;
    });
    const bytes = sources.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
    return { bytes, make: () => combine(this.keyspace.engine, operation, sources, aggregate) };
  }

  #combine(
    operation: SortedSetOperation,
    keys: Iterable<Key>,
    options: CombineOptions,
  ): [member: V, score: number][] {
    const set = this.#result(operation, keys, options).make();
    WALK.beginLarge(set, 0, set.size, false);
    const members = this.takeList();
    const scores = collect(members);
    this.keyspace.engine.reclaimer.add(set);
    return this.#decode(members, scores);
  }

  #store(
    operation: SortedSetOperation,
    target: Key,
    keys: Iterable<Key>,
    options: CombineOptions,
  ): number {
    const { keyspace } = this;
    const all = [...keys];
    // Making room may evict one of the sets: they are opened again afterwards.
    if (keyspace.engine.limited) {
      makeRoomFor(keyspace, 0, this.#result(operation, all, options).bytes);
    }
    const set = this.#result(operation, all, options).make();
    loadKey(keyspace, target);
    const size = storeSortedSet(keyspace, set);
    if (size > 0 && keyspace.observed && keyspace.find() !== 0) {
      reportWhole(keyspace, EVENTS[operation], NO_EXPIRY);
    }
    return size;
  }

  #keys(keys: Iterable<Key>): ByteList {
    const list = this.takeList();
    for (const key of keys) this.addName(list, key, "key");
    if (list.count === 0) throw new StoreError("INVALID_ARGUMENT", "Cannot combine no sorted sets");
    return list;
  }

  #decode(members: ByteList, scores: readonly number[]): [member: V, score: number][] {
    return this.decodeList(members).map((member, i) => [member, scores[i]]);
  }
}

const EVENTS: Readonly<Record<SortedSetOperation, string>> = {
  union: "zunionstore",
  intersection: "zinterstore",
  difference: "zdiffstore",
};

/** Adds copies of the members that the walk passes to a list; returns their scores. */
function collect(members: ByteList): number[] {
  const scores: number[] = [];
  while (WALK.next()) {
    members.add(WALK.bytes, WALK.start, WALK.end);
    scores.push(WALK.score);
  }
  return scores;
}
