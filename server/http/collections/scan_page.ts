/** Pages of collections without an order, as HSCAN, SSCAN and ZSCAN walk through them. */

import type { z } from "@hono/zod-openapi";
import type { Reply } from "../../../resp/reply.ts";
import { type CollectionAccess, countOf, elementsOf, textOf } from "./collection_access.ts";
import { DEFAULT_LIMIT, type scanQuery } from "./collection_schemas.ts";

/** A page. */
export interface ScanPage {
  /** Elements in all. */
  readonly length: number;
  /** Strings: the elements of a set; of others, each with what belongs to it behind it. */
  readonly words: readonly Reply[];
  /** The cursor of the next page; null after the last one. */
  readonly next: string | null;
}

/** Reads a page. @throws {Problem} if there is no such key. */
export async function readScanPage(
  access: CollectionAccess,
  [lengthCommand, scanCommand]: ["HLEN", "HSCAN"] | ["SCARD", "SSCAN"] | ["ZCARD", "ZSCAN"],
  { cursor = "0", limit = DEFAULT_LIMIT, match }: z.infer<typeof scanQuery>,
): Promise<ScanPage> {
  const filter = match === undefined ? [] : ["MATCH", match];
  const [length, page] = await access.read(
    [lengthCommand],
    [scanCommand, cursor, "COUNT", `${limit}`, ...filter],
  );
  if (countOf(length) === 0) throw access.missing();
  const [next, words] = elementsOf(page);
  return {
    length: countOf(length),
    words: elementsOf(words),
    next: textOf(next) === "0" ? null : textOf(next),
  };
}
