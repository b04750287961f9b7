/**
 * The table of eviction policies, under Redis's names.
 */

import { fifo } from "./fifo.ts";
import { lfu, type LfuTuning } from "./lfu.ts";
import { lru } from "./lru.ts";
import type { EvictionPolicy } from "./policy.ts";
import { random } from "./random.ts";
import { soonestExpiry } from "./soonest_expiry.ts";

type ShortName = "random" | "lru" | "lfu" | "fifo";
type FullName = Exclude<EvictionPolicyName, ShortName | "noeviction">;

const POLICIES = {
  "allkeys-lru": () => lru("allkeys-lru", "all"),
  "allkeys-lfu": (tuning) => lfu("allkeys-lfu", "all", tuning),
  "allkeys-random": () => random("allkeys-random", "all"),
  "allkeys-fifo": () => fifo("allkeys-fifo", "all"),
  "volatile-lru": () => lru("volatile-lru", "volatile"),
  "volatile-lfu": (tuning) => lfu("volatile-lfu", "volatile", tuning),
  "volatile-random": () => random("volatile-random", "volatile"),
  "volatile-ttl": () => soonestExpiry("volatile-ttl"),
  "volatile-fifo": () => fifo("volatile-fifo", "volatile"),
} satisfies { [Name in FullName]: (tuning: LfuTuning) => EvictionPolicy };

/** Short names for policies over all keys. */
const ALIASES = {
  random: "allkeys-random",
  lru: "allkeys-lru",
  lfu: "allkeys-lfu",
  fifo: "allkeys-fifo",
} satisfies { [Name in ShortName]: FullName };

/**
 * The name of an eviction policy: which keys may go (`allkeys`, or `volatile`: those with an expire
 * time), and which of them goes first. `"noeviction"` never removes anything; the names without a
 * prefix are short for those of all keys.
 *
 * | policy             | goes first                                                          |
 * |--------------------|---------------------------------------------------------------------|
 * | `noeviction`       | nothing: keys pass `maxKeys`, and `maxMemory` throws                |
 * | `…-lru`            | what was used least recently                                        |
 * | `…-lfu`            | what is used least often, where uses long ago count less            |
 * | `…-random`         | any key                                                             |
 * | `…-fifo`           | what was made first                                                 |
 * | `volatile-ttl`     | what expires first                                                  |
 *
 * @example
 * ```ts
 * import { type EvictionPolicyName, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * const eviction: EvictionPolicyName = "lru";
 * using cache = new Store({ maxKeys: 2, eviction });
 * cache.set("a", "1");
 * cache.set("b", "2");
 * cache.get("a");
 * cache.set("c", "3");
 * assertEquals([cache.has("a"), cache.has("b"), cache.has("c")], [true, false, true]);
 * ```
 */
export type EvictionPolicyName =
  | "noeviction"
  | "allkeys-lru"
  | "allkeys-lfu"
  | "allkeys-random"
  | "allkeys-fifo"
  | "volatile-lru"
  | "volatile-lfu"
  | "volatile-random"
  | "volatile-ttl"
  | "volatile-fifo"
  | "random"
  | "lru"
  | "lfu"
  | "fifo";

/** All full names, for messages and completion. */
export const EVICTION_POLICY_NAMES: readonly string[] = ["noeviction", ...Object.keys(POLICIES)];

/**
 * The policy of a name, `undefined` for an unknown one. "noeviction" is a policy too: it says how
 * access words are kept, and {@linkcode evicts} that it has no candidates.
 */
export function policyOf(name: string, tuning: LfuTuning): EvictionPolicy | undefined {
  if (name === "noeviction") return lru("noeviction", "all");
  const full = Object.hasOwn(ALIASES, name) ? ALIASES[name as keyof typeof ALIASES] : name;
  if (!Object.hasOwn(POLICIES, full)) return undefined;
  return POLICIES[full as keyof typeof POLICIES](tuning);
}

/** Whether the policy removes anything at all. */
export function evicts(policy: EvictionPolicy): boolean {
  return policy.name !== "noeviction";
}
