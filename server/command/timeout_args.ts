/** How long to wait, as an argument: the errors of Redis for what is no timeout. */

import type { Arguments } from "../../resp/arguments.ts";
import { INVALID_TIMEOUT, NEGATIVE_TIMEOUT } from "../reply_errors.ts";
import { integerArg } from "./args.ts";

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
