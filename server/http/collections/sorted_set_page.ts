/** A sorted set as JSON: a range by rank or by score, or the members that match a pattern. */

import { z } from "@hono/zod-openapi";
import type { Reply } from "../../../resp/reply.ts";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { invalidField } from "../problem.ts";
import {
  type CollectionAccess,
  countOf,
  elementsOf,
  type KeyCommand,
  stringOf,
  textOf,
} from "./collection_access.ts";
import { DEFAULT_LIMIT, integerQuery, lengthOutput, limitQuery } from "./collection_schemas.ts";
import { jsonBytesSchema } from "../route_description.ts";
import { withPlus } from "../requests/validation.ts";
import { firstIndex } from "./list_page.ts";
import { readScanPage } from "./scan_page.ts";

const MAX_RANK = 2 ** 31;
const SCORE = /^\(?([+ -]?(\d+\.?\d*|\.\d+)([eE][+ -]?\d+)?|[+ -]?inf)$/;

const bound = (description: string) =>
  z.string().regex(SCORE, 'must be a score, one with "(" before it, "-inf" or "+inf"')
    .transform(withPlus).optional().openapi({ description, example: "(1.5" });

/** The query of a sorted set. */
export const sortedSetQuery = z.strictObject({
  start: integerQuery(-MAX_RANK, MAX_RANK, "First rank, or how many of a range of scores to skip")
    .optional(),
  limit: limitQuery,
  order: z.enum(["asc", "desc"]).optional().openapi({
    description: "From the lowest score (asc, the default) or from the highest",
  }),
  min: bound("Lowest score"),
  max: bound("Highest score"),
  match: z.string().optional().openapi({
    description: "A pattern of members; they come without an order, page by page with `cursor`",
  }),
  cursor: z.string().regex(/^\d{1,20}$/, "must be a cursor").optional(),
});

/** A score: JSON has no infinite numbers. */
export const scoreOutput = z.union([z.number(), z.enum(["inf", "-inf"])]).openapi("Score", {
  example: 1.5,
});

/** A member and its score. */
export const memberOutput = z.object({ member: jsonBytesSchema, score: scoreOutput }).openapi(
  "SortedSetMember",
);

const output = z.object({
  type: z.literal("zset"),
  length: lengthOutput,
  members: z.array(memberOutput),
  next: z.union([z.number().int(), z.string()]).nullable().openapi({
    description: "The `start` of the next page, with `match` its `cursor`; null after the last one",
  }),
}).openapi("SortedSetPage");

/** A part of a sorted set. */
export type SortedSetPage = z.infer<typeof output>;
export const sortedSetOutput: z.ZodType<SortedSetPage> = output;

/** Reads a part. @throws {Problem} if there is no sorted set. */
export async function readSortedSet(
  access: CollectionAccess,
  query: z.infer<typeof sortedSetQuery>,
): Promise<SortedSetPage> {
  const { start = 0, limit = DEFAULT_LIMIT, match, cursor } = query;
  if (match !== undefined || cursor !== undefined) {
    const page = await readScanPage(access, ["ZCARD", "ZSCAN"], { cursor, limit, match });
    return { type: "zset", length: page.length, members: pairsOf(page.words), next: page.next };
  }
  const byScore = query.min !== undefined || query.max !== undefined;
  if (byScore && start < 0) throw invalidField("start", "must not be negative with min or max");
  const first = await firstIndex(access, "ZCARD", start);
  const command = rangeCommand({ ...query, start: first }, byScore);
  const [length, reply] = await access.read(["ZCARD"], command);
  const count = countOf(length);
  if (count === 0) throw access.missing();
  // One more than asked for tells whether there is a next page.
  const members = elementsOf(reply).map((pair) => memberOf(...elementsOf(pair) as [Reply, Reply]));
  const hasNext = members.length > limit;
  return {
    type: "zset",
    length: count,
    members: hasNext ? members.slice(0, limit) : members,
    next: hasNext ? first + limit : null,
  };
}

function rangeCommand(query: z.infer<typeof sortedSetQuery>, byScore: boolean): KeyCommand {
  const { start = 0, limit = DEFAULT_LIMIT, order, min = "-inf", max = "+inf" } = query;
  const rev = order === "desc" ? ["REV"] : [];
  if (!byScore) return ["ZRANGE", `${start}`, `${start + limit}`, ...rev, "WITHSCORES"];
  const range = order === "desc" ? [max, min] : [min, max];
  const page = ["LIMIT", `${start}`, `${limit + 1}`];
  return ["ZRANGE", ...range as [string, string], "BYSCORE", ...rev, ...page, "WITHSCORES"];
}

/** Members and scores that stand in one row. */
function pairsOf(words: readonly Reply[]): SortedSetPage["members"] {
  const members: SortedSetPage["members"] = [];
  for (let i = 0; i + 1 < words.length; i += 2) members.push(memberOf(words[i], words[i + 1]));
  return members;
}

function memberOf(member: Reply, score: Reply): SortedSetPage["members"][number] {
  return { member: jsonOfBytes(stringOf(member)), score: scoreOf(score) };
}

/** The score of a reply: a double, or its text. */
export function scoreOf(reply: Reply): z.infer<typeof scoreOutput> {
  const score = reply.type === "double" ? reply.value : numberOf(textOf(reply));
  if (score === Infinity) return "inf";
  return score === -Infinity ? "-inf" : score;
}

function numberOf(text: string): number {
  return text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
}
