/**
 * The part of the library's view of streams that is about consumer groups and their reading.
 */

import { binaryName } from "../encoding/binary_string.ts";
import { decode } from "../encoding/utf8.ts";
import { StoreError } from "../errors.ts";
import { type Key, loadKey } from "../key.ts";
import { show } from "../show_value.ts";
import { type ConsumerGroup, inOrder } from "../types/streams/consumer_group.ts";
import { readHistory, readUndelivered } from "../types/streams/group_reads.ts";
import {
  acknowledge,
  consumerNow,
  createConsumer,
  createGroup,
  deleteConsumer,
  destroyGroup,
  setGroupState,
} from "../types/streams/groups.ts";
import { lagOf } from "../types/streams/read_progress.ts";
import type { Stream } from "../types/streams/stream.ts";
import { StreamId } from "../types/streams/stream_id.ts";
import { createStream, modifyStream, readStream } from "../types/streams/streams.ts";
import { checkCount, CollectionView } from "./collection_view.ts";
import { EntryCopies, type StreamEntry } from "./stream_entries.ts";
import {
  entryIds,
  idText,
  positionId,
  type StreamEntryId,
  type StreamPosition,
} from "./stream_ids.ts";

/**
 * From where on a group reads.
 *
 * @example
 * ```ts
 * import { Store, type StreamGroupStart } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.add("s", { job: "1" });
 * const fromStart: StreamGroupStart = { after: 0 };
 * store.streams.createGroup("s", "all", fromStart);
 * store.streams.createGroup("s", "new");
 * assertEquals(store.streams.groups("s").map(({ name, lag }) => [name, lag]), [["all", 1], ["new", 0]]);
 * ```
 */
export interface StreamGroupStart {
  /** The group reads the entries behind this ID. Default `"last"`: those that are added from now on. */
  readonly after?: StreamPosition | "last" | undefined;
  /** How many of all entries ever added are not behind it, if known; only for {@linkcode StreamGroupInfo}. */
  readonly entriesRead?: number | undefined;
}

/**
 * How a consumer reads.
 *
 * @example
 * ```ts
 * import { Store, type StreamReadOptions } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.createGroup("s", "g");
 * for (const job of ["1", "2"]) store.streams.add("s", { job });
 * const one: StreamReadOptions = { limit: 1 };
 * assertEquals(store.streams.readGroup("s", "g", "me", one).length, 1);
 * ```
 */
export interface StreamReadOptions {
  /** At most so many entries, a whole number from 1 on. Default: all. */
  readonly limit?: number | undefined;
  /** Whether the entries count as acknowledged at once. */
  readonly noAck?: boolean | undefined;
}

/**
 * What there is to know about a consumer group.
 *
 * @example
 * ```ts
 * import { Store, type StreamGroupInfo } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.createGroup("s", "g");
 * store.streams.add("s", { job: "1" });
 * const info: StreamGroupInfo = store.streams.groups("s")[0];
 * assertEquals([info.name, info.consumers, info.pending, info.lag], ["g", 0, 0, 1]);
 * ```
 */
export interface StreamGroupInfo {
  /** Its name. */
  readonly name: string;
  /** How many consumers it has. */
  readonly consumers: number;
  /** How many entries it has delivered that were not acknowledged. */
  readonly pending: number;
  /** The last ID that it has read. */
  readonly lastId: StreamEntryId;
  /** How many of all entries ever added it has read; `undefined` if that is not known. */
  readonly entriesRead: number | undefined;
  /** How many entries it has not read yet; `undefined` if that is not known. */
  readonly lag: number | undefined;
}

/**
 * What there is to know about a consumer.
 *
 * @example
 * ```ts
 * import { Store, type StreamConsumerInfo } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.createGroup("s", "g");
 * store.streams.createConsumer("s", "g", "me");
 * const [info]: StreamConsumerInfo[] = store.streams.consumers("s", "g");
 * assertEquals([info.name, info.pending], ["me", 0]);
 * ```
 */
export interface StreamConsumerInfo {
  /** Its name. */
  readonly name: string;
  /** How many entries it has that it has not acknowledged. */
  readonly pending: number;
  /** How long ago it last read or claimed something, in ms. */
  readonly idleMs: number;
}

/** What an entry that becomes pending takes. */
const PENDING_BYTES = 64;

/**
 * What can be done with the consumer groups of streams; part of {@linkcode StreamsView}.
 *
 * @typeParam V What the values of entries are.
 *
 * @example
 * ```ts
 * import { Store, type StreamGroupsView } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const groups: StreamGroupsView<string> = store.streams;
 * groups.createGroup("jobs", "workers");
 * assertEquals(groups.readGroup("jobs", "workers", "ada"), []);
 * ```
 */
export abstract class StreamGroupsView<V> extends CollectionView<V> {
  /**
   * Makes a consumer group, and the stream if need be: of all consumers of a group, each entry is delivered
   * to one. O(1).
   *
   * @returns Whether it was made; false if there is one of that name.
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no name or no ID.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.streams.createGroup("jobs", "workers"), true);
   * assertEquals(store.streams.createGroup("jobs", "workers"), false);
   * ```
   */
  createGroup(
    key: Key,
    group: Key,
    { after = "last", entriesRead }: StreamGroupStart = {},
  ): boolean {
    const { keyspace } = this;
    const name = nameOf(group, "group");
    const given = after === "last" ? undefined : positionId(after);
    if (entriesRead !== undefined) checkCount("begin with entriesRead", entriesRead, 0);
    loadKey(keyspace, key);
    let stream = modifyStream(keyspace);
    if (stream?.groups.has(name)) return false;
    const lastId = given ?? stream?.lastId ?? new StreamId();
    if (stream === undefined) {
      stream = createStream(keyspace);
      // The group is no change for those who watch the key, but the stream is.
      keyspace.watches.touch(keyspace.probe);
    }
    createGroup(keyspace, stream, name, lastId, entriesRead ?? -1);
    return true;
  }

  /** Removes a group with all that is pending; whether there was one. O(pending entries / 64). */
  destroyGroup(key: Key, group: Key): boolean {
    const name = nameOf(group, "group");
    loadKey(this.keyspace, key);
    const stream = modifyStream(this.keyspace);
    const found = stream?.groups.get(name);
    if (found === undefined) return false;
    destroyGroup(this.keyspace, stream!, found);
    return true;
  }

  /**
   * Lets a group read on from another place; what is pending stays so. O(1).
   *
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   *
   * @example Once more from the beginning
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.streams.createGroup("s", "g");
   * store.streams.add("s", { job: "1" });
   * assertEquals(store.streams.readGroup("s", "g", "me", { noAck: true }).length, 1);
   * store.streams.setGroupPosition("s", "g", { after: 0 });
   * assertEquals(store.streams.readGroup("s", "g", "me", { noAck: true }).length, 1);
   * ```
   */
  setGroupPosition(key: Key, group: Key, { after = "last", entriesRead }: StreamGroupStart): void {
    const given = after === "last" ? undefined : positionId(after);
    if (entriesRead !== undefined) checkCount("go on with entriesRead", entriesRead, 0);
    const { stream, group: found } = this.groupToChange(key, group);
    setGroupState(this.keyspace, found, given ?? stream.lastId, entriesRead ?? -1);
  }

  /** All groups in the order of their names; none without the key. O(groups · log groups). */
  groups(key: Key): StreamGroupInfo[] {
    loadKey(this.keyspace, key);
    const stream = readStream(this.keyspace);
    if (stream === undefined) return [];
    return inOrder(stream.groups).map((group) => {
      const lag = lagOf(stream, group);
      return {
        name: textOf(group.nameBytes),
        consumers: group.size,
        pending: group.pending.size,
        lastId: idText(group.lastId),
        entriesRead: group.entriesRead.isMinusOne ? undefined : Number(group.entriesRead.value),
        lag: lag === undefined ? undefined : Number(lag),
      };
    });
  }

  /**
   * Makes a consumer, which reading does as well; whether there was none of that name. O(1).
   *
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   */
  createConsumer(key: Key, group: Key, consumer: Key): boolean {
    const name = nameOf(consumer, "consumer");
    const { group: found } = this.groupToChange(key, group);
    if (found.consumer(name) !== undefined) return false;
    createConsumer(this.keyspace, found, name);
    return true;
  }

  /**
   * Removes a consumer. What it has not acknowledged is lost to the group: claim that before.
   *
   * @returns How many entries that were; `undefined` if there is no such consumer. O(these).
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   */
  deleteConsumer(key: Key, group: Key, consumer: Key): number | undefined {
    const name = nameOf(consumer, "consumer");
    const { group: found } = this.groupToChange(key, group);
    const gone = found.consumer(name);
    return gone === undefined ? undefined : deleteConsumer(this.keyspace, found, gone);
  }

  /**
   * All consumers of a group in the order of their names. O(consumers · log consumers).
   *
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   */
  consumers(key: Key, group: Key): StreamConsumerInfo[] {
    const nowMs = this.keyspace.engine.clock.now();
    return this.groupToRead(key, group).group.consumers().map((consumer) => ({
      name: textOf(consumer.nameBytes),
      pending: consumer.pending.size,
      idleMs: Math.max(nowMs - consumer.seenMs, 0),
    }));
  }

  /**
   * Reads entries that the group has not read yet, for one of its consumers, who is made if need be. They are
   * then pending until they are acknowledged. O(log entries + those read).
   *
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   *
   * @example Two workers
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * const { streams } = store;
   * streams.createGroup("jobs", "workers");
   * for (const job of ["a", "b", "c"]) streams.add("jobs", { job });
   *
   * const [first] = streams.readGroup("jobs", "workers", "ada", { limit: 1 });
   * assertEquals(first.get("job"), "a");
   * const rest = streams.readGroup("jobs", "workers", "grace");
   * assertEquals(rest.map((entry) => entry.get("job")), ["b", "c"]);
   *
   * assertEquals(streams.ack("jobs", "workers", first.id), 1);
   * assertEquals(streams.pending("jobs", "workers").size, 2);
   * ```
   */
  readGroup(
    key: Key,
    group: Key,
    consumer: Key,
    options: StreamReadOptions = {},
  ): StreamEntry<V>[] {
    const { keyspace } = this;
    const { noAck = false } = options;
    const limit = limitOf(options.limit);
    const name = nameOf(consumer, "consumer");
    let found = this.groupToRead(key, group);
    if (found.stream.lastId.compare(found.group.lastId) <= 0) return [];
    if (keyspace.engine.limited && !noAck) {
      const bytes = Math.min(limit, found.stream.length) * PENDING_BYTES;
      // The stream itself may have had to go.
      if (keyspace.engine.makeRoom(bytes, false)) found = this.groupToRead(key, group);
    }
    const reader = consumerNow(keyspace, found.group, name);
    return this.entriesOf((entries) => {
      readUndelivered(keyspace, found.stream, found.group, reader, limit, noAck, (entry) => {
        entries.add(entry);
      });
    });
  }

  /**
   * Reads what a consumer has read before and has not acknowledged, as after a crash: each entry counts as
   * delivered once more. One that was deleted meanwhile comes without fields. O(log entries + those read).
   *
   * @param options `after`: only entries behind this ID; `limit`: at most so many.
   * @throws {StoreError} `NO_SUCH_GROUP`, `INVALID_ARGUMENT`.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.streams.createGroup("jobs", "workers");
   * store.streams.add("jobs", { job: "a" });
   * store.streams.readGroup("jobs", "workers", "ada");
   * const [again] = store.streams.readPending("jobs", "workers", "ada");
   * assertEquals(again.get("job"), "a");
   * ```
   */
  readPending(
    key: Key,
    group: Key,
    consumer: Key,
    options: {
      readonly after?: StreamPosition | undefined;
      readonly limit?: number | undefined;
    } = {},
  ): StreamEntry<V>[] {
    const { keyspace } = this;
    const limit = limitOf(options.limit);
    const after = positionId(options.after ?? 0);
    const name = nameOf(consumer, "consumer");
    const found = this.groupToRead(key, group);
    const reader = consumerNow(keyspace, found.group, name);
    return this.entriesOf((entries) => {
      readHistory(keyspace, found.stream, found.group, reader, after, limit, (id, entry) => {
        if (entry === undefined) entries.addDeleted(id);
        else entries.add(entry);
      });
    });
  }

  /**
   * Acknowledges entries, which then are pending no more; returns how many were. O(log pending) for each.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no name or no ID.
   */
  ack(key: Key, group: Key, ...ids: StreamEntryId[]): number {
    const name = nameOf(group, "group");
    const parsed = entryIds(ids);
    loadKey(this.keyspace, key);
    const found = readStream(this.keyspace)?.groups.get(name);
    return found === undefined ? 0 : acknowledge(this.keyspace, found, parsed);
  }

  /**
   * A group for a change of it.
   * @throws {StoreError} `NO_SUCH_GROUP`
   * @internal
   */
  protected groupToChange(key: Key, group: Key): { stream: Stream; group: ConsumerGroup } {
    const name = nameOf(group, "group");
    loadKey(this.keyspace, key);
    return groupOf(modifyStream(this.keyspace), name, group);
  }

  /**
   * A group for a read, which counts as a use of the key.
   * @throws {StoreError} `NO_SUCH_GROUP`
   * @internal
   */
  protected groupToRead(key: Key, group: Key): { stream: Stream; group: ConsumerGroup } {
    const name = nameOf(group, "group");
    loadKey(this.keyspace, key);
    return groupOf(readStream(this.keyspace), name, group);
  }

  /**
   * The entries that `copy` adds.
   * @internal
   */
  protected entriesOf(copy: (entries: EntryCopies) => void): StreamEntry<V>[] {
    const list = this.takeList();
    const copies = new EntryCopies(list);
    copy(copies);
    const entries = copies.decode(this.format);
    this.giveList(list);
    return entries;
  }
}

/** A limit, `Infinity` if there is none. @throws {StoreError} `INVALID_ARGUMENT` */
export function limitOf(limit: number | undefined): number {
  if (limit !== undefined) checkCount("limit to", limit, 1);
  return limit ?? Infinity;
}

/** The name of a group or a consumer, as it is found by. @throws {StoreError} `INVALID_ARGUMENT` */
export function nameOf(name: Key, what: string): string {
  if (typeof name === "string" || name instanceof Uint8Array) return binaryName(name);
  throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(name)} as a ${what}'s name`);
}

/** A name as text. */
export function textOf(name: Uint8Array): string {
  return decode(name, 0, name.length);
}

function groupOf(
  stream: Stream | undefined,
  name: string,
  group: Key,
): { stream: Stream; group: ConsumerGroup } {
  const found = stream?.groups.get(name);
  if (found !== undefined) return { stream: stream!, group: found };
  throw new StoreError("NO_SUCH_GROUP", `Cannot use the group ${show(group)}: there is none`);
}
