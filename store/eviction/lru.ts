/**
 * Least recently used: the record that has not been used for the longest time goes first.
 *
 * Exact among the sampled candidates; with five samples and the candidate pool the hit ratio
 * is within two points of an exact LRU (`bench/hit_ratio.ts`). Without an order between records
 * there is no list to relink on each read.
 */

import { accessWord, rankByTime } from "./access_clock.ts";
import type { CandidateSource, EvictionPolicy } from "./policy.ts";

/** Makes the policy for a source of candidates. */
export function lru(name: string, source: CandidateSource): EvictionPolicy {
  return {
    name,
    source,
    indifferent: false,
    countsFrequency: false,
    created: accessWord,
    used: (_word, nowMs) => accessWord(nowMs),
    rank: rankByTime,
  };
}
