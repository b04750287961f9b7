/**
 * Changes to sorted sets as a whole: adding and removing several members, removing a range, storing a
 * result. Each of them reports itself to who watches and to the change feed.
 *
 * All functions work on a namespace whose key is loaded.
 */

import { type ByteRanges, copyRanges } from "../../byte_ranges.ts";
import { MAX_DOUBLE_BYTES } from "../../encoding/double.ts";
import { entryBytesFor, writeEntry } from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import { createPacked } from "../packed_value.ts";
import {
  Added,
  added,
  addMember,
  AddMode,
  deleteIfEmpty,
  makeRoomFor,
  modifySortedSet,
  removeMember,
  scoreBytes,
  sortedSetSize,
} from "./sorted_sets.ts";
import type { LargeSortedSet } from "./large_sorted_set.ts";
import { writeScore } from "./packed_sorted_set.ts";
import { removeRanks } from "./ranges.ts";
import { SortedSetWalk } from "./walk.ts";

const encoder = new TextEncoder();
const walk = new SortedSetWalk();
const scoreText = new Uint8Array(MAX_DOUBLE_BYTES);

/** What has come of {@linkcode addMembers}; good until the next call. */
export interface AddCounts {
  /** Members that are new. */
  added: number;
  /** Members whose score has changed. */
  rescored: number;
  /** What came of the last member, one of `Added`, and the score that it has now. */
  outcome: number;
  score: number;
}

const counts: AddCounts = { added: 0, rescored: 0, outcome: 0, score: 0 };

/**
 * ZADD: gives members scores, making the set if need be. Member `i` of `count` is string
 * `first + 2 · i` of `members`, its score `scores[i]`.
 *
 * @param mode Bits of `AddMode`; with `Increment`, an outcome of `NotANumber` ends it.
 * @throws {WrongTypeError}
 */
export function addMembers(
  namespace: Namespace,
  members: ByteRanges,
  first: number,
  count: number,
  scores: Float64Array,
  mode: number,
): AddCounts {
  const { bytes, starts, ends } = members;
  if (namespace.engine.limited) {
    let total = 0;
    for (let i = 0, m = first; i < count; i++, m += 2) total += ends[m] - starts[m];
    makeRoomFor(namespace, count, total);
  }
  let exists = modifySortedSet(namespace);
  counts.added = 0;
  counts.rescored = 0;
  const changes: Uint8Array[] | undefined = namespace.observed ? [] : undefined;
  for (let i = 0, m = first; i < count; i++, m += 2) {
    const outcome = addMember(namespace, exists, bytes, starts[m], ends[m], scores[i], mode);
    counts.outcome = outcome;
    counts.score = added.score;
    if (outcome === Added.NotANumber) break;
    if (outcome < Added.Rescored) continue;
    if (outcome === Added.New) {
      counts.added++;
      exists = true;
    } else counts.rescored++;
    changes?.push(scoreBytes(added.score), bytes.slice(starts[m], ends[m]));
  }
  namespace.engine.changes += counts.added + counts.rescored;
  if (changes !== undefined && changes.length > 0) {
    namespace.effect((mode & AddMode.Increment) !== 0 ? "zincr" : "zadd", "ZADD", changes);
  }
  return counts;
}

/**
 * ZREM: removes the members from index `from` up to `to`, and the key with the last one; returns how many
 * there were.
 * @throws {WrongTypeError}
 */
export function removeMembers(
  namespace: Namespace,
  members: ByteRanges,
  from: number,
  to: number,
): number {
  if (!modifySortedSet(namespace)) return 0;
  const { bytes, starts, ends } = members;
  const removed: Uint8Array[] | undefined = namespace.observed ? [] : undefined;
  let count = 0;
  for (let i = from; i < to; i++) {
    if (!removeMember(namespace, bytes, starts[i], ends[i])) continue;
    count++;
    if (removed !== undefined) removed.push(...copyRanges(members, i, i + 1));
    if (sortedSetSize(namespace) === 0) break;
  }
  if (count === 0) return 0;
  namespace.engine.changes += count;
  if (removed !== undefined) namespace.effect("zrem", "ZREM", removed);
  deleteIfEmpty(namespace);
  return count;
}

/**
 * Removes the members of `count` ranks from `first` on, which must be there, and the key with the last
 * one. `event` is the name under which it is reported; "zpopmin" and "zpopmax" say that they are at that end.
 */
export function removeRange(
  namespace: Namespace,
  first: number,
  count: number,
  event: string,
): void {
  if (count === 0) return;
  removeRanks(namespace, first, count);
  namespace.engine.changes += count;
  if (namespace.observed) {
    const isPop = event === "zpopmin" || event === "zpopmax";
    const numbers = isPop ? [count] : [first, first + count - 1];
    const command = isPop ? event.toUpperCase() : "ZREMRANGEBYRANK";
    namespace.effect(event, command, numbers.map((n) => encoder.encode(String(n))));
  }
  deleteIfEmpty(namespace);
}

/**
 * Stores a set that was made apart under the loaded key, in place of what was there, or deletes the key if
 * it has no members; returns how many it has. It is packed if it is small enough. The set is the key's
 * now, or freed. Only a deletion is reported: how the set has come about is the caller's to tell. It counts
 * as so many `changes`.
 */
export function storeSortedSet(
  namespace: Namespace,
  set: LargeSortedSet,
  changes = 1,
): number {
  const { engine } = namespace;
  const { zsetMaxListpackEntries, zsetMaxListpackValue } = engine.packing;
  const { size } = set;
  let stored = false;
  try {
    if (size === 0) {
      namespace.delete();
      return 0;
    }
    engine.changes += changes;
    let length = size <= zsetMaxListpackEntries ? 0 : Infinity;
    if (length === 0) {
      walk.beginLarge(set, 0, size, false);
      while (walk.next()) {
        if (walk.end - walk.start > zsetMaxListpackValue) length = Infinity;
        length += entryBytesFor(walk.bytes, walk.start, walk.end);
        length += entryBytesFor(scoreText, 0, writeScore(scoreText, 0, walk.score));
      }
    }
    if (length === Infinity) {
      namespace.putLarge(Kind.SortedSet, set, NO_EXPIRY);
      stored = true;
    } else {
      let at = createPacked(namespace, Kind.PackedSortedSet, length, 2 * size);
      walk.beginLarge(set, 0, size, false);
      while (walk.next()) {
        at = writeEntry(namespace.bytes, at, walk.bytes, walk.start, walk.end);
        at = writeEntry(namespace.bytes, at, scoreText, 0, writeScore(scoreText, 0, walk.score));
      }
    }
    return size;
  } finally {
    if (!stored) engine.reclaimer.add(set);
  }
}
