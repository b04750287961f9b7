/** What the descriptions of routes have in common: the schema of problems, parameters, bodies. */

import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { HttpApp, HttpEnv } from "./http_app.ts";

/** Answers a request. */
export type RouteHandler = (context: Context<HttpEnv>) => Response | Promise<Response>;

/** Problem details; see `problem.ts`. */
export const problemSchema = z.object({
  type: z.string().openapi({ example: "urn:vortis:problem:invalid-request" }),
  title: z.string().openapi({ example: "Invalid request" }),
  status: z.number().int().openapi({ example: 400 }),
  detail: z.string().optional().openapi({ example: "ttl: must be at least 0.001" }),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional().openapi({
    description: "The fields that are wrong",
  }),
}).openapi("Problem");

/** Bytes in JSON; see `representations/byte_values.ts`. */
export const jsonBytesSchema = z.union([z.string(), z.strictObject({ base64: z.base64() })], {
  error: 'must be a string or { "base64": "…" }',
}).openapi("Bytes", {
  description: 'Text, or { "base64": "…" } for bytes that are no UTF-8',
  example: "user:1",
});

/** The parameter of a namespace. */
export const namespaceParameter = z.string().openapi({
  param: { name: "namespace", in: "path" },
  description: 'Name of the namespace; "0" to "15" are the databases of SELECT',
  example: "0",
});

/** The parameter of a key. */
export const keyParameter = z.string().openapi({
  param: { name: "key", in: "path" },
  description: "The key, percent-encoded: any bytes",
  example: "user:1",
});

/** A response without content, or with JSON of a schema. */
export function response(
  description: string,
  schema?: z.ZodType,
  headers?: z.ZodObject,
): RouteConfig["responses"][string] {
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    ...(schema === undefined ? {} : { content: { "application/json": { schema } } }),
  };
}

/** A response that is a problem. */
export function problem(description: string): RouteConfig["responses"][string] {
  return { description, content: { "application/problem+json": { schema: problemSchema } } };
}

/** Adds a route with its description. What a request brings is checked by the handler. */
export function addRoute(app: HttpApp, route: RouteConfig, handler: RouteHandler): void {
  const responses = {
    ...route.responses,
    ...(route.request?.body === undefined ? {} : {
      413: problem("The body, or what comes out of a compressed one, is too large"),
      415: problem("The body is compressed, and neither with gzip nor with deflate"),
    }),
    400: problem("The request is wrong; the fields are named"),
    401: problem("A password is set, and not given"),
    default: problem("Refused: see the problem's type and status"),
  };
  app.openAPIRegistry.registerPath(createRoute({ ...route, responses }));
  const path = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
  app.on(route.method.toUpperCase(), path, handler);
}
