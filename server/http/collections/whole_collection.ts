/** What can be done with lists, hashes, sets and sorted sets as a whole: PUT, PATCH and DELETE of the key. */

import { z } from "@hono/zod-openapi";
import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { countOf, type KeyCommand } from "./collection_access.ts";
import { addCollectionRoute, expiryCommand, json, ttlInput } from "./collection_route.ts";
import { bytesList } from "./collection_schemas.ts";

/** A type of collection. */
export interface CollectionKind<Elements> {
  /** What TYPE calls it. */
  readonly type: "list" | "hash" | "set" | "zset";
  /** "sorted set", and as a part of operations' names "SortedSet". */
  readonly words: string;
  readonly name: string;
  readonly tag: string;
  /** Below the namespace: "/sets/{key}". */
  readonly path: string;
  /** What its elements are called in bodies: "fields". */
  readonly elements: string;
  readonly input: z.ZodType<Elements>;
  /** The command that writes elements. */
  write(elements: Elements): KeyCommand;
}

/** Adds the route that writes a whole collection. */
export function addPutRoute<Elements>(
  app: HttpApp,
  host: HttpHost,
  { type, words, name, tag, path, elements, input, write }: CollectionKind<Elements>,
): void {
  addCollectionRoute(app, host, {
    ...{ method: "put", path, tag, operationId: `put${name}` },
    summary: `Write a whole ${words}, in place of the one that is there`,
    body: z.strictObject({ [elements]: input, ttl: ttlInput }),
    ...{ answer: z.object({ length: z.number().int() }), creates: true },
    async handle(access, _, body) {
      const written = write(body[elements] as Elements);
      const expiry = expiryCommand(body.ttl as number | undefined);
      const [removed, length] = await access.write(type, ["DEL"], written, ...expiry);
      return json({ length: countOf(length) }, countOf(removed) === 0 ? 201 : 200);
    },
  });
}

/** Adds the route that deletes a collection. */
export function addDeleteRoute(
  app: HttpApp,
  host: HttpHost,
  kind: Pick<CollectionKind<unknown>, "words" | "name" | "tag" | "path"> & { type: string },
): void {
  const { type, words, name, tag, path } = kind;
  addCollectionRoute(app, host, {
    ...{ method: "delete", path, tag, operationId: `delete${name}` },
    summary: `Delete a ${words}`,
    handle: (access) => access.remove(type),
  });
}

/** How elements of a collection are written and removed at once. */
export interface PatchKind<Elements> extends CollectionKind<Elements> {
  /** The member of the body that has what is to be written: "set" or "add". */
  readonly verb: string;
  readonly removeCommand: string;
  readonly lengthCommand: string;
}

/** Adds the route that removes and writes elements, in one transaction. */
export function addPatchRoute<Elements>(
  app: HttpApp,
  host: HttpHost,
  kind: PatchKind<Elements>,
): void {
  const { type, words, name, tag, path, elements, verb, removeCommand } = kind;
  const length: KeyCommand = [kind.lengthCommand];
  const count = z.number().int();
  addCollectionRoute(app, host, {
    ...{ method: "patch", path, tag, operationId: `patch${name}` },
    summary: `Remove ${elements} of a ${words} and write others, at once`,
    body: z.strictObject({ [verb]: kind.input.optional(), remove: bytesList.optional() }).refine(
      (body) => body[verb] !== undefined || body.remove !== undefined,
      `must have ${verb} or remove`,
    ),
    answer: z.object({
      added: count.openapi({ description: `New ${elements}` }),
      ...{ removed: count, length: count },
    }),
    async handle(access, _, body) {
      const toWrite = body[verb] as Elements | undefined;
      const toRemove = body.remove as readonly string[] | undefined;
      const [removed, added, left] = await access.write(
        type,
        toRemove === undefined ? length : [removeCommand, ...toRemove],
        toWrite === undefined ? length : kind.write(toWrite),
        length,
      );
      return json({
        added: toWrite === undefined ? 0 : countOf(added),
        removed: toRemove === undefined ? 0 : countOf(removed),
        length: countOf(left),
      });
    },
  });
}
