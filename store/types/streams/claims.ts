/**
 * Claiming: pending entries are taken over by another consumer of the group, as if they had been delivered
 * to it. The stream is that of the namespace's loaded key.
 *
 * An entry that is in the stream no more is not given to anybody: it ceases to be pending.
 */

import type { Namespace } from "../../engine/namespace.ts";
import type { Consumer, ConsumerGroup } from "./consumer_group.ts";
import { consumerNow, reportGroup, reportPending, reportSettled } from "./groups.ts";
import type { Stream } from "./stream.ts";
import { StreamId } from "./stream_id.ts";
import { WideCount } from "./wide_count.ts";

/** What is claimed and how. */
export interface Claim {
  /** Only entries that were delivered so long ago, in ms; 0 and below: all. */
  readonly minIdleMs: number;
  /** When they are to count as delivered, in ms since the epoch. */
  readonly timeMs: number;
  /** Whether entries that are not pending are claimed, too. */
  readonly force: boolean;
  /** Whether this counts as a delivery. */
  readonly counts: boolean;
  /** How often they are to count as delivered; below 0: not said. */
  readonly deliveries: number | bigint;
  /** The group has at least read up to here. */
  readonly lastId: StreamId;
}

/** XCLAIM: gives `ids[0, count)` to the consumer of a name; calls `visit` with each that it gets. */
export function claimEntries(
  namespace: Namespace,
  stream: Stream,
  group: ConsumerGroup,
  name: string,
  ids: readonly StreamId[],
  count: number,
  claim: Claim,
  visit: (id: StreamId) => void,
): void {
  const { pending } = group;
  const { minIdleMs, timeMs, force, counts, deliveries, lastId } = claim;
  const nowMs = namespace.engine.clock.now();
  let reportsGroup = lastId.compare(group.lastId) > 0;
  if (reportsGroup) group.lastId.copy(lastId);
  // Only a consumer that gets something has been seen, and is made.
  let consumer: Consumer | undefined;
  for (let i = 0; i < count; i++) {
    const each = ids[i];
    // An entry that is deleted may be pending still: a log that says so is believed.
    if (!stream.has(each) && !namespace.engine.replays) {
      if (group.settle(each)) reportSettled(namespace, group, [each]);
      continue;
    }
    if (pending.find(each)) {
      if (minIdleMs > 0 && nowMs - pending.timeMs < minIdleMs) continue;
      consumer ??= consumerNow(namespace, group, name);
      group.give(each, consumer);
    } else if (force) {
      consumer ??= consumerNow(namespace, group, name);
      group.addPending(each, consumer);
      group.countDelivery();
    } else continue;
    pending.timeMs = timeMs;
    if (deliveries >= 0) {
      wide.value = deliveries;
      pending.storeDeliveries(wide);
    } else if (counts) group.countDelivery();
    visit(each);
    reportPending(namespace, group, each);
    reportsGroup = false;
  }
  if (reportsGroup) reportGroup(namespace, group, "SETID", "");
}

/** Entries that are looked at for each that is wanted. */
const ATTEMPTS_PER_CLAIM = 10;

/** What {@linkcode claimIdle} found. */
export interface IdleClaim {
  /** Where to go on, if not at the end. */
  readonly next: StreamId | undefined;
  /** What was in the stream no more, and so is pending no more. */
  readonly deleted: readonly StreamId[];
}

/**
 * XAUTOCLAIM: gives at most `count` pending entries from `from` on, that were delivered so long ago, to the
 * consumer of a name; calls `visit` with each that it gets. Looks at ten for each of `count` at most.
 */
export function claimIdle(
  namespace: Namespace,
  stream: Stream,
  group: ConsumerGroup,
  name: string,
  from: StreamId,
  minIdleMs: number,
  count: number,
  counts: boolean,
  visit: (id: StreamId) => void,
): IdleClaim {
  const { pending } = group;
  const nowMs = namespace.engine.clock.now();
  const deleted: StreamId[] = [];
  let consumer: Consumer | undefined;
  let claimed = 0;
  let hasNext = pending.seek(from);
  for (let attempts = count * ATTEMPTS_PER_CLAIM; attempts > 0 && hasNext; attempts--) {
    if (claimed + deleted.length >= count) break;
    pending.readId(id);
    if (!stream.has(id)) {
      group.settle(id);
      deleted.push(copyOf(id));
      hasNext = pending.seek(id);
      continue;
    }
    if (minIdleMs <= 0 || nowMs - pending.timeMs >= minIdleMs) {
      consumer ??= consumerNow(namespace, group, name);
      group.give(id, consumer);
      pending.timeMs = nowMs;
      if (counts) group.countDelivery();
      visit(id);
      claimed++;
      reportPending(namespace, group, id);
    }
    hasNext = pending.next();
  }
  if (hasNext) pending.readId(id);
  const next = hasNext ? copyOf(id) : undefined;
  if (deleted.length > 0) reportSettled(namespace, group, deleted);
  return { next, deleted };
}

function copyOf(id: StreamId): StreamId {
  const copy = new StreamId();
  copy.copy(id);
  return copy;
}

// Registers of the operation under way.
const id = new StreamId();
const wide = new WideCount();
