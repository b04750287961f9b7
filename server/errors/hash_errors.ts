/** The error replies of hashes: values that are counted with, fields that expire. */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyError } from "./reply_errors.ts";

export const HASH_VALUE_NOT_AN_INTEGER: ReplyError = new ReplyError(
  "ERR hash value is not an integer",
);
export const HASH_VALUE_NOT_A_FLOAT: ReplyError = new ReplyError("ERR hash value is not a float");
export const NAN_OR_INFINITY: ReplyError = new ReplyError("ERR value is NaN or Infinity");
export const FIELDS_MISSING: ReplyError = new ReplyError(
  "ERR Mandatory argument FIELDS is missing or not at the right position",
);
export const FIELDS_COUNT_MISMATCH: ReplyError = new ReplyError(
  "ERR The `numfields` parameter must match the number of arguments",
);
export const FIELD_COUNT_NOT_POSITIVE: ReplyError = new ReplyError(
  "ERR Number of fields must be a positive integer",
);
export const FIELD_COUNT_ZERO: ReplyError = new ReplyError(
  "ERR Parameter `numFields` should be greater than 0",
);
export const NEGATIVE_FIELD_EXPIRY: ReplyError = new ReplyError(
  "ERR invalid expire time, must be >= 0",
);
export const ONE_FIELD_CONDITION: ReplyError = new ReplyError(
  "ERR Only one of FXX or FNX arguments can be specified",
);
export const ONE_EXPIRY_OR_PERSIST: ReplyError = new ReplyError(
  "ERR Only one of EX, PX, EXAT, PXAT or PERSIST arguments can be specified",
);
export const ONE_EXPIRY_OR_KEEPTTL: ReplyError = new ReplyError(
  "ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified",
);

/** Argument `i` is no option of HGETEX or HSETEX; its text ends at a zero byte. */
export function unknownArgument(args: Arguments, i: number): ReplyError {
  return new ReplyError(`ERR unknown argument: ${args.binary(i).split("\0", 1)[0]}`, true);
}
