/**
 * Hashes as JSON: `/v1/namespaces/{namespace}/hashes/{key}`.
 *
 *     GET ?cursor=0&limit=100&match=a*    PUT {fields, ttl}    PATCH {set, remove}    DELETE
 *     GET, PUT {value, ttl}, PATCH {increment, ttl}, DELETE /fields/{field}
 */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../representations/byte_values.ts";
import {
  type CollectionAccess,
  countOf,
  elementsOf,
  type KeyCommand,
  noContent,
  stringOf,
} from "../collections/collection_access.ts";
import {
  addCollectionRoute,
  json,
  milliseconds,
  ttlInput,
} from "../collections/collection_route.ts";
import {
  bytesInput,
  fieldsInput,
  type Pair,
  scanQuery,
} from "../collections/collection_schemas.ts";
import { fieldOutput, hashOutput, readHash, timesToLive } from "../collections/hash_page.ts";
import {
  addDeleteRoute,
  addPatchRoute,
  addPutRoute,
  type PatchKind,
} from "../collections/whole_collection.ts";
import { addElementDeleteRoute } from "../collections/element_route.ts";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { additionCommand, sumOf } from "../keys/additions.ts";
import { successful } from "../gateway/command_replies.ts";
import { patchedSchema, patchSchema } from "../keys/key_schemas.ts";

const TAG = "Hashes";
const PATH = "/hashes/{key}";

const HASHES: PatchKind<Pair[]> = {
  ...{ type: "hash", words: "hash", name: "Hash", tag: TAG, path: PATH },
  ...{ elements: "fields", input: fieldsInput, verb: "set" },
  ...{ removeCommand: "HDEL", lengthCommand: "HLEN" },
  write: (fields) => ["HSET", ...fields.flat()],
};
const fieldTtl = ttlInput.openapi({
  description: "Seconds after which the field expires; without: it stays",
});

/** Adds the routes. */
export function addHashRoutes(app: HttpApp, host: HttpHost): void {
  addCollectionRoute(app, host, {
    ...{ method: "get", path: PATH, tag: TAG, operationId: "getHash" },
    summary: "Read some fields of a hash",
    description: "A small hash comes whole, whatever `limit` says.",
    ...{ query: scanQuery, answer: hashOutput },
    handle: async (access, query) => json(await readHash(access, query)),
  });
  addPutRoute(app, host, HASHES);
  addPatchRoute(app, host, HASHES);
  addDeleteRoute(app, host, HASHES);
  addFieldRoutes(app, host);
}

function addFieldRoutes(app: HttpApp, host: HttpHost): void {
  const path = `${PATH}/fields/{field}`;
  addCollectionRoute(app, host, {
    ...{ method: "get", path, tag: TAG, operationId: "getHashField" },
    summary: "Read a field of a hash",
    answer: fieldOutput,
    async handle(access) {
      const field = access.element;
      const [value] = await access.read(["HGET", field]);
      if (value.value === null) throw access.missingElement("field");
      const [ttl] = await timesToLive(access, [field]);
      const shown = { field: jsonOfBytes(field), value: jsonOfBytes(stringOf(value)) };
      return json(ttl === undefined ? shown : { ...shown, ttl });
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "put", path, tag: TAG, operationId: "putHashField" },
    summary: "Write a field of a hash, which is made if need be",
    body: z.strictObject({ value: bytesInput, ttl: fieldTtl }),
    creates: true,
    async handle(access, _, { value, ttl }) {
      const field = access.element;
      const expiry: KeyCommand[] = ttl === undefined ? [] : [expiryOf(field, ttl)];
      const [added] = await access.write("hash", ["HSET", field, value], ...expiry);
      return countOf(added) === 1 ? new Response(null, { status: 201 }) : noContent();
    },
  });
  addCollectionRoute(app, host, {
    ...{ method: "patch", path, tag: TAG, operationId: "patchHashField" },
    summary: "Add to the number in a field, set the field's time to live",
    description:
      "Both are done or none. A number that is not there begins at 0; `ttl` alone does not make one.",
    body: patchSchema,
    answer: patchedSchema,
    handle: patchField,
  });
  addElementDeleteRoute(app, host, {
    ...{ type: "hash", tag: TAG, path, operationId: "deleteHashField" },
    ...{ word: "field", command: "HDEL" },
  });
}

async function patchField(
  access: CollectionAccess,
  _: unknown,
  { increment, ttl }: z.infer<typeof patchSchema>,
): Promise<Response> {
  const field = access.element;
  const commands: KeyCommand[] = [];
  if (increment !== undefined) {
    commands.push([additionCommand("HINCRBY", increment), field, increment]);
  }
  if (ttl === null) commands.push(["HPERSIST", "FIELDS", "1", field]);
  else if (ttl !== undefined) commands.push(expiryOf(field, ttl));
  const replies = await access.attempt("hash", ...commands, ["HPTTL", "FIELDS", "1", field]);
  const value = increment === undefined ? undefined : sumOf(replies[0]);
  const [left] = elementsOf(replies.map(successful).at(-1)!);
  // Without an increment there may be no such field; −2 says so, and null that there is no key.
  if (left === undefined || countOf(left) === -2) throw access.missingElement("field");
  const ttlLeft = countOf(left) < 0 ? null : countOf(left) / 1000;
  return json({ ...(value === undefined ? {} : { value }), ttl: ttlLeft });
}

function expiryOf(field: Uint8Array, ttl: number): KeyCommand {
  return ["HPEXPIRE", milliseconds(ttl), "FIELDS", "1", field];
}
