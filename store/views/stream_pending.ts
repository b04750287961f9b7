/**
 * The part of the library's view of streams that is about what consumers have not acknowledged.
 */

import type { Key } from "../key.ts";
import { claimEntries, claimIdle } from "../types/streams/claims.ts";
import { StreamId } from "../types/streams/stream_id.ts";
import { WideCount } from "../types/streams/wide_count.ts";
import { checkCount } from "./collection_view.ts";
import { idRange, type StreamEntry } from "./stream_entries.ts";
import { limitOf, nameOf, StreamGroupsView, textOf } from "./stream_groups.ts";
import {
  entryIds,
  idText,
  positionId,
  type StreamEntryId,
  type StreamPosition,
} from "./stream_ids.ts";

/**
 * What a group has delivered that nobody has acknowledged, in short.
 *
 * @example
 * ```ts
 * import { Store, type StreamPending } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.createGroup("s", "g");
 * store.streams.add("s", { job: "1" }, { id: "1-0" });
 * store.streams.readGroup("s", "g", "me");
 * const pending: StreamPending = store.streams.pending("s", "g");
 * assertEquals(pending, {
 *   size: 1,
 *   firstId: "1-0",
 *   lastId: "1-0",
 *   consumers: new Map([["me", 1]]),
 * });
 * ```
 */
export interface StreamPending {
  /** How many entries. */
  readonly size: number;
  /** The lowest of their IDs, `undefined` if there are none. */
  readonly firstId: StreamEntryId | undefined;
  /** The highest of their IDs, `undefined` if there are none. */
  readonly lastId: StreamEntryId | undefined;
  /** How many entries each consumer has, of those that have any. */
  readonly consumers: ReadonlyMap<string, number>;
}

/**
 * An entry that was delivered and not acknowledged.
 *
 * @example
 * ```ts
 * import { ManualClock, Store, type StreamPendingEntry } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new ManualClock();
 * using store = new Store({ clock });
 * store.streams.createGroup("s", "g");
 * store.streams.add("s", { job: "1" }, { id: "1-0" });
 * store.streams.readGroup("s", "g", "me");
 * clock.advance(500);
 * const [entry]: StreamPendingEntry[] = store.streams.pendingEntries("s", "g");
 * assertEquals(entry, { id: "1-0", consumer: "me", idleMs: 500, deliveries: 1 });
 * ```
 */
export interface StreamPendingEntry {
  /** Its ID. */
  readonly id: StreamEntryId;
  /** Who has it. */
  readonly consumer: string;
  /** How long ago it was last delivered, in ms. */
  readonly idleMs: number;
  /** How often it was delivered. */
  readonly deliveries: number;
}

/**
 * Which pending entries.
 *
 * @example
 * ```ts
 * import { Store, type StreamPendingOptions } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.createGroup("s", "g");
 * const stuck: StreamPendingOptions = { minIdleMs: 60_000, limit: 10 };
 * assertEquals(store.streams.pendingEntries("s", "g", stuck), []);
 * ```
 */
export interface StreamPendingOptions {
  /** Only those of this consumer. */
  readonly consumer?: Key | undefined;
  /** Only those that were last delivered so long ago, in ms. Default 0. */
  readonly minIdleMs?: number | undefined;
  /** The first ID of the range. Not with `after`. */
  readonly from?: StreamPosition | undefined;
  /** The range begins behind this ID. */
  readonly after?: StreamPosition | undefined;
  /** The last ID of the range. Not with `before`. */
  readonly to?: StreamPosition | undefined;
  /** The range ends before this ID. */
  readonly before?: StreamPosition | undefined;
  /** At most so many. Default: all. */
  readonly limit?: number | undefined;
}

/**
 * How entries are claimed.
 *
 * @example
 * ```ts
 * import { Store, type StreamClaimOptions } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.createGroup("s", "g");
 * const id = store.streams.add("s", { job: "1" });
 * const anyhow: StreamClaimOptions = { force: true };
 * assertEquals(store.streams.claim("s", "g", "me", [id], anyhow).length, 1);
 * ```
 */
export interface StreamClaimOptions {
  /** Only entries that were last delivered so long ago, in ms. Default 0. */
  readonly minIdleMs?: number | undefined;
  /** How long ago they are to count as delivered, in ms. Default 0. */
  readonly idleMs?: number | undefined;
  /** How often they are to count as delivered. Default: once more than before. */
  readonly deliveries?: number | undefined;
  /** Whether entries of the stream that are not pending are claimed, too. */
  readonly force?: boolean | undefined;
}

/**
 * What {@linkcode StreamsView.autoClaim} has found.
 *
 * @typeParam V What the values of entries are.
 *
 * @example
 * ```ts
 * import { Store, type StreamAutoClaim } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.createGroup("s", "g");
 * const found: StreamAutoClaim = store.streams.autoClaim("s", "g", "me", { minIdleMs: 1000 });
 * assertEquals(found, { entries: [], deleted: [], next: undefined });
 * ```
 */
export interface StreamAutoClaim<V = string> {
  /** The entries that the consumer has now. */
  readonly entries: StreamEntry<V>[];
  /** What was in the stream no more, and so is pending no more. */
  readonly deleted: StreamEntryId[];
  /** Where to go on; `undefined` at the end. */
  readonly next: StreamEntryId | undefined;
}

/** Entries that `autoClaim` claims at most unless it is told. */
const DEFAULT_CLAIMS = 100;

/**
 * What can be done with entries that are pending; part of {@linkcode StreamsView}.
 *
 * @typeParam V What the values of entries are.
 *
 * @example
 * ```ts
 * import { Store, type StreamPendingView } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const pending: StreamPendingView<string> = store.streams;
 * pending.createGroup("jobs", "workers");
 * assertEquals(pending.pending("jobs", "workers").size, 0);
 * ```
 */
export abstract class StreamPendingView<V> extends StreamGroupsView<V> {
  /**
   * What a group has delivered that nobody has acknowledged, in short. O(consumers · log consumers).
   *
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   */
  pending(key: Key, group: Key): StreamPending {
    const found = this.groupToRead(key, group).group;
    const { pending } = found;
    const edges: StreamEntryId[] = [];
    for (const last of pending.size > 0 ? [false, true] : []) {
      pending.goToEdge(last);
      pending.readId(ID);
      edges.push(idText(ID));
    }
    const consumers = new Map<string, number>();
    for (const { nameBytes, pending: { size } } of found.consumers()) {
      if (size > 0) consumers.set(textOf(nameBytes), size);
    }
    return { size: pending.size, firstId: edges[0], lastId: edges[1], consumers };
  }

  /**
   * Entries that a group has delivered and nobody has acknowledged, in the order of their IDs. O(log pending
   * ones + those looked at).
   *
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   */
  pendingEntries(key: Key, group: Key, options: StreamPendingOptions = {}): StreamPendingEntry[] {
    const { from, to, limit, isEmpty } = idRange(options);
    const { minIdleMs = 0 } = options;
    checkCount("look for minIdleMs", minIdleMs, 0);
    const name = options.consumer === undefined ? undefined : nameOf(options.consumer, "consumer");
    const found = this.groupToRead(key, group).group;
    const { pending } = found;
    const list = name === undefined ? pending : found.consumer(name)?.pending;
    if (list === undefined || isEmpty) return [];
    const nowMs = this.keyspace.engine.clock.now();
    const entries: StreamPendingEntry[] = [];
    for (let more = list.seek(from); more && entries.length < limit; more = list.next()) {
      list.readId(ID);
      if (ID.compare(to) > 0) break;
      // A consumer's list has the IDs alone.
      if (list !== pending) pending.find(ID);
      const idleMs = nowMs - pending.timeMs;
      if (idleMs < minIdleMs) continue;
      pending.readDeliveries(COUNT);
      entries.push({
        id: idText(ID),
        consumer: textOf(found.owner().nameBytes),
        idleMs: Math.max(idleMs, 0),
        deliveries: Number(COUNT.value),
      });
    }
    return entries;
  }

  /**
   * Gives pending entries to a consumer, who is made if need be, as if they had been delivered to it.
   *
   * @returns Those that it got, in the order of `ids`: not those that are not pending, that were delivered
   *   less than `minIdleMs` ago, or that the stream has no more. O(log entries) for each ID.
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   *
   * @example What a worker left behind
   * ```ts
   * import { ManualClock, Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * const clock = new ManualClock();
   * using store = new Store({ clock });
   * const { streams } = store;
   * streams.createGroup("jobs", "workers");
   * const id = streams.add("jobs", { job: "a" });
   * streams.readGroup("jobs", "workers", "ada");
   *
   * clock.advance(60_000);
   * const [entry] = streams.claim("jobs", "workers", "grace", [id], { minIdleMs: 30_000 });
   * assertEquals(entry.get("job"), "a");
   * assertEquals(streams.pending("jobs", "workers").consumers, new Map([["grace", 1]]));
   * ```
   */
  claim(
    key: Key,
    group: Key,
    consumer: Key,
    ids: Iterable<StreamEntryId>,
    options: StreamClaimOptions = {},
  ): StreamEntry<V>[] {
    const { keyspace } = this;
    const { minIdleMs = 0, idleMs = 0, deliveries, force = false } = options;
    checkCount("claim with minIdleMs", minIdleMs, 0);
    checkCount("claim with idleMs", idleMs, 0);
    if (deliveries !== undefined) checkCount("claim with deliveries", deliveries, 0);
    const name = nameOf(consumer, "consumer");
    const parsed = entryIds(ids);
    const { stream, group: found } = this.groupToRead(key, group);
    const claim = {
      minIdleMs,
      timeMs: Math.max(keyspace.engine.clock.now() - idleMs, 0),
      force,
      counts: true,
      deliveries: deliveries ?? -1,
      lastId: ZERO,
    };
    return this.entriesOf((entries) => {
      claimEntries(keyspace, stream, found, name, parsed, parsed.length, claim, (id) => {
        entries.addOf(stream, id);
      });
    });
  }

  /**
   * Gives entries that were delivered long ago, and not acknowledged, to a consumer, who is made if need be. It
   * goes through the pending entries in steps: begin without `from`, go on from `next`.
   *
   * @param options `minIdleMs`: how long ago they were last delivered, in ms; `from`: where to begin;
   *   `limit`: at most so many entries, of ten times as many that are looked at, default 100.
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   *
   * @example
   * ```ts
   * import { ManualClock, Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * const clock = new ManualClock();
   * using store = new Store({ clock });
   * const { streams } = store;
   * streams.createGroup("jobs", "workers");
   * for (const job of ["a", "b", "c"]) streams.add("jobs", { job });
   * streams.readGroup("jobs", "workers", "ada");
   *
   * clock.advance(60_000);
   * const options = { minIdleMs: 30_000, limit: 2 };
   * const { entries, next } = streams.autoClaim("jobs", "workers", "grace", options);
   * assertEquals(entries.map((entry) => entry.get("job")), ["a", "b"]);
   * const rest = streams.autoClaim("jobs", "workers", "grace", { ...options, from: next });
   * assertEquals([rest.entries.length, rest.next], [1, undefined]);
   * ```
   */
  autoClaim(
    key: Key,
    group: Key,
    consumer: Key,
    options: {
      readonly minIdleMs: number;
      readonly from?: StreamPosition | undefined;
      readonly limit?: number | undefined;
    },
  ): StreamAutoClaim<V> {
    const { minIdleMs, from = 0 } = options;
    checkCount("claim with minIdleMs", minIdleMs, 0);
    const limit = limitOf(options.limit ?? DEFAULT_CLAIMS);
    const name = nameOf(consumer, "consumer");
    const first = positionId(from);
    const { stream, group: found } = this.groupToRead(key, group);
    let next: StreamEntryId | undefined;
    let deleted: StreamEntryId[] = [];
    const entries = this.entriesOf((entries) => {
      const result = claimIdle(
        ...[this.keyspace, stream, found, name, first, minIdleMs, limit, true] as const,
        (id) => entries.addOf(stream, id),
      );
      next = result.next && idText(result.next);
      deleted = result.deleted.map(idText);
    });
    return { entries, deleted, next };
  }
}

// Registers of the operation under way.
const ID = new StreamId();
const COUNT = new WideCount();
const ZERO = new StreamId();
