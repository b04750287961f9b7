/**
 * The library's view of streams: `store.streams`.
 */

import { StoreError } from "../errors.ts";
import { type Key, loadKey } from "../key.ts";
import { show } from "../show_value.ts";
import type { Stream, Trimming } from "../types/streams/stream.ts";
import { StreamId } from "../types/streams/stream_id.ts";
import { MAX_NODE_BYTES } from "../types/streams/stream_nodes.ts";
import {
  addEntry,
  deleteEntries,
  modifyStream,
  readStream,
  streamToExtend,
  trimAdded,
  trimStream,
} from "../types/streams/streams.ts";
import type { ByteList } from "./byte_list.ts";
import { checkCount } from "./collection_view.ts";
import { entriesOf } from "./entries_of.ts";
import { type IdRange, idRange, type StreamEntry, type StreamRange } from "./stream_entries.ts";
import { limitOf, textOf } from "./stream_groups.ts";
import {
  entryIds,
  idText,
  newEntryId,
  positionId,
  type StreamEntryId,
  type StreamPosition,
} from "./stream_ids.ts";
import { StreamPendingView } from "./stream_pending.ts";

/**
 * What a stream keeps: its last `maxLength` entries, or those from `minId` on; one of the two.
 *
 * @example
 * ```ts
 * import { Store, type StreamTrimOptions } from "@vortis/core";
 * import { assert } from "@std/assert";
 *
 * using store = new Store();
 * const latest: StreamTrimOptions = { maxLength: 1000, approximate: true };
 * for (let i = 0; i < 5000; i++) store.streams.add("s", { i: String(i) }, { trim: latest });
 * assert(store.streams.size("s") < 1200);
 * ```
 */
export interface StreamTrimOptions {
  /** How many entries are kept, a whole number from 0 on. */
  readonly maxLength?: number | undefined;
  /** Older entries than this one are removed. */
  readonly minId?: StreamPosition | undefined;
  /** Whether more may be kept, up to a node of about a hundred entries: that is much cheaper. */
  readonly approximate?: boolean | undefined;
  /** Remove at most so many entries at once, a whole number from 1 on; only if `approximate`. */
  readonly limit?: number | undefined;
}

/**
 * How an entry is added.
 *
 * @example
 * ```ts
 * import { Store, type StreamAddOptions } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const second: StreamAddOptions = { id: "5-*" };
 * assertEquals(store.streams.add("s", { a: "1" }, second), "5-0");
 * assertEquals(store.streams.add("s", { a: "2" }, second), "5-1");
 * ```
 */
export interface StreamAddOptions {
  /**
   * The entry's ID, or its first number alone, `"5-*"`. It must be above all that the stream has ever had.
   * Default: the time and a count.
   */
  readonly id?: StreamEntryId | `${number}-*` | undefined;
  /** Whether nothing is done if there is no such stream. */
  readonly onlyIfExists?: boolean | undefined;
  /** What the stream keeps. */
  readonly trim?: StreamTrimOptions | undefined;
}

/**
 * What there is to know about a stream.
 *
 * @typeParam V What the values of entries are.
 *
 * @example
 * ```ts
 * import { Store, type StreamInfo } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * for (const id of ["1-0", "2-0"] as const) store.streams.add("s", { a: "b" }, { id });
 * store.streams.delete("s", "2-0");
 * const info: StreamInfo | undefined = store.streams.info("s");
 * assertEquals([info?.size, info?.entriesAdded, info?.lastId], [1, 2, "2-0"]);
 * ```
 */
export interface StreamInfo<V = string> {
  /** Number of entries. */
  readonly size: number;
  /** How many entries were ever added. */
  readonly entriesAdded: number;
  /** The highest ID that was ever given. */
  readonly lastId: StreamEntryId;
  /** The highest ID that was deleted, `"0-0"` if none was; trimming does not count. */
  readonly maxDeletedId: StreamEntryId;
  /** The first entry, `undefined` if there is none. */
  readonly firstEntry: StreamEntry<V> | undefined;
  /** The last entry, `undefined` if there is none. */
  readonly lastEntry: StreamEntry<V> | undefined;
  /** How many consumer groups there are. */
  readonly groups: number;
  /** Bytes of entries and groups. */
  readonly bytes: number;
}

/** Entries that an iterator takes at a time. */
const BATCH = 128;

/**
 * Streams: logs of entries, each with an ID and some fields with values, as `store.streams`.
 *
 * Entries are added at the end and read in the order of their IDs, by as many readers as there are; a
 * consumer group delivers each entry to one of its consumers and remembers what has not been acknowledged.
 * Fields are text or bytes; values are what the store's codec takes. A stream comes into being with its
 * first entry or group, and stays when it has no entries left: it remembers the IDs that it has given.
 *
 * Finding an entry takes time that grows with the logarithm of the number of entries, adding one none.
 *
 * Every method throws a `WrongTypeError` if a key holds no stream, and what all methods of
 * {@linkcode StoreNamespace} throw.
 *
 * @typeParam V What the values of entries are.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const first = store.streams.add("readings", { sensor: "12", value: "19.5" });
 * store.streams.add("readings", { sensor: "7", value: "20.1" });
 * const later = store.streams.range("readings", { after: first });
 * assertEquals(later.map((entry) => entry.get("value")), ["20.1"]);
 * ```
 */
export class StreamsView<V = string> extends StreamPendingView<V> {
  /**
   * Adds an entry to a stream if it is there, and returns its ID; otherwise does nothing and returns
   * `undefined`.
   *
   * @throws {StoreError} As the other form.
   */
  add(
    key: Key,
    fields: Readonly<Record<string, V>> | Iterable<readonly [Key, V]>,
    options: StreamAddOptions & { readonly onlyIfExists: true },
  ): StreamEntryId | undefined;
  /**
   * Adds an entry, which makes the stream if need be, and returns its ID. Amortised O(fields), and O(entries
   * removed) if the stream is trimmed.
   *
   * @param fields At least one: an object's own properties, or pairs, such as a `Map`.
   * @throws {StoreError} `INVALID_ARGUMENT` for no field or what is no ID, `ID_TOO_SMALL` for an ID that is
   *   not above the stream's last one, `TOO_LARGE` for an entry of more than 512 MiB.
   *
   * @example
   * ```ts
   * import { Store, StoreError } from "@vortis/core";
   * import { assertEquals, assertThrows } from "@std/assert";
   *
   * using store = new Store();
   * const { streams } = store;
   * assertEquals(streams.add("s", { name: "Ada" }, { id: "5-1" }), "5-1");
   * assertThrows(() => streams.add("s", { name: "Grace" }, { id: "5-1" }), StoreError, "5-1");
   * streams.add("s", [["name", "Alan"], ["name", "Turing"]], { trim: { maxLength: 1 } });
   * assertEquals(streams.range("s")[0].pairs, [["name", "Alan"], ["name", "Turing"]]);
   * ```
   */
  add(
    key: Key,
    fields: Readonly<Record<string, V>> | Iterable<readonly [Key, V]>,
    options?: StreamAddOptions,
  ): StreamEntryId;
  add(
    key: Key,
    fields: Readonly<Record<string, V>> | Iterable<readonly [Key, V]>,
    options: StreamAddOptions = {},
  ): StreamEntryId | undefined {
    const { keyspace } = this;
    const { onlyIfExists = false } = options;
    const given = options.id === undefined ? undefined : newEntryId(options.id);
    const trimming = options.trim === undefined ? undefined : trimmingOf(options.trim);
    const pairs = this.#pairs(fields);
    loadKey(keyspace, key);
    const isNew = modifyStream(keyspace) === undefined;
    // Whatever is wrong with the ID is found before a stream is made for it.
    if (isNew && given?.id.isMin && !given.isOpen) throw tooSmall(given.id, given.id);
    const stream = streamToExtend(keyspace, pairs, 0, pairs.count, !onlyIfExists);
    if (stream === undefined) return undefined;
    const id = chooseId(stream, given, keyspace.engine.clock.now());
    addEntry(keyspace, stream, id, pairs, 0, pairs.count);
    this.giveList(pairs);
    if (trimming !== undefined) trimAdded(keyspace, stream, trimming);
    return idText(id);
  }

  /** Number of entries, 0 if there is no such key. O(1). */
  size(key: Key): number {
    loadKey(this.keyspace, key);
    return readStream(this.keyspace)?.length ?? 0;
  }

  /** The entry of an ID, `undefined` if there is none. O(log entries). */
  get(key: Key, id: StreamEntryId): StreamEntry<V> | undefined {
    const [parsed] = entryIds([id]);
    loadKey(this.keyspace, key);
    const stream = readStream(this.keyspace);
    return stream && this.entriesOf((entries) => entries.addOf(stream, parsed))[0];
  }

  /**
   * The entries of a range, all by default, in the order of their IDs or in `reverse`. O(log entries + those
   * returned).
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no range.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (const id of ["1-0", "2-0", "3-0"] as const) store.streams.add("s", { id }, { id });
   * const ids = (range = {}) => store.streams.range("s", range).map((entry) => entry.id);
   * assertEquals(ids(), ["1-0", "2-0", "3-0"]);
   * assertEquals(ids({ after: "1-0" }), ["2-0", "3-0"]);
   * assertEquals(ids({ to: "2-0", reverse: true, limit: 1 }), ["2-0"]);
   * ```
   */
  range(key: Key, range: StreamRange = {}): StreamEntry<V>[] {
    return this.#range(key, idRange(range));
  }

  /**
   * The entries of a range one after the other, without having them all at once: for streams of any length.
   * The stream may be changed meanwhile; an entry that is there all the time is returned exactly once.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no range.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (let i = 0; i < 1000; i++) store.streams.add("s", { i: String(i) });
   * let sum = 0;
   * for (const entry of store.streams.entries("s", { reverse: true })) sum += Number(entry.get("i"));
   * assertEquals(sum, 499_500);
   * ```
   */
  *entries(key: Key, range: StreamRange = {}): Generator<StreamEntry<V>, void, undefined> {
    const { from, to, reverse, limit, isEmpty } = idRange(range);
    let left = limit;
    for (let more = !isEmpty; more && left > 0;) {
      const wanted = Math.min(left, BATCH);
      const found = this.#range(key, { from, to, reverse, limit: wanted, isEmpty });
      yield* found;
      if (found.length < wanted) return;
      left -= wanted;
      // The next batch begins behind the last entry of this one.
      const edge = reverse ? to : from;
      edge.copy(positionId(found[found.length - 1].id));
      more = reverse ? edge.decrement() : edge.increment();
    }
  }

  /**
   * What is new in several streams: for each that has entries behind its position, its key as text and
   * those entries, in the order of the keys. Does not wait: `store.subscribe` is for that.
   *
   * @param positions An object from keys to positions, or pairs of the two.
   * @param options `limit`: at most so many entries of each stream.
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no position.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.streams.add("a", { x: "1" }, { id: "1-0" });
   * store.streams.add("b", { x: "2" }, { id: "2-0" });
   * const news = store.streams.read({ a: "1-0", b: 0, c: 0 });
   * assertEquals(news.map(([key, entries]) => [key, entries[0].id]), [["b", "2-0"]]);
   * ```
   */
  read(
    positions: Readonly<Record<string, StreamPosition>> | Iterable<readonly [Key, StreamPosition]>,
    options: { readonly limit?: number | undefined } = {},
  ): [key: string, entries: StreamEntry<V>[]][] {
    const limit = limitOf(options.limit);
    const asked = Array.from(entriesOf<StreamPosition>(positions), ([key, after]) => {
      return { key, range: { ...idRange({ after }), limit } };
    });
    const found: [string, StreamEntry<V>[]][] = [];
    for (const { key, range } of asked) {
      const entries = this.#range(key, range);
      if (entries.length > 0) found.push([typeof key === "string" ? key : textOf(key), entries]);
    }
    return found;
  }

  /**
   * Deletes entries and returns how many there were. O(log entries) for each.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no ID.
   */
  delete(key: Key, ...ids: StreamEntryId[]): number {
    const parsed = entryIds(ids);
    loadKey(this.keyspace, key);
    const stream = modifyStream(this.keyspace);
    return stream === undefined ? 0 : deleteEntries(this.keyspace, stream, parsed);
  }

  /**
   * Removes the oldest entries and returns how many. O(entries removed / 100 + entries of a node).
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for wrong options.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (const id of ["1-0", "2-0", "3-0"] as const) store.streams.add("s", { id }, { id });
   * assertEquals(store.streams.trim("s", { minId: "2-0" }), 1);
   * assertEquals(store.streams.trim("s", { maxLength: 1 }), 1);
   * ```
   */
  trim(key: Key, options: StreamTrimOptions): number {
    const trimming = trimmingOf(options);
    loadKey(this.keyspace, key);
    const stream = modifyStream(this.keyspace);
    return stream === undefined ? 0 : trimStream(this.keyspace, stream, trimming);
  }

  /** What there is to know about a stream, `undefined` if there is none. O(nodes, groups and consumers). */
  info(key: Key): StreamInfo<V> | undefined {
    loadKey(this.keyspace, key);
    const stream = readStream(this.keyspace);
    if (stream === undefined) return undefined;
    const { length, entriesAdded, lastId, maxDeletedId, groups, bytes } = stream;
    const facts = {
      size: length,
      entriesAdded: Number(entriesAdded.value),
      lastId: idText(lastId),
      maxDeletedId: idText(maxDeletedId),
      groups: groups.size,
      bytes,
    };
    const [firstEntry, lastEntry] = this.entriesOf((entries) => {
      entries.addRange(stream, FIRST, LAST, 1, false);
      entries.addRange(stream, FIRST, LAST, 1, true);
    });
    return { ...facts, firstEntry, lastEntry };
  }

  #range(key: Key, { from, to, limit, reverse, isEmpty }: IdRange): StreamEntry<V>[] {
    loadKey(this.keyspace, key);
    const stream = readStream(this.keyspace);
    if (stream === undefined || isEmpty) return [];
    return this.entriesOf((entries) => entries.addRange(stream, from, to, limit, reverse));
  }

  /** A list of fields and values. */
  #pairs(fields: unknown): ByteList {
    const list = this.takeList();
    for (const [field, value] of entriesOf<V>(fields)) {
      this.addName(list, field, "field");
      this.addValue(list, value);
    }
    if (list.count === 0) {
      throw new StoreError("INVALID_ARGUMENT", "Cannot add an entry without fields");
    }
    const bytes = list.ends[list.count - 1];
    if (bytes <= MAX_NODE_BYTES) return list;
    throw new StoreError(
      "TOO_LARGE",
      `Cannot add an entry of ${bytes} bytes: it may have ${MAX_NODE_BYTES}`,
    );
  }
}

const FIRST = new StreamId();
const LAST = new StreamId();
LAST.setMax();

/** The ID of a new entry. @throws {StoreError} `ID_TOO_SMALL` */
function chooseId(
  stream: Stream,
  given: { id: StreamId; isOpen: boolean } | undefined,
  nowMs: number,
): StreamId {
  const id = given?.id ?? new StreamId();
  if (stream.isExhausted) throw tooSmall(id, stream.lastId);
  if (given === undefined) stream.nextId(nowMs, id);
  else if (given.isOpen && !stream.nextSequence(id)) throw tooSmall(id, stream.lastId);
  if (id.compare(stream.lastId) > 0) return id;
  throw tooSmall(id, stream.lastId);
}

function tooSmall(id: StreamId, last: StreamId): StoreError {
  return new StoreError("ID_TOO_SMALL", `Cannot add an entry ${id}: it must be above ${last}`);
}

function trimmingOf(options: StreamTrimOptions): Trimming {
  const { maxLength, minId, approximate = false, limit } = options;
  if ((maxLength === undefined) === (minId === undefined)) {
    throw new StoreError(
      "INVALID_ARGUMENT",
      `Cannot trim to maxLength ${show(maxLength)} and minId ${show(minId)}: give one of them`,
    );
  }
  if (maxLength !== undefined) checkCount("trim to maxLength", maxLength, 0);
  if (limit !== undefined) {
    checkCount("trim with limit", limit, 1);
    if (!approximate) {
      throw new StoreError("INVALID_ARGUMENT", "Cannot trim with a limit unless it is approximate");
    }
  }
  return {
    maxLength: maxLength ?? -1,
    minId: positionId(minId ?? 0),
    approximate,
    limit: limit ?? 0,
  };
}
