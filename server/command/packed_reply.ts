/**
 * Packed entries as bulk strings: a run of a listpack, written straight into the reply.
 *
 * LRANGE of hundreds of elements spends its time here. Short strings are copied four bytes at a time,
 * and the bytes copied too many are written over by what follows; head and line end are one write
 * each. It takes a third of the time of a loop over bytes (docs/performance.md).
 */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import { integerLength, writeInteger } from "../../resp/numbers.ts";
import { nextEntry, PackedValue, readEntry, readInteger } from "../../store/encoding/listpack.ts";

/** Entries whose first byte is in this range are strings of up to 63 bytes, below it integers. */
const SHORT_STRING = 0x80;
const NOT_SHORT_STRING = 0xc0;
/** From here on strings are longer, up to INTEGER_16, where the integers of 16, 24 and 32 bits begin. */
const LONG_STRING = 0xe0;
const INTEGER_16 = 0xf1;
const INTEGER_32 = 0xf3;
/** What a string of up to 63 bytes takes in a reply (`$63`, CR LF, 63 bytes, CR LF), and a word more. */
const LONGEST_SHORT_REPLY = 76;
/** Room that is made at once. */
const STEP_BYTES = 4096;
/** Fewer entries than this are not worth the two views. */
const WORTH_VIEWS = 6;

const CR_LF = 0x0a0d;
const LF = 0x0a;
/** Heads of bulk strings by their lengths, little-endian: `$5 CR LF`, or `$12 CR` without the LF. */
const HEADS = Int32Array.from({ length: 64 }, (_, length) => {
  const head = `$${length}\r\n`;
  return [3, 2, 1, 0].reduce((word, i) => (word << 8) | head.charCodeAt(i), 0);
});

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
  if (count < WORTH_VIEWS) {
    for (; left > 0; left--) at = replyEntry(reply, bytes, at);
    return at;
  }
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // Near the end of the chunk a word might reach behind it.
  const wordsEnd = bytes.length - LONGEST_SHORT_REPLY;
  while (left > 0) {
    if (!isShort(bytes[at]) || at > wordsEnd) {
      at = replyEntry(reply, bytes, at);
      left--;
      continue;
    }
    reply.reserve(Math.min(left * LONGEST_SHORT_REPLY, STEP_BYTES));
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
  const { buffer } = reply.bytes;
  const out = new DataView(buffer, reply.bytes.byteOffset, reply.bytes.length);
  const outEnd = out.byteLength - LONGEST_SHORT_REPLY;
  let to = reply.length;
  let left = count;
  while (left > 0 && to <= outEnd && at <= wordsEnd) {
    const first = bytes[at];
    if (first < SHORT_STRING || first >= NOT_SHORT_STRING) {
      if (!isShort(first)) break;
      const number = readInteger(bytes, at);
      const digits = integerLength(number);
      out.setInt32(to, HEADS[digits], true);
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
    out.setInt32(to, HEADS[length], true);
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
