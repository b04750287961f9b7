/**
 * Latencies of many commands taken together, each of them standing for as many executions as it has to:
 * a command of constant time is timed once in dozens of calls, others always.
 *
 * The buckets are `LatencyHistogram`'s; their counts are fractions.
 */

import { LATENCY_BUCKETS, latencyBucket, latencyBucketEnd } from "../../latency_histogram.ts";

/** Sums of weights are off by less than this share. */
const ROUNDING = 1e-9;

/** A weighted distribution of latencies. */
export class LatencyDistribution {
  /** Sum of all weights: the executions that it stands for. */
  count = 0;
  readonly #weights = new Float64Array(LATENCY_BUCKETS);

  /** Adds `weight` executions to a bucket. */
  add(bucket: number, weight: number): void {
    this.#weights[bucket] += weight;
    this.count += weight;
  }

  /** Adds everything to another one. */
  addTo(other: LatencyDistribution): void {
    for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
      other.#weights[bucket] += this.#weights[bucket];
    }
    other.count += this.count;
  }

  /**
   * The latency in microseconds that `percent` of the executions do not exceed, as the end of its bucket;
   * undefined if there are none. O(buckets).
   */
  percentile(percent: number): number | undefined {
    if (this.count === 0) return undefined;
    const wanted = (percent / 100) * this.count * (1 - ROUNDING);
    let seen = 0;
    let last = 0;
    for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
      if (this.#weights[bucket] === 0) continue;
      last = bucket;
      seen += this.#weights[bucket];
      if (seen >= wanted) break;
    }
    return latencyBucketEnd(last) / 1000;
  }

  /**
   * How many executions took no longer than each bound, in whole executions.
   * @param bounds in nanoseconds, ascending; a bound is as exact as the bucket that it falls into, 1 %.
   */
  cumulative(bounds: readonly number[]): number[] {
    let seen = 0;
    let bucket = 0;
    return bounds.map((bound) => {
      for (const last = latencyBucket(bound); bucket <= last; bucket++) {
        seen += this.#weights[bucket];
      }
      return Math.round(seen);
    });
  }
}
