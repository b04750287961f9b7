/**
 * The error replies of ACL. As in `reply_errors.ts` the constants are made once.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyError } from "./reply_errors.ts";

export const GENPASS_OUT_OF_RANGE: ReplyError = new ReplyError(
  "ERR ACL GENPASS argument must be the number of bits for the output password, a positive number " +
    "up to 4096",
);
export const DEFAULT_USER_STAYS: ReplyError = new ReplyError(
  "ERR The 'default' user cannot be removed",
);
export const BLANKS_IN_USER_NAME: ReplyError = new ReplyError(
  "ERR Usernames can't contain spaces or null characters",
);
export const ONE_USER_ONLY: ReplyError = new ReplyError(
  "ERR ACL users are not available: 'default' is the only one",
);
export const NO_ACL_FILE: ReplyError = new ReplyError(
  "ERR This Redis instance is not configured to use an ACL file. You may want to specify users via " +
    "the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis " +
    "configuration file set) in order to store users in the Redis configuration.",
);

/** Most bytes of a category that an error repeats. */
const QUOTED_BYTES = 128;

/** Argument `i` is no category. */
export function unknownCategory(args: Arguments, i: number): ReplyError {
  return new ReplyError(`ERR Unknown category '${quote(args, i).slice(0, QUOTED_BYTES)}'`, true);
}

/** Argument `i` is no user. */
export function userNotFound(args: Arguments, i: number): ReplyError {
  return new ReplyError(`ERR User '${quote(args, i)}' not found`, true);
}

/** Argument `i` is no command. */
export function commandNotFound(args: Arguments, i: number): ReplyError {
  return new ReplyError(`ERR Command '${quote(args, i)}' not found`, true);
}

/** A rule of ACL SETUSER, a binary string, is wrong. */
export function wrongRule(rule: string, reason: string): ReplyError {
  return new ReplyError(`ERR Error in ACL SETUSER modifier '${upToNul(rule)}': ${reason}`, true);
}

/** An argument as a binary string, up to its first NUL. */
function quote(args: Arguments, i: number): string {
  return upToNul(args.binary(i));
}

function upToNul(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}
