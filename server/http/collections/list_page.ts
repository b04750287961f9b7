/** A list as JSON: a range of it. */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { type CollectionAccess, countOf, elementsOf, stringOf } from "./collection_access.ts";
import { DEFAULT_LIMIT, integerQuery, lengthOutput, limitQuery } from "./collection_schemas.ts";
import { jsonBytesSchema } from "../route_description.ts";

const MAX_INDEX = Number.MAX_SAFE_INTEGER - 10_000;

/** The query of a list. */
export const listQuery: z.ZodType<{ start?: number | undefined; limit?: number | undefined }> = z
  .strictObject({
    start: integerQuery(-MAX_INDEX, MAX_INDEX, "First index; -10: the last ten").optional(),
    limit: limitQuery,
  });

const output = z.object({
  type: z.literal("list"),
  length: lengthOutput,
  start: z.number().int().openapi({ description: "Index of the first item" }),
  items: z.array(jsonBytesSchema),
  next: z.number().int().nullable().openapi({
    description: "The `start` of the next page; null after the last one",
  }),
}).openapi("ListPage");

/** A range of a list. */
export type ListPage = z.infer<typeof output>;
export const listOutput: z.ZodType<ListPage> = output;

/** Reads a range. @throws {Problem} if there is no list. */
export async function readList(
  access: CollectionAccess,
  { start = 0, limit = DEFAULT_LIMIT }: z.infer<typeof listQuery>,
): Promise<ListPage> {
  const first = await firstIndex(access, "LLEN", start);
  const [length, items] = await access.read(
    ["LLEN"],
    ["LRANGE", `${first}`, `${first + limit - 1}`],
  );
  const count = countOf(length);
  if (count === 0) throw access.missing();
  const found = elementsOf(items);
  const next = first + found.length;
  return {
    type: "list",
    length: count,
    start: first,
    items: found.map((item) => jsonOfBytes(stringOf(item))),
    next: found.length > 0 && next < count ? next : null,
  };
}

/** An index from the beginning for one from the end, which no other may stand before. */
export async function firstIndex(
  access: CollectionAccess,
  lengthCommand: "LLEN" | "ZCARD",
  start: number,
): Promise<number> {
  if (start >= 0) return start;
  const [length] = await access.read([lengthCommand]);
  return Math.max(0, countOf(length) + start);
}
