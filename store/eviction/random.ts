/**
 * Random replacement: any candidate is as good as another.
 *
 * The time of last use is kept all the same, for OBJECT IDLETIME.
 */

import { accessWord } from "./access_clock.ts";
import type { CandidateSource, EvictionPolicy } from "./policy.ts";

/** Makes the policy for a source of candidates. */
export function random(name: string, source: CandidateSource): EvictionPolicy {
  return {
    name,
    source,
    indifferent: true,
    countsFrequency: false,
    created: accessWord,
    used: (_word, nowMs) => accessWord(nowMs),
    rank: ({ count, scores }) => void scores.fill(0, 0, count),
  };
}
