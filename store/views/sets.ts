/**
 * The library's view of sets: `store.sets`.
 */

import { PackedValue } from "../encoding/listpack.ts";
import { type Key, loadKey } from "../key.ts";
import {
  addMembers,
  modifySet,
  moveMember,
  openSet,
  pickMember,
  popMembers,
  removeMembers,
  removePicked,
} from "../types/sets/sets.ts";
import {
  combineSets,
  countIntersection,
  openSets,
  type SetOperation,
  storeCombined,
} from "../types/sets/algebra.ts";
import { SetReader } from "../types/sets/reader.ts";
import type { ByteList } from "./byte_list.ts";
import { checkCount, CollectionView, scanRequest } from "./collection_view.ts";

/**
 * Which members a scan of a set returns, and how many at a time.
 *
 * @example
 * ```ts
 * import { type SetScanOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.sets.add("s", "a1", "b1");
 * const options: SetScanOptions = { match: "a*", count: 100 };
 * assertEquals(store.sets.scan("s", 0, options).members, ["a1"]);
 * ```
 */
export interface SetScanOptions {
  /** A glob pattern that the members' bytes match: `*`, `?`, `[a-z]`, `[^a]`, `\*`. Default: all. */
  readonly match?: Key | undefined;
  /** About how many members a step looks at, a whole number from 1 on. Default 10. */
  readonly count?: number | undefined;
}

/**
 * One step of a scan of a set.
 *
 * @typeParam V What the members are.
 *
 * @example
 * ```ts
 * import { type SetScanStep, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const step: SetScanStep<string> = store.sets.scan("missing", 0);
 * assertEquals(step, { cursor: 0, members: [] });
 * ```
 */
export interface SetScanStep<V> {
  /** Where to go on; 0 when the scan is through. */
  readonly cursor: number;
  /** Members of this step; there may be none although the scan is not through. */
  readonly members: V[];
}

/** What a look-up points at the bytes it finds. */
const MEMBER = new PackedValue();
const SET = new SetReader();

/**
 * Sets: different members under one key, in no order, as `store.sets`.
 *
 * A set is there as long as it has members: the first one added makes the key, the last one deleted
 * removes it. Members are what the store's codec takes; two are the same if their bytes are. Small sets,
 * and those of integers, are one block of memory of few bytes more than their members; a large one is a
 * table of its own.
 *
 * Every method throws a `WrongTypeError` if a key holds no set, and what all methods of
 * {@linkcode StoreNamespace} throw.
 *
 * @typeParam V What the members are.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.sets.add("tags:1", "red", "round");
 * store.sets.add("tags:2", "red", "flat");
 * assertEquals(store.sets.has("tags:1", "round"), true);
 * assertEquals(store.sets.intersection("tags:1", "tags:2"), ["red"]);
 * ```
 */
export class SetsView<V = string> extends CollectionView<V> {
  /**
   * Adds members, which makes the set if need be, and returns how many are new. O(1) a member; a packed set
   * is searched, O(its members).
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.sets.add("s", "a", "b", "a"), 2);
   * assertEquals(store.sets.add("s", "b", "c"), 1);
   * ```
   */
  add(key: Key, ...members: V[]): number {
    const list = this.valueList(members);
    loadKey(this.keyspace, key);
    const added = list.count === 0 ? 0 : addMembers(this.keyspace, list, 0, list.count);
    this.giveList(list);
    return added;
  }

  /** Takes members out and returns how many there were; the key goes with the last one. */
  delete(key: Key, ...members: V[]): number {
    const list = this.valueList(members);
    loadKey(this.keyspace, key);
    const deleted = removeMembers(this.keyspace, list, 0, list.count);
    this.giveList(list);
    return deleted;
  }

  /** Whether something is a member. */
  has(key: Key, member: V): boolean {
    return this.hasMany(key, [member])[0];
  }

  /** Of several things whether each is a member. */
  hasMany(key: Key, members: Iterable<V>): boolean[] {
    const list = this.valueList(members);
    loadKey(this.keyspace, key);
    const set = openSet(this.keyspace, SET);
    const found: boolean[] = [];
    for (let i = 0; i < list.count; i++) {
      found.push(set.has(list.bytes, list.starts[i], list.ends[i]));
    }
    this.giveList(list);
    return found;
  }

  /** Number of members, 0 if there is no such key. O(1). */
  size(key: Key): number {
    loadKey(this.keyspace, key);
    return openSet(this.keyspace, SET).size;
  }

  /** All members; empty if there is no such key. O(members). */
  members(key: Key): V[] {
    return this.union(key);
  }

  /** Takes a random member out and returns it, `undefined` if there is no such key. */
  pop(key: Key): V | undefined;
  /**
   * Takes random members out and returns them: `count`, or as many as there are.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a count that is no whole number from 0 on.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.sets.add("s", "a", "b", "c");
   * assertEquals(store.sets.pop("s", 2).length, 2);
   * assertEquals(typeof store.sets.pop("s"), "string");
   * assertEquals(store.sets.pop("s"), undefined);
   * ```
   */
  pop(key: Key, count: number): V[];
  pop(key: Key, count?: number): V | V[] | undefined {
    const { keyspace } = this;
    if (count === undefined) {
      loadKey(keyspace, key);
      if (!pickMember(keyspace, MEMBER)) return undefined;
      const popped = this.takeList();
      addMember(popped, MEMBER);
      removePicked(keyspace, MEMBER);
      return this.decodeList(popped)[0];
    }
    checkCount("pop", count, 0);
    loadKey(keyspace, key);
    if (!modifySet(keyspace)) return [];
    const popped = this.takeList();
    popMembers(keyspace, count, MEMBER, () => addMember(popped, MEMBER));
    return this.decodeList(popped);
  }

  /**
   * Random members, which stay. All differ, and there are as many as the set has at most, unless they
   * may `repeat`.
   *
   * @param count How many; default 1.
   * @throws {StoreError} `INVALID_ARGUMENT` for a count that is no whole number from 0 on.
   */
  random(
    key: Key,
    count = 1,
    { repeat = false }: { readonly repeat?: boolean } = {},
  ): V[] {
    checkCount("draw", count, 0);
    loadKey(this.keyspace, key);
    const set = openSet(this.keyspace, SET);
    const drawn = this.takeList();
    if (repeat && set.size > 0) {
      for (let i = 0; i < count; i++) {
        set.random(MEMBER);
        addMember(drawn, MEMBER);
      }
    } else {
      set.distinct(count, MEMBER, () => addMember(drawn, MEMBER));
    }
    return this.decodeList(drawn);
  }

  /** Moves a member from one set to another; whether it was in the first. */
  move(source: Key, target: Key, member: V): boolean {
    const list = this.valueList([member]);
    this.addName(list, source, "key");
    this.addName(list, target, "key");
    const { bytes, starts, ends } = list;
    const from = bytes.subarray(starts[1], ends[1]);
    const to = bytes.subarray(starts[2], ends[2]);
    const { keyspace } = this;
    const moved = keyspace.engine.feed.group(() =>
      moveMember(keyspace, from, to, bytes, starts[0], ends[0])
    );
    this.giveList(list);
    return moved;
  }

  /** The members that all sets have. A missing key is an empty set. O(smallest set · sets). */
  intersection(...keys: Key[]): V[] {
    return this.#combine("intersection", keys);
  }

  /** The members of all sets together. A missing key is an empty set. O(members). */
  union(...keys: Key[]): V[] {
    return this.#combine("union", keys);
  }

  /** The members of the first set that no other one has. O(members). */
  difference(...keys: Key[]): V[] {
    return this.#combine("difference", keys);
  }

  /**
   * How many members all sets have; counting stops at `limit`.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a limit that is no whole number from 1 on.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.sets.add("a", "1", "2", "3");
   * store.sets.add("b", "2", "3", "4");
   * assertEquals(store.sets.intersectionSize(["a", "b"]), 2);
   * assertEquals(store.sets.intersectionSize(["a", "b"], { limit: 1 }), 1);
   * ```
   */
  intersectionSize(
    keys: Iterable<Key>,
    { limit }: { readonly limit?: number | undefined } = {},
  ): number {
    if (limit !== undefined) checkCount("count up to", limit, 1);
    const list = this.keyList(keys);
    const sets = openSets(this.keyspace, list, 0, list.count);
    this.giveList(list);
    return countIntersection(sets, limit ?? Infinity);
  }

  /**
   * Stores what all sets have under a key, in place of what was there, and returns how many members that
   * is; without any the key goes.
   */
  storeIntersection(target: Key, ...keys: Key[]): number {
    return this.#store("intersection", target, keys);
  }

  /**
   * Stores what all sets have together; otherwise like {@linkcode SetsView.storeIntersection}.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.sets.add("a", "1", "2");
   * store.sets.add("b", "2", "3");
   * assertEquals(store.sets.storeUnion("a", "a", "b"), 3);
   * assertEquals(store.sets.members("a"), ["1", "2", "3"]);
   * ```
   */
  storeUnion(target: Key, ...keys: Key[]): number {
    return this.#store("union", target, keys);
  }

  /**
   * Stores what the first set has and no other one; otherwise like
   * {@linkcode SetsView.storeIntersection}.
   */
  storeDifference(target: Key, ...keys: Key[]): number {
    return this.#store("difference", target, keys);
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
   * for (let i = 0; i < 1000; i++) store.sets.add("s", `member:${i}`);
   * const seen = new Set<string>();
   * let cursor = 0;
   * do {
   *   const step = store.sets.scan("s", cursor, { match: "member:*", count: 50 });
   *   for (const member of step.members) seen.add(member);
   *   cursor = step.cursor;
   * } while (cursor !== 0);
   * assertEquals(seen.size, 1000);
   * ```
   */
  scan(key: Key, cursor: number, options: SetScanOptions = {}): SetScanStep<V> {
    const { count, matches } = scanRequest(cursor, options);
    loadKey(this.keyspace, key);
    const set = openSet(this.keyspace, SET);
    const found = this.takeList();
    const next = set.scan(cursor, count, MEMBER, () => {
      if (matches(MEMBER)) addMember(found, MEMBER);
    });
    return { cursor: next, members: this.decodeList(found) };
  }

  #combine(operation: SetOperation, keys: readonly Key[]): V[] {
    const list = this.keyList(keys);
    const sets = openSets(this.keyspace, list, 0, list.count);
    this.giveList(list);
    const found = this.takeList();
    combineSets(this.keyspace, operation, sets, (member) => addMember(found, member));
    return this.decodeList(found);
  }

  #store(operation: SetOperation, target: Key, keys: readonly Key[]): number {
    const list = this.keyList(keys);
    const sets = openSets(this.keyspace, list, 0, list.count);
    loadKey(this.keyspace, target);
    const size = storeCombined(this.keyspace, operation, sets, list, 0, list.count);
    this.giveList(list);
    return size;
  }
}

function addMember(list: ByteList, { bytes, start, end }: PackedValue): void {
  list.add(bytes, start, end);
}
