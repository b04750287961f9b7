/**
 * The options of a store: what they mean, their defaults, and the checks that a wrong one meets.
 */

import { type Clock, systemClock } from "./clock.ts";
import { type Codec, text } from "./codec.ts";
import { parseByteSize } from "./encoding/byte_size.ts";
import type { EngineOptions } from "./engine/engine.ts";
import { StoreError } from "./errors.ts";
import { DEFAULT_LFU_TUNING } from "./eviction/lfu.ts";
import { EVICTION_POLICY_NAMES, type EvictionPolicyName, policyOf } from "./eviction/policies.ts";
import type { SweeperOptions } from "./expiry/sweeper.ts";
import { show } from "./show_value.ts";

/**
 * What a store is made with. Every option may be left out.
 *
 * @typeParam V What the store's values are; it follows from `codec`.
 *
 * @example A cache of a fixed size
 * ```ts
 * import { Store, type StoreOptions } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * const options: StoreOptions = { maxKeys: 2, eviction: "allkeys-lru" };
 * using cache = new Store(options);
 * for (const key of ["a", "b", "c"]) cache.set(key, "value");
 * assertEquals(cache.size, 2);
 * ```
 */
export interface StoreOptions<V = string> {
  /**
   * Most keys in all namespaces together; 0, the default, means no limit. A write past it evicts
   * first; with `eviction: "noeviction"` the store grows past it rather than lose data.
   */
  readonly maxKeys?: number;
  /**
   * Most bytes for keys, values and tables of all namespaces together: a number, or a text such as
   * `"256mb"` (1kb is 1,024 bytes, 1k is 1,000). 0, the default, means no limit. A write past it evicts
   * first, and throws an `OutOfMemoryError` if that does not make room.
   */
  readonly maxMemory?: number | string;
  /** What goes when a limit is reached. Default `"noeviction"`. */
  readonly eviction?: EvictionPolicyName;
  /**
   * Records that are looked at for each eviction, 1 to 64. More come closer to the exact policy and
   * cost more. Default 3, which is within a point of the hit ratio of an exact LRU.
   */
  readonly evictionSamples?: number;
  /**
   * Whether keys whose time has come are removed in the background too, not only when they are asked
   * for. Default true. The timer never keeps a process alive.
   */
  readonly activeExpiry?: boolean;
  /** Milliseconds from one background cycle to the next. Default 100. */
  readonly expiryIntervalMs?: number;
  /** The longest that a background cycle blocks, in milliseconds. Default 1. */
  readonly expiryBudgetMs?: number;
  /** Stops the background cycles when it is aborted; the data stays. */
  readonly signal?: AbortSignal;
  /** Where the time comes from. Default: the system's clock. */
  readonly clock?: Clock;
  /** How values become bytes and bytes values. Default {@linkcode text}. */
  readonly codec?: Codec<V>;
}

/** Options, checked and complete. */
export interface ResolvedOptions<V> {
  readonly engine: EngineOptions;
  readonly sweeper: SweeperOptions;
  readonly activeExpiry: boolean;
  readonly signal: AbortSignal | undefined;
  readonly codec: Codec<V>;
}

const KNOWN: ReadonlySet<string> = new Set(
  [
    "maxKeys",
    "maxMemory",
    "eviction",
    "evictionSamples",
    "activeExpiry",
    "expiryIntervalMs",
    "expiryBudgetMs",
    "signal",
    "clock",
    "codec",
  ] satisfies (keyof StoreOptions)[],
);

const MAX_SAMPLES = 64;
/** The longest that a timer waits; platforms turn more into no time at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Checks options and fills in what is left out.
 * @throws {StoreError} `INVALID_OPTION`, naming the option and its value.
 */
export function resolveOptions<V>(options: StoreOptions<V>): ResolvedOptions<V> {
  for (const name of Object.keys(options)) {
    if (!KNOWN.has(name)) {
      throw new StoreError("INVALID_OPTION", `Cannot make a store: there is no option "${name}"`);
    }
  }
  const {
    maxKeys = 0,
    maxMemory = 0,
    eviction = "noeviction",
    evictionSamples = 3,
    activeExpiry = true,
    expiryIntervalMs = 100,
    expiryBudgetMs = 1,
    signal,
    clock = systemClock,
    codec = text as unknown as Codec<V>,
  } = options;
  const lfuTuning = { ...DEFAULT_LFU_TUNING };
  const policy = typeof eviction === "string" ? policyOf(eviction, lfuTuning) : undefined;
  if (policy === undefined) {
    refuse("eviction", eviction, `one of ${EVICTION_POLICY_NAMES.join(", ")}`);
  }
  if (typeof activeExpiry !== "boolean") refuse("activeExpiry", activeExpiry, "true or false");
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    refuse("signal", signal, "an AbortSignal");
  }
  if (typeof clock?.now !== "function") refuse("clock", clock, "an object with a method now()");
  if (typeof codec?.encode !== "function" || typeof codec.decode !== "function") {
    refuse("codec", codec, "an object with the methods encode() and decode()");
  }
  if (
    typeof expiryBudgetMs !== "number" || !(expiryBudgetMs > 0 && expiryBudgetMs <= MAX_TIMER_MS)
  ) {
    refuse("expiryBudgetMs", expiryBudgetMs, "a positive number of milliseconds");
  }
  return {
    engine: {
      clock,
      policy,
      lfuTuning,
      evictionSamples: whole("evictionSamples", evictionSamples, 1, MAX_SAMPLES),
      maxKeys: whole("maxKeys", maxKeys, 0, Number.MAX_SAFE_INTEGER),
      maxMemory: bytesOf(maxMemory),
      strictMemory: true,
      trackAccess: false,
    },
    sweeper: {
      intervalMs: whole("expiryIntervalMs", expiryIntervalMs, 1, MAX_TIMER_MS),
      budgetMs: expiryBudgetMs,
    },
    activeExpiry,
    signal,
    codec,
  };
}

function whole(name: string, value: unknown, min: number, max: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) {
    return value;
  }
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`;
  refuse(name, value, `a whole number ${range}`);
}

function bytesOf(size: unknown): number {
  const bytes = typeof size === "string" && /\d/.test(size) ? parseByteSize(size) : size;
  if (typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  refuse("maxMemory", size, 'a number of bytes from 0 on or a size such as "256mb"');
}

function refuse(name: string, value: unknown, wanted: string): never {
  throw new StoreError(
    "INVALID_OPTION",
    `Cannot make a store with ${name} ${show(value)}: it must be ${wanted}`,
  );
}
