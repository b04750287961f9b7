/**
 * Sets: different members under one key, in no order.
 *
 * As everywhere in `types/`, functions work on a namespace whose key is loaded. How a set is represented
 * and when that changes is told in `edit.ts`; `reader.ts` reads all representations, and `algebra.ts`
 * combines sets.
 */

import { EffectBatch } from "../../engine/effect_batch.ts";
import type { ByteRanges } from "../../byte_ranges.ts";
import { PackedValue } from "../../encoding/listpack.ts";
import { WrongTypeError } from "../../errors.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import { addMember, createSet, removeMember } from "./edit.ts";
import { MemberIterator, SetReader } from "./reader.ts";

/** What a member may take in memory beyond its bytes: its record, its place in a table. */
const MEMBER_OVERHEAD = 24;

const WRONG_TYPE = new WrongTypeError();
const NOTHING: readonly Uint8Array[] = [];
const encoder = new TextEncoder();

const reader = new SetReader();
const members = new MemberIterator();
const value = new PackedValue();

/** Whether a record's kind is one of a set. */
export function isSetKind(kind: number): boolean {
  return kind === Kind.IntegerSet || kind === Kind.PackedSet || kind === Kind.Set;
}

/**
 * Looks the loaded key up for a read.
 * @returns whether there is one.
 * @throws {WrongTypeError} if it is no set.
 */
export function readSet(namespace: Namespace): boolean {
  if (namespace.read() === 0) return false;
  if (!isSetKind(namespace.kind())) throw WRONG_TYPE;
  return true;
}

/** Looks the loaded key up for a change; otherwise like {@linkcode readSet}. */
export function modifySet(namespace: Namespace): boolean {
  if (namespace.modify() === 0) return false;
  if (!isSetKind(namespace.kind())) throw WRONG_TYPE;
  return true;
}

/** Points a reader at the set under the loaded key, for a read; at the empty set if there is none. */
export function openSet(namespace: Namespace, into: SetReader): SetReader {
  return readSet(namespace) ? into.open(namespace) : into.clear();
}

/**
 * Adds members `first` … `end - 1` of `ranges` to the set under the loaded key, which is made if need
 * be; returns how many are new. @throws {WrongTypeError}
 */
export function addMembers(
  namespace: Namespace,
  ranges: ByteRanges,
  first: number,
  end: number,
): number {
  let exists = modifySet(namespace);
  if (namespace.engine.limited) exists = makeRoom(namespace, exists, ranges, first, end);
  const { bytes, starts, ends } = ranges;
  let added = 0;
  for (let i = first; i < end; i++) {
    if (exists) {
      if (addMember(namespace, bytes, starts[i], ends[i])) added++;
    } else {
      createSet(namespace, bytes, starts[i], ends[i]);
      exists = true;
      added++;
    }
  }
  namespace.engine.changes += added;
  if (added > 0) namespace.rangesEffect("sadd", "SADD", ranges, first, end);
  return added;
}

/**
 * Takes members `first` … `end - 1` of `ranges` out of the set under the loaded key; returns how many
 * there were. The key goes with the last member. @throws {WrongTypeError}
 */
export function removeMembers(
  namespace: Namespace,
  ranges: ByteRanges,
  first: number,
  end: number,
): number {
  if (!modifySet(namespace)) return 0;
  const { bytes, starts, ends } = ranges;
  let removed = 0;
  let empty = false;
  for (let i = first; i < end && !empty; i++) {
    if (!removeMember(namespace, bytes, starts[i], ends[i])) continue;
    removed++;
    empty = reader.open(namespace).size === 0;
  }
  namespace.engine.changes += removed;
  if (removed > 0) namespace.rangesEffect("srem", "SREM", ranges, first, end);
  if (empty) namespace.deleteEmptied();
  return removed;
}

/** Where the record of the member is that was picked last; 0 if its set is packed. */
let pickedRecord = 0;

/**
 * Points `picked` at a random member of the set under the loaded key, looked up for a change, and says
 * whether there is one; {@linkcode removePicked} takes it out. @throws {WrongTypeError}
 */
export function pickMember(namespace: Namespace, picked: PackedValue): boolean {
  if (!modifySet(namespace)) return false;
  pickedRecord = reader.open(namespace).random(picked);
  return true;
}

/** Takes out the member that {@linkcode pickMember} has found, and the key with the last one. */
export function removePicked(namespace: Namespace, picked: PackedValue): void {
  const { observed } = namespace;
  const popped = observed ? [picked.bytes.slice(picked.start, picked.end)] : NOTHING;
  if (pickedRecord !== 0) reader.table!.deleteAt(pickedRecord);
  else removeMember(namespace, picked.bytes, picked.start, picked.end);
  namespace.engine.changes++;
  if (observed) namespace.effect("spop", "SREM", popped);
  if (reader.open(namespace).size === 0) namespace.deleteEmptied();
}

/**
 * Takes `count` random members out of the set under the loaded key, which {@linkcode modifySet} has
 * found, or all if there are no more, and calls `visit` with `picked` at each before it goes. The
 * key goes with the last one. O(count), but O(count · n) in a packed set.
 */
export function popMembers(
  namespace: Namespace,
  count: number,
  picked: PackedValue,
  visit: () => void,
): void {
  const { observed } = namespace;
  const popped: Uint8Array[] = [];
  reader.open(namespace);
  const all = count >= reader.size;
  namespace.engine.changes += all ? reader.size : count;
  const note = () => {
    visit();
    if (observed) popped.push(picked.bytes.slice(picked.start, picked.end));
  };
  if (all) {
    members.start(reader);
    while (members.next(picked)) note();
  } else {
    for (let i = 0; i < count; i++) {
      reader.open(namespace).random(picked);
      note();
      removeMember(namespace, picked.bytes, picked.start, picked.end);
    }
  }
  if (count > 0 && observed) namespace.effect("spop", "SREM", popped);
  if (all) namespace.deleteEmptied();
}

/**
 * Moves a member, `bytes[start, end)`, from the set under `source` to that under `target`, keys of
 * the same namespace; returns whether it was in the first. @throws {WrongTypeError}
 */
export function moveMember(
  namespace: Namespace,
  source: Uint8Array,
  target: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  // Redis looks at both keys' types before anything else, but not at all without a source.
  namespace.load(source, 0, source.length);
  if (namespace.modify() === 0) return false;
  const kind = namespace.kind();
  namespace.load(target, 0, target.length);
  const targetKind = namespace.modify() === 0 ? Kind.Set : namespace.kind();
  if (!isSetKind(kind) || !isSetKind(targetKind)) throw WRONG_TYPE;
  const ranges = { bytes, starts: Int32Array.of(start), ends: Int32Array.of(end) };
  namespace.load(source, 0, source.length);
  if (sameBytes(source, target)) {
    return modifySet(namespace) && reader.open(namespace).has(bytes, start, end);
  }
  if (removeMembers(namespace, ranges, 0, 1) === 0) return false;
  namespace.load(target, 0, target.length);
  addMembers(namespace, ranges, 0, 1);
  return true;
}

/** Keeps the limits before members are added; returns whether the loaded key is there then. */
function makeRoom(
  namespace: Namespace,
  exists: boolean,
  { starts, ends }: ByteRanges,
  first: number,
  end: number,
): boolean {
  let bytes = 0;
  for (let i = first; i < end; i++) bytes += ends[i] - starts[i] + MEMBER_OVERHEAD;
  return namespace.engine.makeRoom(bytes, false) ? namespace.find() !== 0 : exists;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * Stores a large set under the loaded key, in place of what was there; tells nobody.
 * @throws {OutOfMemoryError} The set has been freed then.
 */
export function putLargeSet(namespace: Namespace, set: LargeValue, expiryMs: number): void {
  try {
    namespace.putLarge(Kind.Set, set, expiryMs);
  } catch (error) {
    namespace.engine.reclaimer.add(set);
    throw error;
  }
}

/** Reports the open set as new: it has taken the place of whatever the key held. */
export function reportWholeSet(namespace: Namespace, event: string, expiryMs: number): void {
  namespace.effect("", "DEL", []);
  const batch = new EffectBatch(namespace, event, "SADD");
  members.start(reader.open(namespace));
  while (members.next(value)) batch.add(value.bytes.slice(value.start, value.end));
  batch.end();
  if (expiryMs > 0) namespace.effect("", "PEXPIREAT", [encoder.encode(String(expiryMs))]);
}
