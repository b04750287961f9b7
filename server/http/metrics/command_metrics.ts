/** Metrics of commands: how many, how many in vain, how long. */

import type { CommandMeter } from "../operations/activity.ts";
import { LATENCY_BOUNDS, LATENCY_BOUNDS_NANOSECONDS } from "./latency_bounds.ts";
import { counter, gauge, type Labels, type Metric, type MetricSource } from "./metric.ts";

/** The metrics. */
export const COMMAND_METRICS: readonly Metric[] = [
  counter(
    "vortis_commands_processed_total",
    "Commands executed",
    ({ server }) => server.stats.commands,
  ),
  counter("vortis_command_calls_total", "Executions of a command", perCommand("calls")),
  counter(
    "vortis_command_failures_total",
    "Executions of a command that ended in an error",
    perCommand("failed"),
  ),
  counter(
    "vortis_command_rejections_total",
    "Requests for a command that were refused before execution",
    perCommand("rejected"),
  ),
  counter(
    "vortis_command_time_seconds_total",
    "Time spent executing a command, whether or not latencies are tracked",
    function* ({ commands }) {
      for (const meter of commands) {
        yield { labels: labelsOf(meter), value: meter.total.microseconds / 1e6 };
      }
    },
  ),
  {
    type: "histogram",
    name: "vortis_command_duration_seconds",
    help: "Time spent executing a command; one call of a short command in 64 is timed and stands " +
      "for the others",
    bounds: LATENCY_BOUNDS,
    *read({ commands }) {
      for (const meter of commands) {
        const { latencies, latencyMicroseconds } = meter;
        if (latencies === undefined) continue;
        yield {
          labels: labelsOf(meter),
          cumulative: latencies.cumulative(LATENCY_BOUNDS_NANOSECONDS),
          count: Math.round(latencies.count),
          sum: latencyMicroseconds / 1e6,
        };
      }
    },
  },
  counter("vortis_errors_total", "Error replies by their first word", function* ({ server }) {
    for (const [kind, value] of server.stats.errorsByKind) yield { labels: { kind }, value };
  }),
  gauge("vortis_slowlog_entries", "Entries of the slow log", ({ server }) => server.slowLog.length),
  counter(
    "vortis_expire_cycle_seconds_total",
    "Time spent removing expired keys in the background",
    ({ server }) => server.sweeper.spentMs / 1000,
  ),
];

function labelsOf({ command, family }: CommandMeter): Labels {
  return { command: command.name, family };
}

function perCommand(name: "calls" | "failed" | "rejected") {
  return function* ({ commands }: MetricSource) {
    for (const meter of commands) {
      yield { labels: labelsOf(meter), value: meter.total[name] };
    }
  };
}
