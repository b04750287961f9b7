/**
 * Sets as JSON: `/v1/namespaces/{namespace}/sets/{key}`.
 *
 *     GET ?cursor=0&limit=100&match=a*    PUT {members, ttl}    PATCH {add, remove}    DELETE
 *     GET, PUT, DELETE /members/{member}
 */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../byte_values.ts";
import { countOf, noContent } from "../collections/collection_access.ts";
import {
  addCollectionRoute,
  expiryCommand,
  json,
  ttlInput,
} from "../collections/collection_route.ts";
import { bytesList, scanQuery } from "../collections/collection_schemas.ts";
import { readSet, setOutput } from "../collections/set_page.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { jsonBytesSchema } from "../route_description.ts";

const TAG = "Sets";
const PATH = "/sets/{key}";

/** Adds the routes. */
export function addSetRoutes(app: HttpApp, host: HttpHost): void {
  addCollectionRoute(app, host, {
    ...{ method: "get", path: PATH, tag: TAG, operationId: "getSet" },
    summary: "Read some members of a set",
    description: "A small set comes whole, whatever `limit` says.",
    ...{ query: scanQuery, answer: setOutput },
    handle: async (access, query) => json(await readSet(access, query)),
  });
  addCollectionRoute(app, host, {
    ...{ method: "put", path: PATH, tag: TAG, operationId: "putSet" },
    summary: "Write a whole set, in place of the one that is there",
    body: z.strictObject({ members: bytesList, ttl: ttlInput }),
    ...{ answer: z.object({ length: z.number().int() }), creates: true },
    async handle(access, _, { members, ttl }) {
      const commands = [["DEL"], ["SADD", ...members], ...expiryCommand(ttl)] as const;
      const [removed, length] = await access.write("set", ...commands);
      return json({ length: countOf(length) }, countOf(removed) === 0 ? 201 : 200);
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "patch", path: PATH, tag: TAG, operationId: "patchSet" },
    summary: "Remove members of a set and add others, at once",
    body: z.strictObject({ add: bytesList.optional(), remove: bytesList.optional() }).refine(
      ({ add, remove }) => add !== undefined || remove !== undefined,
      "must have add or remove",
    ),
    answer: z.object({
      added: z.number().int(),
      removed: z.number().int(),
      length: z.number().int(),
    }),
    async handle(access, _, { add, remove }) {
      const [removed, added, length] = await access.write(
        "set",
        remove === undefined ? ["SCARD"] : ["SREM", ...remove],
        add === undefined ? ["SCARD"] : ["SADD", ...add],
        ["SCARD"],
      );
      return json({
        added: add === undefined ? 0 : countOf(added),
        removed: remove === undefined ? 0 : countOf(removed),
        length: countOf(length),
      });
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "delete", path: PATH, tag: TAG, operationId: "deleteSet" },
    summary: "Delete a set",
    handle: (access) => access.remove("set"),
  });
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
  addCollectionRoute(app, host, {
    ...{ method: "delete", path, tag: TAG, operationId: "deleteSetMember" },
    summary: "Remove a member of a set",
    async handle(access) {
      const [removed] = await access.write("set", ["SREM", access.element]);
      if (countOf(removed) === 0) throw access.missingElement("member");
      return noContent();
    },
  });
}
