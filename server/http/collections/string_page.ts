/** A string as JSON: a part of it. */

import { z } from "@hono/zod-openapi";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { jsonBytesSchema } from "../route_description.ts";
import { type CollectionAccess, countOf, stringOf } from "./collection_access.ts";
import { integerQuery, lengthOutput } from "./collection_schemas.ts";

/** Bytes of a part unless the request says otherwise, and at most. */
const DEFAULT_BYTES = 64 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** A character of UTF-8 takes at most so many bytes. */
const MAX_CHARACTER_BYTES = 4;

/** The query of a string. */
export const stringQuery = z.strictObject({
  start: integerQuery(0, 2 ** 31, "First byte").optional(),
  limit: integerQuery(MAX_CHARACTER_BYTES, MAX_BYTES, `Bytes, ${DEFAULT_BYTES} unless given`)
    .optional(),
});

const output = z.object({
  type: z.literal("string"),
  length: lengthOutput.openapi({ description: "Bytes in all" }),
  start: z.number().int(),
  value: jsonBytesSchema,
  next: z.number().int().nullable().openapi({
    description: "The `start` of the next part; null after the last one",
  }),
}).openapi("StringPage");

/** A part of a string. */
export type StringPage = z.infer<typeof output>;
export const stringOutput: z.ZodType<StringPage> = output;

/** Reads a part; one that is not the last ends with a whole character. @throws {Problem} */
export async function readString(
  access: CollectionAccess,
  { start = 0, limit = DEFAULT_BYTES }: z.infer<typeof stringQuery>,
): Promise<StringPage> {
  const stop = start + limit - 1;
  const [length, part] = await access.read(["STRLEN"], ["GETRANGE", `${start}`, `${stop}`]);
  const count = countOf(length);
  const bytes = stringOf(part);
  const isLast = start + bytes.length >= count;
  const shown = isLast ? bytes : bytes.subarray(0, wholeCharacters(bytes));
  return {
    type: "string",
    length: count,
    start,
    value: jsonOfBytes(shown),
    next: isLast ? null : start + shown.length,
  };
}

/** How many bytes there are without a character of UTF-8 that is cut off at the end. */
function wholeCharacters(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back < MAX_CHARACTER_BYTES && back <= length; back++) {
    const byte = bytes[length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? length - back : length;
  }
  return length;
}
