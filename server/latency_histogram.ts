/**
 * How long executions of a command took: a histogram with two significant digits, from one
 * nanosecond to one second.
 *
 * As in HdrHistogram (Tene): up to 255 ns a bucket is one nanosecond wide, and each octave above
 * has 128 buckets, so the width is always below 1 % of the value.
 *
 *     value   0 … 255   256 … 511   512 … 1023   1024 … 2047  …
 *     width   1 ns      2 ns        4 ns         8 ns
 *     index   0 … 255   256 … 383   384 … 511    512 … 639    …
 */

/** What takes longer counts as that long. */
export const MAX_NANOSECONDS = 1_000_000_000;
const SUB_BUCKET_BITS = 7;
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
/** How many buckets there are. */
export const LATENCY_BUCKETS = 24 * SUB_BUCKETS;
/** The first bound of `cumulative`; the others are its doubles. */
const FIRST_BOUND = 1024;

/** What somebody has already read of a histogram. */
export class SeenLatencies {
  count = 0;
  readonly counts: Float64Array = new Float64Array(LATENCY_BUCKETS);
}

/** Counts latencies. */
export class LatencyHistogram {
  /** Latencies recorded. */
  count = 0;
  readonly #counts = new Float64Array(LATENCY_BUCKETS);

  /** Adds a latency. */
  record(microseconds: number): void {
    const nanoseconds = Math.min(Math.max(microseconds * 1000, 0), MAX_NANOSECONDS) | 0;
    this.#counts[latencyBucket(nanoseconds)]++;
    this.count++;
  }

  /**
   * The latency in microseconds that `percent` of all do not exceed, as the end of its bucket.
   * There must be some.
   */
  percentile(percent: number): number {
    const wanted = Math.max(1, Math.floor((percent / 100) * this.count + 0.5));
    let seen = 0;
    for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
      seen += this.#counts[bucket];
      if (seen >= wanted) return latencyBucketEnd(bucket) / 1000;
    }
    return MAX_NANOSECONDS / 1000;
  }

  /**
   * Calls `visit` with a bound in whole microseconds and how many latencies do not exceed it, for
   * bounds of about 1, 2, 4, … at which the number has grown.
   */
  cumulative(visit: (microseconds: number, count: number) => void): void {
    let seen = 0;
    let bucket = 0;
    for (let bound = FIRST_BOUND; seen < this.count; bound *= 2) {
      const before = seen;
      const last = Math.min(latencyBucket(bound), LATENCY_BUCKETS - 1);
      for (; bucket <= last; bucket++) seen += this.#counts[bucket];
      if (seen > before) visit(Math.floor(latencyBucketEnd(last) / 1000), seen);
    }
  }

  /**
   * Calls `visit` for each bucket that has more than `seen` says, with how many more, and brings `seen`
   * up to date. O(buckets up to the longest of the new latencies).
   */
  growth(seen: SeenLatencies, visit: (bucket: number, count: number) => void): void {
    const counts = this.#counts;
    let left = this.count - seen.count;
    seen.count = this.count;
    for (let bucket = 0; left > 0; bucket++) {
      const more = counts[bucket] - seen.counts[bucket];
      if (more === 0) continue;
      left -= more;
      seen.counts[bucket] = counts[bucket];
      visit(bucket, more);
    }
  }
}

/** The bucket of a latency of 0 … 1,000,000,000 ns, or of any whole number below 2³¹. */
export function latencyBucket(nanoseconds: number): number {
  const shift = Math.max(0, 31 - Math.clz32(nanoseconds) - SUB_BUCKET_BITS);
  return (shift << SUB_BUCKET_BITS) + (nanoseconds >>> shift);
}

/** The largest value of a bucket, in nanoseconds. */
export function latencyBucketEnd(bucket: number): number {
  if (bucket < 2 * SUB_BUCKETS) return bucket;
  const shift = (bucket >> SUB_BUCKET_BITS) - 1;
  return (((bucket & (SUB_BUCKETS - 1)) | SUB_BUCKETS) << shift) + (1 << shift) - 1;
}
