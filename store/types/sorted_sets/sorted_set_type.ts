/**
 * Sorted sets, among the data types: what commands for any key need to know of them.
 */

import { PackedValue } from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { ElementSequence, ValueType } from "../value_type.ts";
import { SORTED_SET_DUMP } from "./sorted_set_dump.ts";
import { enlarge, largeSortedSet, reportWhole, sortedSetSize } from "./sorted_sets.ts";
import { SortedSetWalk } from "./walk.ts";

const member = new PackedValue();
const walk = new SortedSetWalk();

/** What OBJECT ENCODING shows for the open set. */
function sortedSetEncoding(namespace: Namespace): string {
  return namespace.kind() === Kind.PackedSortedSet ? "listpack" : "skiplist";
}

/** Stores a copy of the set that is open in `source`; see `ValueType.copy`. */
function copySortedSet(source: Namespace, target: Namespace, expiryMs: number): void {
  if (source.kind() === Kind.PackedSortedSet) {
    // Making room for the copy may evict the original.
    const pack = source.bytes.slice(source.valueStart(), source.valueEnd());
    target.reserve(Kind.PackedSortedSet, pack.length, expiryMs);
    target.writeValue(0, pack, 0, pack.length);
  } else {
    const copy = largeSortedSet(source).copy();
    try {
      target.putLarge(Kind.SortedSet, copy, expiryMs);
    } catch (error) {
      target.engine.reclaimer.add(copy);
      throw error;
    }
  }
  target.engine.changes++;
  if (target.observed) reportWhole(target, "copy_to", expiryMs);
}

/** The members in the order of their scores. */
const ELEMENTS: ElementSequence = {
  ordered: true,
  count: sortedSetSize,
  visit(namespace, first, count, backwards, visit) {
    walk.begin(namespace, first, count, backwards);
    while (walk.next()) {
      member.bytes = walk.bytes;
      member.start = walk.start;
      member.end = walk.end;
      visit(member);
    }
  },
  prepare(namespace) {
    if (namespace.kind() === Kind.PackedSortedSet) enlarge(namespace);
  },
};

/** Sorted sets, among the data types. */
export const SORTED_SET_TYPE: ValueType = {
  name: "zset",
  kinds: [Kind.PackedSortedSet, Kind.SortedSet],
  encoding: sortedSetEncoding,
  isShared: () => false,
  copy: copySortedSet,
  elements: ELEMENTS,
  dump: SORTED_SET_DUMP,
};
