/** GET /performance and /performance/history: how fast, how often in vain, and for how long. */

import { createRoute, z } from "@hono/zod-openapi";
import type { HttpApp } from "../../http_app.ts";
import type { HttpHost } from "../../http_host.ts";
import type { PerformanceFigures } from "../../operations/performance_figures.ts";
import {
  HISTORY_SECONDS,
  type Performance,
  type PerformanceMonitor,
  WINDOW_SECONDS,
} from "../../operations/performance_monitor.ts";
import { NOT_STORED, OPERATIONS_TAG } from "./route_parts.ts";

const LatencySchema = z.object({
  average: z.number().nullable(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  p999: z.number().nullable(),
}).openapi("Latency", {
  description: "Time spent executing, in microseconds; null where none was measured",
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

const PerformanceSchema = z.object({
  latencyTracking: z.boolean().openapi({
    description: "The setting latency-tracking: without it there are no percentiles",
  }),
  recent: z.object(SPAN).openapi({ description: "The last whole seconds" }),
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

const PERFORMANCE_ROUTE = createRoute({
  ...{ method: "get", path: "/performance", tags: OPERATIONS_TAG },
  summary: "Operations a second, error rate and latency percentiles by command family",
  request: {
    query: z.object({
      window: z.coerce.number().int().min(1).max(WINDOW_SECONDS).default(WINDOW_SECONDS)
        .openapi({ description: "Seconds that count as recent" }),
    }),
  },
  responses: {
    200: {
      description: "The figures",
      content: { "application/json": { schema: PerformanceSchema } },
    },
  },
});

const HISTORY_ROUTE = createRoute({
  ...{ method: "get", path: "/performance/history", tags: OPERATIONS_TAG },
  summary: "One sample a second of the last ten minutes",
  request: {
    query: z.object({
      seconds: z.coerce.number().int().min(1).max(HISTORY_SECONDS).default(HISTORY_SECONDS)
        .openapi({ description: "How many of the newest samples" }),
      after: z.coerce.number().min(0).default(0)
        .openapi({ description: "Only samples later than this `timeMs`" }),
    }),
  },
  responses: {
    200: {
      description: "The samples, the oldest first",
      content: { "application/json": { schema: z.object({ samples: z.array(SampleSchema) }) } },
    },
  },
});

/** Adds the routes. */
export function addPerformanceRoutes(
  app: HttpApp,
  { server }: HttpHost,
  monitor: PerformanceMonitor,
): void {
  app.openapi(PERFORMANCE_ROUTE, (context) => {
    const { window } = context.req.valid("query");
    const commands = monitor.sinceStart("command").parts;
    return context.json(
      {
        latencyTracking: server.latency.tracksCommands,
        recent: spanOf(monitor.recent(window)),
        sinceStart: { ...spanOf(monitor.sinceStart("family")), commands: [...commands] },
      },
      200,
      NOT_STORED,
    );
  });
  app.openapi(HISTORY_ROUTE, (context) => {
    const { seconds, after } = context.req.valid("query");
    const samples = monitor.history(seconds).filter(({ timeMs }) => timeMs > after);
    return context.json({ samples }, 200, NOT_STORED);
  });
}

function spanOf({ seconds, overall, parts }: Performance): {
  seconds: number;
  overall: PerformanceFigures;
  families: (PerformanceFigures & { name: string })[];
} {
  return { seconds: Math.round(seconds * 1000) / 1000, overall, families: [...parts] };
}
