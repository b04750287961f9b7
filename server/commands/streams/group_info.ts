/** What XINFO tells about groups and consumers. */

import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import type { Consumer, ConsumerGroup } from "../../../store/types/streams/consumer_group.ts";
import { inOrder } from "../../../store/types/streams/consumer_group.ts";
import { lagOf } from "../../../store/types/streams/read_progress.ts";
import type { Stream } from "../../../store/types/streams/stream.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import { WideCount } from "../../../store/types/streams/wide_count.ts";
import { replyId } from "./entry_reply.ts";

const id = new StreamId();
const deliveries = new WideCount();

/** Writes a line about each group. */
export function replyGroups(reply: ReplyWriter, stream: Stream): void {
  reply.array(stream.groups.size);
  for (const group of inOrder(stream.groups)) {
    reply.map(6);
    replyName(reply, group);
    reply.bulkText("consumers");
    reply.integer(group.size);
    reply.bulkText("pending");
    reply.integer(group.pending.size);
    replyProgress(reply, stream, group);
  }
}

/** Writes a line about each consumer of a group. */
export function replyConsumers(reply: ReplyWriter, group: ConsumerGroup, nowMs: number): void {
  reply.array(group.size);
  for (const consumer of group.consumers()) {
    reply.map(3);
    replyName(reply, consumer);
    reply.bulkText("pending");
    reply.integer(consumer.pending.size);
    reply.bulkText("idle");
    reply.integer(Math.max(nowMs - consumer.seenMs, 0));
  }
}

/** Writes all about each group, with at most `count` of the pending entries of each list. */
export function replyWholeGroups(reply: ReplyWriter, stream: Stream, count: number): void {
  reply.array(stream.groups.size);
  for (const group of inOrder(stream.groups)) {
    reply.map(7);
    replyName(reply, group);
    replyProgress(reply, stream, group);
    reply.bulkText("pel-count");
    reply.integer(group.pending.size);
    reply.bulkText("pending");
    replyPending(reply, group, undefined, count);
    reply.bulkText("consumers");
    reply.array(group.size);
    for (const consumer of group.consumers()) {
      reply.map(4);
      replyName(reply, consumer);
      reply.bulkText("seen-time");
      reply.integer(consumer.seenMs);
      reply.bulkText("pel-count");
      reply.integer(consumer.pending.size);
      reply.bulkText("pending");
      replyPending(reply, group, consumer, count);
    }
  }
}

/** Writes three pairs. */
function replyProgress(reply: ReplyWriter, stream: Stream, group: ConsumerGroup): void {
  reply.bulkText("last-delivered-id");
  replyId(reply, group.lastId);
  reply.bulkText("entries-read");
  replyCount(reply, group.entriesRead.isMinusOne ? undefined : group.entriesRead.value);
  reply.bulkText("lag");
  replyCount(reply, lagOf(stream, group));
}

/** Writes what is pending, with the consumers' names if it is that of the whole group. */
function replyPending(
  reply: ReplyWriter,
  group: ConsumerGroup,
  consumer: Consumer | undefined,
  count: number,
): void {
  const { pending } = group;
  const list = consumer?.pending ?? pending;
  reply.array(Math.min(list.size, count));
  if (list.size > 0) list.goToEdge(false);
  for (let left = Math.min(list.size, count); left > 0; left--) {
    list.readId(id);
    if (list !== pending) pending.find(id);
    reply.array(consumer === undefined ? 4 : 3);
    replyId(reply, id);
    if (consumer === undefined) {
      const { nameBytes } = group.owner();
      reply.bulk(nameBytes, 0, nameBytes.length);
    }
    reply.integer(pending.timeMs);
    pending.readDeliveries(deliveries);
    replyCount(reply, deliveries.value);
    list.next();
  }
}

function replyName(reply: ReplyWriter, { nameBytes }: ConsumerGroup | Consumer): void {
  reply.bulkText("name");
  reply.bulk(nameBytes, 0, nameBytes.length);
}

function replyCount(reply: ReplyWriter, value: number | bigint | undefined): void {
  if (value === undefined) reply.null();
  else if (typeof value === "number") reply.integer(value);
  else reply.bigint(value);
}
