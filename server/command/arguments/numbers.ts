/**
 * Numbers among a handler's arguments: read in place, or refused with the error that Redis gives.
 *
 * Nothing here allocates when the argument is right. Options are `option_grammar.ts`, times are
 * `expire_times.ts`.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { parseDouble, parseInteger, parseInteger64 } from "../../../resp/numbers.ts";
import { NOT_A_FLOAT, NOT_AN_INTEGER, type ReplyError } from "../../errors/reply_errors.ts";

/**
 * Argument `i` as a 64-bit integer: exact within ±(2^53 - 1), `Infinity` or `-Infinity` for one
 * beyond, so that comparing and clamping do what they should. Where the exact value of such a one
 * matters, `integer64Arg` reads it.
 *
 * @throws {ReplyError} `error` when it is no 64-bit integer
 */
export function integerArg(
  args: Arguments,
  i: number,
  error: ReplyError = NOT_AN_INTEGER,
): number {
  const value = parseInteger(args.bytes, args.starts[i], args.ends[i]);
  if (value !== value) throw error;
  return value;
}

/**
 * Argument `i` as an integer between `min` and `max`, both allowed, both safe integers.
 *
 * @throws {ReplyError} `error` when it is no integer, `rangeError` when it is out of the range
 */
export function integerInRange(
  args: Arguments,
  i: number,
  min: number,
  max: number,
  rangeError: ReplyError = NOT_AN_INTEGER,
  error: ReplyError = NOT_AN_INTEGER,
): number {
  const value = integerArg(args, i, error);
  if (value < min || value > max) throw rangeError;
  return value;
}

/**
 * Argument `i` as an exact 64-bit integer. Makes a BigInt: for what `integerArg` answers
 * ±Infinity for.
 *
 * @throws {ReplyError} `error` when it is no 64-bit integer
 */
export function integer64Arg(
  args: Arguments,
  i: number,
  error: ReplyError = NOT_AN_INTEGER,
): bigint {
  const value = parseInteger64(args.bytes, args.starts[i], args.ends[i]);
  if (value === undefined) throw error;
  return value;
}

/**
 * Argument `i` as a double, infinities included.
 *
 * @throws {ReplyError} `error` when it is no number
 */
export function doubleArg(args: Arguments, i: number, error: ReplyError = NOT_A_FLOAT): number {
  const value = parseDouble(args.bytes, args.starts[i], args.ends[i]);
  if (value === undefined) throw error;
  return value;
}

/**
 * Whether arguments `first` and `last`, both valid integers, are indexes from the end in the wrong
 * order: such a range is empty even when both ends lie before the start and would mean the first
 * element.
 */
export function isInvertedFromEnd(args: Arguments, first: number, last: number): boolean {
  const from = integerArg(args, first);
  const to = integerArg(args, last);
  if (!(from < 0 && to < 0)) return false;
  if (from !== -Infinity || to !== -Infinity) return from > to;
  return integer64Arg(args, first) > integer64Arg(args, last);
}
