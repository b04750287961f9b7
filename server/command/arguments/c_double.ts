/**
 * Numbers as C's `strtod` reads them from a string that ends at a zero byte: what SORT takes for one.
 *
 * Unlike the numbers among a command's arguments, they may have blanks in front, and nothing at all is 0.
 */

import { parseDouble } from "../../../resp/numbers.ts";

const SPACE = 0x20;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;

/** The smallest double of full precision: what is below is reported as out of range. */
const MIN_NORMAL = 2 ** -1022;

/** The number that `bytes[start, end)` spell, NaN if they spell none or one that is out of range. */
export function readCDouble(bytes: Uint8Array, start: number, end: number): number {
  let stop = start;
  while (stop < end && bytes[stop] !== 0) stop++;
  if (stop === start) return 0;
  let at = start;
  while (at < stop && isBlank(bytes[at])) at++;
  const number = parseDouble(bytes, at, stop);
  if (number === undefined) return NaN;
  return number !== 0 && Math.abs(number) < MIN_NORMAL ? NaN : number;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CARRIAGE_RETURN);
}
