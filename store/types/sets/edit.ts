/**
 * Adding members to a set and taking them out, in whatever representation it is.
 *
 * ```
 *              a member that is no integer
 *  intset ───────────────────────────────────────→ listpack
 *    │                                                │  more than `setMaxPackedEntries` members
 *    │  more than `setMaxIntsetEntries` members       │  or `setMaxPackedBytes` bytes
 *    └─────────────────────→ table ←──────────────────┘
 * ```
 *
 * Redis 7.0 has intset and hash table alone, and calls what is a listpack here a hash table: a table for
 * every small set would cost a thousand bytes each. No set ever goes back.
 */

import {
  createIntset,
  findInteger,
  insertInteger,
  Integer64,
  intsetBytes,
  intsetLength,
  intsetWidth,
  readIntegerText,
  removeInteger,
  widenIntset,
} from "../../encoding/intset.ts";
import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  endOfListpack,
  entryBytesFor,
  findEntry,
  firstEntry,
  isEnd,
  listpackBytes,
  listpackLength,
  nextEntry,
  PackedValue,
  readEntry,
  writeEntry,
} from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import { copyBytes } from "../../memory/copy.ts";
import { NO_EXPIRY } from "../../engine/namespace.ts";
import { createPacked, insertEntry, removeEntries } from "../packed_value.ts";
import { LargeSet } from "./large_set.ts";
import type { SetPlace } from "./place.ts";

/** Redis never lets an intset have more. */
const MOST_INTSET_ENTRIES = 2 ** 30;

const number = new Integer64();
const member = new PackedValue();
/** A listpack in the making: the members of an intset. */
let converted = new Uint8Array(1024);

/** Makes a set of one member in a place that has no value yet. */
export function createSet(place: SetPlace, bytes: Uint8Array, start: number, end: number): void {
  const { packing } = place.engine;
  if (number.parse(bytes, start, end) && packing.setMaxIntsetEntries > 0) {
    const { width } = number;
    place.reserve(Kind.IntegerSet, intsetBytes(width, 1), NO_EXPIRY);
    const set = place.valueStart();
    createIntset(place.bytes, set);
    if (width > 2) widenIntset(place.bytes, set, width);
    insertInteger(place.bytes, set, 0, number);
    return;
  }
  const entryBytes = entryBytesFor(bytes, start, end);
  const fits = packing.setMaxPackedEntries > 0 && entryBytes <= packing.setMaxPackedBytes;
  const at = createPacked(place, Kind.PackedSet, fits ? entryBytes : 0, fits ? 1 : 0);
  if (fits) writeEntry(place.bytes, at, bytes, start, end);
  else enlargeSet(place).add(bytes, start, end);
}

/**
 * Adds a member to the set in a place. The bytes must not be those of the place itself.
 * @returns false if it is a member already. O(1), but O(n) in an intset or a listpack.
 */
export function addMember(place: SetPlace, bytes: Uint8Array, start: number, end: number): boolean {
  switch (place.kind()) {
    case Kind.IntegerSet:
      return addToIntset(place, bytes, start, end);
    case Kind.PackedSet:
      return addToListpack(place, bytes, start, end);
    default:
      return (place.largeValue() as LargeSet).add(bytes, start, end);
  }
}

function addToIntset(place: SetPlace, bytes: Uint8Array, start: number, end: number): boolean {
  const { packing } = place.engine;
  const set = place.valueStart();
  const length = intsetLength(place.bytes, set);
  if (!number.parse(bytes, start, end)) return outgrowIntset(place, bytes, start, end);
  const found = findInteger(place.bytes, set, number);
  if (found >= 0) return false;
  if (length >= Math.min(packing.setMaxIntsetEntries, MOST_INTSET_ENTRIES)) {
    return outgrowIntset(place, bytes, start, end);
  }
  const width = Math.max(intsetWidth(place.bytes, set), number.width);
  place.resize(Kind.IntegerSet, intsetBytes(width, length + 1));
  const moved = place.valueStart();
  if (width > intsetWidth(place.bytes, moved)) widenIntset(place.bytes, moved, width);
  insertInteger(place.bytes, moved, -1 - found, number);
  return true;
}

/** Adds what an intset cannot take. */
function outgrowIntset(place: SetPlace, bytes: Uint8Array, start: number, end: number): true {
  const length = intsetLength(place.bytes, place.valueStart());
  if (length < place.engine.packing.setMaxPackedEntries && packIntset(place)) {
    addToListpack(place, bytes, start, end);
  } else {
    enlargeSet(place).add(bytes, start, end);
  }
  return true;
}

function addToListpack(place: SetPlace, bytes: Uint8Array, start: number, end: number): boolean {
  const pack = place.valueStart();
  if (findEntry(place.bytes, firstEntry(pack), bytes, start, end, 0) >= 0) return false;
  const { setMaxPackedEntries, setMaxPackedBytes } = place.engine.packing;
  const size = listpackBytes(place.bytes, pack) + entryBytesFor(bytes, start, end);
  if (listpackLength(place.bytes, pack) >= setMaxPackedEntries || size > setMaxPackedBytes) {
    enlargeSet(place).add(bytes, start, end);
  } else {
    insertEntry(place, endOfListpack(place.bytes, pack), bytes, start, end);
  }
  return true;
}

/**
 * Takes a member out of the set in a place; false if it is none. The set may be empty then: that is
 * the caller's to see to. O(1), but O(n) in an intset or a listpack.
 */
export function removeMember(
  place: SetPlace,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const from = place.valueStart();
  switch (place.kind()) {
    case Kind.IntegerSet: {
      if (!number.parse(bytes, start, end)) return false;
      const found = findInteger(place.bytes, from, number);
      if (found < 0) return false;
      removeInteger(place.bytes, from, found);
      const width = intsetWidth(place.bytes, from);
      place.resize(Kind.IntegerSet, intsetBytes(width, intsetLength(place.bytes, from)));
      return true;
    }
    case Kind.PackedSet: {
      const found = findEntry(place.bytes, firstEntry(from), bytes, start, end, 0);
      if (found < 0) return false;
      removeEntries(place, found, 1);
      return true;
    }
    default:
      return (place.largeValue() as LargeSet).remove(bytes, start, end);
  }
}

/** Makes a listpack of an intset; false, and nothing is done, if it would be too long. O(n). */
function packIntset(place: SetPlace): boolean {
  const set = place.valueStart();
  const length = intsetLength(place.bytes, set);
  let bytes = 0;
  for (let i = 0; i < length; i++) {
    readIntegerText(place.bytes, set, i, member);
    const entryBytes = entryBytesFor(member.bytes, member.start, member.end);
    if (bytes + entryBytes > converted.length) {
      const grown = new Uint8Array(converted.length * 2);
      grown.set(converted);
      converted = grown;
    }
    bytes = writeEntry(converted, bytes, member.bytes, member.start, member.end);
  }
  if (bytes > place.engine.packing.setMaxPackedBytes) return false;
  writePacked(place, converted, bytes, length);
  return true;
}

/** Gives the place's value, which is not empty, another one: a listpack of so many entries. */
function writePacked(
  place: SetPlace,
  entries: Uint8Array,
  entryBytes: number,
  length: number,
): void {
  const bytes = EMPTY_LISTPACK_BYTES + entryBytes;
  place.resize(Kind.PackedSet, bytes);
  const pack = place.valueStart();
  createListpack(place.bytes, pack);
  place.bytes[pack + bytes - 1] = place.bytes[pack + EMPTY_LISTPACK_BYTES - 1];
  adjustHeader(place.bytes, pack, entryBytes, length);
  copyBytes(place.bytes, firstEntry(pack), entries, 0, entryBytes);
}

/** Makes a table of an intset or a listpack; returns it. O(n). */
function enlargeSet(place: SetPlace): LargeSet {
  const large = new LargeSet(place.engine);
  const { bytes } = place;
  const start = place.valueStart();
  if (place.kind() === Kind.IntegerSet) {
    const length = intsetLength(bytes, start);
    for (let i = 0; i < length; i++) {
      readIntegerText(bytes, start, i, member);
      large.add(member.bytes, member.start, member.end);
    }
  } else {
    for (let at = firstEntry(start); !isEnd(bytes, at); at = nextEntry(bytes, at)) {
      readEntry(bytes, at, member);
      large.add(member.bytes, member.start, member.end);
    }
  }
  place.enlarge(Kind.Set, large);
  return large;
}
