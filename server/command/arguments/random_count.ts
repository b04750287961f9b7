/**
 * The count of HRANDFIELD, SRANDMEMBER and ZRANDMEMBER: positive for elements that differ, negative for
 * as many that may repeat.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import {
  ReplyError,
  SYNTAX_ERROR,
  VALUE_OUT_OF_RANGE,
  valueOutOfRange,
} from "../../errors/reply_errors.ts";
import { integer64Arg, integerArg } from "./numbers.ts";

const MAX_INT64 = 2n ** 63n - 1n;

const COUNT_OUT_OF_RANGE = valueOutOfRange(-MAX_INT64, MAX_INT64);

/**
 * Most elements that a negative count may ask for. Redis goes on until its memory is used up; here the
 * reply would have to be built in one piece before any of it is sent.
 */
const MAX_REPEATED = 2 ** 24;

/**
 * Argument `i` as a count, ±Infinity for one beyond 2^53.
 * @throws {ReplyError}
 */
export function randomCountArg(args: Arguments, i: number): number {
  const count = integerArg(args, i);
  if (count === -Infinity && integer64Arg(args, i) < -MAX_INT64) throw COUNT_OUT_OF_RANGE;
  return count;
}

/**
 * Whether argument `i`, behind the count, is there and asks for `word` ("WITHVALUES"); what it says
 * otherwise, and anything behind it, is an error.
 * @throws {ReplyError}
 */
export function withArg(args: Arguments, i: number, word: string): boolean {
  if (args.count <= i) return false;
  if (args.count > i + 1 || !args.equals(i, word)) throw SYNTAX_ERROR;
  // Twice the count must be a number of 64 bits.
  const count = integerArg(args, i - 1);
  if (Number.isFinite(count)) return true;
  const exact = integer64Arg(args, i - 1);
  if (exact < -(MAX_INT64 / 2n) || exact > MAX_INT64 / 2n) throw VALUE_OUT_OF_RANGE;
  return true;
}

/** Refuses a negative count whose reply would be too long to build. @throws {ReplyError} */
export function checkRepeats(count: number): void {
  if (count < -MAX_REPEATED) throw TOO_MANY_REPEATS;
}

const TOO_MANY_REPEATS = new ReplyError(
  `ERR value is out of range, at most ${MAX_REPEATED} elements may repeat`,
);
