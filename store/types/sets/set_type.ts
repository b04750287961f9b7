/**
 * Sets, among the data types: what commands for any key need to know of them.
 */

import { PackedValue } from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { ElementSequence, ValueType } from "../value_type.ts";
import { LargeSet } from "./large_set.ts";
import { MemberIterator, SetReader } from "./reader.ts";
import { SET_DUMP } from "./set_dump.ts";
import { putLargeSet, reportWholeSet } from "./sets.ts";

const reader = new SetReader();
const members = new MemberIterator();
const value = new PackedValue();

/** Stores a copy of the set that is open in `source`; see `ValueType.copy`. */
function copySet(source: Namespace, target: Namespace, expiryMs: number): void {
  reader.open(source);
  if (reader.table !== undefined) {
    const copy = new LargeSet(source.engine);
    members.start(reader);
    while (members.next(value)) copy.add(value.bytes, value.start, value.end);
    putLargeSet(target, copy, expiryMs);
  } else {
    // Making room for the copy may evict the original.
    const bytes = source.bytes.slice(source.valueStart(), source.valueEnd());
    target.reserve(reader.kind, bytes.length, expiryMs);
    target.writeValue(0, bytes, 0, bytes.length);
  }
  target.engine.changes++;
  if (target.observed) reportWholeSet(target, "copy_to", expiryMs);
}

/** The members in the order in which they happen to be: a sorted one for integers. */
const ELEMENTS: ElementSequence = {
  ordered: false,
  count: (namespace) => reader.open(namespace).size,
  visit(namespace, _first, count, _backwards, visit) {
    members.start(reader.open(namespace));
    for (let i = 0; i < count && members.next(value); i++) visit(value);
  },
};

/** Sets, among the data types. */
export const SET_TYPE: ValueType = {
  name: "set",
  kinds: [Kind.IntegerSet, Kind.PackedSet, Kind.Set],
  encoding: (namespace) => namespace.kind() === Kind.IntegerSet ? "intset" : "hashtable",
  isShared: () => false,
  copy: copySet,
  elements: ELEMENTS,
  dump: SET_DUMP,
};
