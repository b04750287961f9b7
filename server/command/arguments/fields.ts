/**
 * `FIELDS numfields field …` at the end of the commands about expire times of fields.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import {
  FIELD_COUNT_NOT_POSITIVE,
  FIELDS_COUNT_MISMATCH,
  FIELDS_MISSING,
} from "../../errors/hash_errors.ts";
import type { ReplyError } from "../../errors/reply_errors.ts";
import { integerArg } from "./numbers.ts";

/**
 * The index of the first field, when argument `i` is the word FIELDS. From there on `step` arguments
 * belong to each field, up to the last one.
 *
 * @param countError What is said of a count that is no positive integer.
 * @throws {ReplyError}
 */
export function fieldsAt(
  args: Arguments,
  i: number,
  step = 1,
  countError: ReplyError = FIELD_COUNT_NOT_POSITIVE,
): number {
  if (i + 1 >= args.count || !args.equals(i, "FIELDS")) throw FIELDS_MISSING;
  const count = integerArg(args, i + 1, countError);
  if (count < 1 || count > 0x7fffffff) throw countError;
  if (count * step !== args.count - i - 2) throw FIELDS_COUNT_MISMATCH;
  return i + 2;
}
