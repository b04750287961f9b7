/** LATENCY DOCTOR: sums the spikes up and says what can be done about them. */

import type { LatencyEvent, LatencyMonitor } from "../../diagnostics/latency_monitor.ts";

const ADVICE: Readonly<Record<string, string>> = {
  "command":
    "Slow commands: see SLOWLOG GET for which they are, and avoid those whose time grows with the " +
    "data (KEYS, ranges over everything, large MSET and MGET).",
  "fast-command":
    "Commands of constant time were slow: something else takes the processor, or the values are " +
    "very long.",
  "expire-cycle":
    "Many keys expire at the same time: spread their times to live, or lower active-expire-effort.",
  "eviction-cycle": "Much has to be evicted at once: raise maxmemory, or write in smaller pieces.",
};

/**
 * A report in words.
 *
 * @param slowLogThreshold Microseconds from which the slow log keeps commands; negative: none.
 */
export function diagnoseLatency(monitor: LatencyMonitor, slowLogThreshold: number): string {
  if (monitor.events.size === 0) {
    return monitor.thresholdMs === 0
      ? "Latency is not being monitored: CONFIG SET latency-monitor-threshold <milliseconds> " +
        "begins.\n"
      : `No event has taken ${monitor.thresholdMs} ms or longer.\n`;
  }
  const lines = [...monitor.events].map(([name, event], i) => `${i + 1}. ${summary(name, event)}`);
  const advice = [...monitor.events.keys()].map((name) => ADVICE[name]).filter(Boolean);
  if (slowLogThreshold < 0 || slowLogThreshold > monitor.thresholdMs * 1000) {
    advice.push(
      "The slow log does not keep all commands that are reported here: CONFIG SET " +
        `slowlog-log-slower-than ${monitor.thresholdMs * 1000}.`,
    );
  }
  const parts = [`Spikes of latency:\n\n${lines.join("\n")}\n`];
  if (advice.length > 0) parts.push(advice.map((line) => `- ${line}\n`).join(""));
  return parts.join("\n");
}

function summary(name: string, { samples, maxMilliseconds }: LatencyEvent): string {
  const count = samples.length;
  const average = samples.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / count;
  const deviation =
    samples.reduce((sum, { milliseconds }) => sum + Math.abs(milliseconds - average), 0) / count;
  const seconds = samples[count - 1].time - samples[0].time;
  const period = count === 1 ? "" : `, one in ${(seconds / (count - 1)).toFixed(1)} s`;
  return `${name}: ${count} ${count === 1 ? "spike" : "spikes"} (average ${
    Math.round(average)
  } ms, ` +
    `mean deviation ${Math.round(deviation)} ms${period}); the longest ever took ` +
    `${maxMilliseconds} ms`;
}
