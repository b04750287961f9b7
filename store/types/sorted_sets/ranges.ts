/**
 * Ranges of the open sorted set: by rank, by score, by the members' bytes.
 *
 * Every range is turned into one of ranks, which is then counted, walked or removed. In a large set each
 * bound costs one way down the ordered index, so counting never costs more, however many members
 * there are; in a packed one it is a look at each.
 *
 * A range by bytes means something only where all scores are equal. Where they are not, a packed set
 * answers as Redis does, which looks for the first member from one side and goes on from there.
 */

import { firstEntry, isEnd, nextEntry } from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { largeSortedSet, sortedSetSize } from "./sorted_sets.ts";
import {
  comparePacked,
  findPackedMember,
  packedSize,
  removePacked,
  scoreAt,
} from "./packed_sorted_set.ts";

/** A range of scores, each bound included unless it says otherwise. */
export interface ScoreRange {
  min: number;
  max: number;
  withoutMin: boolean;
  withoutMax: boolean;
}

/** One end of a range of members: bytes, or one of the ends of all. */
export interface LexBound {
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Whether the bytes themselves are outside. */
  without: boolean;
  /** Before every member (-1), behind every member (1), or at the bytes (0). */
  side: number;
}

/** A range of members by their bytes. */
export interface LexRange {
  readonly min: LexBound;
  readonly max: LexBound;
}

/** Ranks from `first` on; what the functions below have found. Their `count` may be 0. */
export interface RankRange {
  first: number;
  count: number;
}

/** What {@linkcode ranksByScore} and its neighbours answer with: good until the next call. */
const found: RankRange = { first: 0, count: 0 };

/** The ranks of the members whose scores are in a range. O(log members). */
export function ranksByScore(namespace: Namespace, range: ScoreRange): RankRange {
  const { min, max, withoutMin, withoutMax } = range;
  let from: number;
  let to: number;
  if (namespace.kind() === Kind.PackedSortedSet) {
    from = countPackedBelow(namespace, min, withoutMin);
    to = countPackedBelow(namespace, max, !withoutMax);
  } else {
    const { index } = largeSortedSet(namespace);
    from = index.countBelow(min, withoutMin);
    to = index.countBelow(max, !withoutMax);
  }
  return rangeOf(from, to);
}

/**
 * The ranks of the members in a range of bytes. O(log members).
 *
 * @param reverse Whether it is walked from its end; it matters only where scores differ.
 */
export function ranksByLex(namespace: Namespace, range: LexRange, reverse = false): RankRange {
  const { min, max } = range;
  if (isEmpty(range)) return rangeOf(0, 0);
  if (namespace.kind() === Kind.PackedSortedSet) return packedLexRange(namespace, range, reverse);
  const { index } = largeSortedSet(namespace);
  const from = min.side === 0
    ? index.countBelowMember(min.bytes, min.start, min.end, min.without)
    : min.side < 0
    ? 0
    : index.size;
  const to = max.side === 0
    ? index.countBelowMember(max.bytes, max.start, max.end, !max.without)
    : max.side < 0
    ? 0
    : index.size;
  return rangeOf(from, to);
}

/**
 * Takes members off both ends of a range as LIMIT does.
 *
 * @param offset How many are passed over; all of them if it is negative.
 * @param limit How many are left at most; all if it is negative.
 */
export function limitRanks(
  range: RankRange,
  offset: number,
  limit: number,
  reverse: boolean,
): RankRange {
  const { first, count } = range;
  if (offset < 0 || offset >= count) return rangeOf(0, 0);
  const left = limit < 0 ? count - offset : Math.min(count - offset, limit);
  return rangeOf(
    reverse ? first + count - offset - left : first + offset,
    reverse ? first + count - offset : first + offset + left,
  );
}

/** The rank of a member of the open set, -1 if there is none. O(log members). */
export function memberRank(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (namespace.kind() !== Kind.PackedSortedSet) {
    return largeSortedSet(namespace).rank(bytes, start, end);
  }
  const place = findPackedMember(namespace, bytes, start, end);
  if (place < 0) return -1;
  let rank = 0;
  let at = firstEntry(namespace.valueStart());
  for (; at !== place; rank++) at = nextEntry(namespace.bytes, nextEntry(namespace.bytes, at));
  return rank;
}

/**
 * Removes the members of `count` ranks from `first` on, which must be there; the last one leaves an empty
 * set to `deleteIfEmpty`. Reports nothing. O(count · log members).
 */
export function removeRanks(namespace: Namespace, first: number, count: number): void {
  if (count === 0) return;
  if (namespace.kind() !== Kind.PackedSortedSet) {
    largeSortedSet(namespace).deleteRanks(first, count);
    return;
  }
  const { bytes } = namespace;
  let at = firstEntry(namespace.valueStart());
  for (let i = 2 * first; i > 0; i--) at = nextEntry(bytes, at);
  removePacked(namespace, at, count);
}

/**
 * The ranks from `start` to `stop`, both included; negative ones count from the end. O(1).
 */
export function ranksBetween(namespace: Namespace, start: number, stop: number): RankRange {
  const size = sortedSetSize(namespace);
  const first = start < 0 ? Math.max(start + size, 0) : start;
  const last = Math.min(stop < 0 ? stop + size : stop, size - 1);
  return rangeOf(first, last + 1);
}

function rangeOf(from: number, to: number): RankRange {
  found.first = from;
  found.count = to > from ? to - from : 0;
  return found;
}

/** How many members of the open packed set have a score below `score`, or not above it. */
function countPackedBelow(namespace: Namespace, score: number, orEqual: boolean): number {
  const { bytes } = namespace;
  let count = 0;
  let at = firstEntry(namespace.valueStart());
  while (!isEnd(bytes, at)) {
    const scoreEntry = nextEntry(bytes, at);
    const each = scoreAt(bytes, scoreEntry);
    if (each > score || (!orEqual && each === score)) break;
    count++;
    at = nextEntry(bytes, scoreEntry);
  }
  return count;
}

/** Whether a range holds no bytes at all. */
function isEmpty({ min, max }: LexRange): boolean {
  if (min.side !== 0 || max.side !== 0) return min.side > max.side || min.side * max.side > 0;
  const common = Math.min(min.end - min.start, max.end - max.start);
  let order = 0;
  for (let i = 0; i < common && order === 0; i++) {
    order = min.bytes[min.start + i] - max.bytes[max.start + i];
  }
  if (order === 0) order = min.end - min.start - (max.end - max.start);
  return order > 0 || (order === 0 && (min.without || max.without));
}

function packedLexRange(namespace: Namespace, range: LexRange, reverse: boolean): RankRange {
  const { bytes } = namespace;
  const size = packedSize(namespace);
  const isInside = new Uint8Array(size);
  let at = firstEntry(namespace.valueStart());
  for (let rank = 0; rank < size; rank++) {
    if (isAboveMin(bytes, at, range.min)) isInside[rank] = ABOVE_MIN;
    if (isBelowMax(bytes, at, range.max)) isInside[rank] |= BELOW_MAX;
    at = nextEntry(bytes, nextEntry(bytes, at));
  }
  // Redis asks the last and the first member whether there can be anything at all.
  if (size === 0 || !(isInside[size - 1] & ABOVE_MIN) || !(isInside[0] & BELOW_MAX)) {
    return rangeOf(0, 0);
  }
  if (!reverse) {
    let first = 0;
    while (first < size && !(isInside[first] & ABOVE_MIN)) first++;
    let end = first;
    while (end < size && (isInside[end] & BELOW_MAX)) end++;
    return rangeOf(first, end);
  }
  let end = size;
  while (end > 0 && !(isInside[end - 1] & BELOW_MAX)) end--;
  let first = end;
  while (first > 0 && (isInside[first - 1] & ABOVE_MIN)) first--;
  return rangeOf(first, end);
}

const ABOVE_MIN = 1;
const BELOW_MAX = 2;

function isAboveMin(pack: Uint8Array, at: number, min: LexBound): boolean {
  if (min.side !== 0) return min.side < 0;
  const order = comparePacked(pack, at, min.bytes, min.start, min.end);
  return min.without ? order > 0 : order >= 0;
}

function isBelowMax(pack: Uint8Array, at: number, max: LexBound): boolean {
  if (max.side !== 0) return max.side > 0;
  const order = comparePacked(pack, at, max.bytes, max.start, max.end);
  return max.without ? order < 0 : order <= 0;
}
