/**
 * Lists, among the data types.
 */

import { EffectBatch } from "../../engine/effect_batch.ts";
import { PackedValue } from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import type { ElementSequence, ValueType } from "../value_type.ts";
import { LIST_DUMP } from "./list_dump.ts";
import { openList } from "./lists.ts";
import type { LargeList } from "./large_list.ts";

const encoder = new TextEncoder();

/** Stores a copy of the list that is open in `source`; see `ValueType.copy`. */
function copyList(source: Namespace, target: Namespace, expiryMs: number): void {
  const replaced = target.observed && target.table.find(target.probe) !== 0;
  if (source.kind() === Kind.List) {
    // The copy is made before there is room for its key: making room may evict the original.
    const copy = (source.largeValue() as LargeList).clone();
    target.putLarge(Kind.List, copy, expiryMs);
  } else {
    const from = source.valueStart();
    const length = source.valueLength();
    const bytes = source.bytes.slice(from, from + length);
    target.reserve(Kind.PackedList, length, expiryMs);
    target.writeValue(0, bytes, 0, length);
  }
  target.engine.changes++;
  if (target.observed) reportCopy(target, replaced, expiryMs);
}

/** Reports the open list as a whole: removed, pushed, with its expire time. */
function reportCopy(target: Namespace, replaced: boolean, expiryMs: number): void {
  if (replaced) target.effect("", "DEL", []);
  const batch = new EffectBatch(target, "copy_to", "RPUSH");
  const list = openList(target);
  list.seek(0);
  do {
    list.read(element);
    batch.add(element.bytes.slice(element.start, element.end));
  } while (list.next());
  batch.end();
  if (expiryMs > NO_EXPIRY) target.effect("", "PEXPIREAT", [encoder.encode(String(expiryMs))]);
}

/** Copies of all elements of the open record's list, in order. For cold paths: an object each. */
export function elementsOf(namespace: Namespace): Uint8Array[] {
  const list = openList(namespace);
  const elements: Uint8Array[] = [];
  list.seek(0);
  do {
    list.read(element);
    elements.push(element.bytes.slice(element.start, element.end));
  } while (list.next());
  return elements;
}

const element = new PackedValue();

const ELEMENTS: ElementSequence = {
  ordered: true,
  count: (namespace) => openList(namespace).length,
  visit(namespace, first, count, backwards, visit) {
    if (count === 0) return;
    const list = openList(namespace);
    list.seek(backwards ? list.length - 1 - first : first);
    for (let left = count; left > 0; left--) {
      list.read(element);
      visit(element);
      if (left > 1) backwards ? list.previous() : list.next();
    }
  },
};

/** Lists, among the data types. Redis 7.0 names every list's representation alike. */
export const LIST_TYPE: ValueType = {
  name: "list",
  kinds: [Kind.PackedList, Kind.List],
  encoding: () => "quicklist",
  isShared: () => false,
  copy: copyList,
  elements: ELEMENTS,
  dump: LIST_DUMP,
};
