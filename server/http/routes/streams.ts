/**
 * Streams as JSON: `/v1/namespaces/{namespace}/streams/{key}`.
 *
 *     GET ?from=-&to=+&limit=100&order=desc    POST /entries {fields, id, maxLength}    DELETE
 *     GET, DELETE /entries/{id}                GET /groups
 */

import { z } from "@hono/zod-openapi";
import type { Reply } from "../../../resp/reply.ts";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { countOf, elementsOf, stringOf, textOf } from "../collections/collection_access.ts";
import { addCollectionRoute, json } from "../collections/collection_route.ts";
import { fieldsInput } from "../collections/collection_schemas.ts";
import {
  entryOf,
  entryOutput,
  readStream,
  streamOutput,
  streamQuery,
} from "../collections/stream_page.ts";
import { successful } from "../gateway/command_replies.ts";
import { addDeleteRoute } from "../collections/whole_collection.ts";
import { addElementDeleteRoute } from "../collections/element_route.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { invalidField } from "../problem.ts";
import { jsonBytesSchema } from "../route_description.ts";

const TAG = "Streams";
const PATH = "/streams/{key}";

const groupOutput = z.object({
  name: jsonBytesSchema,
  consumers: z.number().int(),
  pending: z.number().int().openapi({ description: "Entries delivered and not acknowledged" }),
  lastDeliveredId: z.string(),
  lag: z.number().int().nullable().openapi({
    description: "Entries not delivered yet; null if that cannot be told",
  }),
}).openapi("StreamGroup");

/** Adds the routes. */
export function addStreamRoutes(app: HttpApp, host: HttpHost): void {
  addCollectionRoute(app, host, {
    ...{ method: "get", path: PATH, tag: TAG, operationId: "getStream" },
    summary: "Read a range of a stream",
    ...{ query: streamQuery, answer: streamOutput },
    handle: async (access, query) => json(await readStream(access, query)),
  });
  addDeleteRoute(app, host, {
    ...{ type: "stream", words: "stream", name: "Stream", tag: TAG, path: PATH },
  });
  addCollectionRoute(app, host, {
    ...{ method: "post", path: `${PATH}/entries`, tag: TAG, operationId: "addStreamEntry" },
    summary: "Append an entry to a stream, which is made if need be",
    body: z.strictObject({
      fields: fieldsInput,
      id: z.string().regex(/^(\*|\d{1,20}(-(\d{1,20}|\*))?)$/, "must be an id or *").optional()
        .openapi({ description: "Made from the time unless given" }),
      maxLength: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().openapi({
        description: "The oldest entries beyond it go",
      }),
    }),
    ...{ answer: z.object({ id: z.string() }), creates: true },
    async handle(access, _, { fields, id = "*", maxLength }) {
      const trim = maxLength === undefined ? [] : ["MAXLEN", "=", `${maxLength}`];
      const [added] = await access.write("stream", ["XADD", ...trim, id, ...fields.flat()]);
      return json({ id: textOf(added) }, 201);
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "get", path: `${PATH}/entries/{id}`, tag: TAG, operationId: "getStreamEntry" },
    summary: "Read an entry of a stream",
    answer: entryOutput,
    async handle(access) {
      const { element } = access;
      checkId(element);
      const [found] = await access.read(["XRANGE", element, element]);
      const [entry] = elementsOf(found);
      if (entry === undefined) throw access.missingElement("entry");
      return json(entryOf(entry));
    },
  });
  addElementDeleteRoute(app, host, {
    ...{ type: "stream", tag: TAG, path: `${PATH}/entries/{id}`, operationId: "deleteStreamEntry" },
    ...{ word: "entry", command: "XDEL" },
    check: checkId,
  });
  addCollectionRoute(app, host, {
    ...{ method: "get", path: `${PATH}/groups`, tag: TAG, operationId: "getStreamGroups" },
    summary: "List the consumer groups of a stream",
    answer: z.object({ groups: z.array(groupOutput) }),
    async handle(access) {
      const [groups] = await access.ask(["XINFO GROUPS"]);
      if (groups.value === "ERR no such key") throw access.missing();
      return json({ groups: elementsOf(successful(groups)).map(groupOf) });
    },
  });
}

function checkId(name: Uint8Array): void {
  if (!/^\d{1,20}(-\d{1,20})?$/.test(new TextDecoder().decode(name))) {
    throw invalidField("id", "must be an id: 17-0");
  }
}

function groupOf(reply: Reply): z.infer<typeof groupOutput> {
  const entries = reply.type === "map" ? reply.value : [];
  const values = new Map(entries.map(([name, value]) => [textOf(name), value]));
  const lag = values.get("lag")!;
  return {
    name: jsonOfBytes(stringOf(values.get("name")!)),
    consumers: countOf(values.get("consumers")!),
    pending: countOf(values.get("pending")!),
    lastDeliveredId: textOf(values.get("last-delivered-id")!),
    lag: lag.value === null ? null : countOf(lag),
  };
}
