/** A hash as JSON: some fields at a time, with their times to live. */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../byte_values.ts";
import {
  type CollectionAccess,
  countOf,
  elementsOf,
  type KeyCommand,
  stringOf,
  textOf,
} from "./collection_access.ts";
import {
  DEFAULT_LIMIT,
  lengthOutput,
  nextCursor,
  nextOf,
  type scanQuery,
} from "./collection_schemas.ts";
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
  const [length, page] = await access.read(["HLEN"], scanCommand("HSCAN", query));
  const count = countOf(length);
  if (count === 0) throw access.missing();
  const [cursor, found] = elementsOf(page);
  const words = elementsOf(found).map(stringOf);
  const names = words.filter((_, i) => i % 2 === 0);
  const ttls = await timesToLive(access, names);
  return {
    type: "hash",
    length: count,
    fields: names.map((name, i) => ({
      field: jsonOfBytes(name),
      value: jsonOfBytes(words[2 * i + 1]),
      ...(ttls[i] === undefined ? {} : { ttl: ttls[i] }),
    })),
    next: nextOf(textOf(cursor)),
  };
}

/** The scan of a page. */
export function scanCommand(name: string, query: z.infer<typeof scanQuery>): KeyCommand {
  const { cursor = "0", limit = DEFAULT_LIMIT, match } = query;
  const filter = match === undefined ? [] : ["MATCH", match];
  return [name, cursor, "COUNT", `${limit}`, ...filter];
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
