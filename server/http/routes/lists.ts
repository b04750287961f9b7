/**
 * Lists as JSON: `/v1/namespaces/{namespace}/lists/{key}`.
 *
 *     GET ?start=0&limit=100    PUT {items, ttl}    DELETE
 *     POST /items {items, side}      POST /pop {side, count}
 *     GET, PUT {value}, DELETE /items/{index}
 */

import { z } from "@hono/zod-openapi";
import type { Reply } from "../../../resp/reply.ts";
import { jsonOfBytes } from "../representations/byte_values.ts";
import {
  type CollectionAccess,
  countOf,
  elementsOf,
  noContent,
  stringOf,
} from "../collections/collection_access.ts";
import { addCollectionRoute, json } from "../collections/collection_route.ts";
import { bytesInput, bytesList, MAX_LIMIT, type Part } from "../collections/collection_schemas.ts";
import { listOutput, listQuery, readList } from "../collections/list_page.ts";
import { successful } from "../gateway/command_replies.ts";
import {
  addDeleteRoute,
  addPutRoute,
  type CollectionKind,
} from "../collections/whole_collection.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { invalidField } from "../problem.ts";
import { jsonBytesSchema } from "../route_description.ts";

const TAG = "Lists";
const PATH = "/lists/{key}";

const side = z.enum(["head", "tail"]).optional().openapi({
  description: "The end of the list: its tail unless given",
});
const lengthAnswer = z.object({ length: z.number().int() });
const itemAnswer = z.object({ index: z.number().int(), value: jsonBytesSchema });

const LISTS: CollectionKind<Part[]> = {
  ...{ type: "list", words: "list", name: "List", tag: TAG, path: PATH },
  ...{ elements: "items", input: bytesList },
  write: (items) => ["RPUSH", ...items],
};

/** Adds the routes. */
export function addListRoutes(app: HttpApp, host: HttpHost): void {
  addCollectionRoute(app, host, {
    ...{ method: "get", path: PATH, tag: TAG, operationId: "getList" },
    summary: "Read a range of a list",
    ...{ query: listQuery, answer: listOutput },
    handle: async (access, query) => json(await readList(access, query)),
  });
  addPutRoute(app, host, LISTS);
  addDeleteRoute(app, host, LISTS);
  addCollectionRoute(app, host, {
    ...{ method: "post", path: `${PATH}/items`, tag: TAG, operationId: "pushListItems" },
    summary: "Add items to an end of a list, which is made if need be",
    description: "The items stand in the list as they stand in the request, at its head, too.",
    body: z.strictObject({ items: bytesList, side }),
    answer: lengthAnswer,
    async handle(access, _, { items, side }) {
      const atHead = side === "head";
      const command = atHead ? ["LPUSH", ...items.toReversed()] : ["RPUSH", ...items];
      const [length] = await access.write("list", command as [string]);
      return json({ length: countOf(length) });
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "post", path: `${PATH}/pop`, tag: TAG, operationId: "popListItems" },
    summary: "Take items from an end of a list",
    body: z.strictObject({
      side,
      count: z.number().int().min(1).max(MAX_LIMIT).optional().openapi({
        description: "How many at most, 1 unless given",
      }),
    }),
    answer: z.object({ items: z.array(jsonBytesSchema) }),
    async handle(access, _, { side, count = 1 }) {
      const [items] = await access.write("list", [side === "head" ? "LPOP" : "RPOP", `${count}`]);
      if (items.value === null) throw access.missing();
      return json({ items: elementsOf(items).map((item) => jsonOfBytes(stringOf(item))) });
    },
  });
  addItemRoutes(app, host);
}

function addItemRoutes(app: HttpApp, host: HttpHost): void {
  const path = `${PATH}/items/{index}`;
  addCollectionRoute(app, host, {
    ...{ method: "get", path, tag: TAG, operationId: "getListItem" },
    summary: "Read an item of a list",
    answer: itemAnswer,
    async handle(access) {
      const index = indexOf(access);
      const [value] = await access.read(["LINDEX", index]);
      if (value.value === null) throw access.missingElement("index");
      return json({ index: Number(index), value: jsonOfBytes(stringOf(value)) });
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "put", path, tag: TAG, operationId: "putListItem" },
    summary: "Write an item of a list that is there",
    body: z.strictObject({ value: bytesInput }),
    async handle(access, _, { value }) {
      const [set] = await access.attempt("list", ["LSET", indexOf(access), value]);
      return done(access, set);
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "delete", path, tag: TAG, operationId: "deleteListItem" },
    summary: "Remove an item of a list by its index",
    description: "O(length), as removing from the middle of a list is.",
    async handle(access) {
      const index = indexOf(access);
      // It is marked with what nobody else has written, and what is marked is removed.
      const mark = crypto.getRandomValues(new Uint8Array(20));
      const from = index.startsWith("-") ? "-1" : "1";
      const [set] = await access.attempt("list", ["LSET", index, mark], ["LREM", from, mark]);
      return done(access, set);
    },
  });
}

function indexOf(access: CollectionAccess): string {
  const text = new TextDecoder().decode(access.element);
  if (!/^-?\d{1,15}$/.test(text)) throw invalidField("index", "must be an integer");
  return text;
}

/** The answer to a change of an item, which may not be there. */
function done(access: CollectionAccess, reply: Reply): Response {
  if (reply.value === "ERR no such key") throw access.missing();
  if (reply.value === "ERR index out of range") throw access.missingElement("index");
  successful(reply);
  return noContent();
}
