/** Routes of collections: their addresses, their descriptions in few words, and what their handlers get. */

import { z } from "@hono/zod-openapi";
import { gatewayOf } from "../gateway/command_gateway.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { validateBody } from "../requests/json_body.ts";
import { ttlSchema } from "../keys/key_schemas.ts";
import {
  addRoute,
  keyParameter,
  namespaceParameter,
  problem,
  response,
} from "../route_description.ts";
import { validateQuery } from "../requests/validation.ts";
import { CollectionAccess, type KeyCommand } from "./collection_access.ts";

/** A route and what it is described by. */
export interface CollectionRoute<Query, Body> {
  readonly method: "get" | "put" | "post" | "patch" | "delete";
  /** Below `/v1/namespaces/{namespace}`; names in braces are parameters. */
  readonly path: string;
  readonly tag: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** What is answered; without it: 204 and nothing. */
  readonly answer?: z.ZodType;
  /** 201 is among the answers. */
  readonly creates?: boolean;
  /** Answers, given what the request has brought. */
  handle(access: CollectionAccess, query: Query, body: Body): Promise<Response>;
}

const PARAMETERS: Readonly<Record<string, string>> = {
  field: "The field, percent-encoded: any bytes",
  member: "The member, percent-encoded: any bytes",
  index: "The index: 0 is the first element, -1 the last",
  id: "The id of an entry: 1700000000000-0",
};

const noQuery = z.strictObject({});

/** Adds a route. */
export function addCollectionRoute<Query, Body>(
  app: HttpApp,
  host: HttpHost,
  route: CollectionRoute<Query, Body>,
): void {
  const { method, tag, operationId, summary, description, query, body, answer, creates } = route;
  const path = `/v1/namespaces/{namespace}${route.path}`;
  const params: Record<string, z.ZodType> = { namespace: namespaceParameter, key: keyParameter };
  for (const [, name] of route.path.matchAll(/\{(\w+)\}/g)) {
    params[name] ??= z.string().openapi({ description: PARAMETERS[name] });
  }
  const done = response("Done", answer);
  const gateway = gatewayOf(host.server);
  addRoute(app, {
    ...{ method, path, tags: [tag], operationId, summary },
    ...(description === undefined ? {} : { description }),
    request: {
      params: z.object(params),
      ...(query === undefined ? {} : { query: query as unknown as z.ZodObject }),
      ...(body === undefined
        ? {}
        : { body: { required: true, content: { "application/json": { schema: body } } } }),
    },
    responses: {
      ...(answer === undefined ? { 204: done } : { 200: done }),
      ...(creates === true ? { 201: response("There was nothing before", answer) } : {}),
      404: problem("There is no such key or element"),
      409: problem("The key holds another type, or what cannot be added to"),
    },
  }, async (context) => {
    const { req } = context;
    const given = validateQuery((query ?? noQuery) as z.ZodType<Query>, req.url);
    const access = new CollectionAccess(gateway, context);
    const sent = body === undefined ? undefined : await validateBody(body, req.raw);
    return await route.handle(access, given, sent as Body);
  });
}

/** An answer of JSON. */
export function json(value: unknown, status = 200): Response {
  return Response.json(value, { status });
}

/** `ttl` in a body. */
export const ttlInput = ttlSchema.optional().openapi({
  description: "Seconds after which the key expires; without: it stays",
});

/** The command that gives a key such a time, if one is given. */
export function expiryCommand(ttl: number | undefined): KeyCommand[] {
  return ttl === undefined ? [] : [["PEXPIRE", milliseconds(ttl)]];
}

/** Seconds as a command takes milliseconds. */
export function milliseconds(seconds: number): string {
  return String(Math.max(1, Math.round(seconds * 1000)));
}
