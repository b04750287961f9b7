/** The route that removes one element of a collection. */

import type { HttpApp } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { countOf, noContent } from "./collection_access.ts";
import { addCollectionRoute } from "./collection_route.ts";

/** What is removed, and how. */
export interface ElementKind {
  /** What TYPE calls the collection. */
  readonly type: "hash" | "set" | "zset" | "stream";
  readonly tag: string;
  readonly path: string;
  readonly operationId: string;
  /** What the element is called: "field". */
  readonly word: string;
  /** The command that removes it and tells how many there were. */
  readonly command: "HDEL" | "SREM" | "ZREM" | "XDEL";
  /** What must be true of its name. @throws {Problem} if it is not. */
  check?(name: Uint8Array): void;
}

/** Adds the route. */
export function addElementDeleteRoute(
  app: HttpApp,
  host: HttpHost,
  { type, tag, path, operationId, word, command, check }: ElementKind,
): void {
  addCollectionRoute(app, host, {
    ...{ method: "delete", path, tag, operationId },
    summary: `Remove one ${word}`,
    async handle(access) {
      check?.(access.element);
      const [removed] = await access.write(type, [command, access.element]);
      if (countOf(removed) === 0) throw access.missingElement(word);
      return noContent();
    },
  });
}
