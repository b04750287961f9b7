/** What those who run a server ask it: is it well, what has it done, how fast is it, and please compact. */

import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { reportMemory } from "../../diagnostics/memory_report.ts";
import type { MetricSource } from "../metrics/metric.ts";
import { denoMeter, reportTo } from "../metrics/open_telemetry.ts";
import type { HttpCounters } from "../operations/http_counters.ts";
import { PerformanceMonitor } from "../operations/performance_monitor.ts";
import { addCompactionRoutes } from "./operations/compaction_routes.ts";
import { addHealthRoutes } from "./operations/health_routes.ts";
import { addMetricsRoute } from "./operations/metrics_route.ts";
import { addPerformanceRoutes } from "./operations/performance_routes.ts";
import { addStatsRoute } from "./operations/stats_route.ts";

/** Adds the routes, and begins to watch how the server performs and to report it to OpenTelemetry. */
export function addOperationsRoutes(app: HttpApp, host: HttpHost, counters: HttpCounters): void {
  const monitor = new PerformanceMonitor(host.server);
  monitor.start();
  const { server } = host;
  const read = (): MetricSource => ({
    ...{ server, http: counters },
    memory: reportMemory(server),
    commands: monitor.commands(),
  });
  const meter = denoMeter();
  const stopReporting = meter === undefined ? undefined : reportTo(meter, read);
  host.ending.addEventListener("abort", () => {
    monitor.stop();
    stopReporting?.();
  }, { once: true });
  addHealthRoutes(app, host);
  addStatsRoute(app, host);
  addPerformanceRoutes(app, host, monitor, counters);
  addCompactionRoutes(app, host);
  addMetricsRoute(app, read);
}
