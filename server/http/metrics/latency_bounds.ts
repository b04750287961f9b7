/** The buckets of the latency histograms. */

/** Their upper bounds in seconds: a quarter of a microsecond to half a second. */
export const LATENCY_BOUNDS: readonly number[] = [
  ...[2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4],
  ...[1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
];

/** The same in nanoseconds. */
export const LATENCY_BOUNDS_NANOSECONDS: readonly number[] = LATENCY_BOUNDS.map((seconds) =>
  Math.round(seconds * 1e9)
);
