/**
 * How long requests took: a histogram as HdrHistogram has it (Tene), in steps of 100 ns, whose
 * buckets are at most 1 % wide, from 100 ns to 214 seconds. A bucket is found without a logarithm;
 * `server/latency_histogram.ts` draws the layout.
 *
 * It reaches further than the server's own: with a rate to keep, the latency of an overloaded server
 * grows as long as the load lasts.
 */

import { latencyBucket, latencyBucketEnd } from "../../latency_histogram.ts";

/** Units in a millisecond: one is 100 ns. */
const UNITS = 10_000;
const MAX_UNITS = 2 ** 31 - 1;
const BUCKETS = latencyBucket(MAX_UNITS) + 1;

/** Counts of latencies. */
export class LatencyCounts {
  /** Latencies recorded. */
  count = 0;
  /** The longest one, exact; 0 without any. */
  maxMs = 0;
  #sumMs = 0;
  readonly #counts = new Float64Array(BUCKETS);

  /** The mean, exact; 0 without any. */
  get meanMs(): number {
    return this.count === 0 ? 0 : this.#sumMs / this.count;
  }

  /** Adds a latency. What takes longer than 214 seconds counts as that long. */
  record(ms: number): void {
    this.#counts[latencyBucket(Math.min(Math.max(ms * UNITS, 0), MAX_UNITS) | 0)]++;
    this.count++;
    this.#sumMs += ms;
    if (ms > this.maxMs) this.maxMs = ms;
  }

  /** Adds all that another one has counted. */
  add(other: LatencyCounts): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#counts[bucket] += other.#counts[bucket];
    this.count += other.count;
    this.#sumMs += other.#sumMs;
    this.maxMs = Math.max(this.maxMs, other.maxMs);
  }

  /** What has been counted since `earlier` was a copy of this; the longest one to 1 % alone. */
  since(earlier: LatencyCounts): LatencyCounts {
    const difference = new LatencyCounts();
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket] - earlier.#counts[bucket];
      if (count === 0) continue;
      difference.#counts[bucket] = count;
      difference.maxMs = Math.min(this.maxMs, latencyBucketEnd(bucket) / UNITS);
    }
    difference.count = this.count - earlier.count;
    difference.#sumMs = this.#sumMs - earlier.#sumMs;
    return difference;
  }

  /** The latency that `percent` of all do not exceed, 1 % too long at most; 0 without any. */
  percentileMs(percent: number): number {
    // 99.9 % of 1,000 are 999, also in floating point.
    const wanted = Math.max(1, Math.ceil((percent * this.count) / 100 - 1e-6));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS && this.count > 0; bucket++) {
      seen += this.#counts[bucket];
      if (seen >= wanted) return Math.min(latencyBucketEnd(bucket) / UNITS, this.maxMs);
    }
    return this.maxMs;
  }

  /** Calls `visit` for each bucket that is not empty, in order, with its end and its count. */
  each(visit: (endMs: number, count: number) => void): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket];
      if (count > 0) visit(latencyBucketEnd(bucket) / UNITS, count);
    }
  }
}
