/** GET /metrics: all metrics for Prometheus. */

import { z } from "@hono/zod-openapi";
import type { HttpApp } from "../../http_app.ts";
import { expose, EXPOSITION_TYPES, preferredFormat } from "../../metrics/exposition.ts";
import type { MetricSource } from "../../metrics/metric.ts";
import { METRICS } from "../../metrics/metrics.ts";
import { addRoute } from "../../route_description.ts";
import { NOT_STORED, OPERATIONS_TAG } from "./route_parts.ts";

const text = z.string();

/** Adds the route; `read` gives what the metrics are read from. */
export function addMetricsRoute(app: HttpApp, read: () => MetricSource): void {
  addRoute(app, {
    ...{ method: "get", path: "/metrics", tags: OPERATIONS_TAG, operationId: "getMetrics" },
    summary: "Metrics for Prometheus",
    responses: {
      200: {
        description: "Prometheus's text format 0.0.4, or OpenMetrics 1.0.0 if that is preferred",
        content: {
          "text/plain": { schema: text },
          "application/openmetrics-text": { schema: text },
        },
      },
    },
  }, ({ req }) => {
    const format = preferredFormat(req.header("accept") ?? null);
    return new Response(expose(METRICS, read(), format), {
      headers: { "content-type": EXPOSITION_TYPES[format], "vary": "accept", ...NOT_STORED },
    });
  });
}
