/**
 * What can be done with a key whatever its value is: look, remove, expire, rename, list.
 *
 * The classes that users see are thin views over one engine namespace: this one for keys of any
 * type, `StoreNamespace` for values, and one more for each type of collection. They check what
 * users give, turn it into the engine's terms and leave the rest to it.
 */

import { DISPOSED_KEYSPACE } from "./disposed.ts";
import { GlobPattern } from "./encoding/glob.ts";
import { decode, encode } from "./encoding/utf8.ts";
import { StoreError } from "./errors.ts";
import { type Key, keyText, loadKey } from "./key.ts";
import type { Namespace } from "./engine/namespace.ts";
import { NO_EXPIRY } from "./engine/namespace.ts";
import {
  copyKey,
  openRandomKey,
  persist,
  renameKey,
  scanKeys,
  setDeadline,
} from "./types/key_operations.ts";
import type { NamespaceStats } from "./engine/stats.ts";
import { namespaceStats } from "./engine/stats.ts";
import { show } from "./show_value.ts";
import { valueTypeOf } from "./types/value_types.ts";
import {
  checkExpireOptions,
  expireAllowed,
  type ExpireOptions,
  expiryAt,
  expiryIn,
} from "./time_to_live.ts";

/**
 * The type of the value under a key, under its name in Redis: `"zset"` is a sorted set. Bits and
 * HyperLogLogs are strings, geo sets are sorted sets.
 *
 * @example
 * ```ts
 * import { type KeyType, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.set("key", "value");
 * const type: KeyType | undefined = store.type("key");
 * assertEquals(type, "string");
 * ```
 */
export type KeyType = "string" | "list" | "hash" | "set" | "zset" | "stream";

/**
 * Which keys a scan returns, and how many at a time.
 *
 * @example
 * ```ts
 * import { type ScanOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.set("user:1", "Ada");
 * store.set("page:1", "Home");
 * const users: ScanOptions = { match: "user:*", count: 100 };
 * assertEquals(store.scan(0, users).keys, ["user:1"]);
 * ```
 */
export interface ScanOptions {
  /** A glob pattern that the keys match: `*`, `?`, `[a-z]`, `[^a]`, `\*`. Default: all keys. */
  readonly match?: Key | undefined;
  /** About how many keys a step looks at, a whole number from 1 on. Default 10. */
  readonly count?: number | undefined;
}

/**
 * One step of a scan.
 *
 * @example
 * ```ts
 * import { type ScanStep, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const step: ScanStep = store.scan(0);
 * assertEquals(step, { cursor: 0, keys: [] });
 * ```
 */
export interface ScanStep {
  /** Where to go on; 0 when the scan is through. */
  readonly cursor: number;
  /** The keys of this step; there may be none although the scan is not through. */
  readonly keys: string[];
}

/**
 * Operations on keys of any type; {@linkcode StoreNamespace} and `Store` have them all.
 *
 * @example
 * ```ts
 * import { KeyspaceView, Store } from "@vortis/core";
 * import { assert, assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * assert(store instanceof KeyspaceView);
 * store.set("key", "value");
 * assertEquals([store.size, store.has("key"), store.type("key")], [1, true, "string"]);
 * ```
 */
export abstract class KeyspaceView {
  /**
   * The engine's keyspace behind this view.
   * @internal
   */
  protected keyspace: Namespace;

  /** @internal */
  constructor(keyspace: Namespace) {
    this.keyspace = keyspace;
  }

  /**
   * Makes every later use throw; for the store when it is disposed of.
   * @internal
   */
  detach(): void {
    this.keyspace = DISPOSED_KEYSPACE;
  }

  /** Name of the namespace; the store's own is `"0"`. */
  get name(): string {
    return this.keyspace.name;
  }

  /**
   * Number of keys, in O(1). Keys whose time has come count until they are removed, which is
   * at their next use or by the background cycle.
   */
  get size(): number {
    return this.keyspace.size;
  }

  /**
   * Removes keys and returns how many there were. O(1) for each. They are arguments of one call, of which
   * JavaScript allows about a hundred thousand: call it for each of more keys than that.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("a", "1");
   * assertEquals(store.delete("a", "b"), 1);
   * ```
   */
  delete(...keys: Key[]): number {
    const { keyspace } = this;
    let deleted = 0;
    for (const key of keys) {
      loadKey(keyspace, key);
      if (keyspace.delete()) deleted++;
    }
    return deleted;
  }

  /** Whether the key exists. Counts neither as a hit nor as a use of the key. O(1). */
  has(key: Key): boolean {
    loadKey(this.keyspace, key);
    return this.keyspace.find() !== 0;
  }

  /** The type of the value under the key, `undefined` if there is none. O(1). */
  type(key: Key): KeyType | undefined {
    return this.has(key) ? valueTypeOf(this.keyspace.kind()).name as KeyType : undefined;
  }

  /**
   * Lets a key expire after `seconds`, a whole number from 1 on. O(1).
   *
   * @returns Whether it was set: false if there is no such key or the condition does not hold.
   * @throws {StoreError} `INVALID_TTL` with the value; `INVALID_ARGUMENT` for conditions that
   *   exclude each other.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("session", "data");
   * assertEquals(store.expire("session", 60), true);
   * assertEquals(store.ttl("session"), 60);
   * assertEquals(store.expire("missing", 60), false);
   * ```
   */
  expire(key: Key, seconds: number, options?: ExpireOptions): boolean {
    return this.#expire(key, expiryIn("seconds", seconds, 1000, this.#clock), options);
  }

  /** Like {@linkcode KeyspaceView.expire}, in milliseconds. */
  pexpire(key: Key, ms: number, options?: ExpireOptions): boolean {
    return this.#expire(key, expiryIn("milliseconds", ms, 1, this.#clock), options);
  }

  /**
   * Lets a key expire at a time, in whole seconds since the Unix epoch. A time in the past removes
   * the key at once. Otherwise like {@linkcode KeyspaceView.expire}.
   */
  expireAt(key: Key, seconds: number, options?: ExpireOptions): boolean {
    return this.#expire(key, expiryAt("seconds", seconds, 1000), options);
  }

  /** Like {@linkcode KeyspaceView.expireAt}, in milliseconds since the epoch. */
  pexpireAt(key: Key, ms: number, options?: ExpireOptions): boolean {
    return this.#expire(key, expiryAt("milliseconds", ms, 1), options);
  }

  /**
   * Seconds until the key expires, rounded to the nearest; `Infinity` if it never does, `undefined`
   * if there is no such key. O(1).
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("short", "x", { ex: 5 });
   * store.set("long", "x");
   * assertEquals(store.ttl("short"), 5);
   * assertEquals(store.ttl("long"), Infinity);
   * assertEquals(store.ttl("missing"), undefined);
   * ```
   */
  ttl(key: Key): number | undefined {
    const ms = this.pttl(key);
    return ms === undefined ? undefined : Math.floor((ms + 500) / 1000);
  }

  /** Like {@linkcode KeyspaceView.ttl}, in milliseconds. */
  pttl(key: Key): number | undefined {
    const expiryMs = this.pexpireTime(key);
    return expiryMs === undefined ? undefined : expiryMs - this.#clock.now();
  }

  /**
   * When the key expires, in seconds since the Unix epoch, rounded to the nearest; `Infinity` if it
   * never does, `undefined` if there is no such key. O(1).
   */
  expireTime(key: Key): number | undefined {
    const ms = this.pexpireTime(key);
    return ms === undefined ? undefined : Math.floor((ms + 500) / 1000);
  }

  /** Like {@linkcode KeyspaceView.expireTime}, in milliseconds since the epoch. */
  pexpireTime(key: Key): number | undefined {
    const { keyspace } = this;
    loadKey(keyspace, key);
    if (keyspace.find() === 0) return undefined;
    const expiryMs = keyspace.expiry();
    return expiryMs === NO_EXPIRY ? Infinity : expiryMs;
  }

  /** Takes the key's expire time away; false if there is no such key or it has none. O(1). */
  persist(key: Key): boolean {
    loadKey(this.keyspace, key);
    return persist(this.keyspace);
  }

  /**
   * Gives a key another name; value and expire time go along, and what had that name is removed.
   * O(bytes of the value).
   *
   * @param options `nx`: only if there is no key of the new name.
   * @returns Whether it was renamed: false if there is no such key or `nx` does not hold.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("old", "value");
   * assertEquals(store.rename("old", "new"), true);
   * assertEquals(store.get("new"), "value");
   * assertEquals(store.rename("old", "new"), false);
   * ```
   */
  rename(from: Key, to: Key, options?: { readonly nx?: boolean | undefined }): boolean {
    const { keyspace } = this;
    loadKey(keyspace, to);
    const target = keyspace.probe.bytes();
    loadKey(keyspace, from);
    if (keyspace.find() === 0) return false;
    return renameKey(keyspace, keyspace.probe.bytes(), target, options?.nx === true);
  }

  /**
   * Copies a value and its expire time to another key. O(bytes of the value).
   *
   * @param options `replace`: also if there is such a key; `namespace`: the namespace of the copy.
   * @returns Whether it was copied: false if there is no such key, or the other is there and
   *   `replace` is not given.
   */
  copy(
    from: Key,
    to: Key,
    options?: {
      readonly replace?: boolean | undefined;
      readonly namespace?: KeyspaceView | undefined;
    },
  ): boolean {
    const { keyspace } = this;
    const target = options?.namespace?.keyspace ?? keyspace;
    if (target.engine !== keyspace.engine) {
      throw new StoreError("INVALID_ARGUMENT", "Cannot copy a key to a namespace of another store");
    }
    loadKey(target, to);
    const toBytes = target.probe.bytes();
    loadKey(keyspace, from);
    const fromBytes = keyspace.probe.bytes();
    if (target === keyspace && sameBytes(fromBytes, toBytes)) return false;
    return keyspace.engine.feed.group(() =>
      copyKey(keyspace, target, fromBytes, toBytes, options?.replace === true)
    );
  }

  /** Removes all keys of this namespace. O(chunks of memory), however many keys there are. */
  clear(): void {
    this.keyspace.clear();
  }

  /** A key chosen at random, `undefined` if there is none. O(1). */
  randomKey(): string | undefined {
    const { keyspace } = this;
    return openRandomKey(keyspace) ? keyText(keyspace) : undefined;
  }

  /**
   * All keys, or those that match a glob pattern, in no order. Lazy: memory for a few hundred keys at
   * a time, whatever the number of keys.
   *
   * The namespace may be changed meanwhile. A key that is there from the first step to the last is
   * returned exactly once, none is returned twice, and one that comes or goes meanwhile may be returned
   * or not.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (const key of ["user:1", "user:2", "page:1"]) store.set(key, "x");
   * assertEquals([...store.keys("user:*")].sort(), ["user:1", "user:2"]);
   * for (const key of store.keys()) store.delete(key);
   * assertEquals(store.size, 0);
   * ```
   */
  *keys(pattern?: Key): Generator<string, void, undefined> {
    for (const key of this.keysBytes(pattern)) yield decode(key, 0, key.length);
  }

  /** Like {@linkcode KeyspaceView.keys}, with the keys as bytes. */
  *keysBytes(pattern?: Key): Generator<Uint8Array, void, undefined> {
    const matches = matcher(pattern);
    let cursor = 0;
    do {
      const { keyspace } = this;
      const found: Uint8Array[] = [];
      cursor = keyspace.walk(cursor, () => {
        if (matches(keyspace)) found.push(keyspace.keyBytes());
      });
      yield* found;
    } while (cursor !== 0);
  }

  /**
   * One step of a walk that needs no memory between its steps: begin with cursor 0, go on with
   * the cursor returned, end when that is 0. Good for a walk in pieces, such as a page at a time.
   *
   * A key that is there from the first step to the last is returned at least once, whatever
   * changes meanwhile; some may be returned twice if the namespace grows or shrinks.
   * Steps of O(`count`).
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a cursor that is none, or a wrong `count`.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (let i = 0; i < 100; i++) store.set(`key:${i}`, "x");
   * const seen = new Set<string>();
   * let cursor = 0;
   * do {
   *   const step = store.scan(cursor, { match: "key:*", count: 20 });
   *   for (const key of step.keys) seen.add(key);
   *   cursor = step.cursor;
   * } while (cursor !== 0);
   * assertEquals(seen.size, 100);
   * ```
   */
  scan(cursor: number, options: ScanOptions = {}): ScanStep {
    const { count = 10 } = options;
    if (!Number.isSafeInteger(cursor) || cursor < 0) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot scan from ${show(cursor)}: no such cursor`);
    }
    if (!Number.isInteger(count) || count < 1) {
      throw new StoreError(
        "INVALID_ARGUMENT",
        `Cannot scan with count ${show(count)}: it must be a whole number from 1 on`,
      );
    }
    const { keyspace } = this;
    const matches = matcher(options.match);
    const keys: string[] = [];
    const next = scanKeys(keyspace, cursor, count, () => {
      if (matches(keyspace)) keys.push(keyText(keyspace));
    });
    return { cursor: next, keys };
  }

  /** What has been counted for this namespace. */
  stats(): NamespaceStats {
    return namespaceStats(this.keyspace);
  }

  get #clock(): { now(): number } {
    return this.keyspace.engine.clock;
  }

  #expire(key: Key, expiryMs: number, options: ExpireOptions | undefined): boolean {
    if (options !== undefined) checkExpireOptions(options);
    const { keyspace } = this;
    loadKey(keyspace, key);
    if (keyspace.find() === 0) return false;
    if (options !== undefined && !expireAllowed(options, keyspace.expiry(), expiryMs)) return false;
    setDeadline(keyspace, expiryMs);
    return true;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** A test of the open record's key against a glob pattern. */
function matcher(pattern: Key | undefined): (keyspace: Namespace) => boolean {
  if (pattern === undefined) return () => true;
  if (typeof pattern !== "string" && !(pattern instanceof Uint8Array)) {
    throw new StoreError("INVALID_ARGUMENT", `Cannot match keys with ${show(pattern)}`);
  }
  const glob = new GlobPattern(typeof pattern === "string" ? encode(pattern) : pattern);
  if (glob.matchesAll) return () => true;
  return (keyspace) => glob.matches(keyspace.bytes, keyspace.keyStart(), keyspace.keyEnd());
}
