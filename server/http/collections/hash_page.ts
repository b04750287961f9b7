/** A hash as JSON: some fields at a time, with their times to live. */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { type CollectionAccess, countOf, elementsOf, stringOf } from "./collection_access.ts";
import { lengthOutput, nextCursor, type scanQuery } from "./collection_schemas.ts";
import { readScanPage } from "./scan_page.ts";
import { jsonBytesSchema } from "../route_description.ts";

/** A field and what it holds. */
export const fieldOutput = z.object({
  field: jsonBytesSchema,
  value: jsonBytesSchema,
  ttl: z.number().optional().openapi({ description: "Seconds left, if the field expires" }),
}).openapi("HashField");

const output = z.object({
  type: z.literal("hash"),
  length: lengthOutput,
  fields: z.array(fieldOutput),
  next: nextCursor,
}).openapi("HashPage");

/** Some fields of a hash. */
export type HashPage = z.infer<typeof output>;
export const hashOutput: z.ZodType<HashPage> = output;

/** Reads some fields. @throws {Problem} if there is no hash. */
export async function readHash(
  access: CollectionAccess,
  query: z.infer<typeof scanQuery>,
): Promise<HashPage> {
  const page = await readScanPage(access, ["HLEN", "HSCAN"], query);
  const words = page.words.map(stringOf);
  const names = words.filter((_, i) => i % 2 === 0);
  const ttls = await timesToLive(access, names);
  return {
    type: "hash",
    length: page.length,
    fields: names.map((name, i) => ({
      field: jsonOfBytes(name),
      value: jsonOfBytes(words[2 * i + 1]),
      ...(ttls[i] === undefined ? {} : { ttl: ttls[i] }),
    })),
    next: page.next,
  };
}

/** Seconds left of each of the fields; undefined for those that do not expire. */
export async function timesToLive(
  access: CollectionAccess,
  fields: readonly Uint8Array[],
): Promise<(number | undefined)[]> {
  if (fields.length === 0) return [];
  const [ttls] = await access.read(["HPTTL", "FIELDS", `${fields.length}`, ...fields]);
  return elementsOf(ttls).map((ttl) => countOf(ttl) < 0 ? undefined : countOf(ttl) / 1000);
}
