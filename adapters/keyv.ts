/**
 * Keyv on a Vortis store: {@linkcode KeyvVortis} is a storage adapter for
 * [Keyv](https://keyv.org), version 5 or 6.
 *
 * A namespace of Keyv is the namespace of that name of the store, and Keyv's keys are keys there: what
 * Keyv keeps is seen by the program and by the clients of a server that serves the store, expires and is
 * evicted like the rest, and is on the disk if the store is durable. `clear()` empties one namespace
 * at once, however many keys it has.
 *
 * @example
 * ```ts
 * import { Keyv } from "keyv";
 * import { Store } from "@vortis/core";
 * import { KeyvVortis } from "@vortis/core/keyv";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ maxMemory: "64mb", eviction: "allkeys-lru" });
 * const users = new Keyv({ store: new KeyvVortis(store), namespace: "users" });
 * await users.set("1", { name: "Ada" }, 60_000);
 * assertEquals(await users.get("1"), { name: "Ada" });
 * assertEquals(store.namespace("users").size, 1);
 * ```
 *
 * @module
 */

import type { Store, StoreNamespace } from "../mod.ts";

/**
 * Longer times to live, in milliseconds, are none: programs write `Number.MAX_SAFE_INTEGER` for "always".
 */
const MAX_TTL_MS = 2 ** 52;

/**
 * An entry of {@linkcode KeyvVortis.setMany}.
 *
 * @example
 * ```ts
 * import type { KeyvVortisEntry } from "@vortis/core/keyv";
 *
 * const entry: KeyvVortisEntry = { key: "session", value: "data", ttl: 60_000 };
 * ```
 */
export interface KeyvVortisEntry {
  /** The key. */
  readonly key: string;
  /** The value, as Keyv's serializer made it. */
  readonly value: unknown;
  /** Time to live in milliseconds; without one the entry stays. */
  readonly ttl?: number | undefined;
}

/**
 * A listener to the adapter's events: `"error"` is the only one that there is.
 *
 * @example
 * ```ts
 * import type { KeyvVortisListener } from "@vortis/core/keyv";
 *
 * const report: KeyvVortisListener = (error) => console.error(error);
 * ```
 */
export type KeyvVortisListener = (error: unknown) => void;

/**
 * A storage adapter for Keyv 5 and 6: `new Keyv({ store: new KeyvVortis(store) })`. Keyv 6 wraps it by
 * itself in its bridge for adapters that take times to live, which is what this one does.
 *
 * Each Keyv wants an adapter of its own, since it tells it its namespace; any number of adapters may
 * share a store. Without a namespace Keyv's keys are those of the store itself, its namespace `"0"`.
 * Disconnecting does not dispose of the store: it belongs to who made it.
 *
 * All methods are what Keyv calls and reject with what the store throws, for instance an
 * `OutOfMemoryError`; Keyv then emits `error`. Keys that hold collections are no entries: reading one as
 * a value rejects with the code `WRONG_TYPE`.
 *
 * @typeParam V What the store's values are. With the default, text, Keyv's own serializer makes the
 *   values. With `json()` Keyv may be told not to serialize, and the store's values are readable
 *   JSON of the form `{ value, expires }`.
 *
 * @example Without a serializer
 * ```ts
 * import { Keyv } from "keyv";
 * import { json, Store } from "@vortis/core";
 * import { KeyvVortis } from "@vortis/core/keyv";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ codec: json<unknown>() });
 * // Keyv 6 says `serialization: false` for it.
 * const keyv = new Keyv({ store: new KeyvVortis(store), namespace: "primes" });
 * keyv.serialize = keyv.deserialize = undefined;
 * await keyv.set("small", [2, 3, 5]);
 * assertEquals(await keyv.get("small"), [2, 3, 5]);
 * ```
 */
export class KeyvVortis<V = string> {
  /**
   * What Keyv 5 looks at to learn whether an adapter can iterate: it knows a list of dialects, and the
   * one spoken here is Redis's. Keyv may note things of its own in it.
   */
  readonly opts: Record<string, unknown> = { dialect: "redis" };
  readonly #store: Store<V>;
  readonly #listeners = new Set<KeyvVortisListener>();
  #namespace: string | undefined;
  #view: StoreNamespace<V>;
  #silence: (() => void) | undefined;

  /**
   * Makes an adapter.
   *
   * @param store What holds the data; a durable one (`openStore`) will do, too.
   */
  constructor(store: Store<V>) {
    this.#store = store;
    this.#view = store;
  }

  /** The namespace, set by Keyv; `undefined` or empty for that of the store itself. */
  get namespace(): string | undefined {
    return this.#namespace;
  }

  set namespace(namespace: string | undefined) {
    this.#view = this.#viewOf(namespace);
    this.#namespace = namespace;
  }

  /** The value under a key, `undefined` if there is none. O(1). */
  // deno-lint-ignore require-await -- what is thrown must be a rejection
  async get<T = V>(key: string): Promise<T | undefined> {
    return this.#view.get(key) as T | undefined;
  }

  /** The values under several keys, in the keys' order, `undefined` where there is none. */
  // deno-lint-ignore require-await -- what is thrown must be a rejection
  async getMany<T = V>(keys: string[]): Promise<(T | undefined)[]> {
    return keys.map((key) => this.#view.get(key) as T | undefined);
  }

  /**
   * Stores a value. O(1).
   *
   * @param value What the store's codec takes: text by default.
   * @param ttl Milliseconds to live, rounded up; `undefined`, 0 or an endless time for no end. With a
   *   time in the past the key is removed.
   * @returns True.
   */
  // deno-lint-ignore require-await -- what is thrown must be a rejection
  async set(key: string, value: unknown, ttl?: number): Promise<boolean> {
    this.#put(key, value, ttl);
    return true;
  }

  /**
   * Stores several values.
   *
   * @returns Whether each was stored. Why one was not is told by the event `error`; the others are
   *   stored all the same.
   */
  setMany(entries: KeyvVortisEntry[]): Promise<boolean[]>;
  /** The same; the types of Keyv 5 know nothing of the answers, which it hands on. */
  setMany(entries: KeyvVortisEntry[]): Promise<void>;
  // deno-lint-ignore require-await -- Keyv wants a promise
  async setMany(entries: KeyvVortisEntry[]): Promise<boolean[] | void> {
    return entries.map(({ key, value, ttl }) => {
      try {
        this.#put(key, value, ttl);
        return true;
      } catch (error) {
        this.#emitError(error);
        return false;
      }
    });
  }

  /** Removes a key; whether it was there. O(1). */
  // deno-lint-ignore require-await -- what is thrown must be a rejection
  async delete(key: string): Promise<boolean> {
    return this.#view.delete(key) > 0;
  }

  /** Removes several keys; whether any of them was there. */
  // deno-lint-ignore require-await -- what is thrown must be a rejection
  async deleteMany(keys: string[]): Promise<boolean> {
    let deleted = false;
    for (const key of keys) if (this.#view.delete(key) > 0) deleted = true;
    return deleted;
  }

  /** Whether a key exists. O(1). */
  // deno-lint-ignore require-await -- what is thrown must be a rejection
  async has(key: string): Promise<boolean> {
    return this.#view.has(key);
  }

  /** Whether each of several keys exists, in the keys' order. */
  // deno-lint-ignore require-await -- what is thrown must be a rejection
  async hasMany(keys: string[]): Promise<boolean[]> {
    return keys.map((key) => this.#view.has(key));
  }

  /** Removes all keys of the namespace, and none of another. */
  // deno-lint-ignore require-await -- what is thrown must be a rejection
  async clear(): Promise<void> {
    this.#view.clear();
  }

  /**
   * The keys of a namespace with their values, in no order; lazy, and the namespace may be changed
   * meanwhile. Keys that have expired and keys that hold collections are left out.
   *
   * @param namespace Default: the adapter's own.
   */
  async *iterator<T = V>(
    namespace: string | undefined = this.#namespace,
  ): AsyncGenerator<[key: string, value: T], void> {
    for (const [key, value] of this.#viewOf(namespace).entries()) {
      yield [key, value as unknown as T];
    }
  }

  /** Takes all listeners away. The store goes on: it is disposed of by who made it. */
  // deno-lint-ignore require-await -- Keyv wants a promise
  async disconnect(): Promise<void> {
    this.#listeners.clear();
    this.#stopListening();
  }

  /**
   * Adds a listener; one that is there already is called once all the same. The event `error` tells
   * what a call could not answer for: an entry of `setMany` that was not stored, and, of a durable
   * store, changes that cannot be brought to the disk.
   */
  on(event: string, listener: KeyvVortisListener): this {
    if (event !== "error") return this;
    this.#listeners.add(listener);
    const store: Store<V> | FaultySource = this.#store;
    if (this.#silence === undefined && hasFaults(store)) {
      this.#silence = store.on("fault", (error) => this.#emitError(error));
    }
    return this;
  }

  /** Takes a listener away. */
  off(event: string, listener: KeyvVortisListener): this {
    if (event === "error") this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#stopListening();
    return this;
  }

  #viewOf(namespace: string | undefined): StoreNamespace<V> {
    return namespace ? this.#store.namespace(namespace) : this.#store;
  }

  #put(key: string, value: unknown, ttl: number | undefined): void {
    if (ttl !== undefined && ttl < 0) {
      this.#view.delete(key);
    } else if (ttl !== undefined && ttl > 0 && ttl <= MAX_TTL_MS) {
      this.#view.set(key, value as V, { px: Math.ceil(ttl) });
    } else {
      this.#view.set(key, value as V);
    }
  }

  #emitError(error: unknown): void {
    for (const listener of [...this.#listeners]) listener(error);
  }

  #stopListening(): void {
    this.#silence?.();
    this.#silence = undefined;
  }
}

/** The part of a durable store that tells of faults. */
interface FaultySource {
  on(type: "fault", listener: (error: unknown) => void): () => void;
}

/** Whether a store is a durable one, without importing what makes those. */
function hasFaults(store: object): store is FaultySource {
  return "fault" in store;
}
