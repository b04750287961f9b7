/** How long to wait, as an argument: the errors of Redis for what is no timeout. */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyError } from "../reply_errors.ts";
import { integerArg } from "./args.ts";

const INVALID_TIMEOUT = new ReplyError("ERR timeout is not an integer or out of range");
const NEGATIVE_TIMEOUT = new ReplyError("ERR timeout is negative");

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
