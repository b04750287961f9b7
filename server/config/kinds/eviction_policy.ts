/**
 * The `maxmemory-policy` setting: which keys go when memory or keys reach their limit.
 *
 * Redis's names, and two of our own: `allkeys-fifo` and `volatile-fifo` evict the key that was
 * written first. `lru`, `lfu`, `random` and `fifo` are short for the `allkeys-` forms.
 */

import { type Kind, oneOf } from "./kind.ts";

/** The values of `maxmemory-policy`. */
export type EvictionPolicyName =
  | "volatile-lru"
  | "volatile-lfu"
  | "volatile-random"
  | "volatile-ttl"
  | "allkeys-lru"
  | "allkeys-lfu"
  | "allkeys-random"
  | "noeviction"
  | "allkeys-fifo"
  | "volatile-fifo";

const SHORT_FORMS: ReadonlySet<string> = new Set(["lru", "lfu", "random", "fifo"]);

const fullName: Kind<EvictionPolicyName> = oneOf<EvictionPolicyName>(
  // In the order in which Redis's error message lists them, ours behind.
  "volatile-lru",
  "volatile-lfu",
  "volatile-random",
  "volatile-ttl",
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-random",
  "noeviction",
  "allkeys-fifo",
  "volatile-fifo",
);

/** A policy by its full name or its short one, in any case. */
export const evictionPolicy: Kind<EvictionPolicyName> = {
  ...fullName,
  parse(text) {
    const word = text.toLowerCase();
    return fullName.parse(SHORT_FORMS.has(word) ? `allkeys-${word}` : word);
  },
};
