/**
 * Packed entries as bulk strings: a run of a listpack, written straight into the reply.
 *
 * LRANGE of hundreds of elements spends its time here.
 */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import { integerLength, writeInteger } from "../../resp/numbers.ts";
import { BULK_HEADS, CR_LF, KeptView, LF, LONGEST_WORDS_REPLY, replyView } from "./word_reply.ts";
import { nextEntry, PackedValue, readEntry, readInteger } from "../../store/encoding/listpack.ts";

/** Entries whose first byte is in this range are strings of up to 63 bytes, below it integers. */
const SHORT_STRING = 0x80;
const NOT_SHORT_STRING = 0xc0;
/** From here on strings are longer, up to INTEGER_16, where the integers of 16, 24 and 32 bits begin. */
const LONG_STRING = 0xe0;
const INTEGER_16 = 0xf1;
const INTEGER_32 = 0xf3;
/** Room that is made at once. */
const STEP_BYTES = 4096;

/** Of the buffer that entries were read from last. */
const sourceView = new KeptView();
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
  let left = count;
  const source = sourceView.of(bytes);
  // Near the end of the chunk a word might reach behind it.
  const wordsEnd = bytes.length - LONGEST_WORDS_REPLY;
  while (left > 0) {
    if (!isShort(bytes[at]) || at > wordsEnd) {
      at = replyEntry(reply, bytes, at);
      left--;
      continue;
    }
    reply.reserve(Math.min(left * LONGEST_WORDS_REPLY, STEP_BYTES));
    at = replyShort(reply, bytes, source, at, left, wordsEnd);
    left -= written;
  }
  return at;
}

/** How many entries the last call of `replyShort` has written. */
let written = 0;

/** Writes short entries until another one, the end of the reply's buffer or of the words comes. */
function replyShort(
  reply: ReplyWriter,
  bytes: Uint8Array,
  source: DataView,
  at: number,
  count: number,
  wordsEnd: number,
): number {
  const out = replyView.of(reply.bytes);
  const outEnd = out.byteLength - LONGEST_WORDS_REPLY;
  let to = reply.length;
  let left = count;
  while (left > 0 && to <= outEnd && at <= wordsEnd) {
    const first = bytes[at];
    if (first < SHORT_STRING || first >= NOT_SHORT_STRING) {
      if (!isShort(first)) break;
      const number = readInteger(bytes, at);
      const digits = integerLength(number);
      out.setInt32(to, BULK_HEADS[digits], true);
      if (digits >= 10) out.setUint8(to + 4, LF);
      to = writeInteger(reply.bytes, digits >= 10 ? to + 5 : to + 4, number);
      out.setUint16(to, CR_LF, true);
      to += 2;
      at += first < SHORT_STRING ? 2 : first < LONG_STRING ? 3 : first - INTEGER_16 + 4;
      left--;
      continue;
    }
    const length = first & 63;
    at++;
    out.setInt32(to, BULK_HEADS[length], true);
    to += 4;
    if (length >= 10) out.setUint8(to++, LF);
    for (let i = 0; i < length; i += 4) out.setInt32(to + i, source.getInt32(at + i, true), true);
    to += length;
    out.setUint16(to, CR_LF, true);
    to += 2;
    at += length + 1; // behind so short an entry stands its length in one byte
    left--;
  }
  reply.length = to;
  written = count - left;
  return at;
}

/** Whether an entry is a string of up to 63 bytes or an integer of up to 32 bits. */
function isShort(first: number): boolean {
  return first < LONG_STRING || (first >= INTEGER_16 && first <= INTEGER_32);
}

function replyEntry(reply: ReplyWriter, bytes: Uint8Array, at: number): number {
  readEntry(bytes, at, value);
  reply.bulk(value.bytes, value.start, value.end);
  return nextEntry(bytes, at);
}
