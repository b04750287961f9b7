/**
 * The cursor of SCAN and its relatives among a handler's arguments.
 *
 * Redis reads it with C's strtoul: an unsigned 64-bit integer, of which a client may also send a
 * negative form, leading zeros, nothing at all (0), or anything behind a zero byte.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { INVALID_CURSOR } from "../../errors/reply_errors.ts";

const PLUS = 0x2b;
const MINUS = 0x2d;
const ZERO = 0x30;

/** The low bits of the cursor are kept; the store's cursors have fewer. */
const KEPT = 2 ** 48;
/** So many digits never pass 64 bits. */
const SAFE_DIGITS = 19;
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * Argument `i` as a cursor: the low 48 bits of the 64-bit integer that it says.
 *
 * @throws {ReplyError} "invalid cursor"
 */
export function cursorArg(args: Arguments, i: number): number {
  const { bytes } = args;
  const end = args.ends[i];
  let at = args.starts[i];
  const signed = at < end && (bytes[at] === MINUS || bytes[at] === PLUS);
  const negative = signed && bytes[at] === MINUS;
  if (signed) at++;
  const first = at;
  let value = 0;
  for (; at < end && bytes[at] !== 0; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) throw INVALID_CURSOR;
    value = (value * 10 + digit) % KEPT;
  }
  const digits = at - first;
  if (digits === 0 && signed) throw INVALID_CURSOR;
  if (digits > SAFE_DIGITS && passes64Bits(bytes, first, at)) throw INVALID_CURSOR;
  return negative && value !== 0 ? KEPT - value : value;
}

function passes64Bits(bytes: Uint8Array, start: number, end: number): boolean {
  while (start < end && bytes[start] === ZERO) start++;
  if (end - start > SAFE_DIGITS + 1) return true;
  let text = "0";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]);
  return BigInt(text) > MAX_UINT64;
}
