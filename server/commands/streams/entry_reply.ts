/** Stream IDs and entries as replies: an entry is its ID and a flat array of its fields and values. */

import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import { EntryCursor } from "../../../store/types/streams/entry_cursor.ts";
import type { Stream } from "../../../store/types/streams/stream.ts";
import { ID_TEXT_BYTES, type StreamId } from "../../../store/types/streams/stream_id.ts";

/** `$15`, CR, LF: what stands before an ID. */
const LONGEST_HEAD = 5;
const field = new PackedValue();
const value = new PackedValue();
const cursor = new EntryCursor();

/** Writes an ID as a bulk string. */
export function replyId(reply: ReplyWriter, id: StreamId): void {
  reply.reserve(ID_TEXT_BYTES + LONGEST_HEAD + 2);
  const { bytes, length: head } = reply;
  // Written where it belongs if its length has two digits, which that of a time has.
  let at = head + LONGEST_HEAD;
  let end = id.write(bytes, at);
  const length = end - at;
  bytes[head] = 0x24; // $
  if (length < 10) {
    bytes.copyWithin(at - 1, at, end);
    at--;
    end--;
  } else bytes[head + 1] = 0x30 + ((length / 10) | 0);
  bytes[at - 3] = 0x30 + (length % 10);
  bytes[at - 2] = bytes[end] = 0x0d;
  bytes[at - 1] = bytes[end + 1] = 0x0a;
  reply.length = end + 2;
}

/** Writes the entry that a cursor stands on, which has not been read yet. */
export function replyEntry(reply: ReplyWriter, entry: EntryCursor): void {
  reply.array(2);
  replyId(reply, entry.id);
  reply.array(entry.fields * 2);
  for (let left = entry.fields; left > 0; left--) {
    entry.readPair(field, value);
    reply.bulk(field.bytes, field.start, field.end);
    reply.bulk(value.bytes, value.start, value.end);
  }
}

/**
 * Writes an array of the entries from `from` to `to`, or backwards, at most `count`.
 * @returns how many there were.
 */
export function replyRange(
  reply: ReplyWriter,
  stream: Stream,
  from: StreamId,
  to: StreamId,
  backwards: boolean,
  count: number,
): number {
  const mark = reply.beginArray();
  let found = 0;
  cursor.start(stream.nodes, from, to, backwards);
  while (found < count && cursor.next()) {
    replyEntry(reply, cursor);
    found++;
  }
  reply.endArray(mark, found);
  return found;
}

/** Writes the entry of an ID; false, and nothing is written, if there is none. */
export function replyEntryOf(reply: ReplyWriter, stream: Stream, id: StreamId): boolean {
  cursor.start(stream.nodes, id, id, false);
  if (!cursor.next()) return false;
  replyEntry(reply, cursor);
  return true;
}
