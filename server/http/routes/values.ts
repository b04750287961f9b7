/**
 * Any key as JSON, whatever type it has: `GET /v1/namespaces/{namespace}/values/{key}`.
 *
 * The answer says what kind of value it is and what is known of the key, and has the first part of the
 * value; parameters and parts are those of the routes of the type.
 */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { CollectionAccess, countOf, textOf } from "../collections/collection_access.ts";
import { scanQuery } from "../collections/collection_schemas.ts";
import { hashOutput, readHash } from "../collections/hash_page.ts";
import { listOutput, listQuery, readList } from "../collections/list_page.ts";
import { readSet, setOutput } from "../collections/set_page.ts";
import { readSortedSet, sortedSetOutput, sortedSetQuery } from "../collections/sorted_set_page.ts";
import { readStream, streamOutput, streamQuery } from "../collections/stream_page.ts";
import { readString, stringOutput, stringQuery } from "../collections/string_page.ts";
import { gatewayOf } from "../gateway/command_gateway.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import {
  addRoute,
  jsonBytesSchema,
  keyParameter,
  namespaceParameter,
  problem,
  response,
} from "../route_description.ts";
import { validateQuery } from "../requests/validation.ts";

type Reader = (access: CollectionAccess, url: string) => Promise<unknown>;

/** How values of each type are read. */
const READERS: Readonly<Record<string, Reader>> = {
  string: (access, url) => readString(access, validateQuery(stringQuery, url)),
  list: (access, url) => readList(access, validateQuery(listQuery, url)),
  hash: (access, url) => readHash(access, validateQuery(scanQuery, url)),
  set: (access, url) => readSet(access, validateQuery(scanQuery, url)),
  zset: (access, url) => readSortedSet(access, validateQuery(sortedSetQuery, url)),
  stream: (access, url) => readStream(access, validateQuery(streamQuery, url)),
};

const head = z.object({
  key: jsonBytesSchema,
  encoding: z.string().openapi({ example: "listpack" }),
  ttl: z.number().nullable().openapi({ description: "Seconds left; null: the key stays" }),
  bytes: z.number().int().openapi({ description: "Memory that key and value take, about" }),
});
const page = z.union([
  stringOutput,
  listOutput,
  hashOutput,
  setOutput,
  sortedSetOutput,
  streamOutput,
]);
const answer = z.intersection(head, page);

const text = (description: string) => z.string().optional().openapi({ description });
const query = z.object({
  limit: text("How many elements (of a string: bytes) come at once"),
  start: text("Strings, lists, sorted sets: where the part begins"),
  cursor: text("Hashes, sets: where the part begins"),
  match: text("Hashes, sets, sorted sets: a pattern of fields or members"),
  order: text("Sorted sets, streams: asc or desc"),
  min: text("Sorted sets: the lowest score"),
  max: text("Sorted sets: the highest score"),
  from: text("Streams: the lowest id"),
  to: text("Streams: the highest id"),
});

/** Adds the route. */
export function addValueRoutes(app: HttpApp, host: HttpHost): void {
  const gateway = gatewayOf(host.server);
  addRoute(app, {
    ...{ method: "get", path: "/v1/namespaces/{namespace}/values/{key}", tags: ["Values"] },
    operationId: "getValue",
    summary: "Read a key of any type, or a part of its value",
    description:
      "`type` tells which members there are; `next` where the next part begins: as `start` " +
      "of strings, lists and sorted sets, `cursor` of hashes and sets, `from` of streams (`to` in " +
      "descending order).",
    request: { params: z.object({ namespace: namespaceParameter, key: keyParameter }), query },
    responses: {
      200: response("The value, or a part of it", answer),
      404: problem("There is no such key"),
    },
  }, async (context) => {
    const access = new CollectionAccess(gateway, context);
    const [type, ttl] = await access.read(["TYPE"], ["PTTL"]);
    const reader = READERS[textOf(type)];
    if (reader === undefined) throw access.missing();
    const value = await reader(access, context.req.url);
    const [encoding, bytes] = await access.read(["OBJECT ENCODING"], ["MEMORY USAGE"]);
    return Response.json({
      key: jsonOfBytes(access.key),
      encoding: textOf(encoding),
      ttl: countOf(ttl) < 0 ? null : countOf(ttl) / 1000,
      bytes: countOf(bytes),
      ...(value as object),
    });
  });
}
