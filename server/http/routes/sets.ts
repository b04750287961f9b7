/**
 * Sets as JSON: `/v1/namespaces/{namespace}/sets/{key}`.
 *
 *     GET ?cursor=0&limit=100&match=a*    PUT {members, ttl}    PATCH {add, remove}    DELETE
 *     GET, PUT, DELETE /members/{member}
 */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { countOf, noContent } from "../collections/collection_access.ts";
import { addCollectionRoute, json } from "../collections/collection_route.ts";
import { bytesList, type Part, scanQuery } from "../collections/collection_schemas.ts";
import { readSet, setOutput } from "../collections/set_page.ts";
import {
  addDeleteRoute,
  addPatchRoute,
  addPutRoute,
  type PatchKind,
} from "../collections/whole_collection.ts";
import { addElementDeleteRoute } from "../collections/element_route.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { jsonBytesSchema } from "../route_description.ts";

const TAG = "Sets";
const PATH = "/sets/{key}";

const SETS: PatchKind<Part[]> = {
  ...{ type: "set", words: "set", name: "Set", tag: TAG, path: PATH },
  ...{ elements: "members", input: bytesList, verb: "add" },
  ...{ removeCommand: "SREM", lengthCommand: "SCARD" },
  write: (members) => ["SADD", ...members],
};

/** Adds the routes. */
export function addSetRoutes(app: HttpApp, host: HttpHost): void {
  addCollectionRoute(app, host, {
    ...{ method: "get", path: PATH, tag: TAG, operationId: "getSet" },
    summary: "Read some members of a set",
    description: "A small set comes whole, whatever `limit` says.",
    ...{ query: scanQuery, answer: setOutput },
    handle: async (access, query) => json(await readSet(access, query)),
  });
  addPutRoute(app, host, SETS);
  addPatchRoute(app, host, SETS);
  addDeleteRoute(app, host, SETS);
  addMemberRoutes(app, host);
}

function addMemberRoutes(app: HttpApp, host: HttpHost): void {
  const path = `${PATH}/members/{member}`;
  addCollectionRoute(app, host, {
    ...{ method: "get", path, tag: TAG, operationId: "getSetMember" },
    summary: "Ask whether a set has a member",
    answer: z.object({ member: jsonBytesSchema }),
    async handle(access) {
      const [has] = await access.read(["SISMEMBER", access.element]);
      if (countOf(has) === 0) throw access.missingElement("member");
      return json({ member: jsonOfBytes(access.element) });
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "put", path, tag: TAG, operationId: "putSetMember" },
    summary: "Add a member to a set, which is made if need be",
    creates: true,
    async handle(access) {
      const [added] = await access.write("set", ["SADD", access.element]);
      return countOf(added) === 1 ? new Response(null, { status: 201 }) : noContent();
    },
  });
  addElementDeleteRoute(app, host, {
    ...{ type: "set", tag: TAG, path, operationId: "deleteSetMember" },
    ...{ word: "member", command: "SREM" },
  });
}
