/** A load over time: throughput and latencies of each of its intervals. */

import { LatencyCounts } from "../latency_counts.ts";
import type { LoadRecorder } from "../load_recorder.ts";

/** One interval. */
export interface TimelinePoint {
  /** Its end, in seconds of the measured time. */
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Error replies and requests without a reply. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** About so many points are kept of a load of a known length. */
const POINTS = 120;
const SHORTEST_MS = 100;
/** For loads whose length is not known. */
const DEFAULT_MS = 250;

/** Takes a point whenever an interval has passed. */
export class Timeline {
  readonly points: TimelinePoint[] = [];
  readonly #everyMs: number;
  #lastMs = 0;
  #before = new LatencyCounts();
  #failures = 0;

  /** @param durationMs How long is measured, if that is known. */
  constructor(durationMs: number | undefined) {
    this.#everyMs = durationMs === undefined
      ? DEFAULT_MS
      : Math.max(SHORTEST_MS, durationMs / POINTS);
  }

  /**
   * To be called every now and then.
   * @param measuredMs How long has been measured so far.
   * @param isLast Takes a point of what is left, if that is not too short to say something.
   */
  sample(recorder: LoadRecorder, measuredMs: number, isLast = false): void {
    const passedMs = measuredMs - this.#lastMs;
    if (passedMs < (isLast ? this.#everyMs / 2 : this.#everyMs * 0.95)) return;
    const now = recorder.allLatencies();
    const interval = now.since(this.#before);
    this.points.push({
      seconds: measuredMs / 1000,
      requestsPerSecond: (interval.count * 1000) / passedMs,
      failures: recorder.failures - this.#failures,
      p50Ms: interval.percentileMs(50),
      p95Ms: interval.percentileMs(95),
      p99Ms: interval.percentileMs(99),
      maxMs: interval.maxMs,
    });
    this.#lastMs = measuredMs;
    this.#before = now;
    this.#failures = recorder.failures;
  }
}
