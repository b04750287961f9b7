/**
 * How far a group has come in a stream: how many of the entries ever added it has read, and how many
 * are left, as far as that can be told. Deleted entries make gaps that nothing counts.
 */

import type { ConsumerGroup } from "./consumer_group.ts";
import type { Stream } from "./stream.ts";
import { StreamId } from "./stream_id.ts";
import { subtractWide } from "./wide_count.ts";

const UNKNOWN = -1;

/** How many entries a group has not read yet; undefined if that is not known. */
export function lagOf(stream: Stream, group: ConsumerGroup): number | bigint | undefined {
  const added = stream.entriesAdded.value;
  if (stream.entriesAdded.isZero) return 0;
  let read = group.entriesRead.value;
  if (group.entriesRead.isMinusOne || hasGap(stream, group.lastId, MAX)) {
    read = entriesUpTo(stream, group.lastId);
    if (read === UNKNOWN) return undefined;
  }
  return subtractWide(added, read);
}

/** The entry of `id`, which is behind the last one that the group has read, has been delivered. */
export function advance(stream: Stream, group: ConsumerGroup, id: StreamId): void {
  if (!group.entriesRead.isMinusOne && !hasGap(stream, id, MAX)) group.entriesRead.increment();
  else if (!stream.entriesAdded.isZero) group.entriesRead.value = entriesUpTo(stream, id);
  group.lastId.copy(id);
}

/** Whether an entry from `from` to `to` may have been deleted. */
function hasGap(stream: Stream, from: StreamId, to: StreamId): boolean {
  const { length, firstId, maxDeletedId } = stream;
  if (length === 0 || maxDeletedId.isMin || firstId.compare(maxDeletedId) > 0) return false;
  return from.compare(maxDeletedId) <= 0 && maxDeletedId.compare(to) <= 0;
}

/** How many of the entries ever added are not behind `id`; −1 if that is not known. */
export function entriesUpTo(stream: Stream, id: StreamId): number | bigint {
  const { length, lastId, firstId, maxDeletedId, entriesAdded } = stream;
  if (entriesAdded.isZero) return 0;
  const order = id.compare(lastId);
  if (order === 0 || (length === 0 && order < 0)) return entriesAdded.value;
  if (order > 0) return UNKNOWN;
  if (maxDeletedId.isMin || maxDeletedId.compare(firstId) < 0) {
    const first = id.compare(firstId);
    if (first < 0) return subtractWide(entriesAdded.value, length);
    if (first === 0) return subtractWide(entriesAdded.value, length - 1);
  }
  return UNKNOWN;
}

const MAX = new StreamId();
MAX.setMax();
