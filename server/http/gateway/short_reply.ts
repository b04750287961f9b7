/**
 * Most replies are one string, one integer or a null: these are read where they stand, without the decoder,
 * which copies them first.
 */

import type { Reply } from "../../../resp/reply.ts";

const CR = 0x0d;
const DOLLAR = 0x24;
const COLON = 0x3a;
const UNDERSCORE = 0x5f;
const MINUS = 0x2d;
const ZERO = 0x30;
/** Type byte and CR LF. */
const FRAME_BYTES = 3;
/** Integers of so many digits are safe. */
const SAFE_DIGITS = 15;

/** The reply in `bytes[0, length)`, which is all of it; undefined if it is not of the short kinds. */
export function decodeShortReply(bytes: Uint8Array, length: number): Reply | undefined {
  switch (bytes[0]) {
    case DOLLAR: {
      if (bytes[1] === MINUS) return { type: "nullBulk", value: null };
      let at = 1;
      let size = 0;
      for (; bytes[at] !== CR; at++) size = size * 10 + bytes[at] - ZERO;
      const start = at + 2;
      return { type: "bulk", value: bytes.slice(start, start + size) };
    }
    case COLON: {
      const end = length - 2;
      if (end > SAFE_DIGITS) return undefined;
      const isNegative = bytes[1] === MINUS;
      let value = 0;
      for (let at = isNegative ? 2 : 1; at < end; at++) value = value * 10 + bytes[at] - ZERO;
      return { type: "integer", value: isNegative ? -value : value };
    }
    case UNDERSCORE:
      return length === FRAME_BYTES ? { type: "null", value: null } : undefined;
    default:
      return undefined;
  }
}

const ASTERISK = 0x2a;
const TILDE = 0x7e;
const PERCENT = 0x25;

/** How many elements a reply says to have, a pair counting twice; 0 for one that has none. */
export function elementsAnnounced(bytes: Uint8Array): number {
  const type = bytes[0];
  if (type !== ASTERISK && type !== TILDE && type !== PERCENT) return 0;
  let count = 0;
  for (let at = 1; bytes[at] >= ZERO; at++) count = count * 10 + bytes[at] - ZERO;
  return type === PERCENT ? 2 * count : count;
}
