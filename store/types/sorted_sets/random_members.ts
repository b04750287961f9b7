/**
 * Members of the open sorted set in no order: drawn at random, or walked with a cursor.
 *
 * A draw is a rank. For a great part of all members one walk takes each with the right chance (selection
 * sampling, Knuth, TAOCP 3.4.2, algorithm S), so that nothing is drawn in vain.
 */

import { MAX_DOUBLE_BYTES, writeDouble } from "../../encoding/double.ts";
import { firstEntry, isEnd, nextEntry, PackedValue, readEntry } from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { largeSortedSet, sortedSetSize } from "./sorted_sets.ts";
import { SortedSetWalk } from "./walk.ts";

/** What is called for a member with its score; the bytes are good until it returns. */
export type MemberVisitor = (member: SortedSetWalk, score: number) => void;

const walk = new SortedSetWalk();
const member = new PackedValue();

const text = new PackedValue();
const scratch = new Uint8Array(MAX_DOUBLE_BYTES);

/** What is called for a member with its score as text; both are good until it returns. */
export type ScanVisitor = (member: PackedValue, score: PackedValue) => void;

/** A walk is taken for more than one member in so many; else single ones are drawn. */
const WALK_SHARE = 8;
/** Buckets that a step of a scan passes at most for each member that it should visit. */
const BUCKETS_PER_MEMBER = 10;

/** Calls `visit` with one random member of the open set. O(log members). */
export function drawMember(namespace: Namespace, visit: MemberVisitor): void {
  visitRank(namespace, randomBelow(sortedSetSize(namespace)), visit);
}

/** Calls `visit` with `count` random members of the open set, the same perhaps again and again. */
export function drawMembers(namespace: Namespace, count: number, visit: MemberVisitor): void {
  const size = sortedSetSize(namespace);
  for (let i = 0; i < count; i++) visitRank(namespace, randomBelow(size), visit);
}

/** Calls `visit` with `count` random members of the open set that all differ, or with all it has. */
export function sampleMembers(namespace: Namespace, count: number, visit: MemberVisitor): void {
  const size = sortedSetSize(namespace);
  if (count >= size) {
    // From the end, as Redis does.
    walk.begin(namespace, 0, size, true);
    while (walk.next()) visit(walk, walk.score);
  } else if (count * WALK_SHARE > size) {
    let left = size;
    let wanted = count;
    walk.begin(namespace, 0, size, true);
    while (wanted > 0 && walk.next()) {
      if (randomBelow(left--) >= wanted) continue;
      wanted--;
      visit(walk, walk.score);
    }
  } else {
    const drawn = new Set<number>();
    while (drawn.size < count) {
      const rank = randomBelow(size);
      if (drawn.has(rank)) continue;
      drawn.add(rank);
      visitRank(namespace, rank, visit);
    }
  }
}

/**
 * One call of a scan of the open set: calls `visit` for about `count` members and returns the cursor of
 * the next call, 0 at the end. Begin with 0. `visit` must not change the set. A packed set is
 * visited whole. A member that is there from the first call to the last is visited at least once.
 */
export function scanMembers(
  namespace: Namespace,
  cursor: number,
  count: number,
  visit: ScanVisitor,
): number {
  if (namespace.kind() === Kind.PackedSortedSet) {
    const { bytes } = namespace;
    let at = firstEntry(namespace.valueStart());
    while (!isEnd(bytes, at)) {
      readEntry(bytes, at, member);
      at = nextEntry(bytes, at);
      readEntry(bytes, at, text);
      at = nextEntry(bytes, at);
      visit(member, text);
    }
    return 0;
  }
  const set = largeSortedSet(namespace);
  let visited = 0;
  const visitOpen = () => {
    visited++;
    set.readMember(member);
    text.bytes = scratch;
    text.start = 0;
    text.end = writeDouble(scratch, 0, set.openScore());
    visit(member, text);
  };
  let buckets = count * BUCKETS_PER_MEMBER;
  do {
    cursor = set.table.scan(cursor, visitOpen);
  } while (cursor !== 0 && visited < count && --buckets > 0);
  return cursor;
}

function visitRank(namespace: Namespace, rank: number, visit: MemberVisitor): void {
  walk.begin(namespace, rank, 1, false);
  walk.next();
  visit(walk, walk.score);
}

function randomBelow(limit: number): number {
  return Math.floor(Math.random() * limit);
}
