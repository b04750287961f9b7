/** What a load came to, as all reports of it show it. */

import type { LatencyCounts } from "../latency_counts.ts";
import type { LoadRecorder, OperationRecord } from "../load_recorder.ts";
import type { LoadRun } from "../load_run.ts";
import type { Timeline, TimelinePoint } from "./timeline.ts";

/** The percentiles that are told. */
export const PERCENTILES = [50, 90, 95, 99, 99.9] as const;

/** Latencies in milliseconds. */
export interface LatencySummary {
  readonly mean: number;
  /** One for each of {@linkcode PERCENTILES}. */
  readonly percentiles: readonly number[];
  readonly max: number;
}

/** One operation, or all. */
export interface OperationSummary {
  readonly name: string;
  /** Requests that came to an end, in whatever way. */
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Error replies. */
  readonly errors: number;
  /** Requests that were never answered. */
  readonly lost: number;
  /** Undefined where there are no misses. */
  readonly hits: number | undefined;
  readonly misses: number | undefined;
  /** Undefined without any reply. */
  readonly latency: LatencySummary | undefined;
}

/** A load that has ended. */
export interface LoadSummary {
  /** How long was measured. */
  readonly seconds: number;
  readonly operations: readonly OperationSummary[];
  readonly all: OperationSummary;
  /** Latencies of all operations. */
  readonly latencies: LatencyCounts;
  readonly timeline: readonly TimelinePoint[];
  /** Requests that were due and have never been sent. */
  readonly unsent: number;
  readonly lostConnections: number;
  readonly lostReason: string;
  /** What errors said, the most frequent first. */
  readonly errorTexts: readonly { readonly text: string; readonly count: number }[];
  /** Cores that the generator kept busy. */
  readonly busyCores: number;
  readonly wasStopped: boolean;
  /** Why it ended before it was done, unless it was stopped. */
  readonly failure: string | undefined;
}

/** Sums a load up that has ended. */
export function summarizeLoad(run: LoadRun, timeline: Timeline): LoadSummary {
  const { recorder } = run;
  const seconds = run.measuredMs(performance.now()) / 1000;
  const latencies = recorder.allLatencies();
  const operations = recorder.operations.map((record) => {
    const { name, missKind, hits, misses } = record;
    const canMiss = missKind !== undefined;
    return {
      ...countsOf(record, record.latencies, seconds),
      name,
      hits: canMiss ? hits : undefined,
      misses: canMiss ? misses : undefined,
    };
  });
  const canMiss = operations.some(({ hits }) => hits !== undefined);
  const sum = (name: "hits" | "misses") =>
    operations.reduce((total, operation) => total + (operation[name] ?? 0), 0);
  return {
    seconds,
    operations,
    all: {
      ...countsOf(totals(recorder), latencies, seconds),
      name: "all",
      hits: canMiss ? sum("hits") : undefined,
      misses: canMiss ? sum("misses") : undefined,
    },
    latencies,
    timeline: timeline.points,
    unsent: recorder.unsent,
    lostConnections: recorder.lostConnections,
    lostReason: recorder.lostReason,
    errorTexts: [...recorder.errorTexts].map(([text, count]) => ({ text, count }))
      .sort((a, b) => b.count - a.count),
    busyCores: run.busyCores,
    wasStopped: run.wasStopped,
    failure: run.failure,
  };
}

function totals({ operations }: LoadRecorder): { requests: number; errors: number; lost: number } {
  const total = { requests: 0, errors: 0, lost: 0 };
  for (const { requests, errors, lost } of operations) {
    total.requests += requests;
    total.errors += errors;
    total.lost += lost;
  }
  return total;
}

function countsOf(
  { requests, errors, lost }: Pick<OperationRecord, "requests" | "errors" | "lost">,
  latencies: LatencyCounts,
  seconds: number,
): Omit<OperationSummary, "name" | "hits" | "misses"> {
  return {
    requests,
    requestsPerSecond: seconds === 0 ? 0 : latencies.count / seconds,
    errors,
    lost,
    latency: latencies.count === 0 ? undefined : {
      mean: latencies.meanMs,
      percentiles: PERCENTILES.map((percent) => latencies.percentileMs(percent)),
      max: latencies.maxMs,
    },
  };
}
