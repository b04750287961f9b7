/** A store whose data outlasts the program. */

import { disposedError } from "../../store/disposed.ts";
import type { RemovalEvent, RemovalReason } from "../../store/engine/events.ts";
import type { StoreOptions } from "../../store/options.ts";
import type { FileSystem } from "../../store/persistence/file_system.ts";
import { engineOf, Store } from "../../store/store.ts";
import { type PersistenceError, toPersistenceError } from "../durability/persistence_error.ts";
import type { ResolvedDurableOptions } from "./durable_options.ts";
import type { Recovery } from "./store_loading.ts";
import { StoreLog } from "./store_log.ts";

/** What {@linkcode DurableStore.restore} has brought. */
export interface Restored {
  /** Keys that are there now. */
  readonly keys: number;
  /** Keys that were left out because their time had come. */
  readonly expired: number;
}

/**
 * A {@linkcode Store} whose data is kept in a directory; made by {@linkcode openStore}.
 *
 * All that a store does, it does in the same way and at once, in memory. What it changes is appended to a
 * log, which is loaded when the store is opened again: keys with their times to live, of all
 * namespaces, under their names. Operations of a transaction are there together, or not at all. Messages,
 * watches and figures are not kept.
 *
 * It is to be closed, by `await using`, {@linkcode DurableStore.close} or `using`. It never keeps a process
 * alive; a process that ends without closing it loses nothing, and one that is killed nothing that was
 * done in code that had come to its `await` or its end. What a loss of power takes is said by `fsync`.
 *
 * @typeParam V What the values are; it follows from the option `codec`. Default `string`.
 *
 * @example
 * ```ts
 * import { openStore } from "@vortis/core/durable";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = await Deno.makeTempDir();
 * {
 *   await using store = await openStore({ dir });
 *   store.set("visits", "41");
 *   store.namespace("users").hashes.set("1", { name: "Ada" });
 * }
 * await using store = await openStore({ dir });
 * assertEquals(store.incrBy("visits"), 42);
 * assertEquals(store.namespace("users").hashes.get("1", "name"), "Ada");
 * ```
 */
export class DurableStore<V = string> extends Store<V> {
  readonly #log: StoreLog;
  readonly #listeners: Record<"fault" | "recovered", Set<(error: PersistenceError) => void>> = {
    fault: new Set(),
    recovered: new Set(),
  };
  #lastFault: PersistenceError | undefined;
  #isClosed = false;

  /** @internal */
  constructor(files: FileSystem, { dir, log, store }: ResolvedDurableOptions<V>) {
    super({ ...store, activeExpiry: false } as StoreOptions<V>);
    this.#log = new StoreLog(engineOf(this as unknown as Store<unknown>), files, dir, log);
    this.#log.onFault(() => this.#faultChanged());
  }

  /** @internal Loads what the directory has. */
  async load(signal: AbortSignal | undefined, activeExpiry: boolean): Promise<void> {
    try {
      await this.#log.open(signal);
    } catch (error) {
      this.#isClosed = true;
      super[Symbol.dispose]();
      throw error;
    }
    if (activeExpiry) this.startExpiry();
  }

  /** What was found when the store was opened. */
  get recovery(): Recovery {
    return this.#log.recovery;
  }

  /**
   * Why changes cannot be brought to the disk at the moment; `undefined` if they can. The store goes on in
   * memory meanwhile, and makes up for it by itself once it can.
   */
  get fault(): PersistenceError | undefined {
    const { fault } = this.#log;
    return fault === undefined ? undefined : toPersistenceError(fault) as PersistenceError;
  }

  /** Bytes of the log's files; 0 when the store is closed. */
  get logBytes(): number {
    return this.#isClosed ? 0 : this.#log.bytes;
  }

  /**
   * Resolves when everything that was called before is on the disk (fdatasync), whatever `fsync` says.
   * Calls that wait at the same time share one sync.
   *
   * @throws {PersistenceError} `disk-full` or `file-system`: it is not, and it is not certain that it
   *   ever will be. The store goes on; a later call that resolves covers all of it.
   * @throws {StoreError} `DISPOSED`.
   *
   * @example
   * ```ts
   * import { openStore } from "@vortis/core/durable";
   * import { assertEquals } from "@std/assert";
   *
   * await using store = await openStore({ dir: await Deno.makeTempDir(), fsync: "always" });
   * store.multi().set("from", "60").set("to", "40").exec();
   * await store.flush();
   * assertEquals(store.fault, undefined);
   * ```
   */
  async flush(): Promise<void> {
    this.#check();
    await this.#log.flush();
  }

  /**
   * The data of this moment as the bytes of an RDB file, for a backup, for redis-server, or for
   * {@linkcode DurableStore.restore}. The store can be used and changed while they are read: they are
   * made in slices of a millisecond as the reader asks for them, and what changes before its turn is
   * written first, to a temporary file if the reader is slow. O(keys + values).
   *
   * There is one at a time until its walk is over: read it to its end, or cancel it.
   *
   * @throws {PersistenceError} `busy`: another one is under way.
   * @throws {StoreError} `DISPOSED`; the stream ends with it, too, when the store is closed before.
   *
   * @example A backup
   * ```ts
   * import { openStore } from "@vortis/core/durable";
   * import { assertEquals } from "@std/assert";
   *
   * await using store = await openStore({ dir: await Deno.makeTempDir() });
   * store.set("key", "before");
   * const snapshot = store.snapshot();
   * store.set("key", "after");
   * const backup = new Uint8Array(await new Response(snapshot).arrayBuffer());
   *
   * assertEquals(new TextDecoder().decode(backup.subarray(0, 5)), "REDIS");
   * await store.restore(new Blob([backup]).stream());
   * assertEquals(store.get("key"), "before");
   * ```
   */
  snapshot(): ReadableStream<Uint8Array<ArrayBuffer>> {
    this.#check();
    return this.#log.snapshot();
  }

  /**
   * Replaces all data, of all namespaces, by that of an RDB file: one of `snapshot()`, or one that
   * Redis has written, of any version up to 8. What is not in it is gone afterwards; to merge, restore into
   * a store of its own and copy. Keys whose time has come are left out.
   *
   * The bytes are first received into a temporary file, while everything goes on; then the store is
   * replaced at once: nobody sees half of it, and the program stands still as long as that takes, for
   * about a second or two for a million keys. When the promise resolves, the new data is on the disk. If
   * anything fails before, a crash included, the old data is there.
   *
   * @throws {PersistenceError} `damaged`: it is no sound RDB file. `disk-full`, `file-system`, `busy`.
   * @throws {StoreError} `DISPOSED`.
   *
   * @example
   * ```ts
   * import { openStore } from "@vortis/core/durable";
   * import { assertEquals } from "@std/assert";
   *
   * await using from = await openStore({ dir: await Deno.makeTempDir() });
   * await using to = await openStore({ dir: await Deno.makeTempDir() });
   * from.lists.pushRight("list", "a", "b");
   * to.set("old", "value");
   * const { keys } = await to.restore(from.snapshot());
   * assertEquals(keys, 1);
   * assertEquals(to.lists.range("list", 0, -1), ["a", "b"]);
   * assertEquals(to.has("old"), false);
   * ```
   */
  async restore(source: AsyncIterable<Uint8Array>): Promise<Restored> {
    this.#check();
    const path = await this.#log.directory.receive(source);
    try {
      this.#check();
      const { keys, expired } = this.#log.restore(path);
      return { keys, expired };
    } finally {
      this.#log.directory.discard(path);
    }
  }

  /**
   * Begins to write the log anew, without what is out of date, in the background; it does so by itself
   * when it has grown by `rewritePercentage`. Nothing happens if that is under way.
   *
   * @throws {StoreError} `DISPOSED`.
   */
  rewrite(): void {
    this.#check();
    this.#log.rewrite();
  }

  /**
   * Calls a listener for each key that expires or is evicted; see {@linkcode Store.on}.
   *
   * @returns A function that takes the listener away again.
   */
  override on(type: RemovalReason, listener: (event: RemovalEvent) => void): () => void;
  /**
   * Calls a listener when changes can no longer be brought to the disk (`"fault"`), with the reason, and when
   * all of them are again written (`"recovered"`), with the reason that is gone. It is called in a
   * microtask of its own.
   *
   * @returns A function that takes the listener away again.
   *
   * @example
   * ```ts
   * import { openStore } from "@vortis/core/durable";
   *
   * await using store = await openStore({ dir: await Deno.makeTempDir() });
   * store.on("fault", ({ code, message }) => console.error(code, message));
   * store.on("recovered", () => console.info("everything is on the disk again"));
   * ```
   */
  override on(
    type: "fault" | "recovered",
    listener: (error: PersistenceError) => void,
  ): () => void;
  override on(
    type: RemovalReason | "fault" | "recovered",
    listener: ((event: RemovalEvent) => void) | ((error: PersistenceError) => void),
  ): () => void {
    if (type !== "fault" && type !== "recovered") {
      return super.on(type, listener as (event: RemovalEvent) => void);
    }
    this.#check();
    const own = (error: PersistenceError) => (listener as (error: PersistenceError) => void)(error);
    this.#listeners[type].add(own);
    return () => this.#listeners[type].delete(own);
  }

  /**
   * Brings everything to the disk and closes the store: its memory and its directory are free, and every
   * use throws a {@linkcode StoreError} with code `DISPOSED`. Closing again does nothing.
   *
   * @throws {PersistenceError} `disk-full` or `file-system`: the last changes could not be written. The
   *   store is closed all the same.
   */
  override async close(): Promise<void> {
    if (this.#isClosed) return;
    // Waits without standing still; what goes wrong here shows again below.
    await this.#log.flush().catch(() => {});
    this[Symbol.dispose]();
  }

  /** The same as {@linkcode DurableStore.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** As {@linkcode DurableStore.close}, but the program stands still until all is on the disk. */
  override [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listeners.fault.clear();
    this.#listeners.recovered.clear();
    try {
      this.#log.close(disposedError());
    } finally {
      super[Symbol.dispose]();
    }
  }

  #faultChanged(): void {
    const { fault } = this;
    const type = fault === undefined ? "recovered" : "fault";
    const error = fault ?? this.#lastFault;
    this.#lastFault = fault;
    if (error === undefined) return;
    for (const listener of this.#listeners[type]) queueMicrotask(() => listener(error));
  }

  #check(): void {
    if (this.#isClosed) throw disposedError();
  }
}
