/**
 * First in, first out: the record that was made first goes first, however much it is used.
 *
 * The access word is the time of insertion; overwriting a value does not renew it.
 */

import { accessWord, rankByTime } from "./access_clock.ts";
import type { CandidateSource, EvictionPolicy } from "./policy.ts";

/** Makes the policy for a source of candidates. */
export function fifo(name: string, source: CandidateSource): EvictionPolicy {
  return {
    name,
    source,
    indifferent: false,
    countsFrequency: false,
    created: accessWord,
    used: (word) => word,
    rank: rankByTime,
  };
}
