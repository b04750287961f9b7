/** How long to wait, as an argument: the errors of Redis for what is no timeout. */

import type { Arguments } from "../../../resp/arguments.ts";
import { parseInteger } from "../../../resp/numbers.ts";
import { parseLongDouble } from "../../../store/encoding/long_double.ts";
import {
  INVALID_TIMEOUT,
  NEGATIVE_TIMEOUT,
  TIMEOUT_NOT_A_FLOAT,
} from "../../errors/reply_errors.ts";
import { integerArg } from "./numbers.ts";

/** Milliseconds from which on Redis's 64 bits take a time for a negative one. */
const OVERFLOW_MS = 2 ** 63;

/**
 * Argument `i` as a timeout in whole milliseconds, 0 or more; `Infinity` for one past 2^53.
 *
 * @throws {ReplyError} if it is no integer, or negative.
 */
export function timeoutArg(args: Arguments, i: number): number {
  const milliseconds = integerArg(args, i, INVALID_TIMEOUT);
  if (milliseconds < 0) throw NEGATIVE_TIMEOUT;
  return milliseconds;
}

/**
 * Argument `i` as a blocking command's timeout in seconds, fractions included, rounded up to whole
 * milliseconds; 0 is for ever.
 *
 * @throws {ReplyError} if it is no number, negative, or too large for 64 bits of milliseconds.
 */
export function blockingTimeoutArg(args: Arguments, i: number): number {
  let seconds = parseInteger(args.bytes, args.starts[i], args.ends[i]);
  if (!Number.isFinite(seconds)) {
    const value = parseLongDouble(args.bytes, args.starts[i], args.ends[i]);
    if (value === undefined) throw TIMEOUT_NOT_A_FLOAT;
    seconds = Number(value.mantissa) * 2 ** value.exponent;
  }
  const milliseconds = Math.ceil(seconds * 1000);
  if (milliseconds < 0 || milliseconds >= OVERFLOW_MS) throw NEGATIVE_TIMEOUT;
  return milliseconds;
}
