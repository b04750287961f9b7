/**
 * GET /health, /health/live, /health/ready: for load balancers and supervisors, which have no password.
 *
 * Alive means that it answers. Not ready (503) means: send no work here for the time being, and do not
 * restart it either.
 */

import { createRoute, z } from "@hono/zod-openapi";
import { VERSION } from "../../../version.ts";
import type { HttpApp } from "../../http_app.ts";
import type { HttpHost } from "../../http_host.ts";
import { type Health, healthOf } from "../../operations/health.ts";
import { NOT_STORED, OPERATIONS_TAG } from "./route_parts.ts";

const HealthSchema = z.object({
  status: z.enum(["ok", "loading", "misconf"]),
  ready: z.boolean(),
  problems: z.array(z.object({ code: z.enum(["loading", "misconf"]), reason: z.string() })),
  loading: z.object({
    totalBytes: z.number(),
    loadedBytes: z.number(),
    percent: z.number(),
    remainingSeconds: z.number(),
  }).optional().openapi({ description: "How far loading has come, while it goes on" }),
  version: z.string(),
  uptimeSeconds: z.number(),
}).openapi("Health");

const HEALTH_CONTENT = { "application/json": { schema: HealthSchema } };

const HEALTH_RESPONSES = {
  200: { description: "Ready", content: HEALTH_CONTENT },
  503: {
    description: "Data is being loaded, or writes are refused (MISCONF): `problems` says why",
    content: HEALTH_CONTENT,
  },
};

/** Adds the routes. */
export function addHealthRoutes(app: HttpApp, { server }: HttpHost): void {
  const summaries = {
    "/health": "Whether the server is alive and ready",
    "/health/ready": "Whether it is ready: loaded, and accepting writes",
  };
  for (const [path, summary] of Object.entries(summaries)) {
    const route = createRoute({
      ...{ method: "get", path, summary, tags: OPERATIONS_TAG, security: [] },
      responses: HEALTH_RESPONSES,
    });
    app.openapi(route, (context) => {
      const health = healthOf(server, VERSION);
      return context.json(publicHealth(health), health.ready ? 200 : 503, headersFor(health));
    });
  }
  const live = createRoute({
    ...{ method: "get", path: "/health/live", tags: OPERATIONS_TAG, security: [] },
    summary: "Whether it is alive: it answers",
    responses: {
      200: {
        description: "Alive",
        content: { "application/json": { schema: z.object({ status: z.literal("ok") }) } },
      },
    },
  });
  app.openapi(live, (context) => context.json({ status: "ok" as const }, 200, NOT_STORED));
}

function publicHealth({ problems, ...rest }: Health): z.infer<typeof HealthSchema> {
  return { ...rest, problems: [...problems] };
}

function headersFor({ loading }: Health): Record<string, string> {
  if (loading === undefined) return NOT_STORED;
  return { ...NOT_STORED, "retry-after": String(Math.max(1, loading.remainingSeconds)) };
}
