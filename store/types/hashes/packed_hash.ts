/**
 * A small hash: fields and values, by turns, in the listpack that is the record's value.
 *
 * ```
 * ┌────────┬───────┬───────┬───────┬───────┬───┬──────┬──────┐
 * │ header │ field │ value │ field │ value │ … │ 0xFF │ mark │
 * └────────┴───────┴───────┴───────┴───────┴───┴──────┴──────┘
 * ```
 *
 * Redis makes a hash table of a hash that has passed `hash-max-listpack-entries` or `-value`, and
 * OBJECT ENCODING tells. Here a table is worth its memory only for many fields: a hash of a few
 * long values stays in its block, and one byte behind the listpack marks that its encoding is
 * "hashtable". It then has room of our own measure, below.
 *
 * All functions work on a namespace whose key is loaded and whose record, of kind `PackedHash`, is open.
 * They tell nobody: that is done in `hashes.ts`.
 */

import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  endOfListpack,
  entryBytesFor,
  firstEntry,
  listpackBytes,
  listpackLength,
  nextEntry,
  overwriteInteger,
  type PackedValue,
  readEntry,
  readInteger,
  writeEntry,
} from "../../encoding/listpack.ts";
import { NOT_INTEGER } from "../../encoding/integer.ts";
import type { ByteRanges } from "../../byte_ranges.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import {
  findPackedPair,
  overwriteEntry,
  removeEntries,
  replaceEntry,
  spliceEntries,
} from "../packed_value.ts";

/** Most fields of a marked hash: a search passes half of them, some ten nanoseconds each. */
const MARKED_FIELDS = 64;
/** Most bytes of a marked hash: each edit moves half of them. */
const MARKED_BYTES = 4096;

/** Number of fields. */
export function packedFields(namespace: Namespace): number {
  return listpackLength(namespace.bytes, namespace.valueStart()) >>> 1;
}

/** Whether OBJECT ENCODING calls the hash a "hashtable". */
export function isMarked(namespace: Namespace): boolean {
  return namespace.valueLength() !== listpackBytes(namespace.bytes, namespace.valueStart());
}

/** Marks the hash, if it is not marked already. */
export function mark(namespace: Namespace): void {
  if (isMarked(namespace)) return;
  const length = namespace.valueLength() + 1;
  namespace.resize(Kind.PackedHash, length);
  namespace.bytes[namespace.valueEnd() - 1] = 0;
}

/** Whether a marked hash of so many fields and bytes may stay in one block. */
export function fitsMarked(fields: number, bytes: number): boolean {
  return fields <= MARKED_FIELDS && bytes <= MARKED_BYTES;
}

/** Where the field with these bytes is, or -1. O(fields). */
export function findPacked(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  return findPackedPair(namespace.bytes, namespace.valueStart(), bytes, start, end);
}

/** Points `value` at the value of the field at `at`. */
export function readPackedValue(namespace: Namespace, at: number, value: PackedValue): void {
  readEntry(namespace.bytes, nextEntry(namespace.bytes, at), value);
}

/** Gives the field at `at` the value `source[start, end)`. */
export function replacePacked(
  namespace: Namespace,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): void {
  const valueAt = nextEntry(namespace.bytes, at);
  if (overwriteEntry(namespace.bytes, valueAt, source, start, end)) return;
  replaceEntry(namespace, valueAt, source, start, end);
}

/**
 * Adds to the integer in the field `bytes[start, end)`, if there is one and the sum takes as many bytes;
 * returns the sum, or {@linkcode NOT_INTEGER}, and nothing has happened.
 */
export function incrementPacked(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  delta: number,
): number {
  const field = findPacked(namespace, bytes, start, end);
  if (field < 0) return NOT_INTEGER;
  const at = nextEntry(namespace.bytes, field);
  const number = readInteger(namespace.bytes, at);
  const sum = number + delta;
  if (number === NOT_INTEGER || !Number.isSafeInteger(sum)) return NOT_INTEGER;
  return overwriteInteger(namespace.bytes, at, sum) ? sum : NOT_INTEGER;
}

/** Adds a field, which must not be there, with its value. */
export function appendPacked(
  namespace: Namespace,
  fields: Uint8Array,
  fieldStart: number,
  fieldEnd: number,
  values: Uint8Array,
  valueStart: number,
  valueEnd: number,
): void {
  const length = entryBytesFor(fields, fieldStart, fieldEnd) +
    entryBytesFor(values, valueStart, valueEnd);
  const end = endOfListpack(namespace.bytes, namespace.valueStart());
  let at = spliceEntries(namespace, end, 0, length, 2);
  at = writeEntry(namespace.bytes, at, fields, fieldStart, fieldEnd);
  writeEntry(namespace.bytes, at, values, valueStart, valueEnd);
}

/** Removes the field at `at` with its value. */
export function removePacked(namespace: Namespace, at: number): void {
  removeEntries(namespace, at, 2);
}

/**
 * Makes the loaded key, which must not be there, a hash of the pairs from index `from` up to `to`,
 * whose fields must differ.
 */
export function createPackedHash(
  namespace: Namespace,
  pairs: ByteRanges,
  from: number,
  to: number,
): void {
  const { bytes: source, starts, ends } = pairs;
  let length = 0;
  for (let i = from; i < to; i++) length += entryBytesFor(source, starts[i], ends[i]);
  namespace.reserve(Kind.PackedHash, EMPTY_LISTPACK_BYTES + length, NO_EXPIRY);
  const { bytes } = namespace;
  const pack = namespace.valueStart();
  createListpack(bytes, pack);
  let at = firstEntry(pack);
  const end = bytes[at];
  for (let i = from; i < to; i++) at = writeEntry(bytes, at, source, starts[i], ends[i]);
  bytes[at] = end;
  adjustHeader(bytes, pack, length, to - from);
}

/** Calls `visit` for each field with its value. It must not change the store. */
export function visitPacked(
  namespace: Namespace,
  field: PackedValue,
  value: PackedValue,
  visit: (field: PackedValue, value: PackedValue) => void,
): void {
  const { bytes } = namespace;
  const pack = namespace.valueStart();
  const end = endOfListpack(bytes, pack);
  for (let at = firstEntry(pack); at < end;) {
    readEntry(bytes, at, field);
    at = nextEntry(bytes, at);
    readEntry(bytes, at, value);
    at = nextEntry(bytes, at);
    visit(field, value);
  }
}
