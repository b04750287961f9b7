/** Metrics of the process and of the server as a whole. */

import { cpuUsage } from "../../diagnostics/cpu_usage.ts";
import { REDIS_VERSION, VERSION } from "../../version.ts";
import { counter, flag, gauge, type Metric } from "./metric.ts";

/** The metrics; those that begin with `process_` have the names that all exporters use. */
export const PROCESS_METRICS: readonly Metric[] = [
  gauge("vortis_build_info", "Always 1; which program this is, is in the labels", () => [{
    labels: {
      version: VERSION,
      redis_version: REDIS_VERSION,
      deno_version: Deno.version.deno,
      v8_version: Deno.version.v8,
    },
    value: 1,
  }]),
  gauge(
    "vortis_uptime_seconds",
    "How long the server has been running",
    ({ server }) => (server.clock.now() - server.startedMs) / 1000,
  ),
  flag(
    "vortis_ready",
    "Whether data is loaded and writes are accepted",
    ({ server }) => !server.durability.restricted,
  ),
  counter("process_cpu_seconds_total", "Processor time of the process", () => {
    const usage = cpuUsage();
    return usage === undefined ? [] : [{ value: (usage.user + usage.system) / 1e6 }];
  }),
  gauge(
    "process_resident_memory_bytes",
    "Memory of the process",
    ({ memory }) => memory.residentBytes,
  ),
  gauge(
    "process_start_time_seconds",
    "When the server started, in seconds since 1970",
    ({ server }) => server.startedMs / 1000,
  ),
];
