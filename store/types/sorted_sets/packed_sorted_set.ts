/**
 * A small sorted set: one listpack of members and scores in turn, in the order of the scores, those of
 * equal scores in the order of the members' bytes. To the byte what Redis makes of it.
 *
 * All functions work on a namespace whose open record, that of the loaded key, holds such a listpack.
 * Positions are those of members' entries in `namespace.bytes`, good until the next edit.
 */

import { MAX_DOUBLE_BYTES, readDouble, writeDouble } from "../../encoding/double.ts";
import { NOT_INTEGER } from "../../encoding/integer.ts";
import {
  entryBytesFor,
  findEntry,
  firstEntry,
  isEnd,
  listpackLength,
  nextEntry,
  PackedValue,
  readEntry,
  readInteger,
  writeEntry,
} from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { createPacked, spliceEntries } from "../packed_value.ts";

const scoreText = new Uint8Array(MAX_DOUBLE_BYTES);
const value = new PackedValue();

/** Where a sorted set is: the open record of a namespace, or what remembers one. */
export interface SortedSetPlace {
  kind(): number;
  /** A packed set's buffer, and where its listpack begins there. */
  readonly bytes: Uint8Array;
  valueStart(): number;
  /** A large set. */
  largeValue(): LargeValue;
}

/** Number of members. O(1). */
export function packedSize(namespace: SortedSetPlace): number {
  return listpackLength(namespace.bytes, namespace.valueStart()) >>> 1;
}

/** Most of a score that Redis still packs as an integer: half of 64 bits. */
const MAX_INTEGER_SCORE = 2 ** 62;

/** Writes a score as it is packed to `target`, from `at` on; returns the position behind it. */
export function writeScore(target: Uint8Array, at: number, score: number): number {
  if (score === 0) score = 0; // no minus: it is an integer
  if (!Number.isSafeInteger(score) && Number.isInteger(score)) {
    if (Math.abs(score) <= MAX_INTEGER_SCORE) return writeText(target, at, String(BigInt(score)));
  }
  return writeDouble(target, at, score);
}

function writeText(target: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Where a member is, or -1. O(n). */
export function findPackedMember(
  namespace: SortedSetPlace,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  return findEntry(namespace.bytes, firstEntry(namespace.valueStart()), bytes, start, end, 1);
}

/** The score whose entry is at `at`. */
export function scoreAt(bytes: Uint8Array, at: number): number {
  const integer = readInteger(bytes, at);
  if (integer !== NOT_INTEGER) return integer;
  readEntry(bytes, at, value);
  return readDouble(value.bytes, value.start, value.end);
}

/** The score of the member at `at`. */
export function scoreOfMemberAt(bytes: Uint8Array, at: number): number {
  return scoreAt(bytes, nextEntry(bytes, at));
}

/** The order of the member at `at` and of `other[start, end)`: negative, 0 or positive. */
export function comparePacked(
  bytes: Uint8Array,
  at: number,
  other: Uint8Array,
  start: number,
  end: number,
): number {
  readEntry(bytes, at, value);
  const length = value.end - value.start;
  const common = Math.min(length, end - start);
  for (let i = 0; i < common; i++) {
    const difference = value.bytes[value.start + i] - other[start + i];
    if (difference !== 0) return difference;
  }
  return length - (end - start);
}

/** Makes the loaded key, which must not be there, a sorted set of one member. */
export function createPackedSortedSet(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  score: number,
): void {
  const scoreEnd = writeScore(scoreText, 0, score);
  const size = entryBytesFor(bytes, start, end) + entryBytesFor(scoreText, 0, scoreEnd);
  const at = createPacked(namespace, Kind.PackedSortedSet, size, 2);
  const scorePlace = writeEntry(namespace.bytes, at, bytes, start, end);
  writeEntry(namespace.bytes, scorePlace, scoreText, 0, scoreEnd);
}

/** Adds a member, which must not be there. O(n). */
export function insertPacked(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  score: number,
): void {
  const place = placeFor(namespace, bytes, start, end, score);
  const scoreEnd = writeScore(scoreText, 0, score);
  const size = entryBytesFor(bytes, start, end) + entryBytesFor(scoreText, 0, scoreEnd);
  const at = spliceEntries(namespace, place, 0, size, 2);
  const scorePlace = writeEntry(namespace.bytes, at, bytes, start, end);
  writeEntry(namespace.bytes, scorePlace, scoreText, 0, scoreEnd);
}

/** Where a new member belongs: before the first that is behind it. */
function placeFor(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  score: number,
): number {
  const pack = namespace.bytes;
  let at = firstEntry(namespace.valueStart());
  while (!isEnd(pack, at)) {
    const scoreEntry = nextEntry(pack, at);
    const found = scoreAt(pack, scoreEntry);
    if (found > score) break;
    if (found === score && comparePacked(pack, at, bytes, start, end) > 0) break;
    at = nextEntry(pack, scoreEntry);
  }
  return at;
}

/** Removes `count` members, the one at `at` and those behind it, which must be there. O(bytes). */
export function removePacked(namespace: Namespace, at: number, count: number): void {
  const { bytes } = namespace;
  let end = at;
  for (let i = 0; i < count; i++) end = nextEntry(bytes, nextEntry(bytes, end));
  spliceEntries(namespace, at, end - at, 0, -2 * count);
}
