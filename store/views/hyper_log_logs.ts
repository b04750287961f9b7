/**
 * The library's view of HyperLogLogs: `store.hyperLogLogs`.
 */

import { type Key, loadKey } from "../key.ts";
import {
  addToLog,
  countLog,
  countLogs,
  mergeLogs,
} from "../types/hyper_log_logs/hyper_log_logs.ts";
import { CollectionView } from "./collection_view.ts";

/**
 * HyperLogLogs: how many different elements there were, as `store.hyperLogLogs`, without keeping them.
 *
 * The count is an estimate with a standard error of 0.81 %, and nearly exact for some hundreds of
 * elements. A HyperLogLog takes up to 12 KiB, however many elements it has seen, and much less as long as
 * these are few. Elements are what the store's codec takes; two are the same if their bytes are.
 *
 * A HyperLogLog is a string in Redis's bytes: `store.getBytes` reads it, `store.type` says `"string"`.
 *
 * Every method throws a `WrongTypeError` if a key holds something else, and what all methods of
 * {@linkcode StoreNamespace} throw.
 *
 * @typeParam V What the elements are.
 *
 * @example Visitors of a day and of a week
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.hyperLogLogs.add("visitors:mon", "ada", "grace", "ada");
 * store.hyperLogLogs.add("visitors:tue", "alan", "grace");
 * assertEquals(store.hyperLogLogs.count("visitors:mon"), 2);
 * assertEquals(store.hyperLogLogs.count("visitors:mon", "visitors:tue"), 3);
 * ```
 */
export class HyperLogLogsView<V = string> extends CollectionView<V> {
  /**
   * Adds elements, which makes the HyperLogLog if need be, also without any. O(1) an element.
   *
   * @returns Whether the key is new or its count may be another: an element that was added before never
   *   changes it, and a new one often does not.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.hyperLogLogs.add("h", "a", "b"), true);
   * assertEquals(store.hyperLogLogs.add("h", "b"), false);
   * ```
   */
  add(key: Key, ...elements: V[]): boolean {
    const list = this.valueList(elements);
    loadKey(this.keyspace, key);
    const changed = addToLog(this.keyspace, list, 0, list.count);
    this.giveList(list);
    return changed;
  }

  /**
   * About how many different elements the HyperLogLogs have seen together; one that is not there has seen
   * none. O(1) for one key that has not changed since it was counted, otherwise O(16384) a key.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assert, assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (let i = 0; i < 100_000; i++) store.hyperLogLogs.add("h", String(i));
   * const count = store.hyperLogLogs.count("h");
   * assert(count > 95_000 && count < 105_000);
   * assert(store.getBytes("h")!.length < 12_400);
   * assertEquals(store.hyperLogLogs.count("missing"), 0);
   * ```
   */
  count(...keys: Key[]): number {
    if (keys.length === 1) {
      loadKey(this.keyspace, keys[0]);
      return Number(countLog(this.keyspace));
    }
    const list = this.keyList(keys);
    const count = countLogs(this.keyspace, list, 0, list.count);
    this.giveList(list);
    return count;
  }

  /**
   * Lets `target` have seen what the sources have seen, besides what it has; it is made if need be, and
   * keeps its expire time. O(16384) a key.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.hyperLogLogs.add("mon", "ada", "grace");
   * store.hyperLogLogs.add("tue", "alan");
   * store.hyperLogLogs.merge("week", "mon", "tue");
   * assertEquals(store.hyperLogLogs.count("week"), 3);
   * ```
   */
  merge(target: Key, ...sources: Key[]): void {
    const list = this.keyList([target, ...sources]);
    mergeLogs(this.keyspace, list, 0, list.count);
    this.giveList(list);
  }
}
