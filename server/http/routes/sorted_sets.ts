/**
 * Sorted sets as JSON: `/v1/namespaces/{namespace}/sorted-sets/{key}`.
 *
 *     GET ?start=0&limit=100&order=desc   by rank       PUT {members, ttl}
 *         ?min=1&max=(5                   by score      PATCH {set, remove}
 *         ?match=a*&cursor=0              by pattern    DELETE
 *     GET, PUT {score}, PATCH {increment}, DELETE /members/{member}
 */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../byte_values.ts";
import { countOf, type KeyCommand, noContent } from "../collections/collection_access.ts";
import {
  addCollectionRoute,
  expiryCommand,
  json,
  ttlInput,
} from "../collections/collection_route.ts";
import { bytesInput, bytesList } from "../collections/collection_schemas.ts";
import {
  memberOutput,
  readSortedSet,
  scoreOf,
  scoreOutput,
  sortedSetOutput,
  sortedSetQuery,
} from "../collections/sorted_set_page.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";

const TAG = "Sorted sets";
const PATH = "/sorted-sets/{key}";

const score = z.union([z.number(), z.enum(["inf", "+inf", "-inf"])], {
  error: 'must be a number, "inf" or "-inf"',
}).transform(String).openapi({
  type: ["number", "string"],
  pattern: "^[+-]?inf$",
  example: 1.5,
});

const membersInput = z.array(z.strictObject({ member: bytesInput, score })).min(
  1,
  "must not be empty",
);

/** Adds the routes. */
export function addSortedSetRoutes(app: HttpApp, host: HttpHost): void {
  addCollectionRoute(app, host, {
    ...{ method: "get", path: PATH, tag: TAG, operationId: "getSortedSet" },
    summary: "Read a part of a sorted set: by rank, by score, or by a pattern of members",
    ...{ query: sortedSetQuery, answer: sortedSetOutput },
    handle: async (access, query) => json(await readSortedSet(access, query)),
  });
  addCollectionRoute(app, host, {
    ...{ method: "put", path: PATH, tag: TAG, operationId: "putSortedSet" },
    summary: "Write a whole sorted set, in place of the one that is there",
    body: z.strictObject({ members: membersInput, ttl: ttlInput }),
    ...{ answer: z.object({ length: z.number().int() }), creates: true },
    async handle(access, _, { members, ttl }) {
      const commands = [["DEL"], zadd(members), ...expiryCommand(ttl)] as const;
      const [removed, length] = await access.write("zset", ...commands);
      return json({ length: countOf(length) }, countOf(removed) === 0 ? 201 : 200);
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "patch", path: PATH, tag: TAG, operationId: "patchSortedSet" },
    summary: "Remove members of a sorted set and write others, at once",
    body: z.strictObject({ set: membersInput.optional(), remove: bytesList.optional() }).refine(
      ({ set, remove }) => set !== undefined || remove !== undefined,
      "must have set or remove",
    ),
    answer: z.object({
      added: z.number().int().openapi({ description: "Members that were not there before" }),
      removed: z.number().int(),
      length: z.number().int(),
    }),
    async handle(access, _, { set, remove }) {
      const [removed, added, length] = await access.write(
        "zset",
        remove === undefined ? ["ZCARD"] : ["ZREM", ...remove],
        set === undefined ? ["ZCARD"] : zadd(set),
        ["ZCARD"],
      );
      return json({
        added: set === undefined ? 0 : countOf(added),
        removed: remove === undefined ? 0 : countOf(removed),
        length: countOf(length),
      });
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "delete", path: PATH, tag: TAG, operationId: "deleteSortedSet" },
    summary: "Delete a sorted set",
    handle: (access) => access.remove("zset"),
  });
  addMemberRoutes(app, host);
}

function addMemberRoutes(app: HttpApp, host: HttpHost): void {
  const path = `${PATH}/members/{member}`;
  addCollectionRoute(app, host, {
    ...{ method: "get", path, tag: TAG, operationId: "getSortedSetMember" },
    summary: "Read the score and the rank of a member",
    answer: memberOutput.extend({
      rank: z.number().int().openapi({ description: "0 is the lowest score" }),
    }),
    async handle(access) {
      const { element } = access;
      const [score, rank] = await access.read(["ZSCORE", element], ["ZRANK", element]);
      if (score.value === null) throw access.missingElement("member");
      return json({ member: jsonOfBytes(element), score: scoreOf(score), rank: countOf(rank) });
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "put", path, tag: TAG, operationId: "putSortedSetMember" },
    summary: "Write a member and its score to a sorted set, which is made if need be",
    body: z.strictObject({ score }),
    creates: true,
    async handle(access, _, { score }) {
      const [added] = await access.write("zset", ["ZADD", score, access.element]);
      return countOf(added) === 1 ? new Response(null, { status: 201 }) : noContent();
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "patch", path, tag: TAG, operationId: "patchSortedSetMember" },
    summary: "Add to the score of a member, which is made if need be",
    body: z.strictObject({ increment: score }),
    answer: z.object({ score: scoreOutput }),
    async handle(access, _, { increment }) {
      const [sum] = await access.write("zset", ["ZINCRBY", increment, access.element]);
      return json({ score: scoreOf(sum) });
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "delete", path, tag: TAG, operationId: "deleteSortedSetMember" },
    summary: "Remove a member of a sorted set",
    async handle(access) {
      const [removed] = await access.write("zset", ["ZREM", access.element]);
      if (countOf(removed) === 0) throw access.missingElement("member");
      return noContent();
    },
  });
}

function zadd(members: z.infer<typeof membersInput>): KeyCommand {
  return ["ZADD", ...members.flatMap(({ member, score }) => [score, member])];
}
