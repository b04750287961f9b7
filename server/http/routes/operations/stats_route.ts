/** GET /stats: the figures of the server and of its namespaces. */

import { z } from "@hono/zod-openapi";
import type { HttpApp } from "../../http_app.ts";
import type { HttpHost } from "../../http_host.ts";
import { namespaceFigures, serverFigures } from "../../operations/server_figures.ts";
import { notFound } from "../../problem.ts";
import { addRoute, problem, response } from "../../route_description.ts";
import { validateQuery } from "../../requests/validation.ts";
import { figures, OPERATIONS_TAG } from "./route_parts.ts";

const KEYSPACE = {
  keys: z.number().int().openapi({ description: "Keys" }),
  expiringKeys: z.number().int().openapi({ description: "Keys with a time to live" }),
  bytes: z.number().int().openapi({
    description:
      "Bytes of keys, values and tables; those of a namespace are without the elements " +
      "of its large collections",
  }),
  hits: z.number().int().openapi({ description: "Reads that found their key" }),
  misses: z.number().int().openapi({ description: "Reads that did not" }),
  hitRatio: z.number().min(0).max(1).nullable(),
  evictions: z.number().int().openapi({ description: "Keys removed to keep a limit" }),
  expired: z.number().int().openapi({ description: "Keys removed because their time had come" }),
};

const KeyspaceSchema = z.object(KEYSPACE).openapi("KeyspaceStats");

const StatsSchema = z.object({
  ...KEYSPACE,
  uptimeSeconds: z.number(),
  startedAt: z.string().openapi({ format: "date-time" }),
  clients: z.number().int().openapi({ description: "Clients that are connected" }),
  connections: z.number().int().openapi({ description: "Connections so far" }),
  commands: z.number().int().openapi({ description: "Commands executed" }),
  errors: z.number().int().openapi({ description: "Error replies" }),
  memory: z.object({
    usedBytes: z.number().int(),
    peakBytes: z.number().int(),
    residentBytes: z.number().int(),
    maxBytes: z.number().int().openapi({ description: "maxmemory; 0: no limit" }),
    policy: z.string(),
  }),
  logSize: z.number().int().nullable().openapi({
    description: "Bytes of the append-only file's parts; null without one",
  }),
  lastCompaction: z.string().nullable().openapi({
    format: "date-time",
    description: "When the last rewrite or snapshot ended; null if there was none",
  }),
  unsavedChanges: z.number().int().openapi({ description: "Changes since the last snapshot" }),
  namespaces: z.record(z.string(), KeyspaceSchema),
}).openapi("Stats");

const NamespaceStatsSchema = z.object({ namespace: z.string(), ...KEYSPACE })
  .openapi("NamespaceStats");

const querySchema = z.strictObject({
  namespace: z.string().optional().openapi({ description: "Only the figures of this one" }),
});

/** Adds the route. */
export function addStatsRoute(app: HttpApp, { server }: HttpHost): void {
  addRoute(app, {
    ...{ method: "get", path: "/stats", tags: OPERATIONS_TAG, operationId: "getStats" },
    summary: "Keys, hits, misses, evictions, memory, log size, uptime: in all and by namespace",
    request: { query: querySchema },
    responses: {
      200: response("The figures", z.union([StatsSchema, NamespaceStatsSchema])),
      404: problem("There is no such namespace"),
    },
  }, ({ req }) => {
    const { namespace: name } = validateQuery(querySchema, req.url);
    if (name === undefined) return figures(serverFigures(server));
    const namespace = server.engine.namespaces.get(name);
    if (namespace === undefined) throw notFound(`There is no namespace ${JSON.stringify(name)}`);
    return figures({ namespace: name, ...namespaceFigures(namespace) });
  });
}
