/**
 * Reading for a consumer of a group: what the group has not read yet, or what the consumer has already and
 * has not acknowledged. The stream is that of the namespace's loaded key.
 */

import type { Namespace } from "../../engine/namespace.ts";
import type { Consumer, ConsumerGroup } from "./consumer_group.ts";
import { EntryCursor } from "./entry_cursor.ts";
import { deliverEntry, reportGroup, reportPending } from "./groups.ts";
import type { Stream } from "./stream.ts";
import { StreamId } from "./stream_id.ts";

/**
 * Delivers at most `count` entries that the group has not read to a consumer; with `noAck` they do not
 * become pending. O(log entries + those read · log pending ones).
 *
 * @param visit Called at each entry, whose pairs it may read.
 * @returns how many there were.
 */
export function readUndelivered(
  namespace: Namespace,
  stream: Stream,
  group: ConsumerGroup,
  consumer: Consumer,
  count: number,
  noAck: boolean,
  visit: (entry: EntryCursor) => void,
): number {
  start.copy(group.lastId);
  start.increment();
  let found = 0;
  cursor.start(stream.nodes, start, MAX, false);
  while (found < count && cursor.next()) {
    visit(cursor);
    deliverEntry(namespace, stream, group, consumer, cursor.id, noAck);
    found++;
  }
  if (found > 0) reportGroup(namespace, group, "SETID", "");
  return found;
}

/**
 * Goes through what a consumer has behind `after`, at most `count` entries: each counts as delivered once
 * more. O(log pending ones + those read · log entries).
 *
 * @param visit Called with each ID, and the entry, or undefined if it is in the stream no more.
 * @returns how many there were.
 */
export function readHistory(
  namespace: Namespace,
  stream: Stream,
  group: ConsumerGroup,
  consumer: Consumer,
  after: StreamId,
  count: number,
  visit: (id: StreamId, entry: EntryCursor | undefined) => void,
): number {
  const { pending } = consumer;
  start.copy(after);
  start.increment();
  let found = 0;
  for (let more = pending.seek(start); more && found < count; more = pending.next()) {
    pending.readId(id);
    cursor.start(stream.nodes, id, id, false);
    if (!cursor.next()) visit(id, undefined);
    else {
      visit(id, cursor);
      if (group.pending.find(id)) {
        group.pending.timeMs = namespace.engine.clock.now();
        group.countDelivery();
        reportPending(namespace, group, id);
      }
    }
    found++;
  }
  return found;
}

// Registers of the operation under way.
const cursor = new EntryCursor();
const start = new StreamId();
const id = new StreamId();
const MAX = new StreamId();
MAX.setMax();
