/** Many keys in one request: `POST /v1/namespaces/{namespace}/batch`. */

import { z } from "@hono/zod-openapi";
import type { Reply } from "../../../resp/reply.ts";
import { bytesOfJson, jsonOfBytes } from "../representations/byte_values.ts";
import { type CommandParts, gatewayOf } from "../gateway/command_gateway.ts";
import { validateBody } from "../requests/json_body.ts";
import { ttlSchema } from "../keys/key_schemas.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { Problem } from "../problem.ts";
import { problemOfReply } from "../gateway/reply_problems.ts";
import { namespaceOfUrl } from "../requests/resource_path.ts";
import { addRoute, jsonBytesSchema, namespaceParameter, response } from "../route_description.ts";
import { validateQuery } from "../requests/validation.ts";

const MAX_OPERATIONS = 10_000;
/** Levels of arrays and objects in `json`: making a text of a value takes stack for each. */
const MAX_NESTING = 500;

const getSchema = z.strictObject({ op: z.literal("get"), key: jsonBytesSchema });
const deleteSchema = z.strictObject({ op: z.literal("delete"), key: jsonBytesSchema });
const setSchema = z.strictObject({
  op: z.literal("set"),
  key: jsonBytesSchema,
  value: jsonBytesSchema.optional(),
  // What comes out of JSON.parse is JSON: only how deep it goes is to be looked at.
  json: z.unknown().refine((json) => isNestedAtMost(json, MAX_NESTING), {
    error: `must have at most ${MAX_NESTING} levels`,
  }).optional().openapi({
    type: ["object", "array", "string", "number", "boolean", "null"],
    description: "Stored as its text, in place of value",
  }),
  ttl: ttlSchema.optional(),
  ifAbsent: z.boolean().optional().openapi({ description: "Only if there is no such key" }),
}).refine(({ value, json }) => (value === undefined) !== (json === undefined), {
  path: ["value"],
  error: "must be given, or json, and not both",
});

const operationSchema = z.discriminatedUnion("op", [getSchema, setSchema, deleteSchema], {
  error: "must be get, set or delete",
}).openapi("BatchOperation");

const batchSchema = z.strictObject({
  operations: z.preprocess(
    // What is too long is not looked at in full.
    (input) => Array.isArray(input) ? input.slice(0, MAX_OPERATIONS + 1) : input,
    z.array(operationSchema, { error: "must be an array" })
      .min(1, "must have at least one")
      .max(MAX_OPERATIONS, `must have at most ${MAX_OPERATIONS}`),
  ),
  atomic: z.boolean().optional().openapi({
    description: "Nothing of other clients comes in between",
  }),
}, { error: "must be an object" }).openapi("Batch");

const resultsSchema = z.object({
  results: z.array(z.object({
    status: z.number().int().openapi({
      description: "What the operation alone would have: 200 or 204, 404, 409, 412, 507",
    }),
    value: jsonBytesSchema.optional(),
    error: z.string().optional(),
  })),
}).openapi("BatchResults");

type Operation = z.infer<typeof operationSchema>;
type Result = z.infer<typeof resultsSchema>["results"][number];

const params = z.object({ namespace: namespaceParameter });
const noQuery = z.strictObject({});

/** Adds the route. */
export function addBatchRoutes(app: HttpApp, host: HttpHost): void {
  const gateway = gatewayOf(host.server);
  addRoute(app, {
    ...{ method: "post", path: "/v1/namespaces/{namespace}/batch", tags: ["Keys"] },
    operationId: "batch",
    summary: "Read, write and delete keys in one request",
    description: "The operations are executed in their order, each with a result of its own.",
    request: {
      params,
      body: { required: true, content: { "application/json": { schema: batchSchema } } },
    },
    responses: { 200: response("A result for each operation", resultsSchema) },
  }, async ({ req, env }) => {
    validateQuery(noQuery, req.url);
    const request = { namespace: namespaceOfUrl(req.url), address: env.address };
    const { operations, atomic } = await validateBody(batchSchema, req.raw);
    const commands = operations.map(commandOf);
    let replies: readonly Reply[];
    if (atomic === true) {
      const outcome = await gateway.transaction(request, commands);
      if (outcome.replies === undefined) {
        const { refused } = outcome;
        if (refused === undefined) throw problemOfReply(outcome.error!);
        const { options } = problemOfReply(refused.error);
        const errors = [{ field: `operations.${refused.index}`, detail: refused.error }];
        throw new Problem({ ...options, errors });
      }
      replies = outcome.replies;
    } else replies = await gateway.pipeline(request, commands);
    return Response.json({ results: replies.map((reply, i) => resultOf(operations[i], reply)) });
  });
}

/** Whether arrays and objects are in one another at most so many levels deep; O(elements). */
function isNestedAtMost(json: unknown, levels: number): boolean {
  if (typeof json !== "object" || json === null) return true;
  return levels > 0 && Object.values(json).every((element) => isNestedAtMost(element, levels - 1));
}

function commandOf(operation: Operation): CommandParts {
  const key = bytesOfJson(operation.key)!;
  if (operation.op === "get") return ["GET", key];
  if (operation.op === "delete") return ["DEL", key];
  const { value, json, ttl, ifAbsent } = operation;
  const parts = ["SET", key, value === undefined ? JSON.stringify(json) : bytesOfJson(value)!];
  if (ttl !== undefined) parts.push("PX", String(Math.max(1, Math.round(ttl * 1000))));
  if (ifAbsent === true) parts.push("NX");
  return parts;
}

function resultOf({ op }: Operation, reply: Reply): Result {
  if (reply.type === "error" || reply.type === "bulkError") {
    return { status: problemOfReply(reply.value).options.status, error: reply.value };
  }
  if (op === "get") {
    return reply.type === "bulk"
      ? { status: 200, value: jsonOfBytes(reply.value) }
      : { status: 404 };
  }
  if (op === "delete") return { status: reply.value === 0 ? 404 : 204 };
  // NX answers null if there was such a key.
  return { status: reply.value === null ? 412 : 204 };
}
