/**
 * Sorted sets as JSON: `/v1/namespaces/{namespace}/sorted-sets/{key}`.
 *
 *     GET ?start=0&limit=100&order=desc   by rank       PUT {members, ttl}
 *         ?min=1&max=(5                   by score      PATCH {set, remove}
 *         ?match=a*&cursor=0              by pattern    DELETE
 *     GET, PUT {score}, PATCH {increment}, DELETE /members/{member}
 */

import { z } from "@hono/zod-openapi";
import { bytesOfJson, jsonOfBytes } from "../representations/byte_values.ts";
import { countOf, noContent } from "../collections/collection_access.ts";
import { addCollectionRoute, json } from "../collections/collection_route.ts";
import { bytesInput } from "../collections/collection_schemas.ts";
import {
  memberOutput,
  readSortedSet,
  scoreOf,
  scoreOutput,
  sortedSetOutput,
  sortedSetQuery,
} from "../collections/sorted_set_page.ts";
import {
  addDeleteRoute,
  addPatchRoute,
  addPutRoute,
  type PatchKind,
} from "../collections/whole_collection.ts";
import { addElementDeleteRoute } from "../collections/element_route.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { refuseNoNumber } from "../keys/additions.ts";
import { successful } from "../gateway/command_replies.ts";
import { longList } from "../requests/validation.ts";

const TAG = "Sorted sets";
const PATH = "/sorted-sets/{key}";

const score = z.union([z.number(), z.enum(["inf", "+inf", "-inf"])], {
  error: 'must be a number, "inf" or "-inf"',
}).transform(String).openapi({
  type: ["number", "string"],
  pattern: "^[+-]?inf$",
  example: 1.5,
});

const membersInput = longList(
  z.strictObject({ member: bytesInput, score }),
  (input) => {
    const { member, score } = Object(input);
    return bytesOfJson(member) !== undefined && /^(number|string)$/.test(typeof score);
  },
);

const SORTED_SETS: PatchKind<z.infer<typeof membersInput>> = {
  ...{ type: "zset", words: "sorted set", name: "SortedSet", tag: TAG, path: PATH },
  ...{ elements: "members", input: membersInput, verb: "set" },
  ...{ removeCommand: "ZREM", lengthCommand: "ZCARD" },
  write: (members) => ["ZADD", ...members.flatMap(({ member, score }) => [score, member])],
};

/** Adds the routes. */
export function addSortedSetRoutes(app: HttpApp, host: HttpHost): void {
  addCollectionRoute(app, host, {
    ...{ method: "get", path: PATH, tag: TAG, operationId: "getSortedSet" },
    summary: "Read a part of a sorted set: by rank, by score, or by a pattern of members",
    ...{ query: sortedSetQuery, answer: sortedSetOutput },
    handle: async (access, query) => json(await readSortedSet(access, query)),
  });
  addPutRoute(app, host, SORTED_SETS);
  addPatchRoute(app, host, SORTED_SETS);
  addDeleteRoute(app, host, SORTED_SETS);
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
      const [sum] = await access.attempt("zset", ["ZINCRBY", increment, access.element]);
      refuseNoNumber(sum);
      return json({ score: scoreOf(successful(sum)) });
    },
  });
  addElementDeleteRoute(app, host, {
    ...{ type: "zset", tag: TAG, path, operationId: "deleteSortedSetMember" },
    ...{ word: "member", command: "ZREM" },
  });
}
