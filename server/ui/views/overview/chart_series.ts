/** The charts as data: which figures of a sample each one draws, in which colours, and how it writes them. */

import type { Sample } from "../../api.ts";
import { formatBytes, formatCount, formatMicroseconds } from "../../logic/format.ts";

/** One line of a chart. */
export interface SeriesSpec {
  readonly label: string;
  /** The custom property of its colour. */
  readonly color: string;
  readonly of: (sample: Sample) => number | null;
}

/** A chart. */
export interface ChartSpec {
  readonly title: string;
  readonly unit: string;
  readonly format: (value: number) => string;
  readonly series: readonly SeriesSpec[];
  /** Its values stand over powers of ten. */
  readonly isLogarithmic?: boolean;
  /** What may lie between two lines of its grid. */
  readonly increments?: readonly number[];
}

/** Powers of two, as bytes are counted. */
const BINARY = Array.from({ length: 48 }, (_, power) => 2 ** power);

const perSecond = (value: number) => formatCount(Math.round(value * 10) / 10);

/** The charts, in their order. */
export const CHARTS: readonly ChartSpec[] = [
  {
    title: "Operations",
    unit: "a second",
    format: perSecond,
    series: [
      { label: "Commands", color: "--chart-1", of: (sample) => sample.operationsPerSecond },
      { label: "Errors", color: "--chart-4", of: (sample) => sample.errorsPerSecond },
    ],
  },
  {
    title: "Latency",
    unit: "of commands",
    format: formatMicroseconds,
    isLogarithmic: true,
    series: [
      { label: "p50", color: "--chart-1", of: ({ latency }) => latency.p50 },
      { label: "p95", color: "--chart-2", of: ({ latency }) => latency.p95 },
      { label: "p99", color: "--chart-3", of: ({ latency }) => latency.p99 },
      { label: "p99.9", color: "--chart-4", of: ({ latency }) => latency.p999 },
    ],
  },
  {
    title: "Memory",
    unit: "in use",
    format: formatBytes,
    increments: BINARY,
    series: [
      { label: "Data", color: "--chart-1", of: (sample) => sample.usedMemoryBytes },
      { label: "Process", color: "--chart-2", of: (sample) => sample.residentMemoryBytes },
    ],
  },
  {
    title: "Hits and misses",
    unit: "a second",
    format: perSecond,
    series: [
      { label: "Hits", color: "--chart-5", of: (sample) => sample.hitsPerSecond },
      { label: "Misses", color: "--chart-3", of: (sample) => sample.missesPerSecond },
    ],
  },
  {
    title: "Clients",
    unit: "connected",
    format: (value) => formatCount(Math.round(value)),
    series: [{ label: "Clients", color: "--chart-1", of: (sample) => sample.clients }],
  },
  {
    title: "Traffic",
    unit: "a second",
    format: formatBytes,
    increments: BINARY,
    series: [
      { label: "In", color: "--chart-1", of: (sample) => sample.inputBytesPerSecond },
      { label: "Out", color: "--chart-2", of: (sample) => sample.outputBytesPerSecond },
    ],
  },
];
