/** A stream as JSON: a range of entries in either order. */

import { z } from "@hono/zod-openapi";
import type { Reply } from "../../../resp/reply.ts";
import { jsonOfBytes } from "../representations/byte_values.ts";
import {
  type CollectionAccess,
  countOf,
  elementsOf,
  stringOf,
  textOf,
} from "./collection_access.ts";
import { DEFAULT_LIMIT, lengthOutput, limitQuery } from "./collection_schemas.ts";
import { jsonBytesSchema } from "../route_description.ts";
import { withPlus } from "../requests/validation.ts";

const bound = (infinite: "-" | "+", description: string) =>
  z.string().regex(
    new RegExp(`^(\\(?\\d{1,20}(-\\d{1,20})?|${infinite === "+" ? "[+ ]" : infinite})$`),
    `must be an id, one with "(" before it, or ${infinite}`,
  ).transform(withPlus).optional().openapi({ description, example: "1700000000000-0" });

/** The query of a stream. */
export const streamQuery = z.strictObject({
  from: bound("-", "Lowest id; with `(` before it, the first one above it"),
  to: bound("+", "Highest id; with `(` before it, the last one below it"),
  limit: limitQuery,
  order: z.enum(["asc", "desc"]).optional().openapi({
    description: "The oldest entry first (asc, the default) or the newest",
  }),
});

/** An entry. */
export const entryOutput = z.object({
  id: z.string().openapi({ example: "1700000000000-0" }),
  fields: z.array(z.object({ field: jsonBytesSchema, value: jsonBytesSchema })),
}).openapi("StreamEntry");

const output = z.object({
  type: z.literal("stream"),
  length: lengthOutput,
  entries: z.array(entryOutput),
  next: z.string().nullable().openapi({
    description: "`from` of the next page, in descending order its `to`; null after the last one",
  }),
}).openapi("StreamPage");

/** Some entries of a stream. */
export type StreamPage = z.infer<typeof output>;
export const streamOutput: z.ZodType<StreamPage> = output;

/** Reads some entries. @throws {Problem} if there is no stream. */
export async function readStream(
  access: CollectionAccess,
  { from = "-", to = "+", limit = DEFAULT_LIMIT, order }: z.infer<typeof streamQuery>,
): Promise<StreamPage> {
  const descends = order === "desc";
  // One more than asked for tells whether there is a next page.
  const count = ["COUNT", `${limit + 1}`];
  const [type, length, found] = await access.read(
    ["TYPE"],
    ["XLEN"],
    descends ? ["XREVRANGE", to, from, ...count] : ["XRANGE", from, to, ...count],
  );
  // A stream may well be empty.
  if (textOf(type) === "none") throw access.missing();
  const entries = elementsOf(found).map(entryOf);
  const hasNext = entries.length > limit;
  if (hasNext) entries.pop();
  return {
    type: "stream",
    length: countOf(length),
    entries,
    next: hasNext ? `(${entries.at(-1)!.id}` : null,
  };
}

/** An entry of a reply. */
export function entryOf(reply: Reply): z.infer<typeof entryOutput> {
  const [id, fields] = elementsOf(reply);
  const words = elementsOf(fields).map((word) => jsonOfBytes(stringOf(word)));
  const pairs: { field: typeof words[number]; value: typeof words[number] }[] = [];
  for (let i = 0; i < words.length; i += 2) pairs.push({ field: words[i], value: words[i + 1] });
  return { id: textOf(id), fields: pairs };
}
