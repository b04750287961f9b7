/**
 * The reply to reads of several streams: a map from keys to entries, which RESP2 spells as an array of
 * pairs and not, as other maps, as a flat one.
 */

import type { ReplyWriter } from "../../../resp/reply_writer.ts";

/** Begins the part of one stream, whose entries follow. */
export function beginRead(reply: ReplyWriter, key: Uint8Array, start: number, end: number): void {
  if (reply.protocol === 2) reply.array(2);
  reply.bulk(key, start, end);
}

/** Ends the reply that began at `mark`, with what was read from so many streams. */
export function endReads(reply: ReplyWriter, mark: number, streams: number): void {
  if (reply.protocol === 2) reply.endArray(mark, streams);
  else reply.endMap(mark, streams);
}
