/** Keys as resources: `/v1/namespaces/{namespace}/keys/{key}`. */

import { z } from "@hono/zod-openapi";
import { validateBody } from "../requests/json_body.ts";
import { type KeyAddress, KeyResource } from "../keys/key_resource.ts";
import { patchedSchema, patchSchema, putQuerySchema } from "../keys/key_schemas.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { keyOfUrl, namespaceOfUrl } from "../requests/resource_path.ts";
import {
  addRoute,
  keyParameter,
  namespaceParameter,
  problem,
  response,
  type RouteHandler,
} from "../route_description.ts";
import { validateQuery } from "../requests/validation.ts";

const PATH = "/v1/namespaces/{namespace}/keys/{key}";
const TAGS = ["Keys"];

const params = z.object({ namespace: namespaceParameter, key: keyParameter });

const tagHeader = z.object({
  "etag": z.string().openapi({ description: "Names this value, for If-Match and If-None-Match" }),
});
const shownHeaders = tagHeader.extend({
  "vortis-ttl": z.number().optional().openapi({ description: "Seconds left; left out: it stays" }),
  "vortis-expires-at": z.string().optional().openapi({ format: "date-time" }),
});
const headHeaders = shownHeaders.partial().extend({
  "vortis-type": z.string().openapi({ example: "string" }),
});

const conditions = z.object({
  "if-match": z.string().optional().openapi({
    description: "Only if the value has this ETag; *: only if there is one",
  }),
  "if-none-match": z.string().optional().openapi({
    description: "Only if the value has another ETag; *: only if there is none",
  }),
});

const noQuery = z.strictObject({});
const text = z.string().openapi({ example: "hello" });
const bytes = z.string().openapi({ format: "binary" });

/** Adds the routes. */
export function addKeyRoutes(app: HttpApp, host: HttpHost): void {
  const keys = new KeyResource(host);

  const get: RouteHandler = ({ req, env }) => {
    validateQuery(noQuery, req.url);
    const address = addressOf(req.url, env.address);
    return req.method === "HEAD"
      ? keys.head(address, req.raw.headers)
      : keys.get(address, req.raw.headers);
  };
  const put: RouteHandler = ({ req, env }) => {
    const query = validateQuery(putQuerySchema, req.url);
    return keys.put(addressOf(req.url, env.address), req.raw, query);
  };
  const patch: RouteHandler = async ({ req, env }) => {
    validateQuery(noQuery, req.url);
    const address = addressOf(req.url, env.address);
    return await keys.patch(address, await validateBody(patchSchema, req.raw), req.raw.headers);
  };
  const remove: RouteHandler = ({ req, env }) => {
    validateQuery(noQuery, req.url);
    return keys.delete(addressOf(req.url, env.address), req.raw.headers);
  };

  const missing = problem("There is no such key");
  const otherType = problem("The key holds another type than a string");
  const notMet = problem("The precondition does not hold");
  addRoute(app, {
    ...{ method: "get", path: PATH, tags: TAGS, operationId: "getKey" },
    summary: "Read a key",
    description:
      "The bytes as they were stored: as `application/json` if the client accepts that and the value is " +
      "JSON, else as `text/plain` if it is UTF-8, else as `application/octet-stream`.",
    request: { params, headers: conditions },
    responses: {
      200: {
        description: "The value",
        headers: shownHeaders,
        content: {
          "text/plain": { schema: text },
          "application/json": { schema: z.any() },
          "application/octet-stream": { schema: bytes },
        },
      },
      304: { description: "The value has the ETag of If-None-Match" },
      ...{ 404: missing, 406: problem("The value is no JSON"), 409: otherType, 412: notMet },
    },
  }, get);
  addRoute(app, {
    ...{ method: "head", path: PATH, tags: TAGS, operationId: "headKey" },
    summary: "Look at a key: type, time to live, and the ETag and the length of a string",
    request: { params },
    responses: {
      200: { description: "There is one", headers: headHeaders },
      404: { description: "There is none" },
    },
  }, get);
  addRoute(app, {
    ...{ method: "put", path: PATH, tags: TAGS, operationId: "putKey" },
    summary: "Write a key",
    description:
      "The body is stored as it is; that it is what its content type says is checked for JSON " +
      "and text. `If-None-Match: *` only creates, `If-Match` only replaces: compare and set.",
    request: {
      ...{ params, query: putQuerySchema, headers: conditions },
      body: {
        required: true,
        content: {
          "text/plain": { schema: text },
          "application/json": { schema: z.any().openapi({ example: { name: "Ada" } }) },
          "application/octet-stream": { schema: bytes },
        },
      },
    },
    responses: {
      201: { description: "There was no such key", headers: tagHeader },
      204: { description: "There was one", headers: tagHeader },
      ...{ 412: notMet, 507: problem("Out of memory") },
    },
  }, put);
  addRoute(app, {
    ...{ method: "patch", path: PATH, tags: TAGS, operationId: "patchKey" },
    summary: "Add to a number, set the time to live",
    description:
      "Both are done or none. A number that is not there begins at 0; `ttl` alone does not make one.",
    request: {
      ...{ params, headers: conditions },
      body: { required: true, content: { "application/json": { schema: patchSchema } } },
    },
    responses: {
      200: response("The sum and the time to live", patchedSchema),
      404: problem("There is no such key, and no increment to make it"),
      ...{ 409: problem("The value is no number"), 412: notMet },
    },
  }, patch);
  addRoute(app, {
    ...{ method: "delete", path: PATH, tags: TAGS, operationId: "deleteKey" },
    summary: "Delete a key",
    request: { params, headers: conditions },
    responses: { 204: { description: "It is gone" }, 404: missing, 412: notMet },
  }, remove);

  // The key without a name.
  const nameless = "/v1/namespaces/:namespace/keys/";
  app.get(nameless, get);
  app.put(nameless, put);
  app.patch(nameless, patch);
  app.delete(nameless, remove);
}

function addressOf(url: string, address: string): KeyAddress {
  return { request: { namespace: namespaceOfUrl(url), address }, key: keyOfUrl(url) };
}
