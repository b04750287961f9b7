/**
 * Consumer groups of the stream under the loaded key: made, moved, read for and removed, with everything
 * reported that Redis reports.
 *
 * None of this is a change for those who watch the key, as in Redis.
 */

import type { Namespace } from "../../engine/namespace.ts";
import type { Consumer, ConsumerGroup } from "./consumer_group.ts";
import { advance } from "./read_progress.ts";
import type { Stream } from "./stream.ts";
import type { StreamId } from "./stream_id.ts";
import { WideCount } from "./wide_count.ts";

const encoder = new TextEncoder();
const MKSTREAM = encoder.encode("MKSTREAM");
const deliveries = new WideCount();

/** XGROUP CREATE: adds a group of a name that none has yet; `entriesRead` is −1 if it is not known. */
export function createGroup(
  namespace: Namespace,
  stream: Stream,
  name: string,
  lastId: StreamId,
  entriesRead: number | bigint,
): void {
  const group = stream.addGroup(name, lastId);
  group.entriesRead.value = entriesRead;
  reportGroup(namespace, group, "CREATE", "xgroup-create");
}

/** XGROUP SETID: sets what the group has read. */
export function setGroupState(
  namespace: Namespace,
  group: ConsumerGroup,
  lastId: StreamId,
  entriesRead: number | bigint,
): void {
  group.lastId.copy(lastId);
  group.entriesRead.value = entriesRead;
  reportGroup(namespace, group, "SETID", "xgroup-setid");
}

/** XGROUP DESTROY: removes a group; those who wait for its entries will learn of it. */
export function destroyGroup(namespace: Namespace, stream: Stream, group: ConsumerGroup): void {
  stream.removeGroup(group);
  report(namespace, "xgroup-destroy", "DESTROY", group.nameBytes);
  namespace.signalReady();
}

/** XGROUP CREATECONSUMER: adds a consumer of a name that none has yet. */
export function createConsumer(
  namespace: Namespace,
  group: ConsumerGroup,
  name: string,
): Consumer {
  const consumer = group.addConsumer(name, namespace.engine.clock.now());
  reportConsumer(namespace, group, consumer, "CREATECONSUMER", "xgroup-createconsumer");
  return consumer;
}

/** The consumer of that name, made if there is none, who has been seen now. */
export function consumerNow(namespace: Namespace, group: ConsumerGroup, name: string): Consumer {
  const consumer = group.consumer(name);
  if (consumer === undefined) return createConsumer(namespace, group, name);
  consumer.seenMs = namespace.engine.clock.now();
  return consumer;
}

/** XGROUP DELCONSUMER: removes a consumer with what it has; returns how many entries that were. */
export function deleteConsumer(
  namespace: Namespace,
  group: ConsumerGroup,
  consumer: Consumer,
): number {
  const pending = consumer.pending.size;
  group.removeConsumer(consumer);
  reportConsumer(namespace, group, consumer, "DELCONSUMER", "xgroup-delconsumer");
  return pending;
}

/** XACK: these entries are pending no more; returns how many of them were. */
export function acknowledge(
  namespace: Namespace,
  group: ConsumerGroup,
  ids: readonly StreamId[],
): number {
  const settled = ids.filter((id) => group.settle(id));
  if (settled.length > 0) reportSettled(namespace, group, settled);
  return settled.length;
}

/** Reports that these entries are pending no more. */
export function reportSettled(
  namespace: Namespace,
  group: ConsumerGroup,
  ids: readonly StreamId[],
): void {
  namespace.engine.changes += ids.length;
  if (!namespace.engine.feed.active) return;
  namespace.effectUnwatched("", "XACK", [group.nameBytes, ...ids.map((id) => id.text())]);
}

/**
 * XREADGROUP: an entry behind the last one that the group has read is delivered to a consumer. With
 * `noAck` it does not become pending.
 */
export function deliverEntry(
  namespace: Namespace,
  stream: Stream,
  group: ConsumerGroup,
  consumer: Consumer,
  id: StreamId,
  noAck: boolean,
): void {
  if (id.compare(group.lastId) > 0) advance(stream, group, id);
  if (noAck) return;
  group.deliver(id, consumer, namespace.engine.clock.now());
  reportPending(namespace, group, id);
}

/** Reports the entry at the position of the group's list as the command that makes it. */
export function reportPending(namespace: Namespace, group: ConsumerGroup, id: StreamId): void {
  namespace.engine.changes++;
  if (!namespace.engine.feed.active) return;
  const { pending, nameBytes } = group;
  pending.readDeliveries(deliveries);
  const options = [
    ...["TIME", String(pending.timeMs), "RETRYCOUNT", String(deliveries.value)],
    ...["FORCE", "JUSTID", "LASTID", String(group.lastId)],
  ].map((arg) => encoder.encode(arg));
  const owner = group.owner().nameBytes;
  const args = [nameBytes, owner, encoder.encode("0"), id.text(), ...options];
  namespace.effectUnwatched("", "XCLAIM", args);
}

/** Reports how far a group has read, as the subcommand that sets it. */
export function reportGroup(
  namespace: Namespace,
  group: ConsumerGroup,
  subcommand: "CREATE" | "SETID",
  event: string,
): void {
  const entriesRead = encoder.encode(String(group.entriesRead.value));
  const state = [group.lastId.text(), encoder.encode("ENTRIESREAD"), entriesRead];
  // Whether the stream was made for the group is not known here: it is made if it is not there.
  if (subcommand === "CREATE") state.push(MKSTREAM);
  report(namespace, event, subcommand, group.nameBytes, ...state);
}

/** Reports a consumer as the subcommand that makes or removes it. */
export function reportConsumer(
  namespace: Namespace,
  group: ConsumerGroup,
  consumer: Consumer,
  subcommand: "CREATECONSUMER" | "DELCONSUMER",
  event: string,
): void {
  report(namespace, event, subcommand, group.nameBytes, consumer.nameBytes);
}

/** Reports a group of a stream that is made as a whole. */
export function reportWholeGroup(
  namespace: Namespace,
  group: ConsumerGroup,
  id: StreamId,
): void {
  reportGroup(namespace, group, "CREATE", "");
  for (const consumer of group.consumers()) {
    reportConsumer(namespace, group, consumer, "CREATECONSUMER", "");
  }
  const { pending } = group;
  if (pending.size === 0) return;
  pending.goToEdge(false);
  do {
    pending.readId(id);
    reportPending(namespace, group, id);
  } while (pending.next());
}

function report(
  namespace: Namespace,
  event: string,
  subcommand: string,
  ...args: Uint8Array[]
): void {
  namespace.engine.changes++;
  if (!namespace.engine.feed.active) return;
  namespace.effectUnwatched(event, `XGROUP ${subcommand}`, args);
}
