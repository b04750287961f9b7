/**
 * Packed entries as bulk strings: a run of a listpack, written straight into the reply.
 *
 * LRANGE of hundreds of elements spends its time here. An entry's string is copied from the store's
 * bytes to the reply's, byte by byte up to some length, with its head and line ends around it; no
 * method is called for a short one.
 */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import { nextEntry, PackedValue, readEntry } from "../../store/encoding/listpack.ts";

const CR = 0x0d;
const LF = 0x0a;
const DOLLAR = 0x24;
const ZERO = 0x30;

/** Entries whose first byte is in this range are strings of up to 63 bytes. */
const SHORT_STRING = 0x80;
const NOT_SHORT_STRING = 0xc0;
/** Bytes that a string of up to 63 bytes takes in a reply: `$63`, CR LF, 63 bytes, CR LF. */
const LONGEST_SHORT_REPLY = 70;
/** Room that is made at once. */
const STEP_BYTES = 4096;

const value = new PackedValue();

/**
 * Writes `count` entries from position `at` of `bytes` on as bulk strings.
 * @returns the position behind them.
 */
export function replyEntries(
  reply: ReplyWriter,
  bytes: Uint8Array,
  at: number,
  count: number,
): number {
  let out = reply.bytes;
  let to = reply.length;
  for (; count > 0; count--) {
    const first = bytes[at];
    if (first < SHORT_STRING || first >= NOT_SHORT_STRING) {
      reply.length = to;
      readEntry(bytes, at, value);
      reply.bulk(value.bytes, value.start, value.end);
      at = nextEntry(bytes, at);
      out = reply.bytes;
      to = reply.length;
      continue;
    }
    if (to + LONGEST_SHORT_REPLY > out.length) {
      reply.length = to;
      reply.reserve(STEP_BYTES);
      out = reply.bytes;
    }
    const length = first & 63;
    out[to] = DOLLAR;
    if (length < 10) {
      out[to + 1] = ZERO + length;
      to += 2;
    } else {
      const tens = (length * 103) >> 10;
      out[to + 1] = ZERO + tens;
      out[to + 2] = ZERO + length - tens * 10;
      to += 3;
    }
    out[to] = CR;
    out[to + 1] = LF;
    to += 2;
    at++;
    for (const end = at + length; at < end;) out[to++] = bytes[at++];
    out[to] = CR;
    out[to + 1] = LF;
    to += 2;
    at++; // the length behind the entry: one byte for so short a one
  }
  reply.length = to;
  return at;
}
