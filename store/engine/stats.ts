/**
 * The figures of a store and of its namespaces.
 */

import type { ExpirySweeper } from "../expiry/sweeper.ts";
import type { Engine } from "./engine.ts";
import type { Namespace } from "./namespace.ts";

/** Counts since the namespace was made or its statistics were reset. */
export interface NamespaceCounters {
  hits: number;
  misses: number;
  /** Keys removed because their time had come. */
  expired: number;
  /** Keys removed to keep a limit. */
  evicted: number;
}

/**
 * The figures of one namespace; the counts begin when it is first used.
 *
 * @example
 * ```ts
 * import { type NamespaceStats, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.namespace("users").get("missing");
 * const { hits, misses }: NamespaceStats = store.namespace("users").stats();
 * assertEquals({ hits, misses }, { hits: 0, misses: 1 });
 * ```
 */
export interface NamespaceStats {
  /** Keys, those included whose time has come but that are not removed yet. */
  readonly keys: number;
  /** Bytes of keys, values and tables, rounding included. */
  readonly bytes: number;
  /** Reads that found their key. */
  readonly hits: number;
  /** Reads that did not. */
  readonly misses: number;
  /** Keys removed to keep a limit. */
  readonly evictions: number;
  /** Keys removed because their time had come. */
  readonly expired: number;
}

/**
 * What the background removal of expired keys has done.
 *
 * @example
 * ```ts
 * import { type ExpiryStats, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ activeExpiry: false });
 * store.activeExpireCycle();
 * const { running, slices, removed }: ExpiryStats = store.stats().expiry;
 * assertEquals({ running, slices, removed }, { running: false, slices: 1, removed: 0 });
 * ```
 */
export interface ExpiryStats {
  /** Whether it runs. */
  readonly running: boolean;
  /** Whether more keys were due at the last slice than its budget allowed to remove. */
  readonly behind: boolean;
  /** Slices of work so far. */
  readonly slices: number;
  /** Keys removed so far, out of those that {@linkcode NamespaceStats.expired} counts. */
  readonly removed: number;
  /** Milliseconds spent so far. */
  readonly spentMs: number;
}

/**
 * The figures of a store: sums over its namespaces, and each of them.
 *
 * @example
 * ```ts
 * import { Store, type StoreStats } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.set("a", "1");
 * store.namespace("other").set("b", "2");
 * const stats: StoreStats = store.stats();
 * assertEquals([stats.keys, stats.namespaces["0"].keys], [2, 1]);
 * ```
 */
export interface StoreStats extends NamespaceStats {
  /** Milliseconds since the store was made. */
  readonly uptimeMs: number;
  /** Active expiry. */
  readonly expiry: ExpiryStats;
  /** Each namespace by name. */
  readonly namespaces: Readonly<Record<string, NamespaceStats>>;
}

/** The figures of one namespace. */
export function namespaceStats(namespace: Namespace): NamespaceStats {
  const { counters } = namespace;
  return {
    keys: namespace.size,
    bytes: namespace.arena.usedBytes,
    hits: counters.hits,
    misses: counters.misses,
    evictions: counters.evicted,
    expired: counters.expired,
  };
}

/** The figures of a whole store. */
export function storeStats(engine: Engine, sweeper: ExpirySweeper, uptimeMs: number): StoreStats {
  const sum = { keys: 0, bytes: 0, hits: 0, misses: 0, evictions: 0, expired: 0 };
  const namespaces: Record<string, NamespaceStats> = Object.create(null);
  for (const namespace of engine.namespaces.values()) {
    const stats = namespaceStats(namespace);
    namespaces[namespace.name] = stats;
    for (const name of Object.keys(sum) as (keyof NamespaceStats)[]) sum[name] += stats[name];
  }
  const { running, behind, slices, removed, spentMs } = sweeper;
  return { ...sum, uptimeMs, expiry: { running, behind, slices, removed, spentMs }, namespaces };
}
