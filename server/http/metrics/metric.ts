/** Metrics as data: what a scrape reads, whatever format it is written in. */

import type { MemoryReport } from "../../diagnostics/memory_report.ts";
import type { Server } from "../../server_state.ts";
import type { CommandMeter } from "../operations/activity.ts";
import type { HttpCounters } from "../operations/http_counters.ts";

/** Labels of a sample by name; values may be any text. */
export type Labels = Readonly<Record<string, string>>;

/** One value. */
export interface MetricSample {
  readonly labels?: Labels;
  readonly value: number;
}

/** One histogram. */
export interface HistogramSample {
  readonly labels?: Labels;
  /** How many values do not exceed each of the metric's bounds. */
  readonly cumulative: readonly number[];
  /** How many there are, and their sum. */
  readonly count: number;
  readonly sum: number;
}

/** What the metrics of one scrape are read from. */
export interface MetricSource {
  readonly server: Server;
  readonly memory: MemoryReport;
  /** The commands that have been called. */
  readonly commands: readonly CommandMeter[];
  readonly http: HttpCounters;
}

interface MetricBase {
  /** Full name, unit included; that of a counter ends in `_total`. */
  readonly name: string;
  /** One line that says what it is. */
  readonly help: string;
}

/** A value that goes up and down, or one that only grows until the server restarts or is reset. */
export interface ValueMetric extends MetricBase {
  readonly type: "gauge" | "counter";
  /** One or more samples; one for each value of the labels. */
  read(source: MetricSource): number | Iterable<MetricSample>;
}

/** A distribution. */
export interface HistogramMetric extends MetricBase {
  readonly type: "histogram";
  /** Upper bounds of the buckets, ascending, without the infinite one. */
  readonly bounds: readonly number[];
  read(source: MetricSource): Iterable<HistogramSample>;
}

/** Any metric. */
export type Metric = ValueMetric | HistogramMetric;

/** A gauge. */
export function gauge(name: string, help: string, read: ValueMetric["read"]): ValueMetric {
  return { type: "gauge", name, help, read };
}

/** A counter. */
export function counter(name: string, help: string, read: ValueMetric["read"]): ValueMetric {
  return { type: "counter", name, help, read };
}

/** A gauge that is 1 or 0. */
export function flag(
  name: string,
  help: string,
  read: (source: MetricSource) => boolean,
): ValueMetric {
  return gauge(name, `${help} (1) or not (0)`, (source) => read(source) ? 1 : 0);
}
