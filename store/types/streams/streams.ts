/**
 * Streams under keys: looked up, made, extended and shortened, with everything reported that Redis
 * reports.
 *
 * All functions work on a namespace whose key is loaded. Unlike other collections a stream stays when its
 * last entry goes: it remembers the IDs that it has given.
 */

import { type ByteRanges, copyRanges } from "../../byte_ranges.ts";
import { WrongTypeError } from "../../errors.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import { Stream, type Trimming } from "./stream.ts";
import type { StreamId } from "./stream_id.ts";

const WRONG_TYPE = new WrongTypeError();
/** What an entry takes besides its fields and values; for limits. */
const ENTRY_OVERHEAD_BYTES = 32;

const encoder = new TextEncoder();

/** The loaded key's stream, looked up for a read. @throws {WrongTypeError} */
export function readStream(namespace: Namespace): Stream | undefined {
  return namespace.read() === 0 ? undefined : openStream(namespace);
}

/** The loaded key's stream, looked up for a change. @throws {WrongTypeError} */
export function modifyStream(namespace: Namespace): Stream | undefined {
  return namespace.modify() === 0 ? undefined : openStream(namespace);
}

/** The open record's stream. @throws {WrongTypeError} */
export function openStream(namespace: Namespace): Stream {
  if (namespace.kind() !== Kind.Stream) throw WRONG_TYPE;
  return namespace.largeValue() as Stream;
}

/** Gives the loaded key, which is not there, an empty stream. */
export function createStream(namespace: Namespace): Stream {
  const stream = new Stream(namespace.engine);
  namespace.putLarge(Kind.Stream, stream, NO_EXPIRY);
  return stream;
}

/**
 * The loaded key's stream for an entry of these fields and values, for which there is then room. Without
 * the key it is made, or undefined if `create` is false.
 * @throws {WrongTypeError}
 */
export function streamToExtend(
  namespace: Namespace,
  pairs: ByteRanges,
  from: number,
  to: number,
  create: boolean,
): Stream | undefined {
  let stream = modifyStream(namespace);
  if (stream === undefined && !create) return undefined;
  if (namespace.engine.limited) {
    const bytes = pairs.ends[to - 1] - pairs.starts[from] + ENTRY_OVERHEAD_BYTES;
    // The stream itself may have had to go: it begins anew.
    if (namespace.engine.makeRoom(bytes, false) && namespace.find() === 0) stream = undefined;
  }
  return stream ?? createStream(namespace);
}

/** XADD: adds an entry to the loaded key's stream; see {@linkcode Stream.add}. */
export function addEntry(
  namespace: Namespace,
  stream: Stream,
  id: StreamId,
  pairs: ByteRanges,
  from: number,
  to: number,
): void {
  stream.add(id, pairs, from, to);
  namespace.engine.changes++;
  if (namespace.observed) {
    namespace.effect("xadd", "XADD", [id.text(), ...copyRanges(pairs, from, to)]);
  }
  namespace.signalReady();
}

/** XTRIM: shortens the loaded key's stream; returns how many entries were removed. */
export function trimStream(namespace: Namespace, stream: Stream, trimming: Trimming): number {
  const removed = trimAdded(namespace, stream, trimming);
  namespace.engine.changes += removed;
  return removed;
}

/** The same for a stream that an entry has just been added to: all of it is that one change. */
export function trimAdded(namespace: Namespace, stream: Stream, trimming: Trimming): number {
  const removed = stream.trim(trimming);
  if (removed > 0 && namespace.observed) {
    // What a limit or whole nodes have left is what is to be kept, wherever this is repeated.
    const args = trimming.maxLength >= 0 || stream.length === 0
      ? ["MAXLEN", "=", String(stream.length)]
      : ["MINID", "=", String(stream.firstId)];
    namespace.effect("xtrim", "XTRIM", args.map((arg) => encoder.encode(arg)));
  }
  return removed;
}

/** XDEL: deletes the entries of these IDs from the loaded key's stream; returns how many there were. */
export function deleteEntries(
  namespace: Namespace,
  stream: Stream,
  ids: readonly StreamId[],
): number {
  const deleted = ids.filter((id) => stream.delete(id));
  namespace.engine.changes += deleted.length;
  if (deleted.length > 0 && namespace.observed) {
    namespace.effect("xdel", "XDEL", deleted.map((id) => id.text()));
  }
  return deleted.length;
}

/**
 * XSETID: sets what the loaded key's stream remembers. Nothing is checked. `entriesAdded` stays if it is
 * undefined, the largest deleted ID if `maxDeletedId` is 0-0.
 */
export function setStreamState(
  namespace: Namespace,
  stream: Stream,
  lastId: StreamId,
  entriesAdded: number | bigint | undefined,
  maxDeletedId: StreamId,
): void {
  stream.lastId.copy(lastId);
  if (entriesAdded !== undefined) stream.entriesAdded.value = entriesAdded;
  if (!maxDeletedId.isMin) stream.maxDeletedId.copy(maxDeletedId);
  namespace.engine.changes++;
  if (namespace.observed) reportState(namespace, stream, "xsetid");
}

/** Reports what a stream remembers as the command that sets it. */
export function reportState(namespace: Namespace, stream: Stream, event: string): void {
  const { lastId, maxDeletedId } = stream;
  // Only what was given before may be larger than the last ID: it is told first, by itself.
  const isBelow = lastId.compare(maxDeletedId) < 0;
  const args = [
    String(isBelow ? maxDeletedId : lastId),
    ...["ENTRIESADDED", String(stream.entriesAdded.value)],
    ...["MAXDELETEDID", String(maxDeletedId)],
  ];
  namespace.effectUnwatched(event, "XSETID", args.map((arg) => encoder.encode(arg)));
  if (isBelow) namespace.effectUnwatched("", "XSETID", [encoder.encode(String(lastId))]);
}
