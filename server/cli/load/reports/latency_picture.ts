/**
 * Latencies as a picture of characters: a bar for each range, ranges growing in equal proportion.
 *
 *     ≤ 250 µs ██████████████████████████████ 61.2 %  p50
 *     ≤ 315 µs ████████▌                      17.4 %  p75
 */

import type { LatencyCounts } from "../latency_counts.ts";
import { duration } from "./number_texts.ts";

/** Ends of ranges within a decade, from fine to coarse: preferred numbers (ISO 3). */
const STEPS: readonly (readonly number[])[] = [
  [
    ...[1, 1.06, 1.12, 1.18, 1.25, 1.32, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.12, 2.24, 2.36, 2.5],
    ...[2.65, 2.8, 3, 3.15, 3.35, 3.55, 3.75, 4, 4.25, 4.5, 4.75, 5, 5.3, 5.6, 6, 6.3, 6.7, 7.1],
    ...[7.5, 8, 8.5, 9, 9.5],
  ],
  [1, 1.12, 1.25, 1.4, 1.6, 1.8, 2, 2.24, 2.5, 2.8, 3.15, 3.55, 4, 4.5, 5, 5.6, 6.3, 7.1, 8, 9],
  [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8],
  [1, 1.6, 2.5, 4, 6.3],
  [1, 2, 5],
  [1],
];
/**
 * The ranges of a picture are as fine as the latencies between these allow. What is shorter joins the
 * first one; what is longer has two rows of its own, to the last of the percentiles and to the longest.
 */
const LOWEST_PERCENT = 0.1;
const HIGHEST_PERCENT = 99;
const TAIL_PERCENT = 99.9;
const MOST_ROWS = 14;
/** One unit of what is recorded. */
const SHORTEST_MS = 1e-4;
const FULL = "█";
/** An eighth of a character to seven of them. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** A range of latencies. */
export interface LatencyRange {
  /** Its end, included. */
  readonly toMs: number;
  readonly count: number;
}

/** Latencies in ranges, neither the first nor the last empty: as fine as so many ranges allow. */
export function latencyRanges(latencies: LatencyCounts, mostRanges: number): LatencyRange[] {
  const all = STEPS.map((steps) => rangesOf(latencies, steps));
  return all.find((ranges) => ranges.length <= mostRanges) ?? all.at(-1)!;
}

/** The ranges of a picture. */
function pictureRanges(latencies: LatencyCounts): LatencyRange[] {
  const lowestMs = latencies.percentileMs(LOWEST_PERCENT);
  const highestMs = latencies.percentileMs(HIGHEST_PERCENT);
  const isCentral = ({ toMs }: LatencyRange) => toMs >= lowestMs;
  const all = STEPS.map((steps) => {
    const ranges = rangesOf(latencies, steps);
    return ranges.slice(0, ranges.findIndex(({ toMs }) => toMs >= highestMs) + 1);
  });
  const ranges = all.find((ranges) => ranges.filter(isCentral).length <= MOST_ROWS) ?? all.at(-1)!;
  const first = ranges.findIndex(isCentral);
  const below = ranges.slice(0, first).reduce((sum, { count }) => sum + count, 0);
  const central = ranges.slice(first);
  central[0] = { ...central[0], count: central[0].count + below };
  for (const toMs of [latencies.percentileMs(TAIL_PERCENT), latencies.maxMs]) {
    const fromMs = central.at(-1)!.toMs;
    let count = 0;
    latencies.each((ms, more) =>
      count += ms > fromMs && Math.min(ms, latencies.maxMs) <= toMs ? more : 0
    );
    if (count > 0) central.push({ toMs, count });
  }
  return central;
}

/** The picture, a line for each range; none without latencies. */
export function latencyPicture(
  latencies: LatencyCounts,
  percentiles: readonly number[],
  barColumns: number,
  paintBar: (bar: string) => string = (bar) => bar,
): string[] {
  if (latencies.count === 0) return [];
  const ranges = pictureRanges(latencies);
  const most = Math.max(...ranges.map(({ count }) => count));
  let fromMs = -1;
  return ranges.map(({ toMs, count }) => {
    const names = percentiles.filter((percent) => {
      const ms = latencies.percentileMs(percent);
      return ms > fromMs && ms <= toMs;
    }).map((percent) => `p${percent}`);
    fromMs = toMs;
    const share = (100 * count) / latencies.count;
    const text = share > 0 && share < 0.01 ? "< 0.01" : share.toFixed(2);
    const line = `${`≤ ${duration(toMs * 1e6)}`.padStart(9)}  ` +
      `${paintBar(bar(count / most, barColumns))} ${text.padStart(6)} %  ${names.join(" ")}`;
    return line.trimEnd();
  });
}

/** A bar of a share of the columns, filled up with blanks; what is more than nothing shows. */
export function bar(share: number, columns: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(share * columns * 8));
  return (FULL.repeat(eighths >> 3) + EIGHTHS[eighths & 7]).padEnd(columns);
}

/** Values as a line of blocks, the highest one full; means of neighbours if there are too many. */
export function sparkline(values: readonly number[], columns: number): string {
  const width = Math.min(columns, values.length);
  const most = Math.max(...values);
  return Array.from({ length: width }, (_, column) => {
    const part = values.slice(
      Math.floor((column * values.length) / width),
      Math.floor(((column + 1) * values.length) / width),
    );
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    return most === 0 ? LEVELS[0] : LEVELS[Math.min(7, Math.floor((mean / most) * 8))];
  }).join("");
}

function rangesOf(latencies: LatencyCounts, steps: readonly number[]): LatencyRange[] {
  const ranges: { toMs: number; count: number }[] = [];
  latencies.each((ms, count) => {
    const toMs = endOf(ms, steps);
    const last = ranges.at(-1);
    if (last?.toMs === toMs) last.count += count;
    else {
      // What lies between is empty, and is shown so.
      for (let end = last && endAfter(last.toMs, steps); end && end < toMs;) {
        ranges.push({ toMs: end, count: 0 });
        end = endAfter(end, steps);
      }
      ranges.push({ toMs, count });
    }
  });
  return ranges;
}

/** The end of the range of a latency. */
function endOf(ms: number, steps: readonly number[]): number {
  const value = Math.max(ms, SHORTEST_MS);
  const decade = Math.floor(Math.log10(value * (1 - 1e-9)));
  const scale = 10 ** decade;
  const step = steps.find((step) => value <= step * scale * (1 + 1e-9));
  return rounded(step === undefined ? 10 ** (decade + 1) : step * scale);
}

function endAfter(endMs: number, steps: readonly number[]): number {
  return endOf(endMs * 1.01, steps);
}

/** Without the dust of powers of ten: the same range always has the same end. */
function rounded(ms: number): number {
  return Number(ms.toPrecision(6));
}
