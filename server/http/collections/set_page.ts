/** A set as JSON: some members at a time. */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { type CollectionAccess, stringOf } from "./collection_access.ts";
import { lengthOutput, nextCursor, type scanQuery } from "./collection_schemas.ts";
import { jsonBytesSchema } from "../route_description.ts";
import { readScanPage } from "./scan_page.ts";

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
  const { length, words, next } = await readScanPage(access, ["SCARD", "SSCAN"], query);
  const members = words.map((member) => jsonOfBytes(stringOf(member)));
  return { type: "set", length, members, next };
}
