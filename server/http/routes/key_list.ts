/** The keys of a namespace: `/v1/namespaces/{namespace}/keys`. */

import { z } from "@hono/zod-openapi";
import type { Reply } from "../../../resp/reply.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { VALUE_TYPES, valueTypeOf } from "../../../store/types/value_types.ts";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { gatewayOf } from "../gateway/command_gateway.ts";
import { integerOf, successful } from "../gateway/command_replies.ts";
import { booleanQuery } from "../keys/key_schemas.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { namespaceOfUrl } from "../requests/resource_path.ts";
import { addRoute, jsonBytesSchema, namespaceParameter, response } from "../route_description.ts";
import { validateQuery } from "../requests/validation.ts";

const PATH = "/v1/namespaces/{namespace}/keys";
const TAGS = ["Keys"];
const DEFAULT_COUNT = 100;
const MAX_COUNT = 10_000;

const params = z.object({ namespace: namespaceParameter });

const typeNames = VALUE_TYPES.map(({ name }) => name) as [string, ...string[]];

const querySchema = z.strictObject({
  cursor: z.string().refine((text) => /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n, {
    error: "must be a cursor of an earlier answer",
  }).optional()
    .openapi({ description: "Where to go on; left out: at the beginning" }),
  pattern: z.string().optional().openapi({
    description: "Keys must match it: * ? [a-z] \\x",
    example: "user:*",
  }),
  type: z.enum(typeNames, { error: `must be one of ${typeNames.join(", ")}` }).optional(),
  count: z.string().regex(/^\d{1,9}$/, "must be a number").transform(Number)
    .pipe(z.number().min(1, "must be at least 1").max(MAX_COUNT, `must be at most ${MAX_COUNT}`))
    .optional().openapi({
      type: "integer",
      description: `About how many keys to look at, by default ${DEFAULT_COUNT}`,
    }),
  details: booleanQuery.optional().openapi({ description: "Show types and times to live, too" }),
});

const listSchema = z.object({
  cursor: z.string().nullable().openapi({ description: "Where to go on; null: that was all" }),
  keys: z.array(z.object({
    key: jsonBytesSchema,
    type: z.string().optional(),
    ttl: z.number().nullable().optional().openapi({ description: "Seconds left; null: it stays" }),
  })),
}).openapi("KeyList");

const clearedSchema = z.object({
  deleted: z.number().int().openapi({ description: "How many keys there were" }),
}).openapi("Cleared");

const noQuery = z.strictObject({});

/** Adds the routes. */
export function addKeyListRoutes(app: HttpApp, host: HttpHost): void {
  const { server } = host;
  const gateway = gatewayOf(server);

  /** What is known of a key, besides its name. */
  function detailsOf(name: string, key: Uint8Array): { type?: string; ttl?: number | null } {
    const namespace = server.engine.namespaces.get(name);
    if (namespace === undefined) return {};
    namespace.load(key, 0, key.length);
    if (namespace.find() === 0) return {};
    const expiryMs = namespace.expiry();
    return {
      type: valueTypeOf(namespace.kind()).name,
      ttl: expiryMs === NO_EXPIRY ? null : (expiryMs - server.clock.now()) / 1000,
    };
  }

  addRoute(app, {
    ...{ method: "get", path: PATH, tags: TAGS, operationId: "listKeys" },
    summary: "List keys",
    description:
      "Some of the keys and a cursor for the next ones, as SCAN does: all keys that are there " +
      "from the first request to the last are listed, some perhaps twice, and an answer may have none.",
    request: { params, query: querySchema },
    responses: { 200: response("Some keys", listSchema) },
  }, async ({ req, env }) => {
    const query = validateQuery(querySchema, req.url);
    const namespace = namespaceOfUrl(req.url);
    const parts = ["SCAN", query.cursor ?? "0", "COUNT", String(query.count ?? DEFAULT_COUNT)];
    if (query.pattern !== undefined) parts.push("MATCH", query.pattern);
    if (query.type !== undefined) parts.push("TYPE", query.type);
    const reply = successful(await gateway.command({ namespace, address: env.address }, parts));
    const [cursor, keys] = reply.value as [Reply, Reply];
    const next = new TextDecoder().decode(cursor.value as Uint8Array);
    return Response.json({
      cursor: next === "0" ? null : next,
      keys: (keys.value as Reply[]).map(({ value }) => ({
        key: jsonOfBytes(value as Uint8Array),
        ...(query.details === true ? detailsOf(namespace, value as Uint8Array) : {}),
      })),
    });
  });

  addRoute(app, {
    ...{ method: "delete", path: PATH, tags: ["Namespaces"], operationId: "clearNamespace" },
    summary: "Delete all keys of a namespace",
    request: { params },
    responses: { 200: response("It is empty", clearedSchema) },
  }, async ({ req, env }) => {
    validateQuery(noQuery, req.url);
    const request = { namespace: namespaceOfUrl(req.url), address: env.address };
    // Nothing comes in between: FLUSHDB begins in the turn in which DBSIZE has answered.
    const deleted = integerOf(await gateway.command(request, ["DBSIZE"]));
    if (Number(deleted) > 0) successful(await gateway.command(request, ["FLUSHDB", "ASYNC"]));
    return Response.json({ deleted: Number(deleted) });
  });
}
