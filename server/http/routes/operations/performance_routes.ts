/** GET /performance and /performance/history: how fast, how often in vain, and for how long. */

import { z } from "@hono/zod-openapi";
import type { HttpApp } from "../../http_app.ts";
import type { HttpHost } from "../../http_host.ts";
import type { HttpCounters } from "../../operations/http_counters.ts";
import {
  HISTORY_SECONDS,
  type Performance,
  type PerformanceMonitor,
  WINDOW_SECONDS,
} from "../../operations/performance_monitor.ts";
import { addRoute, response } from "../../route_description.ts";
import { validateQuery } from "../../requests/validation.ts";
import { figures, OPERATIONS_TAG, wholeNumber } from "./route_parts.ts";

const LatencySchema = z.object({
  average: z.number().nullable(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  p999: z.number().nullable(),
}).openapi("Latency", {
  description:
    "In microseconds; of commands, the time spent executing; null where none was measured",
});

const FIGURES = {
  operations: z.number().int().openapi({ description: "Commands executed" }),
  operationsPerSecond: z.number(),
  errors: z.number().int().openapi({ description: "Failed, refused or unknown commands" }),
  errorRate: z.number().min(0).max(1).openapi({ description: "Their share of all requests" }),
  latency: LatencySchema,
};
const FiguresSchema = z.object(FIGURES).openapi("PerformanceFigures");
const NamedFiguresSchema = z.object({ name: z.string(), ...FIGURES })
  .openapi("NamedPerformanceFigures");

const SPAN = {
  seconds: z.number().openapi({ description: "Length of the stretch of time" }),
  overall: FiguresSchema,
  families: z.array(NamedFiguresSchema).openapi({
    description: "By command family, the busiest first",
  }),
};

const spanSchema = z.object(SPAN);

const PerformanceSchema = z.object({
  latencyTracking: z.boolean().openapi({
    description: "The setting latency-tracking: without it there are no percentiles",
  }),
  recent: spanSchema.openapi({ description: "The last whole seconds" }),
  http: z.object({
    requests: z.number().int(),
    requestsPerSecond: z.number(),
    errors: z.number().int().openapi({ description: "Responses of status 500 and above" }),
    errorRate: z.number().min(0).max(1),
    latency: LatencySchema,
    responses: z.record(z.string(), z.number().int()).openapi({ description: "By status" }),
  }).openapi({ description: "HTTP requests since the start; latencies include all but the body" }),
  sinceStart: z.object({ ...SPAN, commands: z.array(NamedFiguresSchema) }).openapi({
    description: "Since the start or the last CONFIG RESETSTAT",
  }),
}).openapi("Performance");

const SampleSchema = z.object({
  timeMs: z.number().openapi({ description: "Its end, in ms since 1970" }),
  seconds: z.number().openapi({ description: "Its length" }),
  operationsPerSecond: z.number(),
  errorsPerSecond: z.number(),
  hitsPerSecond: z.number(),
  missesPerSecond: z.number(),
  expiredPerSecond: z.number(),
  evictedPerSecond: z.number(),
  inputBytesPerSecond: z.number(),
  outputBytesPerSecond: z.number(),
  latency: LatencySchema,
  usedMemoryBytes: z.number().int(),
  residentMemoryBytes: z.number().int(),
  clients: z.number().int(),
  keys: z.number().int(),
}).openapi("Sample");

const windowSchema = z.strictObject({
  window: wholeNumber(1, WINDOW_SECONDS).optional()
    .openapi({ description: "Seconds that count as recent", type: "integer" }),
});

const historySchema = z.strictObject({
  seconds: wholeNumber(1, HISTORY_SECONDS).optional()
    .openapi({ description: "How many of the newest samples", type: "integer" }),
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional()
    .openapi({ description: "Only samples later than this `timeMs`", type: "integer" }),
});

/** Adds the routes. */
export function addPerformanceRoutes(
  app: HttpApp,
  { server }: HttpHost,
  monitor: PerformanceMonitor,
  http: HttpCounters,
): void {
  addRoute(app, {
    ...{ method: "get", path: "/performance", tags: OPERATIONS_TAG },
    operationId: "getPerformance",
    summary: "Operations a second, error rate and latency percentiles by command family",
    request: { query: windowSchema },
    responses: { 200: response("The figures", PerformanceSchema) },
  }, ({ req }) => {
    const { window } = validateQuery(windowSchema, req.url);
    return figures({
      latencyTracking: server.latency.tracksCommands,
      recent: spanOf(monitor.recent(window)),
      sinceStart: {
        ...spanOf(monitor.sinceStart("family")),
        commands: monitor.sinceStart("command").parts,
      },
      http: http.figures((server.clock.now() - server.startedMs) / 1000),
    });
  });
  addRoute(app, {
    ...{ method: "get", path: "/performance/history", tags: OPERATIONS_TAG },
    operationId: "getPerformanceHistory",
    summary: "One sample a second of the last ten minutes",
    request: { query: historySchema },
    responses: {
      200: response("The samples, the oldest first", z.object({ samples: z.array(SampleSchema) })),
    },
  }, ({ req }) => {
    const { seconds, after = 0 } = validateQuery(historySchema, req.url);
    return figures({
      samples: monitor.history(seconds).filter(({ timeMs }) => timeMs > after),
    });
  });
}

function spanOf({ seconds, overall, parts }: Performance): z.infer<typeof spanSchema> {
  return { seconds: Math.round(seconds * 1000) / 1000, overall, families: [...parts] };
}
