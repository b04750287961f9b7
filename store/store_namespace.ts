/**
 * The values of one namespace: strings to the engine, whatever the codec makes of them to the user.
 */

import type { Codec, ValueFormat } from "./codec.ts";
import { formatOf } from "./codec.ts";
import { decode, encode } from "./encoding/utf8.ts";
import { StoreError } from "./errors.ts";
import { type Key, loadKey } from "./key.ts";
import type { Watch } from "./engine/key_watches.ts";
import { KeyspaceView } from "./keyspace_view.ts";
import { Kind } from "./keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "./engine/namespace.ts";
import { show } from "./show_value.ts";
import { describe, expiryOfOptions, type SetOptions } from "./time_to_live.ts";
import { Transaction } from "./transaction.ts";
import {
  appendString,
  checkLength,
  incrementByFloat,
  incrementLarge,
  incrementSafe,
  isStringKind,
  modifyString,
  NOT_INTEGER,
  readString,
} from "./types/strings/strings.ts";
import { BitsView } from "./views/bits.ts";
import { GeoView } from "./views/geo.ts";
import { HashesView } from "./views/hashes.ts";
import { HyperLogLogsView } from "./views/hyper_log_logs.ts";
import { ListsView } from "./views/lists.ts";
import type { NamespaceView } from "./views/namespace_view.ts";
import { SetsView } from "./views/sets.ts";
import { SortedSetsView } from "./views/sorted_sets.ts";
import { StreamsView } from "./views/streams.ts";

/**
 * A keyspace of its own: the same key in two namespaces is two keys. Made by `store.namespace(name)`;
 * `Store` is itself the namespace `"0"`.
 *
 * All methods are synchronous, hence atomic. A key is text or bytes; a value is what the codec takes.
 * What reads or changes a value throws a `WrongTypeError` if the key holds a collection; `set` replaces
 * that, unless it is to return what was there. Every method that is given a key throws a {@linkcode StoreError} with code `INVALID_ARGUMENT` for
 * something that is no key, `TOO_LARGE` for a key or value of more than 512 MiB, and `DISPOSED`
 * once the store has been disposed of; every method that writes throws an `OutOfMemoryError`
 * if `maxMemory` leaves no room, and then nothing has changed.
 *
 * @typeParam V What the values are.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const users = store.namespace("users");
 * users.set("1", "Ada");
 * assertEquals(users.get("1"), "Ada");
 * assertEquals(store.get("1"), undefined);
 * ```
 */
export class StoreNamespace<V = string> extends KeyspaceView {
  readonly #format: ValueFormat<V>;
  /** The views of types of values, made when they are first asked for. */
  readonly #views = new Map<unknown, NamespaceView>();

  /** @internal */
  constructor(keyspace: Namespace, codec: Codec<V>) {
    super(keyspace);
    this.#format = formatOf(codec);
  }

  /** @internal */
  override detach(): void {
    super.detach();
    for (const view of this.#views.values()) view.detach();
  }

  /** Strings as rows of bits, and as integers of any width. See {@linkcode BitsView}. */
  get bits(): BitsView {
    return this.#view(BitsView);
  }

  /** Hashes: fields with values under one key. See {@linkcode HashesView}. */
  get hashes(): HashesView<V> {
    return this.#view(HashesView<V>);
  }

  /** HyperLogLogs: how many different elements there were. See {@linkcode HyperLogLogsView}. */
  get hyperLogLogs(): HyperLogLogsView<V> {
    return this.#view(HyperLogLogsView<V>);
  }

  /** Lists: values in order under one key. See {@linkcode ListsView}. */
  get lists(): ListsView<V> {
    return this.#view(ListsView<V>);
  }

  /** Sorted sets: members with scores, in their order. See {@linkcode SortedSetsView}. */
  get sortedSets(): SortedSetsView<V> {
    return this.#view(SortedSetsView<V>);
  }

  /** Geo sets: members with positions on Earth. See {@linkcode GeoView}. */
  get geo(): GeoView<V> {
    return this.#view(GeoView<V>);
  }

  /** Sets: different members under one key. See {@linkcode SetsView}. */
  get sets(): SetsView<V> {
    return this.#view(SetsView<V>);
  }

  /** Streams: logs of entries, with consumer groups. See {@linkcode StreamsView}. */
  get streams(): StreamsView<V> {
    return this.#view(StreamsView<V>);
  }

  /**
   * Stores a value; with `get: true`, returns the value that the key had. O(1).
   *
   * @throws {StoreError} See {@linkcode StoreNamespace.set}.
   */
  set(key: Key, value: V, options: SetOptions & { readonly get: true }): V | undefined;
  /**
   * Stores a value under a key, in place of what was there. O(1).
   *
   * Without options the key never expires, also if it did before.
   *
   * @returns Whether it was stored: always, but for `nx` and `xx`.
   * @throws {StoreError} `INVALID_TTL` with the value if a time is not a whole number from 1 on;
   *   `INVALID_ARGUMENT` for options that exclude each other, or a value that the codec refuses.
   *
   * @example
   * ```ts
   * import { Store, StoreError } from "@vortis/core";
   * import { assertEquals, assertThrows } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.set("color", "red", { ex: 60 }), true);
   * assertEquals(store.set("color", "blue", { nx: true }), false);
   * assertEquals(store.set("color", "blue", { keepTtl: true, get: true }), "red");
   * assertEquals(store.ttl("color"), 60);
   * assertThrows(() => store.set("color", "green", { px: 0 }), StoreError, "px 0");
   * ```
   */
  set(key: Key, value: V, options?: SetOptions): boolean;
  set(key: Key, value: V, options?: SetOptions): boolean | V | undefined {
    if (options !== undefined) return this.#setWith(key, value, options);
    this.#format.put(this.keyspace, key, value, NO_EXPIRY);
    return true;
  }

  /**
   * The value under a key, `undefined` if there is none. O(1).
   *
   * @throws {StoreError} `WRONG_TYPE` if the key holds a collection.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("name", "Ada");
   * assertEquals(store.get("name"), "Ada");
   * assertEquals(store.get("missing"), undefined);
   * ```
   */
  get(key: Key): V | undefined {
    const { keyspace } = this;
    loadKey(keyspace, key);
    return readString(keyspace) ? this.#format.read(keyspace) : undefined;
  }

  /** The stored bytes of a value, whatever the codec, as a copy; `undefined` if there is none. */
  getBytes(key: Key): Uint8Array | undefined {
    const { keyspace } = this;
    loadKey(keyspace, key);
    if (!readString(keyspace)) return undefined;
    return keyspace.bytes.slice(keyspace.valueStart(), keyspace.valueEnd());
  }

  /** Stores a value and returns the one that the key had; the key then never expires. O(1). */
  getSet(key: Key, value: V): V | undefined {
    return this.set(key, value, { get: true });
  }

  /**
   * Removes a key and returns its value, `undefined` if there is no such key. O(1).
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("code", "1234", { ex: 60 });
   * assertEquals(store.getDelete("code"), "1234");
   * assertEquals(store.getDelete("code"), undefined);
   * ```
   */
  getDelete(key: Key): V | undefined {
    const { keyspace } = this;
    loadKey(keyspace, key);
    if (!readString(keyspace)) return undefined;
    const bytes = keyspace.bytes.slice(keyspace.valueStart(), keyspace.valueEnd());
    keyspace.delete();
    return this.#format.fromBytes(bytes);
  }

  /**
   * Adds to the number under a key and returns the sum. A key that is not there counts as 0; its expire
   * time stays. The number is stored as decimal text, so the text and JSON codecs read it. O(1).
   *
   * With a `bigint` the result is one, and may take 64 bits.
   *
   * @param by What to add. Default 1.
   * @throws {StoreError} `NOT_AN_INTEGER` if the value is none, `INVALID_ARGUMENT` if `by` is none,
   *   `OVERFLOW` if the sum passes 2^53 - 1 (64 bits for a `bigint`); nothing has changed then.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.incrBy("visits"), 1);
   * assertEquals(store.incrBy("visits", 41), 42);
   * assertEquals(store.incrBy("visits", 2n ** 60n), 2n ** 60n + 42n);
   * ```
   */
  incrBy(key: Key, by?: number): number;
  /** Adds a `bigint`; the sum may take 64 bits. */
  incrBy(key: Key, by: bigint): bigint;
  incrBy(key: Key, by: number | bigint = 1): number | bigint {
    const { keyspace } = this;
    if (typeof by === "bigint") {
      checkBigInt(by);
      loadKey(keyspace, key);
      return incrementLarge(keyspace, by);
    }
    if (!Number.isSafeInteger(by)) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot add ${show(by)}: it is no safe integer`);
    }
    loadKey(keyspace, key);
    const sum = incrementSafe(keyspace, by);
    if (sum !== NOT_INTEGER) return sum;
    throw this.#whyNotIncremented(key, by);
  }

  /** Subtracts from the number under a key; otherwise like {@linkcode StoreNamespace.incrBy}. */
  decrBy(key: Key, by?: number): number;
  /** Subtracts a `bigint`; the difference may take 64 bits. */
  decrBy(key: Key, by: bigint): bigint;
  decrBy(key: Key, by: number | bigint = 1): number | bigint {
    return typeof by === "bigint" ? this.incrBy(key, -by) : this.incrBy(key, by === 0 ? 0 : -by);
  }

  /**
   * Adds a number with a fraction, as Redis does: in 80-bit floating point, and stored as decimal text
   * of up to 17 digits behind the point. Otherwise like {@linkcode StoreNamespace.incrBy}.
   *
   * @throws {StoreError} `NOT_A_FLOAT` if the value is no number, `INVALID_ARGUMENT` if `by` is none,
   *   `NOT_FINITE` if the sum is not finite.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("price", "10.5");
   * assertEquals(store.incrByFloat("price", 0.1), 10.6);
   * assertEquals(store.get("price"), "10.6");
   * ```
   */
  incrByFloat(key: Key, by: number): number {
    if (typeof by !== "number" || !Number.isFinite(by)) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot add ${show(by)}: it is no finite number`);
    }
    const { keyspace } = this;
    loadKey(keyspace, key);
    const text = encode(String(by));
    incrementByFloat(keyspace, text, 0, text.length);
    return Number(decode(keyspace.bytes, keyspace.valueStart(), keyspace.valueEnd()));
  }

  /**
   * Appends to the bytes of a value, which makes the key if need be, and returns the new length in
   * bytes. The expire time stays. Amortised O(bytes appended).
   *
   * @param value Text, appended as UTF-8, or bytes; not encoded by the codec.
   * @throws {StoreError} `TOO_LARGE` past 512 MiB.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.append("log", "one;");
   * assertEquals(store.append("log", "two;"), 8);
   * assertEquals(store.get("log"), "one;two;");
   * ```
   */
  append(key: Key, value: string | Uint8Array): number {
    const bytes = typeof value === "string" ? encode(value) : value;
    if (!(bytes instanceof Uint8Array)) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot append ${show(value)}: it is no text`);
    }
    const { keyspace } = this;
    loadKey(keyspace, key);
    return appendString(keyspace, bytes, 0, bytes.length);
  }

  /**
   * All keys with their values, or those whose keys match a glob pattern; lazy, in no order. Keys
   * that hold collections are left out. What holds of {@linkcode KeyspaceView.keys} holds here too;
   * a value is the one at the moment it is returned, and a key that has gone by then is left out.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("user:1", "Ada");
   * store.set("page:1", "Home");
   * assertEquals(new Map(store.entries("user:*")), new Map([["user:1", "Ada"]]));
   * ```
   */
  *entries(pattern?: Key): Generator<[key: string, value: V], void, undefined> {
    for (const key of this.keysBytes(pattern)) {
      const { keyspace } = this;
      keyspace.load(key, 0, key.length);
      if (keyspace.find() === 0 || !isStringKind(keyspace.kind())) continue;
      yield [decode(key, 0, key.length), this.#format.read(keyspace)];
    }
  }

  /**
   * Begins a transaction: operations are queued and then all run at once by `exec()`.
   *
   * Each single method is atomic already, and so is any sequence of calls without an `await`: a
   * transaction is for work that spans one, together with {@linkcode StoreNamespace.watch}.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * const results = store.multi().set("a", "1").incrBy("a", 4).get("a").exec();
   * assertEquals(results, [true, 5, "5"]);
   * ```
   */
  multi(): Transaction<V> {
    return new Transaction(this);
  }

  /**
   * Begins a transaction that runs only if none of the keys changes until its `exec()`: the way to read,
   * wait for something, and write, without a lock. See {@linkcode Transaction}.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * using transaction = store.watch("stock");
   * store.set("stock", "0"); // somebody else, meanwhile
   * assertEquals(transaction.set("stock", "9").exec(), undefined);
   * assertEquals(store.get("stock"), "0");
   * ```
   */
  watch(...keys: Key[]): Transaction<V> {
    return new Transaction(this).watch(...keys);
  }

  /**
   * Adds keys to a transaction's watch.
   * @internal
   */
  addWatch(watch: Watch, keys: readonly Key[]): void {
    for (const key of keys) {
      loadKey(this.keyspace, key);
      watch.add(this.keyspace);
    }
  }

  /**
   * Runs a transaction's operations: a log has all of their changes, or none.
   * @internal
   */
  group<T>(operations: () => T): T {
    return this.keyspace.engine.feed.group(operations);
  }

  #view<T extends NamespaceView>(
    View: new (keyspace: Namespace, format: ValueFormat<V>) => T,
  ): T {
    let view = this.#views.get(View) as T | undefined;
    if (view === undefined) {
      view = new View(this.keyspace, this.#format);
      this.#views.set(View, view);
    }
    return view;
  }

  #setWith(key: Key, value: V, options: SetOptions): boolean | V | undefined {
    const { keyspace } = this;
    const expiryMs = expiryOfOptions(options, keyspace.engine.clock);
    const { nx, xx, get } = options;
    if (!nx && !xx && !get) {
      this.#format.put(keyspace, key, value, expiryMs);
      return true;
    }
    if (nx && xx) {
      throw new StoreError(
        "INVALID_ARGUMENT",
        `Cannot set with ${describe({ nx, xx })}: they exclude each other`,
      );
    }
    // The codec may be the user's, and use the store: it is asked before the key is looked up.
    const bytes = this.#format.toBytes(value);
    checkLength(keyspace, bytes.length);
    loadKey(keyspace, key);
    const exists = get ? readString(keyspace) : keyspace.find() !== 0;
    const old = get && exists
      ? keyspace.bytes.slice(keyspace.valueStart(), keyspace.valueEnd())
      : undefined;
    const stored = exists ? !nx : !xx;
    if (stored) keyspace.put(Kind.String, bytes, 0, bytes.length, expiryMs);
    if (!get) return stored;
    return old === undefined ? undefined : this.#format.fromBytes(old);
  }

  /** Why adding `by` to the value, which did not work, did not. */
  #whyNotIncremented(key: Key, by: number): StoreError {
    const { keyspace } = this;
    loadKey(keyspace, key);
    modifyString(keyspace);
    const text = decode(keyspace.bytes, keyspace.valueStart(), keyspace.valueEnd());
    if (!/^-?\d{1,19}$/.test(text)) {
      return new StoreError("NOT_AN_INTEGER", `Cannot add to ${show(text)}: it is no integer`);
    }
    return new StoreError(
      "OVERFLOW",
      `Cannot add ${by} to ${text}: the sum is no safe integer; add a bigint instead`,
    );
  }
}

function checkBigInt(by: bigint): void {
  if (BigInt.asIntN(64, by) === by) return;
  throw new StoreError("INVALID_ARGUMENT", `Cannot add ${show(by)}: it takes more than 64 bits`);
}
