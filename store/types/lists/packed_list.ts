/**
 * Small lists: one listpack, the value of the open record.
 *
 * All functions work on a namespace whose open record, that of the loaded key, is such a list, unless they
 * make it one. A small list may hold as much as one node of a large one; the caller asks before it adds.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  endOfListpack,
  entryBytesFor,
  firstEntry,
  listpackLength,
  nextEntry,
  type PackedValue,
  previousEntry,
  readEntry,
  writeEntry,
} from "../../encoding/listpack.ts";
import { KEEP_EXPIRY, type Namespace } from "../../engine/namespace.ts";
import { Kind } from "../../keyspace/record.ts";
import { createPacked, spliceEntries } from "../packed_value.ts";
import { compactMatches, countMatches, matchFromEnd } from "./matches.ts";
import type { NodeLimits } from "./nodes.ts";
import type { ListEnd } from "./open_list.ts";

/** Bytes of the entries of the open record, a listpack. */
export function packedBytes(namespace: Namespace): number {
  return namespace.valueLength() - EMPTY_LISTPACK_BYTES;
}

/** Whether the open record, a listpack, may have so many bytes and entries more. */
export function fits(
  namespace: Namespace,
  bytes: number,
  count: number,
  limits: NodeLimits,
): boolean {
  return packedBytes(namespace) + bytes <= limits.bytes &&
    listpackLength(namespace.bytes, namespace.valueStart()) + count <= limits.entries;
}

/** Bytes that elements take as entries. */
export function entriesBytes(
  { bytes, starts, ends }: ByteRanges,
  first: number,
  stop: number,
): number {
  let total = 0;
  for (let i = first; i < stop; i++) total += entryBytesFor(bytes, starts[i], ends[i]);
  return total;
}

/** Makes a small list of new elements, which take `bytes` as entries, for a key that is not there. */
export function createPackedList(
  namespace: Namespace,
  end: ListEnd,
  source: ByteRanges,
  first: number,
  stop: number,
  bytes: number,
): void {
  const at = createPacked(namespace, Kind.PackedList, bytes, stop - first);
  writeEntries(namespace.bytes, at, end, source, first, stop);
}

/** Pushes elements that fit, and take `bytes` as entries; returns the list's length. */
export function pushPacked(
  namespace: Namespace,
  end: ListEnd,
  source: ByteRanges,
  first: number,
  stop: number,
  bytes: number,
): number {
  const pack = namespace.valueStart();
  const place = end === "left" ? firstEntry(pack) : endOfListpack(namespace.bytes, pack);
  const at = spliceEntries(namespace, place, 0, bytes, stop - first);
  writeEntries(namespace.bytes, at, end, source, first, stop);
  return listpackLength(namespace.bytes, namespace.valueStart());
}

/** Writes elements at `at`, in the order in which pushing them at that end leaves them. */
function writeEntries(
  target: Uint8Array,
  at: number,
  end: ListEnd,
  { bytes, starts, ends }: ByteRanges,
  first: number,
  stop: number,
): void {
  const step = end === "left" ? -1 : 1;
  let i = end === "left" ? stop - 1 : first;
  for (let left = stop - first; left > 0; left--, i += step) {
    at = writeEntry(target, at, bytes, starts[i], ends[i]);
  }
}

/** Points `value` at the first or last element. */
export function readPackedEnd(namespace: Namespace, end: ListEnd, value: PackedValue): void {
  const { bytes } = namespace;
  const pack = namespace.valueStart();
  const last = end === "right";
  const at = last ? previousEntry(bytes, pack, endOfListpack(bytes, pack)) : firstEntry(pack);
  readEntry(bytes, at, value);
}

/** Removes the first `count` elements. */
export function dropPackedFirst(namespace: Namespace, count: number): void {
  const start = firstEntry(namespace.valueStart());
  let at = start;
  for (let i = 0; i < count; i++) at = nextEntry(namespace.bytes, at);
  spliceEntries(namespace, start, at - start, 0, -count);
}

/** Removes the last `count` elements. */
export function dropPackedLast(namespace: Namespace, count: number): void {
  const { bytes } = namespace;
  const pack = namespace.valueStart();
  const end = endOfListpack(bytes, pack);
  let at = end;
  for (let i = 0; i < count; i++) at = previousEntry(bytes, pack, at);
  spliceEntries(namespace, at, end - at, 0, -count);
}

/**
 * Removes elements that have the bytes `needle[start, end)`: the first `max`, or the last. Returns how many
 * there were.
 */
export function removePacked(
  namespace: Namespace,
  needle: Uint8Array,
  start: number,
  end: number,
  max: number,
  backwards: boolean,
): number {
  const { bytes } = namespace;
  const pack = namespace.valueStart();
  const stop = endOfListpack(bytes, pack);
  let from = firstEntry(pack);
  if (backwards) from = matchFromEnd(bytes, from, stop, needle, start, end, max);
  const found = countMatches(bytes, from, stop, needle, start, end, max);
  if (found === 0) return 0;
  const kept = compactMatches(bytes, from, stop, needle, start, end, found);
  spliceEntries(namespace, kept, stop - kept, 0, -found);
  return found;
}

/** Stores `count` packed entries as a small list under the loaded key, in place of what was there. */
export function putPackedList(namespace: Namespace, entries: Uint8Array, count: number): void {
  namespace.reserve(Kind.PackedList, EMPTY_LISTPACK_BYTES + entries.length, KEEP_EXPIRY);
  const { bytes } = namespace;
  const at = namespace.valueStart();
  createListpack(bytes, at);
  const close = bytes[at + EMPTY_LISTPACK_BYTES - 1];
  bytes.set(entries, firstEntry(at));
  bytes[firstEntry(at) + entries.length] = close;
  adjustHeader(bytes, at, entries.length, count);
}
