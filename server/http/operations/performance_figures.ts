/** The figures that tell how commands perform: per second, in error, and how long they take. */

import type { Activity } from "./activity.ts";
import type { LatencyDistribution } from "./latency_distribution.ts";

/** Commands in a stretch of time. */
export interface Span {
  readonly activity: Activity;
  readonly latencies: LatencyDistribution;
}

/** How long executions took, in microseconds; null where none was measured. */
export interface LatencyFigures {
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
}

/** The figures. */
export interface PerformanceFigures {
  /** Executions, the failed ones included. */
  readonly operations: number;
  readonly operationsPerSecond: number;
  /** Executions that failed, requests that were refused, and commands that do not exist. */
  readonly errors: number;
  /** Their share of all requests: 0 … 1. */
  readonly errorRate: number;
  readonly latency: LatencyFigures;
}

/** The figures of a span of so many seconds, and of requests for `unknown` commands in it. */
export function figuresOf(
  { activity, latencies }: Span,
  unknown: number,
  seconds: number,
): PerformanceFigures {
  const { calls, failed, rejected, measured, microseconds } = activity;
  const errors = failed + rejected + unknown;
  const requests = calls + rejected + unknown;
  return {
    operations: calls,
    operationsPerSecond: seconds <= 0 ? 0 : rounded(calls / seconds)!,
    errors,
    errorRate: requests === 0 ? 0 : errors / requests,
    latency: latencyFigures(latencies, measured === 0 ? undefined : microseconds / measured),
  };
}

/** The figures of a distribution, and of an average in microseconds. */
export function latencyFigures(
  latencies: LatencyDistribution,
  average: number | undefined,
): LatencyFigures {
  const percentile = (percent: number) => rounded(latencies.percentile(percent));
  return {
    average: rounded(average),
    p50: percentile(50),
    p95: percentile(95),
    p99: percentile(99),
    p999: percentile(99.9),
  };
}

/** To three digits after the point: nanoseconds. */
function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 1000) / 1000;
}
