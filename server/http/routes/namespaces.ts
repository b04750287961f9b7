/** Namespaces: which there are, and their figures. */

import { z } from "@hono/zod-openapi";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { namespaceStats } from "../../../store/engine/stats.ts";
import { gatewayOf } from "../gateway/command_gateway.ts";
import { successful } from "../gateway/command_replies.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { namespaceOfUrl } from "../requests/resource_path.ts";
import { addRoute, namespaceParameter, response } from "../route_description.ts";
import { validateQuery } from "../requests/validation.ts";

const TAGS = ["Namespaces"];

const namespaceSchema = z.object({
  name: z.string().openapi({ example: "0" }),
  keys: z.number().int(),
  expiring: z.number().int().openapi({ description: "Keys that have a time to live" }),
  bytes: z.number().int().openapi({ description: "Memory of keys, values and tables" }),
  hits: z.number().int(),
  misses: z.number().int(),
  evictions: z.number().int(),
  expired: z.number().int(),
}).openapi("Namespace");

const listSchema = z.object({ namespaces: z.array(namespaceSchema) }).openapi("NamespaceList");

const params = z.object({ namespace: namespaceParameter });
const noQuery = z.strictObject({});

/** Adds the routes. */
export function addNamespaceRoutes(app: HttpApp, host: HttpHost): void {
  const { engine } = host.server;
  const gateway = gatewayOf(host.server);

  /** Passes the gates that a reader must: the data is not being loaded. */
  async function pass(namespace: string, address: string): Promise<void> {
    successful(await gateway.command({ namespace, address }, ["DBSIZE"]));
  }

  addRoute(app, {
    ...{ method: "get", path: "/v1/namespaces", tags: TAGS, operationId: "listNamespaces" },
    summary: "List the namespaces that have keys",
    responses: { 200: response("The namespaces", listSchema) },
  }, async ({ req, env }) => {
    validateQuery(noQuery, req.url);
    await pass("0", env.address);
    const namespaces = [...engine.namespaces.values()].filter(({ size }) => size > 0);
    return Response.json({ namespaces: namespaces.sort(byName).map(figuresOf) });
  });

  addRoute(app, {
    ...{ method: "get", path: "/v1/namespaces/{namespace}", tags: TAGS },
    operationId: "getNamespace",
    summary: "Size and statistics of a namespace",
    request: { params },
    responses: { 200: response("Its figures: zeroes if it has no keys", namespaceSchema) },
  }, async ({ req, env }) => {
    validateQuery(noQuery, req.url);
    const name = namespaceOfUrl(req.url);
    await pass(name, env.address);
    const namespace = engine.namespaces.get(name);
    return Response.json(namespace === undefined ? { ...NO_FIGURES, name } : figuresOf(namespace));
  });
}

const NO_FIGURES: z.infer<typeof namespaceSchema> = {
  ...{ name: "", keys: 0, expiring: 0, bytes: 0, hits: 0, misses: 0, evictions: 0, expired: 0 },
};

function figuresOf(namespace: Namespace): z.infer<typeof namespaceSchema> {
  return {
    name: namespace.name,
    expiring: namespace.wheel.size,
    ...namespaceStats(namespace),
  };
}

/** Databases by their numbers, then names. */
function byName(a: Namespace, b: Namespace): number {
  return Number(a.name) - Number(b.name) || (a.name < b.name ? -1 : 1);
}
