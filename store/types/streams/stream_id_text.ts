/**
 * Reads the text of a stream ID: `ms-seq`, or `ms` alone with the sequence left to the context.
 *
 * Redis takes what its C library takes: a number may have blanks, a sign or zeros in front, and all
 * ends at a zero byte. Texts in the usual form are read without a string or a BigInt.
 */

import { NOT_INTEGER, parseInteger64, parseSafeInteger } from "../../encoding/integer.ts";
import type { StreamId } from "./stream_id.ts";

/** What the text of an ID turned out to be. */
export const NO_ID = 0;
/** An ID; a sequence that is missing has been filled in. */
export const WHOLE_ID = 1;
/** `ms-*`: the sequence is to be chosen; it is 0 in the result. */
export const OPEN_ID = 2;

/** The sequence where the text has none: the first or the last one of its time. */
export type MissingSequence = 0 | -1;

/** Longer texts are refused. */
const MAX_BYTES = 127;
const TWO_POW_32 = 4294967296;
const MAX_UINT64 = 2n ** 64n - 1n;
const DASH = 0x2d;
const PLUS = 0x2b;
const STAR = 0x2a;
const PARENTHESIS = 0x28;

/** What `strtoull` reads to the end. */
const C_NUMBER = /^[\t-\r ]*([+-]?)(\d+)$/;

/** The number read last. */
let high = 0;
let low = 0;

/** Reads an ID that is not `-` or `+`; returns one of the three constants above. */
export function parseStreamId(
  bytes: Uint8Array,
  start: number,
  end: number,
  id: StreamId,
  missing: MissingSequence,
): number {
  if (end - start > MAX_BYTES) return NO_ID;
  const last = endOfText(bytes, start, end);
  let dash = start;
  while (dash < last && bytes[dash] !== DASH) dash++;
  if (!readUnsigned(bytes, start, dash)) return NO_ID;
  const msHigh = high;
  const msLow = low;
  let kind = WHOLE_ID;
  if (dash === last) high = low = missing;
  else if (last - dash === 2 && bytes[dash + 1] === STAR) {
    kind = OPEN_ID;
    high = low = 0;
  } else if (!readUnsigned(bytes, dash + 1, last)) return NO_ID;
  id.msHigh = msHigh;
  id.msLow = msLow;
  id.seqHigh = high;
  id.seqLow = low;
  return kind;
}

/** Reads an end of a range, which may be `-` for the first and `+` for the last ID; whether it is one. */
export function parseRangeId(
  bytes: Uint8Array,
  start: number,
  end: number,
  id: StreamId,
  missing: MissingSequence,
): boolean {
  if (isCharacter(bytes, start, end, DASH)) id.setMin();
  else if (isCharacter(bytes, start, end, PLUS)) id.setMax();
  else return parseStreamId(bytes, start, end, id, missing) === WHOLE_ID;
  return true;
}

/** Whether the end of a range begins with the parenthesis that excludes it. */
export function isExclusive(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start > 1 && bytes[start] === PARENTHESIS;
}

/** Whether a text is one character, up to a zero byte. */
export function isCharacter(
  bytes: Uint8Array,
  start: number,
  end: number,
  character: number,
): boolean {
  if (start === end || bytes[start] !== character) return false;
  return end - start === 1 || bytes[start + 1] === 0;
}

function endOfText(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === 0) return at;
  return end;
}

function readUnsigned(bytes: Uint8Array, start: number, end: number): boolean {
  const number = parseSafeInteger(bytes, start, end);
  if (number === NOT_INTEGER) return readUnusual(bytes, start, end);
  if (number < 0) return false;
  high = (number / TWO_POW_32) | 0;
  low = number | 0;
  return true;
}

/** Large numbers, and spellings that only a C library takes. Makes strings. */
function readUnusual(bytes: Uint8Array, start: number, end: number): boolean {
  let value = parseInteger64(bytes, start, end);
  if (value !== undefined && value < 0n) return false;
  if (value === undefined) {
    const match = C_NUMBER.exec(String.fromCharCode(...bytes.subarray(start, end)));
    if (match === null) return false;
    value = BigInt(match[2]);
    if (value > MAX_UINT64) return false;
    if (match[1] === "-") value = -value;
  }
  high = Number(BigInt.asIntN(32, value >> 32n));
  low = Number(BigInt.asIntN(32, value));
  return true;
}
