/**
 * Shortest time to live: the record that falls due first goes first.
 *
 * The candidates come from the timing wheel's next slots, so the choice is exact to the
 * width of a slot.
 */

import { accessWord } from "./access_clock.ts";
import type { EvictionPolicy } from "./policy.ts";

/** Makes the policy. */
export function soonestExpiry(name: string): EvictionPolicy {
  return {
    name,
    source: "soonest",
    indifferent: false,
    countsFrequency: false,
    created: accessWord,
    used: (_word, nowMs) => accessWord(nowMs),
    rank({ count, expiries, scores }) {
      for (let i = 0; i < count; i++) scores[i] = -expiries[i];
    },
  };
}
