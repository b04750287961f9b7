/** What those who run a server ask it: is it well, what has it done, how fast is it, and please compact. */

import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import type { HttpCounters } from "../operations/http_counters.ts";
import { PerformanceMonitor } from "../operations/performance_monitor.ts";
import { addCompactionRoutes } from "./operations/compaction_routes.ts";
import { addHealthRoutes } from "./operations/health_routes.ts";
import { addMetricsRoute } from "./operations/metrics_route.ts";
import { addPerformanceRoutes } from "./operations/performance_routes.ts";
import { addStatsRoute } from "./operations/stats_route.ts";

/** Adds the routes, and begins to watch how the server performs. */
export function addOperationsRoutes(app: HttpApp, host: HttpHost, counters: HttpCounters): void {
  const monitor = new PerformanceMonitor(host.server);
  monitor.start();
  host.ending.addEventListener("abort", () => monitor.stop(), { once: true });
  addHealthRoutes(app, host);
  addStatsRoute(app, host);
  addPerformanceRoutes(app, host, monitor);
  addCompactionRoutes(app, host);
  addMetricsRoute(app, host, monitor, counters);
}
