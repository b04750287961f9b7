/**
 * GET /health, /health/live, /health/ready: for load balancers and supervisors, which have no password.
 *
 * Alive means that it answers. Not ready (503) means: send no work here for the time being, and do not
 * restart it either.
 */

import { z } from "@hono/zod-openapi";
import { VERSION } from "../../../version.ts";
import type { HttpApp } from "../../http_app.ts";
import type { HttpHost } from "../../http_host.ts";
import { type Health, healthOf } from "../../operations/health.ts";
import { addRoute, response, type RouteHandler } from "../../route_description.ts";
import { figures, OPERATIONS_TAG } from "./route_parts.ts";

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

const HEALTH_RESPONSES = {
  200: response("Ready", HealthSchema),
  503: response(
    "Data is being loaded, or writes are refused (MISCONF): `problems` says why",
    HealthSchema,
  ),
};

/** Adds the routes. */
export function addHealthRoutes(app: HttpApp, { server }: HttpHost): void {
  // Probes may say anything in a query: some do it to get past caches.
  const answer: RouteHandler = () => {
    const health = healthOf(server, VERSION);
    return figures(health, { status: health.ready ? 200 : 503, headers: headersFor(health) });
  };
  addRoute(app, {
    ...{ method: "get", path: "/health", tags: OPERATIONS_TAG, operationId: "getHealth" },
    summary: "Whether the server is alive and ready",
    security: [],
    responses: HEALTH_RESPONSES,
  }, answer);
  addRoute(app, {
    ...{ method: "get", path: "/health/ready", tags: OPERATIONS_TAG, operationId: "isReady" },
    summary: "Whether it is ready: loaded, and accepting writes",
    security: [],
    responses: HEALTH_RESPONSES,
  }, answer);
  addRoute(app, {
    ...{ method: "get", path: "/health/live", tags: OPERATIONS_TAG, operationId: "isAlive" },
    summary: "Whether it is alive: it answers",
    security: [],
    responses: { 200: response("Alive", z.object({ status: z.literal("ok") })) },
  }, () => figures({ status: "ok" }));
}

function headersFor({ loading }: Health): Record<string, string> {
  if (loading === undefined) return {};
  return { "retry-after": String(Math.max(1, loading.remainingSeconds)) };
}
