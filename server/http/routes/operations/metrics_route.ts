/** GET /metrics: all metrics for Prometheus. */

import { createRoute, z } from "@hono/zod-openapi";
import { reportMemory } from "../../../memory_report.ts";
import type { HttpApp } from "../../http_app.ts";
import type { HttpHost } from "../../http_host.ts";
import { expose, EXPOSITION_TYPES, preferredFormat } from "../../metrics/exposition.ts";
import { METRICS } from "../../metrics/metrics.ts";
import type { HttpCounters } from "../../operations/http_counters.ts";
import type { PerformanceMonitor } from "../../operations/performance_monitor.ts";
import { NOT_STORED, OPERATIONS_TAG } from "./route_parts.ts";

const ROUTE = createRoute({
  ...{ method: "get", path: "/metrics", tags: OPERATIONS_TAG },
  summary: "Metrics for Prometheus",
  responses: {
    200: {
      description: "Prometheus's text format 0.0.4, or OpenMetrics 1.0.0 if that is preferred",
      content: {
        "text/plain": { schema: z.string() },
        "application/openmetrics-text": { schema: z.string() },
      },
    },
  },
});

/** Adds the route. */
export function addMetricsRoute(
  app: HttpApp,
  { server }: HttpHost,
  monitor: PerformanceMonitor,
  http: HttpCounters,
): void {
  app.openapi(ROUTE, (context) => {
    const format = preferredFormat(context.req.header("accept") ?? null);
    const source = { server, memory: reportMemory(server), commands: monitor.commands(), http };
    return new Response(expose(METRICS, source, format), {
      headers: { "content-type": EXPOSITION_TYPES[format], "vary": "accept", ...NOT_STORED },
    });
  });
}
