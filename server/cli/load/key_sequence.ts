/** Which key comes after which: uniform, by Zipf's law, or one after the other. */

import type { SeededRandom } from "./seeded_random.ts";
import { Zipf } from "./zipf.ts";

/** How keys are drawn. */
export type Distribution =
  | { readonly kind: "uniform" }
  /** The key of number 0 is the most frequent one. */
  | { readonly kind: "zipf"; readonly exponent: number }
  /** From 0 on, and from 0 again behind the last one; all clients take from one sequence. */
  | { readonly kind: "sequential" };

/** What YCSB and most studies of caches take. */
const DEFAULT_EXPONENT = 0.99;

/** Numbers of keys. */
export interface KeySequence {
  /** The next one, from 0 on. */
  next(): number;
}

/** Reads `uniform`, `zipf`, `zipf:1.2` or `sequential`; undefined if it is none of them. */
export function parseDistribution(text: string): Distribution | undefined {
  if (text === "uniform" || text === "sequential") return { kind: text };
  const match = /^zipf(?::(\d+(?:\.\d+)?|\.\d+))?$/.exec(text);
  if (match === null) return undefined;
  const exponent = match[1] === undefined ? DEFAULT_EXPONENT : Number(match[1]);
  return exponent > 0 && exponent <= 100 ? { kind: "zipf", exponent } : undefined;
}

/** The text that stands for a distribution. */
export function distributionText(distribution: Distribution): string {
  return distribution.kind === "zipf" ? `zipf:${distribution.exponent}` : distribution.kind;
}

/**
 * Draws numbers below `keys`.
 * @param keys at least 1 and at most 2³².
 */
export function keySequence(
  distribution: Distribution,
  keys: number,
  random: SeededRandom,
): KeySequence {
  switch (distribution.kind) {
    case "uniform":
      return { next: () => random.int(keys) };
    case "sequential": {
      let next = 0;
      return {
        next() {
          const number = next++;
          if (next === keys) next = 0;
          return number;
        },
      };
    }
    case "zipf": {
      const zipf = new Zipf(keys, distribution.exponent, random);
      return { next: () => zipf.next() - 1 };
    }
  }
}
