/**
 * Bulk strings of short strings, four bytes at a time: what replies of hundreds of elements are made of.
 *
 * A word is written where a few bytes would do, and what it brings too much is written over by what
 * follows; head and line end are one write each. It takes a third of the time of a loop over bytes
 * (docs/performance.md).
 */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import { keyLengthOf, keyWordOf } from "../../store/keyspace/record.ts";
import { type Arena, CHUNK_SHIFT, OFFSET_MASK } from "../../store/memory/arena.ts";

/** The longest string that is written so. */
export const MAX_WORDS_BYTES = 63;
/** What a string of so many bytes takes in a reply (`$63`, CR LF, 63 bytes, CR LF), and a word more. */
export const LONGEST_WORDS_REPLY = 76;

export const CR_LF = 0x0a0d;
export const LF = 0x0a;

/** Heads of bulk strings by their lengths, little-endian: `$5 CR LF`, or `$12 CR` without the LF. */
export const BULK_HEADS: Int32Array = Int32Array.from(
  { length: MAX_WORDS_BYTES + 1 },
  (_, length) => {
    const head = `$${length}\r\n`;
    return [3, 2, 1, 0].reduce((word, i) => (word << 8) | head.charCodeAt(i), 0);
  },
);

/** A view of the buffer that was asked for last: making one costs more than writing some strings. */
export class KeptView {
  #bytes: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  /** The view of `bytes`. O(1), without an object if they are those of the call before. */
  of(bytes: Uint8Array): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }
}

/** Of the reply buffer being written to: there is one at a time, whoever's it is. */
export const replyView = new KeptView();

/**
 * Writes the names of the records at `addresses[0, count)` as bulk strings: fields, members.
 */
export function replyNames(
  reply: ReplyWriter,
  arena: Arena,
  addresses: Int32Array,
  count: number,
): void {
  for (let i = 0; i < count;) i = replyShortNames(reply, arena, addresses, i, count);
}

/** Writes names up to one that is too long, that one too; returns the index behind the last. */
function replyShortNames(
  reply: ReplyWriter,
  arena: Arena,
  addresses: Int32Array,
  from: number,
  to: number,
): number {
  reply.reserve((to - from) * LONGEST_WORDS_REPLY);
  const out = replyView.of(reply.bytes);
  let at = reply.length;
  for (let i = from; i < to; i++) {
    const chunk = addresses[i] >>> CHUNK_SHIFT;
    const words = arena.words[chunk];
    const record = (addresses[i] & OFFSET_MASK) << 1;
    const length = keyLengthOf(words, record);
    let word = keyWordOf(words, record);
    if (length > MAX_WORDS_BYTES) {
      reply.length = at;
      reply.bulk(arena.bytes[chunk], word << 2, (word << 2) + length);
      return i + 1;
    }
    out.setInt32(at, BULK_HEADS[length], true);
    at += 4;
    if (length >= 10) out.setUint8(at++, LF);
    for (const end = at + length; at < end; at += 4) out.setInt32(at, words[word++], true);
    at -= -length & 3;
    out.setUint16(at, CR_LF, true);
    at += 2;
  }
  reply.length = at;
  return to;
}
