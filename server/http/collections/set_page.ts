/** A set as JSON: some members at a time. */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../byte_values.ts";
import {
  type CollectionAccess,
  countOf,
  elementsOf,
  stringOf,
  textOf,
} from "./collection_access.ts";
import { lengthOutput, nextCursor, nextOf, type scanQuery } from "./collection_schemas.ts";
import { jsonBytesSchema } from "../route_description.ts";
import { scanCommand } from "./hash_page.ts";

const output = z.object({
  type: z.literal("set"),
  length: lengthOutput,
  members: z.array(jsonBytesSchema),
  next: nextCursor,
}).openapi("SetPage");

/** Some members of a set. */
export type SetPage = z.infer<typeof output>;
export const setOutput: z.ZodType<SetPage> = output;

/** Reads some members. @throws {Problem} if there is no set. */
export async function readSet(
  access: CollectionAccess,
  query: z.infer<typeof scanQuery>,
): Promise<SetPage> {
  const [length, page] = await access.read(["SCARD"], scanCommand("SSCAN", query));
  const count = countOf(length);
  if (count === 0) throw access.missing();
  const [cursor, found] = elementsOf(page);
  return {
    type: "set",
    length: count,
    members: elementsOf(found).map((member) => jsonOfBytes(stringOf(member))),
    next: nextOf(textOf(cursor)),
  };
}
