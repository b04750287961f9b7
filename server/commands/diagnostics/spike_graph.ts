/**
 * LATENCY GRAPH: an event's spikes as columns of text, the oldest on the left, and under each how
 * long ago it was.
 *
 *     command - high 20 ms, low 5 ms (all time high 20 ms)
 *     ----------------------------------------------------------------
 *      #
 *      |
 *     _|_
 *     431      under a column, downwards: 4m, 31s, 1s
 *     m1s
 *      s
 */

import type { LatencyEvent } from "../../diagnostics/latency_monitor.ts";

const ROWS = 4;
const WIDTH = 80;

/** Draws the last spikes. */
export function drawSpikes(name: string, event: LatencyEvent, nowMs: number): string {
  const samples = event.samples.slice(-WIDTH);
  const values = samples.map(({ milliseconds }) => milliseconds);
  const high = Math.max(...values);
  const low = Math.min(...values);
  const heights = values.map((value) =>
    high === low ? 1 : 1 + Math.round(((value - low) / (high - low)) * (ROWS - 1))
  );
  const ages = samples.map(({ time }) => formatAge(Math.floor(nowMs / 1000) - time));
  const lines = [
    `${name} - high ${high} ms, low ${low} ms (all time high ${event.maxMilliseconds} ms)`,
    "-".repeat(WIDTH),
  ];
  for (let row = ROWS; row > 0; row--) {
    lines.push(heights.map((height) => cell(height, row)).join(""));
  }
  for (let row = 0; row < Math.max(...ages.map(({ length }) => length)); row++) {
    lines.push(ages.map((age) => age[row] ?? " ").join(""));
  }
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** What a column of a height shows in a row (1 is the lowest). */
function cell(height: number, row: number): string {
  if (row > height) return " ";
  if (row < height) return "|";
  return height === 1 ? "_" : "#";
}

function formatAge(seconds: number): string {
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86400)}d`;
}
