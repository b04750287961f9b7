/** GET /metrics: all metrics for Prometheus. */

import { createRoute, z } from "@hono/zod-openapi";
import type { HttpApp } from "../../http_app.ts";
import { expose, EXPOSITION_TYPES, preferredFormat } from "../../metrics/exposition.ts";
import type { MetricSource } from "../../metrics/metric.ts";
import { METRICS } from "../../metrics/metrics.ts";
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

/** Adds the route; `read` gives what the metrics are read from. */
export function addMetricsRoute(app: HttpApp, read: () => MetricSource): void {
  app.openapi(ROUTE, (context) => {
    const format = preferredFormat(context.req.header("accept") ?? null);
    return new Response(expose(METRICS, read(), format), {
      headers: { "content-type": EXPOSITION_TYPES[format], "vary": "accept", ...NOT_STORED },
    });
  });
}
