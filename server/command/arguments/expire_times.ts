/**
 * Times among a handler's arguments: seconds or milliseconds, from now or since 1970, all turned
 * into milliseconds since 1970.
 *
 * Redis calculates in 64 bits and refuses what overflows them. The store keeps doubles, so a time
 * beyond 2^53 ms (the year 287396) is rounded, to 512 ms at the worst.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { invalidExpireTime } from "../../errors/reply_errors.ts";
import { integer64Arg, integerArg } from "./numbers.ts";

/** How a time is given: the sum of `TIME_IN_SECONDS` and `TIME_SINCE_1970`, or 0. */
export type TimeForm = 0 | 1 | 2 | 3;

/** In seconds; otherwise in milliseconds. */
export const TIME_IN_SECONDS: number = 1;
/** Since 1970; otherwise from now on. */
export const TIME_SINCE_1970: number = 2;

/** Seconds from now on: SET's EX. */
export const EX_FORM: TimeForm = 1;
/** Milliseconds from now on: SET's PX. */
export const PX_FORM: TimeForm = 0;
/** Seconds since 1970: SET's EXAT. */
export const EXAT_FORM: TimeForm = 3;
/** Milliseconds since 1970: SET's PXAT. */
export const PXAT_FORM: TimeForm = 2;

/**
 * The last moment there is: the largest double below 2^63. Clients who want "never" give 2^63 - 1; that
 * and all that is nearer to it than to the double before becomes this one.
 */
export const LAST_MOMENT: number = 2 ** 63 - 1024;

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/**
 * Argument `i` as the moment at which a value that is being stored expires, in milliseconds since
 * 1970. Zero and negative times are refused, as SET, SETEX and GETEX do; a moment in the past is
 * not.
 *
 * @param nowMs the present, in milliseconds since 1970
 * @param command full name, for the error
 * @throws {ReplyError} when it is no integer, or no valid time
 */
export function expiryArg(
  args: Arguments,
  i: number,
  form: TimeForm,
  nowMs: number,
  command: string,
): number {
  const time = integerArg(args, i);
  if (time <= 0) throw invalidExpireTime(command);
  return toMoment(args, i, time, form, nowMs, command);
}

/**
 * As `expiryArg`, for EXPIRE and its relatives: any sign is accepted.
 */
export function deadlineArg(
  args: Arguments,
  i: number,
  form: TimeForm,
  nowMs: number,
  command: string,
): number {
  return toMoment(args, i, integerArg(args, i), form, nowMs, command);
}

function toMoment(
  args: Arguments,
  i: number,
  time: number,
  form: TimeForm,
  nowMs: number,
  command: string,
): number {
  const factor = (form & TIME_IN_SECONDS) !== 0 ? 1000 : 1;
  const base = (form & TIME_SINCE_1970) !== 0 ? 0 : nowMs;
  const moment = time * factor + base;
  if (Number.isSafeInteger(moment)) return moment;
  return largeMoment(integer64Arg(args, i), factor, base, command);
}

/** The rare case beyond 53 bits, with the overflows of 64-bit arithmetic. */
function largeMoment(time: bigint, factor: number, base: number, command: string): number {
  const milliseconds = time * BigInt(factor);
  if (milliseconds > MAX_INT64 - BigInt(base) || milliseconds < MIN_INT64) {
    throw invalidExpireTime(command);
  }
  return Math.min(Number(milliseconds + BigInt(base)), LAST_MOMENT);
}
