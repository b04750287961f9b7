/**
 * What an eviction policy is.
 *
 * A policy looks at the metadata of sampled records and says which goes first; it deletes
 * nothing and knows neither table nor arena. It also says what a record's access word means: the
 * 32 bits that every record has for it. A new policy is a file here and a line in `policies.ts`.
 */

/** Where a policy's candidates come from. */
export type CandidateSource =
  /** Any record. */
  | "all"
  /** Records with an expire time. */
  | "volatile"
  /** Records with an expire time that fall due first. */
  | "soonest";

/** The metadata of sampled records: the first `count` entries of each list, one for a record. */
export interface Sample {
  count: number;
  /** Access words. */
  readonly words: Int32Array;
  /** Expire times in ms since the epoch; `Infinity` for a record that has none. */
  readonly expiries: Float64Array;
  /** What the policy makes of them. */
  readonly scores: Float64Array;
}

/** Decides which of some sampled records is evicted first. */
export interface EvictionPolicy {
  /** The name under which users choose it. */
  readonly name: string;
  readonly source: CandidateSource;
  /** Whether one candidate is as good as another, so that sampling several is of no use. */
  readonly indifferent: boolean;
  /** Whether the access word holds a frequency rather than a time (OBJECT FREQ or IDLETIME). */
  readonly countsFrequency: boolean;
  /** The access word of a new record. */
  created(nowMs: number): number;
  /** The access word after a use. */
  used(word: number, nowMs: number): number;
  /**
   * Writes to `scores` how much each sampled record deserves to go: of two candidates the one with
   * the higher score is evicted first. Scores given at different times are compared with each
   * other.
   */
  rank(sample: Sample, nowMs: number): void;
}
