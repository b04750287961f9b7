/**
 * Entries of streams as the library's users get them, and ranges of them.
 */

import type { ValueFormat } from "../codec.ts";
import { PackedValue } from "../encoding/listpack.ts";
import { decode } from "../encoding/utf8.ts";
import { StoreError } from "../errors.ts";
import { EntryCursor } from "../types/streams/entry_cursor.ts";
import type { Stream } from "../types/streams/stream.ts";
import type { StreamId } from "../types/streams/stream_id.ts";
import type { ByteList } from "./byte_list.ts";
import { checkCount } from "./namespace_view.ts";
import { idText, positionId, type StreamEntryId, type StreamPosition } from "./stream_ids.ts";

/**
 * An entry of a stream: an ID, and fields with values in the order in which they were given.
 *
 * @typeParam V What the values are.
 *
 * @example
 * ```ts
 * import { Store, StreamEntry } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.streams.add("s", { sensor: "12", value: "19.5" }, { id: "1700000000000-0" });
 * const entry = store.streams.range("s")[0];
 * assertEquals(entry.get("value"), "19.5");
 * assertEquals(entry.toObject(), { sensor: "12", value: "19.5" });
 * assertEquals(entry, new StreamEntry("1700000000000-0", [["sensor", "12"], ["value", "19.5"]]));
 * ```
 */
export class StreamEntry<V = string> {
  /** Makes an entry; it is in no stream by that. */
  constructor(
    /** Its ID. */
    readonly id: StreamEntryId,
    /** Fields and values, in order; a field may come twice. None in an entry that has been deleted. */
    readonly pairs: readonly (readonly [field: string, value: V])[],
  ) {}

  /** The first number of the ID: by default when the entry was added, in ms since the Unix epoch. */
  get timeMs(): number {
    return Number(this.id.slice(0, this.id.indexOf("-")));
  }

  /** Whether it is in the stream no more: what a group has delivered can be deleted meanwhile. */
  get deleted(): boolean {
    return this.pairs.length === 0;
  }

  /** The first value of a field, `undefined` if there is none. O(fields). */
  get(field: string): V | undefined {
    return this.pairs.find(([name]) => name === field)?.[1];
  }

  /** Its fields as an object; of a field that comes twice, the last value. */
  toObject(): Record<string, V> {
    return Object.fromEntries(this.pairs);
  }
}

/**
 * Which entries of a stream, and which way; all of them by default.
 *
 * @example
 * ```ts
 * import { Store, type StreamRange } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * for (let i = 1; i <= 5; i++) store.streams.add("s", { i: String(i) }, { id: `${i}-0` as const });
 * const latest: StreamRange = { after: "1-0", limit: 2, reverse: true };
 * assertEquals(store.streams.range("s", latest).map(({ id }) => id), ["5-0", "4-0"]);
 * ```
 */
export interface StreamRange {
  /** The first ID of the range. Not with `after`. */
  readonly from?: StreamPosition | undefined;
  /** The range begins behind this ID. */
  readonly after?: StreamPosition | undefined;
  /** The last ID of the range. Not with `before`. */
  readonly to?: StreamPosition | undefined;
  /** The range ends before this ID. */
  readonly before?: StreamPosition | undefined;
  /** At most so many entries. Default: all. */
  readonly limit?: number | undefined;
  /** From the last entry to the first. */
  readonly reverse?: boolean | undefined;
}

/** A range in the engine's terms; both ends are included. */
export interface IdRange {
  readonly from: StreamId;
  readonly to: StreamId;
  readonly limit: number;
  readonly reverse: boolean;
  /** Whether no ID can be in it. */
  readonly isEmpty: boolean;
}

/** @throws {StoreError} `INVALID_ARGUMENT` */
export function idRange(range: StreamRange): IdRange {
  const { from, after, to, before, limit, reverse = false } = range;
  if ((from !== undefined && after !== undefined) || (to !== undefined && before !== undefined)) {
    throw new StoreError(
      "INVALID_ARGUMENT",
      "Cannot use a range with both from and after, or both to and before",
    );
  }
  if (limit !== undefined) checkCount("limit to", limit, 0);
  const first = positionId(from ?? after ?? 0);
  const last = positionId(to ?? before ?? 0, to === undefined ? 0 : -1);
  if (to === undefined && before === undefined) last.setMax();
  let isEmpty = false;
  if (after !== undefined) isEmpty = !first.increment();
  if (before !== undefined) isEmpty = !last.decrement() || isEmpty;
  isEmpty ||= first.compare(last) > 0;
  return { from: first, to: last, limit: limit ?? Infinity, reverse, isEmpty };
}

/** The fields of a copied entry. */
interface CopiedEntry {
  readonly id: StreamEntryId;
  readonly fields: readonly string[];
}

const cursor = new EntryCursor();
const FIELD = new PackedValue();
const VALUE = new PackedValue();

/**
 * Entries whose values are copied one behind the other into a list. Decoding them may run the user's code,
 * which may use the store, so that is done when all have been read.
 */
export class EntryCopies {
  readonly #entries: CopiedEntry[] = [];

  constructor(private readonly values: ByteList) {}

  /** Adds the entry that a cursor stands on, which has not been read yet. */
  add(entry: EntryCursor): void {
    const fields: string[] = [];
    for (let left = entry.fields; left > 0; left--) {
      entry.readPair(FIELD, VALUE);
      fields.push(decode(FIELD.bytes, FIELD.start, FIELD.end));
      this.values.add(VALUE.bytes, VALUE.start, VALUE.end);
    }
    this.#entries.push({ id: idText(entry.id), fields });
  }

  /** Adds an entry that is in the stream no more. */
  addDeleted(id: StreamId): void {
    this.#entries.push({ id: idText(id), fields: [] });
  }

  /** Adds the entry of an ID, if there is one. */
  addOf(stream: Stream, id: StreamId): void {
    this.addRange(stream, id, id, 1, false);
  }

  /** Adds the entries of a range, at most `limit` of them. */
  addRange(stream: Stream, from: StreamId, to: StreamId, limit: number, reverse: boolean): void {
    cursor.start(stream.nodes, from, to, reverse);
    for (let left = limit; left > 0 && cursor.next(); left--) this.add(cursor);
  }

  /** What users get for them. */
  decode<V>(format: ValueFormat<V>): StreamEntry<V>[] {
    const { bytes, starts, ends } = this.values;
    const entries: StreamEntry<V>[] = [];
    let next = 0;
    for (const { id, fields } of this.#entries) {
      const pairs: [string, V][] = [];
      for (const field of fields) {
        pairs.push([field, format.fromRange(bytes, starts[next], ends[next])]);
        next++;
      }
      entries.push(new StreamEntry(id, pairs));
    }
    return entries;
  }
}
