/** The errors of Redis that only commands of consumer groups give. */

import type { Arguments } from "../../../resp/arguments.ts";
import { ReplyError } from "../../errors/reply_errors.ts";

export const MISSING_GROUP: ReplyError = new ReplyError(
  "ERR Missing GROUP option for XREADGROUP",
);
export const LAST_ID_IN_XREADGROUP: ReplyError = new ReplyError(
  "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this " +
    "consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just " +
    "return an empty result set.",
);
export const GROUP_HAS_GONE: ReplyError = new ReplyError(
  "NOGROUP the consumer group this client was blocked on no longer exists",
);
export const STREAM_HAS_GONE: ReplyError = new ReplyError(
  "UNBLOCKED the stream key no longer exists",
);
export const GROUP_EXISTS: ReplyError = new ReplyError(
  "BUSYGROUP Consumer Group name already exists",
);
export const GROUP_NEEDS_KEY: ReplyError = new ReplyError(
  "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use " +
    "the MKSTREAM option to create an empty stream automatically.",
);
export const INVALID_ENTRIES_READ: ReplyError = new ReplyError(
  "ERR value for ENTRIESREAD must be positive or -1",
);

/** Neither argument `key` nor a group of it that argument `group` names is there. */
export function noKeyOrGroup(args: Arguments, key: number, group: number, tail = ""): ReplyError {
  const names = `'${text(args, key)}' or consumer group '${text(args, group)}'`;
  return new ReplyError(`NOGROUP No such key ${names}${tail}`, true);
}

/** The stream of argument `key` has no group that argument `group` names. */
export function noGroup(args: Arguments, key: number, group: number): ReplyError {
  const name = `'${text(args, group)}' for key name '${text(args, key)}'`;
  return new ReplyError(`NOGROUP No such consumer group ${name}`, true);
}

/** XCLAIM or XAUTOCLAIM has something else than an integer for `what`. */
export function invalidClaimArgument(what: string, command: string): ReplyError {
  return new ReplyError(`ERR Invalid ${what} argument for ${command}`);
}

/** Argument `i` is no option of XCLAIM. */
export function unknownClaimOption(args: Arguments, i: number): ReplyError {
  return new ReplyError(`ERR Unrecognized XCLAIM option '${text(args, i)}'`, true);
}

/** An argument as an error shows it: up to a NUL. */
function text(args: Arguments, i: number): string {
  const whole = args.binary(i);
  const end = whole.indexOf("\0");
  return end < 0 ? whole : whole.slice(0, end);
}
