/**
 * unstorage on a Vortis store: {@linkcode vortisDriver} is a driver for
 * [unstorage](https://unstorage.unjs.io), and so for Nitro and Nuxt.
 *
 * An item is a key of one namespace of the store, its name as unstorage writes it (`users:1`): the program
 * sees it, and so do the clients of a server that serves the store. Watching tells of all changes,
 * whoever made them, of expired and of evicted keys.
 *
 * @example
 * ```ts
 * import { createStorage } from "unstorage";
 * import { Store } from "@vortis/core";
 * import { vortisDriver } from "@vortis/core/unstorage";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const storage = createStorage({ driver: vortisDriver({ store, namespace: "cache" }) });
 * await storage.setItem("users:1", { name: "Ada" }, { ttl: 60 });
 * assertEquals(await storage.getItem("users:1"), { name: "Ada" });
 * assertEquals(await storage.getKeys("users"), ["users:1"]);
 * assertEquals(store.namespace("cache").ttl("users:1"), 60);
 * ```
 *
 * @module
 */

import type { Store, StoreNamespace } from "../mod.ts";
import { bytes as bytesCodec, text } from "../store/codec.ts";
import { StoreError } from "../store/errors.ts";
import { watchKeys } from "./key_changes.ts";

/**
 * What a driver is made with.
 *
 * @typeParam V What the store's values are; the driver reads and writes text and bytes whatever it is.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { vortisDriver, type VortisDriverOptions } from "@vortis/core/unstorage";
 *
 * using store = new Store();
 * const options: VortisDriverOptions = { store, namespace: "pages", base: "v2", ttl: 3600 };
 * const driver = vortisDriver(options);
 * ```
 */
export interface VortisDriverOptions<V = string> {
  /** What holds the data; a durable one (`openStore`) will do, too. */
  readonly store: Store<V>;
  /** The namespace that holds the items. Default: the store's own, `"0"`. */
  readonly namespace?: string | undefined;
  /** What all keys begin with, without the colon behind it. Default: nothing. */
  readonly base?: string | undefined;
  /** Seconds that an item lives if `setItem` does not say. Default: for ever. */
  readonly ttl?: number | undefined;
}

/**
 * The options of the driver's calls, as unstorage hands them on.
 *
 * @example
 * ```ts
 * import type { VortisItemOptions } from "@vortis/core/unstorage";
 *
 * const forAMinute: VortisItemOptions = { ttl: 60 };
 * ```
 */
export interface VortisItemOptions {
  /** Seconds that an item lives, down to a thousandth; 0 for ever. */
  readonly ttl?: number | undefined;
  /** `getKeys`: the most colons in a key. */
  readonly maxDepth?: number | undefined;
}

/**
 * What is known of an item.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { type VortisItemMeta, vortisDriver } from "@vortis/core/unstorage";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const driver = vortisDriver({ store, ttl: 60 });
 * driver.setItem("page", "hello");
 * const meta: VortisItemMeta | null = driver.getMeta("page");
 * assertEquals(meta, { size: 5, ttl: 60 });
 * ```
 */
export interface VortisItemMeta {
  /** Bytes of the value. */
  size: number;
  /** Seconds until the item expires, rounded to the nearest; absent if it never does. */
  ttl?: number;
  /** unstorage adds what was stored with `setMeta`. */
  [name: string]: number | undefined;
}

/**
 * What {@linkcode vortisDriver} makes: unstorage's `Driver`. All calls are synchronous and throw what the
 * store throws; unstorage makes promises of them.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { type VortisDriver, vortisDriver } from "@vortis/core/unstorage";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const driver: VortisDriver = vortisDriver({ store });
 * driver.setItem("greeting", "hello");
 * assertEquals(driver.getItem("greeting"), "hello");
 * ```
 */
export interface VortisDriver {
  /** `"vortis"`. */
  readonly name: string;
  /** What the driver does itself: `maxDepth` of `getKeys` and `ttl`. */
  readonly flags: { readonly maxDepth: boolean; readonly ttl: boolean };
  /** What it was made with. */
  readonly options: Omit<VortisDriverOptions, "store">;
  /** The namespace that holds the items, as text. */
  getInstance(): StoreNamespace;
  /** Whether there is such an item. */
  hasItem(key: string): boolean;
  /** An item as text, `null` if there is none. */
  getItem(key: string): string | null;
  /** Several items as text, in the order asked for, with `null` for what is not there. */
  getItems(items: readonly { key: string }[]): { key: string; value: string | null }[];
  /** An item as bytes of its own, `null` if there is none. */
  getItemRaw(key: string): Uint8Array | null;
  /** Stores text. */
  setItem(key: string, value: string, options?: VortisItemOptions): void;
  /** Stores several texts; an item's own options go before those for all. */
  setItems(
    items: readonly { key: string; value: string; options?: VortisItemOptions }[],
    options?: VortisItemOptions,
  ): void;
  /**
   * Stores bytes, or text as UTF-8.
   * @throws {StoreError} `INVALID_ARGUMENT` for a value that is neither a string, an `ArrayBuffer` nor
   *   a view of one.
   */
  setItemRaw(key: string, value: unknown, options?: VortisItemOptions): void;
  /** Removes an item; nothing happens if there is none. */
  removeItem(key: string): void;
  /** What is known of an item, `null` if there is none. */
  getMeta(key: string): VortisItemMeta | null;
  /** The keys that begin with `base` and a colon, or all. O(keys of the namespace). */
  getKeys(base?: string, options?: VortisItemOptions): string[];
  /** Removes the items whose keys begin with `base` and a colon, or all. */
  clear(base?: string): void;
  /** Ends all watching. The store goes on: it is disposed of by who made it. */
  dispose(): void;
  /**
   * Calls back for each change of an item, in a microtask after it: by this driver, by the program, by
   * clients, by time or by eviction. Emptying a whole namespace (`store.clear()`, FLUSHDB, SWAPDB) is not
   * told of key by key; the driver's own `clear` is.
   *
   * @returns A function that ends it.
   */
  watch(callback: (event: "update" | "remove", key: string) => void): () => void;
}

/**
 * Makes a driver on a store: `createStorage({ driver: vortisDriver({ store }) })`.
 *
 * The driver takes all keys of its namespace under its base for items; what holds a collection (a list,
 * a hash, …) cannot be read as one, and throws with the code `WRONG_TYPE`.
 *
 * @typeParam V What the store's values are; the driver reads and writes text and bytes whatever it is.
 * @throws {StoreError} `DISPOSED` if the store has been disposed of.
 *
 * @example Told of changes that others make
 * ```ts
 * import { createStorage } from "unstorage";
 * import { Store } from "@vortis/core";
 * import { vortisDriver } from "@vortis/core/unstorage";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const storage = createStorage({ driver: vortisDriver({ store, base: "cache" }) });
 * const changes: string[] = [];
 * const unwatch = await storage.watch((event, key) => changes.push(`${event} ${key}`));
 * store.set("cache:page", "hello");
 * store.set("other", "not an item");
 * store.delete("cache:page");
 * await Promise.resolve();
 * assertEquals(changes, ["update page", "remove page"]);
 * await unwatch();
 * ```
 */
export function vortisDriver<V = string>(options: VortisDriverOptions<V>): VortisDriver {
  const { store, namespace = store.name, base, ttl } = options;
  const texts = store.namespace(namespace, text);
  const raws = store.namespace(namespace, bytesCodec);
  const prefix = base ? `${base.replace(/:+$/, "")}:` : "";
  const watches = new Set<() => void>();

  function expiry(options: VortisItemOptions | undefined): { px: number } | undefined {
    const seconds = options?.ttl ?? ttl;
    return seconds ? { px: Math.round(seconds * 1000) } : undefined;
  }

  function* itemKeys(base: string): Generator<string> {
    const start = prefix + (base === "" || base.endsWith(":") ? base : `${base}:`);
    const pattern = start === "" ? undefined : `${start.replace(/[\\*?[\]^]/g, "\\$&")}*`;
    for (const key of texts.keys(pattern)) yield key.slice(prefix.length);
  }

  const driver: VortisDriver = {
    name: "vortis",
    flags: { maxDepth: true, ttl: true },
    options: { namespace, base, ttl },
    getInstance: () => texts,
    hasItem: (key) => texts.has(prefix + key),
    getItem: (key) => texts.get(prefix + key) ?? null,
    getItems: (items) => items.map(({ key }) => ({ key, value: texts.get(prefix + key) ?? null })),
    getItemRaw: (key) => raws.get(prefix + key) ?? null,
    setItem(key, value, options) {
      texts.set(prefix + key, value, expiry(options));
    },
    setItems(items, common) {
      for (const { key, value, options } of items) {
        driver.setItem(key, value, { ...common, ...options });
      }
    },
    setItemRaw(key, value, options) {
      if (typeof value === "string") return driver.setItem(key, value, options);
      raws.set(prefix + key, bytesOf(value), expiry(options));
    },
    removeItem(key) {
      texts.delete(prefix + key);
    },
    getMeta(key) {
      const value = texts.getBytes(prefix + key);
      if (value === undefined) return null;
      const ttl = texts.ttl(prefix + key);
      return ttl === undefined || ttl === Infinity
        ? { size: value.length }
        : { size: value.length, ttl };
    },
    getKeys(base = "", { maxDepth = Infinity } = {}) {
      return [...itemKeys(base)].filter((key) => depthOf(key) <= maxDepth);
    },
    clear(base = "") {
      // Key by key for those who watch; else a namespace is emptied at once.
      if (prefix + base === "" && watches.size === 0) texts.clear();
      else for (const key of itemKeys(base)) driver.removeItem(key);
    },
    dispose() {
      for (const unwatch of [...watches]) unwatch();
    },
    watch(callback) {
      const silence = watchKeys(store, namespace, prefix, callback);
      const unwatch = () => {
        watches.delete(unwatch);
        silence();
      };
      watches.add(unwatch);
      return unwatch;
    },
  };
  return driver;
}

/** The bytes of a raw value. */
function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  throw new StoreError(
    "INVALID_ARGUMENT",
    "Cannot store a raw value that is neither bytes nor text",
  );
}

/** Colons in a key. */
function depthOf(key: string): number {
  return key.split(":").length - 1;
}
