/**
 * The library's view of lists: `store.lists`.
 */

import { PackedValue } from "../encoding/listpack.ts";
import { StoreError } from "../errors.ts";
import { type Key, loadKey } from "../key.ts";
import { show } from "../show_value.ts";
import {
  dropElements,
  findElements,
  insertElement,
  type ListEnd,
  modifyList,
  pushElements,
  readEnd,
  readList,
  removeElements,
  setElement,
  trimList,
} from "../types/lists/lists.ts";
import { moveElement } from "../types/lists/move.ts";
import type { OpenList } from "../types/lists/open_list.ts";
import type { ByteList } from "./byte_list.ts";
import { checkCount, CollectionView } from "./collection_view.ts";

export type { ListEnd };

/**
 * Where a search in a list begins, and how far it goes.
 *
 * @example
 * ```ts
 * import { type ListSearchOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.lists.pushRight("l", "a", "b", "a");
 * const fromEnd: ListSearchOptions = { rank: -1 };
 * assertEquals(store.lists.indexOf("l", "a", fromEnd), 2);
 * ```
 */
export interface ListSearchOptions {
  /**
   * Which of the elements found is the first to count: 1, 2, … from the start; −1, −2, … from the end,
   * backwards. Default 1.
   */
  readonly rank?: number | undefined;
  /** Elements looked at, a whole number from 1 on. Default: all. */
  readonly maxLength?: number | undefined;
}

/** What a look-up points at the bytes it finds. */
const ELEMENT = new PackedValue();

/**
 * Lists: values in order under one key, as `store.lists`.
 *
 * A list is there as long as it has elements: the first one pushed makes the key, the last one taken
 * removes it. Elements are what the store's codec takes; two are equal if their bytes are. Indexes count
 * from 0, negative ones from the end: −1 is the last element. Pushing and popping at both ends take the same
 * time however long a list is; an element in the middle of millions is found in microseconds.
 *
 * Every method throws a `WrongTypeError` if a key holds no list, and what all methods of
 * {@linkcode StoreNamespace} throw.
 *
 * @typeParam V What the elements are.
 *
 * @example A queue
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.lists.pushRight("jobs", "first", "second");
 * assertEquals(store.lists.popLeft("jobs"), "first");
 * assertEquals(store.lists.range("jobs"), ["second"]);
 * ```
 */
export class ListsView<V = string> extends CollectionView<V> {
  /**
   * Pushes elements to the head, one after the other, which makes the list if need be: the last one given
   * is then the first element. Returns the list's length. O(1) an element.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.lists.pushLeft("l", "a", "b"), 2);
   * assertEquals(store.lists.range("l"), ["b", "a"]);
   * ```
   */
  pushLeft(key: Key, ...elements: V[]): number {
    return this.#push(key, "left", elements, false);
  }

  /** Pushes elements to the tail; otherwise like {@linkcode ListsView.pushLeft}. */
  pushRight(key: Key, ...elements: V[]): number {
    return this.#push(key, "right", elements, false);
  }

  /** Pushes elements to the head of a list that is there; otherwise does nothing and returns 0. */
  pushLeftIfExists(key: Key, ...elements: V[]): number {
    return this.#push(key, "left", elements, true);
  }

  /** Pushes elements to the tail of a list that is there; otherwise does nothing and returns 0. */
  pushRightIfExists(key: Key, ...elements: V[]): number {
    return this.#push(key, "right", elements, true);
  }

  /** Takes the first element out and returns it, `undefined` if there is no such key. O(1). */
  popLeft(key: Key): V | undefined;
  /**
   * Takes the first elements out and returns them: `count`, or as many as there are.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a count that is no whole number from 0 on.
   */
  popLeft(key: Key, count: number): V[];
  popLeft(key: Key, count?: number): V | V[] | undefined {
    return this.#pop(key, "left", count);
  }

  /** Takes the last element out and returns it, `undefined` if there is no such key. O(1). */
  popRight(key: Key): V | undefined;
  /**
   * Takes the last elements out and returns them, the last one first: `count`, or as many as there are.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a count that is no whole number from 0 on.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.lists.pushRight("l", "a", "b", "c");
   * assertEquals(store.lists.popRight("l", 2), ["c", "b"]);
   * assertEquals(store.lists.popRight("l"), "a");
   * assertEquals(store.lists.popRight("l"), undefined);
   * ```
   */
  popRight(key: Key, count: number): V[];
  popRight(key: Key, count?: number): V | V[] | undefined {
    return this.#pop(key, "right", count);
  }

  /** Number of elements, 0 if there is no such key. O(1). */
  size(key: Key): number {
    loadKey(this.keyspace, key);
    return readList(this.keyspace)?.length ?? 0;
  }

  /**
   * The elements from index `start` to index `stop`, both included. What lies outside of the list is left
   * out; without such a key there are none. O(elements returned), and a little to find the first.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for an index that is no whole number.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.lists.pushRight("l", "a", "b", "c", "d");
   * assertEquals(store.lists.range("l", 1, 2), ["b", "c"]);
   * assertEquals(store.lists.range("l", -2), ["c", "d"]);
   * ```
   */
  range(key: Key, start = 0, stop = -1): V[] {
    checkIndex(start);
    checkIndex(stop);
    loadKey(this.keyspace, key);
    const list = readList(this.keyspace);
    if (list === undefined) return [];
    const from = firstOf(start, list.length);
    const count = lastOf(stop, list.length) - from + 1;
    if (count <= 0) return [];
    const found = this.takeList();
    list.seek(from);
    do addElement(found, list); while (found.count < count && list.next());
    return this.decodeList(found);
  }

  /**
   * The element at an index, `undefined` if there is none.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for an index that is no whole number.
   */
  at(key: Key, index: number): V | undefined {
    checkIndex(index);
    loadKey(this.keyspace, key);
    const list = readList(this.keyspace);
    if (list === undefined) return undefined;
    const place = index < 0 ? index + list.length : index;
    if (place < 0 || place >= list.length) return undefined;
    list.seek(place);
    list.read(ELEMENT);
    return this.decodeAt(ELEMENT);
  }

  /**
   * Replaces the element at an index; false if there is none.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for an index that is no whole number.
   */
  set(key: Key, index: number, element: V): boolean {
    checkIndex(index);
    const values = this.takeList();
    this.addValue(values, element);
    loadKey(this.keyspace, key);
    const list = modifyList(this.keyspace);
    const place = list !== undefined && index < 0 ? index + list.length : index;
    const isThere = list !== undefined && place >= 0 && place < list.length;
    if (isThere) setElement(list, place, values.bytes, values.starts[0], values.ends[0]);
    this.giveList(values);
    return isThere;
  }

  /**
   * Inserts an element before the first one that equals `pivot`. Returns the list's length, or
   * `undefined` if nothing equals `pivot`. O(elements before it).
   */
  insertBefore(key: Key, pivot: V, element: V): number | undefined {
    return this.#insert(key, true, pivot, element);
  }

  /** Inserts an element behind that one; otherwise like {@linkcode ListsView.insertBefore}. */
  insertAfter(key: Key, pivot: V, element: V): number | undefined {
    return this.#insert(key, false, pivot, element);
  }

  /**
   * Removes the elements that equal `element` and returns how many there were: the first `count` of them,
   * the last −`count` if it is negative, all if it is 0. O(elements).
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a count that is no whole number.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.lists.pushRight("l", "a", "b", "a", "c", "a");
   * assertEquals(store.lists.remove("l", "a", -2), 2);
   * assertEquals(store.lists.range("l"), ["a", "b", "c"]);
   * ```
   */
  remove(key: Key, element: V, count = 0): number {
    checkIndex(count);
    const values = this.takeList();
    this.addValue(values, element);
    loadKey(this.keyspace, key);
    const list = modifyList(this.keyspace);
    const { bytes, starts, ends } = values;
    const removed = list === undefined ? 0 : removeElements(list, count, bytes, starts[0], ends[0]);
    this.giveList(values);
    return removed;
  }

  /**
   * Removes all elements but those from index `start` to index `stop`, both included; maybe all of them.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for an index that is no whole number.
   *
   * @example The newest hundred
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (let i = 0; i < 500; i++) {
   *   store.lists.pushLeft("log", `line ${i}`);
   *   store.lists.trim("log", 0, 99);
   * }
   * assertEquals(store.lists.size("log"), 100);
   * assertEquals(store.lists.at("log", 0), "line 499");
   * ```
   */
  trim(key: Key, start: number, stop: number): void {
    checkIndex(start);
    checkIndex(stop);
    loadKey(this.keyspace, key);
    const list = modifyList(this.keyspace);
    if (list === undefined) return;
    const from = firstOf(start, list.length);
    const last = lastOf(stop, list.length);
    if (from > last) trimList(list, list.length, 0);
    else trimList(list, from, last - from + 1);
  }

  /**
   * Index of an element that equals `element`, `undefined` if there is none. O(elements looked at).
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a wrong option.
   */
  indexOf(key: Key, element: V, options: ListSearchOptions = {}): number | undefined {
    return this.indexesOf(key, element, { ...options, limit: 1 })[0];
  }

  /**
   * Indexes of the elements that equal `element`, in the order of the search. O(elements looked at).
   *
   * @param options `limit` is how many are wanted at most. Default: all.
   * @throws {StoreError} `INVALID_ARGUMENT` for a wrong option.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.lists.pushRight("l", "a", "b", "a", "a");
   * assertEquals(store.lists.indexesOf("l", "a"), [0, 2, 3]);
   * assertEquals(store.lists.indexesOf("l", "a", { rank: -1, limit: 2 }), [3, 2]);
   * assertEquals(store.lists.indexOf("l", "a", { rank: 2 }), 2);
   * ```
   */
  indexesOf(
    key: Key,
    element: V,
    options: ListSearchOptions & { readonly limit?: number | undefined } = {},
  ): number[] {
    const { rank = 1, maxLength, limit } = options;
    if (!Number.isSafeInteger(rank) || rank === 0) {
      throw new StoreError(
        "INVALID_ARGUMENT",
        `Cannot search with rank ${show(rank)}: it must be a whole number other than 0`,
      );
    }
    if (maxLength !== undefined) checkCount("search with maxLength", maxLength, 1);
    if (limit !== undefined) checkCount("search with limit", limit, 1);
    const values = this.takeList();
    this.addValue(values, element);
    loadKey(this.keyspace, key);
    const list = readList(this.keyspace);
    const found: number[] = [];
    if (list !== undefined) {
      const { bytes, starts, ends } = values;
      findElements(list, bytes, starts[0], ends[0], rank, maxLength ?? 0, (index) => {
        found.push(index);
        return found.length !== limit;
      });
    }
    this.giveList(values);
    return found;
  }

  /**
   * Takes an element from one end of a list, pushes it to one end of another or of the same list, and
   * returns it; `undefined` if there is no list to take from. O(1).
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.lists.pushRight("todo", "a", "b");
   * assertEquals(store.lists.move("todo", "doing", "left", "right"), "a");
   * assertEquals(store.lists.range("doing"), ["a"]);
   * ```
   */
  move(source: Key, target: Key, from: ListEnd, to: ListEnd): V | undefined {
    const keys = this.takeList();
    this.addName(keys, source, "key");
    this.addName(keys, target, "key");
    checkEnd(from);
    checkEnd(to);
    const { keyspace } = this;
    const moved = keyspace.engine.feed.group(() =>
      moveElement(keyspace, keys, 0, 1, from, to, ELEMENT)
    );
    this.giveList(keys);
    if (!moved) return undefined;
    return this.decodeAt(ELEMENT);
  }

  #push(key: Key, end: ListEnd, elements: readonly V[], onlyIfExists: boolean): number {
    const values = this.takeList();
    for (const element of elements) this.addValue(values, element);
    loadKey(this.keyspace, key);
    let length = 0;
    if (values.count === 0 || onlyIfExists) length = modifyList(this.keyspace)?.length ?? 0;
    if (values.count > 0 && (!onlyIfExists || length > 0)) {
      length = pushElements(this.keyspace, end, values, 0, values.count);
    }
    this.giveList(values);
    return length;
  }

  #pop(key: Key, end: ListEnd, count: number | undefined): V | V[] | undefined {
    if (count !== undefined) checkCount("pop", count, 0);
    loadKey(this.keyspace, key);
    const list = modifyList(this.keyspace);
    if (count === undefined) {
      if (list === undefined) return undefined;
      readEnd(list, end, ELEMENT);
      const popped = this.takeList();
      popped.add(ELEMENT.bytes, ELEMENT.start, ELEMENT.end);
      dropElements(list, end, 1);
      return this.decodeList(popped)[0];
    }
    const taken = Math.min(count, list?.length ?? 0);
    if (list === undefined || taken === 0) return [];
    const popped = this.takeList();
    if (end === "left") {
      list.seek(0);
      do addElement(popped, list); while (popped.count < taken && list.next());
    } else {
      list.seekEnd();
      while (popped.count < taken && list.previous()) addElement(popped, list);
    }
    dropElements(list, end, taken);
    return this.decodeList(popped);
  }

  #insert(key: Key, before: boolean, pivot: V, element: V): number | undefined {
    const values = this.takeList();
    this.addValue(values, pivot);
    this.addValue(values, element);
    loadKey(this.keyspace, key);
    const list = modifyList(this.keyspace);
    const length = list?.length ?? 0;
    const inserted = list !== undefined && insertElement(list, before, values, 0, 1);
    this.giveList(values);
    return inserted ? length + 1 : undefined;
  }
}

/** Adds a copy of the element where a list stands. */
function addElement(found: ByteList, list: OpenList): void {
  list.read(ELEMENT);
  found.add(ELEMENT.bytes, ELEMENT.start, ELEMENT.end);
}

/** The place that the first index of a range means. */
function firstOf(index: number, length: number): number {
  return index < 0 ? Math.max(0, index + length) : index;
}

/** The place that the last index of a range means, -1 or less if it lies before the list. */
function lastOf(index: number, length: number): number {
  return Math.min(index < 0 ? index + length : index, length - 1);
}

function checkIndex(index: number): void {
  if (Number.isSafeInteger(index)) return;
  throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(index)}: it must be a whole number`);
}

function checkEnd(end: ListEnd): void {
  if (end === "left" || end === "right") return;
  throw new StoreError(
    "INVALID_ARGUMENT",
    `Cannot use ${show(end)} as an end of a list: it must be "left" or "right"`,
  );
}
