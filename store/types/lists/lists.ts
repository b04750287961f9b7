/**
 * Lists: elements in order, pushed and popped at both ends.
 *
 * A small list is one listpack in its record (`packed_list.ts`), a large one a {@linkcode LargeList};
 * Redis calls both "quicklist". A list becomes large when it outgrows what `list-max-listpack-size`
 * allows a node, and small again when only a quarter of that is left.
 *
 * As everywhere in `types/`, operations work on a namespace whose key is loaded. `readList` and
 * `modifyList` open the list there and return the one {@linkcode OpenList} of the program, which is good
 * until the next operation on any namespace. When the last element goes, the key goes.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import {
  endOfListpack,
  entryBytesFor,
  entryEquals,
  firstEntry,
  listpackLength,
  nextEntry,
  type PackedValue,
} from "../../encoding/listpack.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import { WrongTypeError } from "../../errors.ts";
import { Kind } from "../../keyspace/record.ts";
import { insertEntry, replaceEntry } from "../packed_value.ts";
import { LargeList } from "./large_list.ts";
import { nodeLimits } from "./node_limits.ts";
import type { NodeLimits } from "./nodes.ts";
import { type ListEnd, OpenList } from "./open_list.ts";
import {
  createPackedList,
  dropPackedFirst,
  dropPackedLast,
  entriesBytes,
  fits,
  packedBytes,
  pushPacked,
  putPackedList,
  readPackedEnd,
  removePacked,
} from "./packed_list.ts";

export type { ListEnd };

/** A list becomes small again when it fills this part of a node or less. */
const SMALL_AGAIN_SHARE = 4;
const NOTHING: readonly Uint8Array[] = [];
const WRONG_TYPE = new WrongTypeError();
const OPEN = new OpenList();
const encoder = new TextEncoder();

/** Opens the loaded key's list for a read; undefined if there is none. @throws {WrongTypeError} */
export function readList(namespace: Namespace): OpenList | undefined {
  return namespace.read() === 0 ? undefined : openList(namespace);
}

/** Opens the loaded key's list for a change; otherwise like {@linkcode readList}. */
export function modifyList(namespace: Namespace): OpenList | undefined {
  return namespace.modify() === 0 ? undefined : openList(namespace);
}

/** Opens the list that is the open record's value. @throws {WrongTypeError} */
export function openList(namespace: Namespace): OpenList {
  const kind = namespace.kind();
  if (kind !== Kind.PackedList && kind !== Kind.List) throw WRONG_TYPE;
  OPEN.open(namespace);
  return OPEN;
}

/**
 * Pushes elements `first` … `stop` − 1 of `source` one after the other, making the list if need be;
 * returns its new length. O(elements pushed), more only for what a small list moves.
 * @throws {WrongTypeError}
 */
export function pushElements(
  namespace: Namespace,
  end: ListEnd,
  source: ByteRanges,
  first: number,
  stop: number,
): number {
  const limits = nodeLimits(namespace.engine.packing);
  if (namespace.engine.limited) makeRoom(namespace, source, first, stop, limits);
  let length: number;
  if (namespace.modify() === 0) length = pushNew(namespace, end, source, first, stop, limits);
  else {
    const kind = namespace.kind();
    if (kind === Kind.PackedList) length = pushSmall(namespace, end, source, first, stop, limits);
    else if (kind !== Kind.List) throw WRONG_TYPE;
    else {
      const list = namespace.largeValue() as LargeList;
      pushLarge(list, end, source, first, stop, limits);
      length = list.length;
    }
  }
  namespace.engine.changes += stop - first;
  const isLeft = end === "left";
  namespace.rangesEffect(
    isLeft ? "lpush" : "rpush",
    isLeft ? "LPUSH" : "RPUSH",
    source,
    first,
    stop,
  );
  return length;
}

/** Points `value` at the first or last element of an open list. */
export function readEnd(list: OpenList, end: ListEnd, value: PackedValue): void {
  const { large, namespace } = list;
  if (large !== undefined) {
    if (end === "left") large.readFirst(value);
    else large.readLast(value);
    return;
  }
  readPackedEnd(namespace, end, value);
}

/** Removes `count` elements, 1 or more and at most all, from one end of an open list: a pop. */
export function dropElements(list: OpenList, end: ListEnd, count: number): void {
  const { namespace } = list;
  if (end === "left") dropLeft(list, count);
  else dropRight(list, count);
  namespace.engine.changes += count;
  if (namespace.observed) {
    const isLeft = end === "left";
    const args = count === 1 ? NOTHING : [encoder.encode(String(count))];
    namespace.effect(isLeft ? "lpop" : "rpop", isLeft ? "LPOP" : "RPOP", args);
  }
  removed(list);
}

/** Leaves only `count` elements, from number `from` on, in an open list; maybe none. */
export function trimList(list: OpenList, from: number, count: number): void {
  const { namespace, length } = list;
  const right = length - from - count;
  if (right > 0) dropRight(list, right);
  if (from > 0) dropLeft(list, from);
  namespace.engine.changes += length - count;
  if (namespace.observed) {
    const last = count === 0 ? from - 1 : from + count - 1;
    const args = count === 0 ? ["1", "0"] : [String(from), String(last)];
    namespace.effect("ltrim", "LTRIM", args.map((text) => encoder.encode(text)));
  }
  removed(list);
}

/** Replaces element `index`, which must be there, of an open list by `source[start, end)`. */
export function setElement(
  list: OpenList,
  index: number,
  source: Uint8Array,
  start: number,
  end: number,
): void {
  const { namespace } = list;
  const limits = nodeLimits(namespace.engine.packing);
  list.seek(index);
  let { large, at } = list;
  if (large === undefined) {
    const growth = entryBytesFor(source, start, end) - (nextEntry(list.bytes, at) - at);
    if (packedBytes(namespace) + growth <= limits.bytes) {
      replaceEntry(namespace, at, source, start, end);
    } else {
      at -= firstEntry(namespace.valueStart());
      large = enlarge(namespace);
      at += large.start();
    }
  }
  large?.replace(at, source, start, end, limits);
  namespace.engine.changes++;
  if (namespace.observed) {
    namespace.effect("lset", "LSET", [encoder.encode(String(index)), source.slice(start, end)]);
  }
}

/**
 * Inserts element `element` of `source` before or after the first one that equals element `pivot` of
 * it, in an open list. Returns false, and nothing has happened, if there is no such one. O(n).
 */
export function insertElement(
  list: OpenList,
  before: boolean,
  source: ByteRanges,
  pivot: number,
  element: number,
): boolean {
  const { namespace } = list;
  const { bytes, starts, ends } = source;
  list.seek(0);
  while (!entryEquals(list.bytes, list.at, bytes, starts[pivot], ends[pivot])) {
    if (!list.next()) return false;
  }
  const limits = nodeLimits(namespace.engine.packing);
  const [start, end] = [starts[element], ends[element]];
  let { large } = list;
  let at = before ? list.at : nextEntry(list.bytes, list.at);
  if (large === undefined) {
    if (fits(namespace, entryBytesFor(bytes, start, end), 1, limits)) {
      insertEntry(namespace, at, bytes, start, end);
    } else {
      at -= firstEntry(namespace.valueStart());
      large = enlarge(namespace);
      at += large.start();
    }
  }
  large?.insert(at, bytes, start, end, limits);
  namespace.engine.changes++;
  if (namespace.observed) {
    namespace.effect("linsert", "LINSERT", [
      encoder.encode(before ? "BEFORE" : "AFTER"),
      bytes.slice(starts[pivot], ends[pivot]),
      bytes.slice(start, end),
    ]);
  }
  return true;
}

/**
 * Removes elements that have the bytes `needle[start, end)` from an open list: the first `count`, the
 * last −`count` if it is negative, all if it is 0. Returns how many there were. O(n).
 */
export function removeElements(
  list: OpenList,
  count: number,
  needle: Uint8Array,
  start: number,
  end: number,
): number {
  const { namespace, large } = list;
  const backwards = count < 0;
  const max = count === 0 ? Infinity : Math.abs(count);
  const found = large !== undefined
    ? large.removeMatches(needle, start, end, max, backwards)
    : removePacked(namespace, needle, start, end, max, backwards);
  if (found === 0) return 0;
  namespace.engine.changes += found;
  if (namespace.observed) {
    const times = encoder.encode(String(backwards ? -found : found));
    namespace.effect("lrem", "LREM", [times, needle.slice(start, end)]);
  }
  removed(list);
  return found;
}

/**
 * Calls `visit` with the index of each element of an open list that has the bytes
 * `needle[start, end)`, until it returns false. O(n).
 *
 * @param rank 1 begins with the first match, 2 with the second; −1 goes backwards from the last one.
 * @param most Elements looked at; 0: all.
 */
export function findElements(
  list: OpenList,
  needle: Uint8Array,
  start: number,
  end: number,
  rank: number,
  most: number,
  visit: (index: number) => boolean,
): void {
  const backwards = rank < 0;
  const { length } = list;
  let skip = Math.abs(rank) - 1;
  let index = backwards ? length - 1 : 0;
  if (backwards) {
    list.seekEnd();
    list.previous();
  } else list.seek(0);
  for (let left = most === 0 ? length : Math.min(most, length); left > 0; left--) {
    if (entryEquals(list.bytes, list.at, needle, start, end) && skip-- <= 0) {
      if (!visit(index)) return;
    }
    if (!(backwards ? list.previous() : list.next())) return;
    index += backwards ? -1 : 1;
  }
}

/**
 * Makes the loaded key, which must not be there, a list of strings `first` … `stop` − 1 of `source`, one
 * or more. It tells nobody: the caller reports the change.
 */
export function createList(
  namespace: Namespace,
  source: ByteRanges,
  first: number,
  stop: number,
): void {
  const limits = nodeLimits(namespace.engine.packing);
  if (namespace.engine.limited) makeRoom(namespace, source, first, stop, limits);
  pushNew(namespace, "right", source, first, stop, limits);
}

/** Puts new elements into a list of a key that is not there. */
function pushNew(
  namespace: Namespace,
  end: ListEnd,
  source: ByteRanges,
  first: number,
  stop: number,
  limits: NodeLimits,
): number {
  const bytes = entriesBytes(source, first, stop);
  const count = stop - first;
  if (bytes <= limits.bytes && count <= limits.entries) {
    createPackedList(namespace, end, source, first, stop, bytes);
  } else {
    const list = new LargeList(namespace.engine.elements);
    pushLarge(list, end, source, first, stop, limits);
    namespace.putLarge(Kind.List, list, NO_EXPIRY);
  }
  return count;
}

/** Pushes elements into a small list, which becomes large if they are too many for it. */
function pushSmall(
  namespace: Namespace,
  end: ListEnd,
  source: ByteRanges,
  first: number,
  stop: number,
  limits: NodeLimits,
): number {
  const bytes = entriesBytes(source, first, stop);
  if (!fits(namespace, bytes, stop - first, limits)) {
    const list = enlarge(namespace);
    pushLarge(list, end, source, first, stop, limits);
    return list.length;
  }
  return pushPacked(namespace, end, source, first, stop, bytes);
}

/** Pushes elements into a large list. */
export function pushLarge(
  list: LargeList,
  end: ListEnd,
  { bytes, starts, ends }: ByteRanges,
  first: number,
  stop: number,
  limits: NodeLimits,
): void {
  if (end === "left") {
    for (let i = first; i < stop; i++) list.pushFirst(bytes, starts[i], ends[i], limits);
  } else {
    for (let i = first; i < stop; i++) list.pushLast(bytes, starts[i], ends[i], limits);
  }
}

/**
 * Sees to it that nodes for new elements keep the memory limit; the record looks after itself. The
 * loaded key may be evicted for it.
 */
function makeRoom(
  namespace: Namespace,
  source: ByteRanges,
  first: number,
  stop: number,
  limits: NodeLimits,
): void {
  let bytes = entriesBytes(source, first, stop);
  const isNew = namespace.find() === 0;
  if (!isNew && namespace.kind() === Kind.List) bytes += limits.bytes;
  else if (!isNew && namespace.kind() === Kind.PackedList) {
    if (fits(namespace, bytes, stop - first, limits)) return;
    bytes += packedBytes(namespace) + limits.bytes;
  } else if (bytes <= limits.bytes) return;
  namespace.engine.makeRoom(bytes, false);
}

/** Makes a large list of the open record, a packed one; its only node is then open. */
export function enlarge(namespace: Namespace): LargeList {
  const { bytes } = namespace;
  const list = new LargeList(namespace.engine.elements);
  const pack = namespace.valueStart();
  const count = listpackLength(bytes, pack);
  list.appendEntries(bytes, firstEntry(pack), endOfListpack(bytes, pack), count);
  namespace.enlarge(Kind.List, list);
  return list;
}

function dropLeft({ namespace, large }: OpenList, count: number): void {
  if (large !== undefined) large.dropFirst(count);
  else dropPackedFirst(namespace, count);
}

function dropRight({ namespace, large }: OpenList, count: number): void {
  if (large !== undefined) large.dropLast(count);
  else dropPackedLast(namespace, count);
}

/** After a removal: an empty list goes, a large one with little left becomes small. */
function removed(list: OpenList): void {
  const { namespace, large } = list;
  if (list.length === 0) namespace.deleteEmptied();
  else if (large !== undefined) {
    const limits = nodeLimits(namespace.engine.packing);
    const isSmall = large.entryBytes * SMALL_AGAIN_SHARE <= limits.bytes;
    if (isSmall && large.length * SMALL_AGAIN_SHARE <= limits.entries) pack(namespace, large);
  }
}

/** Makes a small list of the loaded key's large one. */
function pack(namespace: Namespace, large: LargeList): void {
  const entries = new Uint8Array(large.entryBytes);
  large.copyEntries(entries, 0);
  putPackedList(namespace, entries, large.length);
}
