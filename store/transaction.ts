/**
 * Transactions: operations that are queued and then run together, or not at all if a watched key has
 * changed meanwhile (optimistic locking).
 */

import { StoreError } from "./errors.ts";
import type { Key } from "./key.ts";
import { Watch } from "./engine/key_watches.ts";
import type { KeyType } from "./keyspace_view.ts";
import { type QueuedVerbs, queuedVerbs } from "./queued_verbs.ts";
import type { StoreNamespace } from "./store_namespace.ts";
import type { ExpireOptions, SetOptions } from "./time_to_live.ts";
import type { BitsView } from "./views/bits.ts";
import type { GeoView } from "./views/geo.ts";
import type { HashesView } from "./views/hashes.ts";
import type { HyperLogLogsView } from "./views/hyper_log_logs.ts";
import type { ListsView } from "./views/lists.ts";
import type { SetsView } from "./views/sets.ts";
import type { SortedSetsView } from "./views/sorted_sets.ts";
import type { StreamsView } from "./views/streams.ts";

/**
 * Some operations of a transaction failed; the others have been carried out.
 *
 * @example
 * ```ts
 * import { Store, TransactionError } from "@vortis/core";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * using store = new Store();
 * store.set("name", "Ada");
 * const error = assertThrows(
 *   () => store.multi().incrBy("name", 1).set("done", "yes").exec(),
 *   TransactionError,
 * );
 * assertEquals(error.results[1], true);
 * assertEquals(store.get("done"), "yes");
 * ```
 */
export class TransactionError extends StoreError {
  /** The class's name, for printing. */
  override readonly name: string = "TransactionError";

  /** Makes an error. */
  constructor(
    /** What each operation returned or, for one that failed, the error it threw. */
    readonly results: readonly unknown[],
    /** How many operations failed. */
    readonly failed: number,
  ) {
    const first = results.find((result) => result instanceof Error) as Error | undefined;
    super(
      "TRANSACTION_FAILED",
      `Cannot complete the transaction: ${failed} of ${results.length} operations failed, ` +
        `the first with: ${first?.message}`,
    );
  }
}

/**
 * A queue of operations on one namespace, made by `store.multi()` or `store.watch(...keys)`.
 *
 * Every queueing method returns the transaction, whose type knows the results so far. `exec()` runs them
 * in order without anything in between; if a watched key has changed it runs none of them
 * and returns `undefined`. A transaction that will not be run is to be discarded, by
 * `discard()` or by `using`; it then watches no more.
 *
 * The views' verbs are queued as they are called: `transaction.lists.pushRight("l", "a")` returns the
 * transaction. Publishing, and all that concerns several namespaces, is not part of one.
 *
 * @typeParam V What the namespace's values are.
 * @typeParam Results What the queued operations return, in order.
 *
 * @example Read, wait, write if nobody else has
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.set("balance", "100");
 *
 * async function withdraw(amount: number): Promise<number> {
 *   for (;;) {
 *     using transaction = store.watch("balance");
 *     const balance = Number(store.get("balance"));
 *     await new Promise((resolve) => setTimeout(resolve)); // a question to somebody else
 *     const results = transaction.set("balance", String(balance - amount)).exec();
 *     if (results !== undefined) return balance - amount;
 *   }
 * }
 * const left = await Promise.all([withdraw(10), withdraw(20), withdraw(30)]);
 * assertEquals(Math.min(...left), 40);
 * ```
 *
 * @example Collections
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const results = store.multi()
 *   .lists.pushRight("queue", "a", "b")
 *   .hashes.set("job:a", { state: "new" })
 *   .lists.popLeft("queue")
 *   .exec();
 * assertEquals(results, [2, 1, "a"]);
 * ```
 */
export class Transaction<V, Results extends readonly unknown[] = []> {
  readonly #namespace: StoreNamespace<V>;
  readonly #watch = new Watch();
  #queue: (() => unknown)[] = [];
  #done = false;

  /** @internal */
  constructor(namespace: StoreNamespace<V>) {
    this.#namespace = namespace;
  }

  /** Number of operations in the queue. */
  get length(): number {
    return this.#queue.length;
  }

  /** Watches more keys of the namespace, from now on. */
  watch(...keys: Key[]): this {
    this.#check();
    this.#namespace.addWatch(this.#watch, keys);
    return this;
  }

  /** Queues {@linkcode StoreNamespace.set} that returns the old value. */
  set(
    key: Key,
    value: V,
    options: SetOptions & { readonly get: true },
  ): Transaction<V, [...Results, V | undefined]>;
  /** Queues {@linkcode StoreNamespace.set}. */
  set(key: Key, value: V, options?: SetOptions): Transaction<V, [...Results, boolean]>;
  set(key: Key, value: V, options?: SetOptions): Transaction<V, [...Results, unknown]> {
    return this.#add(() => this.#namespace.set(key, value, options));
  }

  /** Queues {@linkcode StoreNamespace.get}. */
  get(key: Key): Transaction<V, [...Results, V | undefined]> {
    return this.#add(() => this.#namespace.get(key));
  }

  /** Queues {@linkcode StoreNamespace.getBytes}. */
  getBytes(key: Key): Transaction<V, [...Results, Uint8Array | undefined]> {
    return this.#add(() => this.#namespace.getBytes(key));
  }

  /** Queues {@linkcode StoreNamespace.getSet}. */
  getSet(key: Key, value: V): Transaction<V, [...Results, V | undefined]> {
    return this.#add(() => this.#namespace.getSet(key, value));
  }

  /** Queues {@linkcode StoreNamespace.getDelete}. */
  getDelete(key: Key): Transaction<V, [...Results, V | undefined]> {
    return this.#add(() => this.#namespace.getDelete(key));
  }

  /** Queues {@linkcode KeyspaceView.delete}. */
  delete(...keys: Key[]): Transaction<V, [...Results, number]> {
    return this.#add(() => this.#namespace.delete(...keys));
  }

  /** Queues {@linkcode KeyspaceView.has}. */
  has(key: Key): Transaction<V, [...Results, boolean]> {
    return this.#add(() => this.#namespace.has(key));
  }

  /** Queues {@linkcode KeyspaceView.type}. */
  type(key: Key): Transaction<V, [...Results, KeyType | undefined]> {
    return this.#add(() => this.#namespace.type(key));
  }

  /** Queues {@linkcode KeyspaceView.expire}; the time counts from `exec()`. */
  expire(
    key: Key,
    seconds: number,
    options?: ExpireOptions,
  ): Transaction<V, [...Results, boolean]> {
    return this.#add(() => this.#namespace.expire(key, seconds, options));
  }

  /** Queues {@linkcode KeyspaceView.pexpire}; the time counts from `exec()`. */
  pexpire(key: Key, ms: number, options?: ExpireOptions): Transaction<V, [...Results, boolean]> {
    return this.#add(() => this.#namespace.pexpire(key, ms, options));
  }

  /** Queues {@linkcode KeyspaceView.expireAt}. */
  expireAt(
    key: Key,
    seconds: number,
    options?: ExpireOptions,
  ): Transaction<V, [...Results, boolean]> {
    return this.#add(() => this.#namespace.expireAt(key, seconds, options));
  }

  /** Queues {@linkcode KeyspaceView.pexpireAt}. */
  pexpireAt(key: Key, ms: number, options?: ExpireOptions): Transaction<V, [...Results, boolean]> {
    return this.#add(() => this.#namespace.pexpireAt(key, ms, options));
  }

  /** Queues {@linkcode KeyspaceView.persist}. */
  persist(key: Key): Transaction<V, [...Results, boolean]> {
    return this.#add(() => this.#namespace.persist(key));
  }

  /** Queues {@linkcode KeyspaceView.ttl}. */
  ttl(key: Key): Transaction<V, [...Results, number | undefined]> {
    return this.#add(() => this.#namespace.ttl(key));
  }

  /** Queues {@linkcode KeyspaceView.pttl}. */
  pttl(key: Key): Transaction<V, [...Results, number | undefined]> {
    return this.#add(() => this.#namespace.pttl(key));
  }

  /** Queues {@linkcode StoreNamespace.incrBy}. */
  incrBy(key: Key, by?: number): Transaction<V, [...Results, number]>;
  /** Queues {@linkcode StoreNamespace.incrBy} of a `bigint`. */
  incrBy(key: Key, by: bigint): Transaction<V, [...Results, bigint]>;
  incrBy(key: Key, by: number | bigint = 1): Transaction<V, [...Results, unknown]> {
    return this.#add(() => this.#namespace.incrBy(key, by as number));
  }

  /** Queues {@linkcode StoreNamespace.decrBy}. */
  decrBy(key: Key, by?: number): Transaction<V, [...Results, number]>;
  /** Queues {@linkcode StoreNamespace.decrBy} of a `bigint`. */
  decrBy(key: Key, by: bigint): Transaction<V, [...Results, bigint]>;
  decrBy(key: Key, by: number | bigint = 1): Transaction<V, [...Results, unknown]> {
    return this.#add(() => this.#namespace.decrBy(key, by as number));
  }

  /** Queues {@linkcode StoreNamespace.incrByFloat}. */
  incrByFloat(key: Key, by: number): Transaction<V, [...Results, number]> {
    return this.#add(() => this.#namespace.incrByFloat(key, by));
  }

  /** Queues {@linkcode StoreNamespace.append}. */
  append(key: Key, value: string | Uint8Array): Transaction<V, [...Results, number]> {
    return this.#add(() => this.#namespace.append(key, value));
  }

  /** Queues {@linkcode KeyspaceView.rename}. */
  rename(
    from: Key,
    to: Key,
    options?: { readonly nx?: boolean | undefined },
  ): Transaction<V, [...Results, boolean]> {
    return this.#add(() => this.#namespace.rename(from, to, options));
  }

  /** Queues {@linkcode KeyspaceView.copy} within the namespace. */
  copy(
    from: Key,
    to: Key,
    options?: { readonly replace?: boolean | undefined },
  ): Transaction<V, [...Results, boolean]> {
    return this.#add(() => this.#namespace.copy(from, to, options));
  }

  /** Queues {@linkcode KeyspaceView.clear}. */
  clear(): Transaction<V, [...Results, void]> {
    return this.#add(() => this.#namespace.clear());
  }

  /** Queues what {@linkcode BitsView} does with bits. */
  get bits(): QueuedVerbs<BitsView, V, Results> {
    return this.#verbs(this.#namespace.bits);
  }

  /** Queues what {@linkcode GeoView} does with geo sets. */
  get geo(): QueuedVerbs<GeoView<V>, V, Results> {
    return this.#verbs(this.#namespace.geo);
  }

  /** Queues what {@linkcode HashesView} does with hashes. */
  get hashes(): QueuedVerbs<HashesView<V>, V, Results> {
    return this.#verbs(this.#namespace.hashes);
  }

  /** Queues what {@linkcode HyperLogLogsView} does with HyperLogLogs. */
  get hyperLogLogs(): QueuedVerbs<HyperLogLogsView<V>, V, Results> {
    return this.#verbs(this.#namespace.hyperLogLogs);
  }

  /** Queues what {@linkcode ListsView} does with lists. */
  get lists(): QueuedVerbs<ListsView<V>, V, Results> {
    return this.#verbs(this.#namespace.lists);
  }

  /** Queues what {@linkcode SetsView} does with sets. */
  get sets(): QueuedVerbs<SetsView<V>, V, Results> {
    return this.#verbs(this.#namespace.sets);
  }

  /** Queues what {@linkcode SortedSetsView} does with sorted sets. */
  get sortedSets(): QueuedVerbs<SortedSetsView<V>, V, Results> {
    return this.#verbs(this.#namespace.sortedSets);
  }

  /** Queues what {@linkcode StreamsView} does with streams. */
  get streams(): QueuedVerbs<StreamsView<V>, V, Results> {
    return this.#verbs(this.#namespace.streams);
  }

  /**
   * Runs the queued operations, without anything in between, and ends the transaction.
   *
   * @returns The results in order; `undefined` if a watched key has changed, and nothing was run.
   * @throws {TransactionError} If operations failed; it has the results of all. What
   *   the others did stays: nothing is rolled back.
   * @throws {StoreError} `INVALID_ARGUMENT` if the transaction has ended before.
   */
  exec(): Results | undefined {
    this.#check();
    const unchanged = !this.#watch.check();
    const queue = this.#queue;
    this.discard();
    if (!unchanged) return undefined;
    let failed = 0;
    const run = (operation: () => unknown) => {
      try {
        return operation();
      } catch (error) {
        failed++;
        return error;
      }
    };
    const results = this.#namespace.group(() => queue.map(run));
    if (failed > 0) throw new TransactionError(results, failed);
    return results as unknown as Results;
  }

  /** Ends the transaction without running it; nothing happens if it has ended already. */
  discard(): void {
    this.#done = true;
    this.#queue = [];
    this.#watch.release();
  }

  /** The same as {@linkcode Transaction.discard}. */
  [Symbol.dispose](): void {
    this.discard();
  }

  #verbs<View extends object>(view: View): QueuedVerbs<View, V, Results> {
    return queuedVerbs(view, (operation) => this.#add(operation));
  }

  #add<R>(operation: () => R): Transaction<V, [...Results, R]> {
    this.#check();
    this.#queue.push(operation);
    return this as unknown as Transaction<V, [...Results, R]>;
  }

  #check(): void {
    if (!this.#done) return;
    throw new StoreError("INVALID_ARGUMENT", "Cannot use the transaction: it has ended already");
  }
}
