/**
 * IDs of stream entries as the library's users know them: texts whose type says that they are IDs.
 */

import { encode } from "../encoding/utf8.ts";
import { StoreError } from "../errors.ts";
import { show } from "../show_value.ts";
import { StreamId } from "../types/streams/stream_id.ts";
import { type MissingSequence, parseStreamId } from "../types/streams/stream_id_text.ts";

/**
 * The ID of an entry of a stream: `ms-sequence`, two integers from 0 to 2⁶⁴ − 1. Unless one says otherwise
 * the first one is the time at which the entry was added, in ms since the Unix epoch, and the second
 * counts the entries of that time.
 *
 * IDs are in the order of their numbers, not in that of their texts.
 *
 * @example
 * ```ts
 * import { Store, type StreamEntryId } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const id: StreamEntryId = store.streams.add("log", { line: "started" }, { id: "1700000000000-0" });
 * assertEquals(store.streams.get("log", id)?.timeMs, 1_700_000_000_000);
 * ```
 */
export type StreamEntryId = `${number}-${number}`;

/**
 * A place in a stream: an ID, or a time in ms since the Unix epoch. A time stands for the first ID of it, and
 * where something ends with it, it included, for its last one.
 *
 * @example The entries of a second
 * ```ts
 * import { Store, type StreamPosition } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * for (const ms of [999, 1000, 1999, 2000] as const) {
 *   store.streams.add("log", { at: String(ms) }, { id: `${ms}-7` });
 * }
 * const second: StreamPosition = 1000;
 * const found = store.streams.range("log", { from: second, to: 1999 });
 * assertEquals(found.map(({ id }) => id), ["1000-7", "1999-7"]);
 * ```
 */
export type StreamPosition = StreamEntryId | number;

/** What the library takes; Redis takes more. */
const WHOLE = /^\d{1,20}-\d{1,20}$/;
const OPEN = /^\d{1,20}-\*$/;

/**
 * Checks that a text is the ID of a stream's entry, for IDs that come from elsewhere.
 *
 * @throws {StoreError} `INVALID_ARGUMENT` if it is none.
 *
 * @example
 * ```ts
 * import { Store, StoreError, streamEntryId } from "@vortis/core";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * using store = new Store();
 * const id = streamEntryId(JSON.parse('"5-0"'));
 * assertEquals(store.streams.delete("log", id), 0);
 * assertThrows(() => streamEntryId("yesterday"), StoreError);
 * ```
 */
export function streamEntryId(text: string): StreamEntryId {
  parse(text, WHOLE, 0);
  return text as StreamEntryId;
}

/** The ID that a position means; `missing` is the sequence of a time. @throws {StoreError} */
export function positionId(position: StreamPosition, missing: MissingSequence = 0): StreamId {
  if (typeof position !== "number") return parse(position, WHOLE, missing);
  const id = new StreamId();
  if (!Number.isSafeInteger(position) || position < 0) throw noId(position);
  id.setTime(position);
  id.seqHigh = id.seqLow = missing;
  return id;
}

/** IDs of entries. @throws {StoreError} */
export function entryIds(ids: Iterable<StreamEntryId>): StreamId[] {
  return Array.from(ids, (id) => parse(id, WHOLE, 0));
}

/** The ID of a new entry, whose sequence is to be chosen if `isOpen`. @throws {StoreError} */
export function newEntryId(id: string): { id: StreamId; isOpen: boolean } {
  const isOpen = OPEN.test(id);
  return { id: parse(id, isOpen ? OPEN : WHOLE, 0), isOpen };
}

/** An ID as the library's users get it. */
export function idText(id: StreamId): StreamEntryId {
  return id.toString() as StreamEntryId;
}

function parse(text: string, form: RegExp, missing: MissingSequence): StreamId {
  const id = new StreamId();
  if (typeof text !== "string" || !form.test(text)) throw noId(text);
  const bytes = encode(text);
  if (parseStreamId(bytes, 0, bytes.length, id, missing) === 0) throw noId(text);
  return id;
}

function noId(value: unknown): StoreError {
  return new StoreError("INVALID_ARGUMENT", `Cannot use ${show(value)} as the ID of an entry`);
}
