/**
 * Hashes: fields with values under one key.
 *
 * A small hash is one packed block (`packed_hash.ts`), a large one a table of its own
 * (`large_hash.ts`); nobody but this folder sees which. A hash turns into a "hashtable", for OBJECT
 * ENCODING, exactly when Redis makes one of it, and never back.
 *
 * All functions work on a namespace whose key is loaded. Those that say "of the open hash" need
 * `readHash` or `modifyHash` to have found it. Bytes that are handed out are good until the next
 * operation; bytes that are taken in must not be the store's own. A hash without fields does not stay:
 * its key is deleted.
 */

import { type ByteRanges, copyRanges } from "../../byte_ranges.ts";
import { entryBytesFor, firstEntry, PackedValue, writeEntry } from "../../encoding/listpack.ts";
import { WrongTypeError } from "../../errors.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import { createPacked } from "../packed_value.ts";
import { reportSet } from "./effects.ts";
import { type FieldVisitor, LargeHash } from "./large_hash.ts";
import {
  appendPacked,
  createPackedHash,
  findPacked,
  fitsMarked,
  isMarked,
  mark,
  packedFields,
  readPackedValue,
  removePacked,
  replacePacked,
  visitPacked,
} from "./packed_hash.ts";

export type { FieldVisitor };

const WRONG_TYPE = new WrongTypeError();

/** The most that a listpack adds to a field and its value. */
const PAIR_OVERHEAD_BYTES = 20;
/** So many pairs are compared with each other before they make a new hash at once. */
const MAX_PAIRS_AT_ONCE = 16;

/** What the iterations below hand out. */
const FIELD = new PackedValue();
const VALUE = new PackedValue();

/** Whether a record's kind is one of the hash kinds. */
export function isHashKind(kind: number): boolean {
  return kind === Kind.PackedHash || kind === Kind.Hash;
}

/**
 * Looks the loaded key up for a read; whether there is one.
 * @throws {WrongTypeError} if it is no hash.
 */
export function readHash(namespace: Namespace): boolean {
  if (namespace.read() === 0) return false;
  if (!isHashKind(namespace.kind())) throw WRONG_TYPE;
  return true;
}

/** Looks the loaded key up for a change; otherwise like {@linkcode readHash}. */
export function modifyHash(namespace: Namespace): boolean {
  if (namespace.modify() === 0) return false;
  if (!isHashKind(namespace.kind())) throw WRONG_TYPE;
  return true;
}

/** The open hash, which is large. */
export function largeHash(namespace: Namespace): LargeHash {
  return namespace.largeValue() as LargeHash;
}

/**
 * Number of fields of the open hash. O(1). Fields whose time has come count until they are removed, as
 * with keys.
 */
export function hashLength(namespace: Namespace): number {
  if (namespace.kind() === Kind.PackedHash) return packedFields(namespace);
  return largeHash(namespace).size;
}

/** Number of fields that `visitFields` visits. O(1) unless fields have expire times. */
export function liveFields(namespace: Namespace): number {
  if (namespace.kind() === Kind.PackedHash) return packedFields(namespace);
  return largeHash(namespace).liveFields();
}

/**
 * Where the fields of the open hash stand in `namespace.bytes`, as entries of a listpack, each before its
 * value; -1 if they do not. For replies that are made of all of them.
 */
export function packedPairs(namespace: Namespace): number {
  return namespace.kind() === Kind.PackedHash ? firstEntry(namespace.valueStart()) : -1;
}

/** Points `value` at the value of a field of the open hash; false if there is no such field. */
export function findField(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  value: PackedValue,
): boolean {
  if (namespace.kind() === Kind.PackedHash) {
    const at = findPacked(namespace, bytes, start, end);
    if (at < 0) return false;
    readPackedValue(namespace, at, value);
    return true;
  }
  const hash = largeHash(namespace);
  if (hash.find(bytes, start, end) === 0) return false;
  hash.readValue(value);
  return true;
}

/** Calls `visit` for each field of the open hash. It must not change the store. */
export function visitFields(namespace: Namespace, visit: FieldVisitor): void {
  if (namespace.kind() === Kind.PackedHash) visitPacked(namespace, FIELD, VALUE, visit);
  else largeHash(namespace).visit(FIELD, VALUE, visit);
}

/**
 * One call of a scan of the open hash: calls `visit` for about `count` fields, or all of a small hash,
 * and returns the cursor of the next call, 0 at the end. Begin with 0. `visit` must not change the
 * store. A field that is there from the first call to the last is visited at least once.
 */
export function scanFields(
  namespace: Namespace,
  cursor: number,
  count: number,
  visit: FieldVisitor,
): number {
  if (namespace.kind() === Kind.PackedHash) {
    visitPacked(namespace, FIELD, VALUE, visit);
    return 0;
  }
  const hash = largeHash(namespace);
  let visited = 0;
  const counting = (field: PackedValue, value: PackedValue) => {
    visited++;
    visit(field, value);
  };
  let buckets = count * BUCKETS_PER_FIELD;
  do {
    cursor = hash.scan(cursor, FIELD, VALUE, counting);
  } while (cursor !== 0 && visited < count && --buckets > 0);
  return cursor;
}

/** Buckets that a step of a scan passes at most for each field that it should visit. */
const BUCKETS_PER_FIELD = 10;

/**
 * HSET: gives fields values, the pairs from index `from` up to `to`; makes the hash if need be. The
 * fields then never expire, unless they `keepTtl`.
 * @returns how many fields are new.
 * @throws {WrongTypeError} before anything has happened.
 */
export function setFields(
  namespace: Namespace,
  pairs: ByteRanges,
  from: number,
  to: number,
  keepTtl = false,
): number {
  const { bytes, starts, ends } = pairs;
  let exists = modifyHash(namespace);
  // All or nothing: what does not fit is refused before the first field.
  if (namespace.engine.limited && makeRoom(namespace, pairs, from, to)) {
    exists = namespace.find() !== 0;
  }
  let added = 0;
  if (!exists && fitAtOnce(namespace, pairs, from, to)) {
    createPackedHash(namespace, pairs, from, to);
    added = (to - from) >>> 1;
  } else {
    for (let i = from; i < to; i += 2) {
      const start = starts[i + 1];
      const end = ends[i + 1];
      if (setField(namespace, exists, bytes, starts[i], ends[i], bytes, start, end, keepTtl)) {
        added++;
      }
      exists = true;
    }
  }
  namespace.engine.changes += (to - from) >>> 1;
  if (!keepTtl) namespace.rangesEffect("hset", "HSET", pairs, from, to);
  else if (namespace.observed) reportSet(namespace, "hset", copyRanges(pairs, from, to), true);
  return added;
}

/**
 * Gives the hash under the loaded key, open or, unless it `exists`, to be made, the pairs from index `from`
 * up to `to`, one or more, and tells nobody.
 * @returns whether all fields are new, and different.
 */
export function addFields(
  namespace: Namespace,
  exists: boolean,
  pairs: ByteRanges,
  from: number,
  to: number,
): boolean {
  if (!exists && fitAtOnce(namespace, pairs, from, to)) {
    createPackedHash(namespace, pairs, from, to);
    return true;
  }
  const { bytes, starts, ends } = pairs;
  let allNew = true;
  for (let i = from; i < to; i += 2) {
    const there = exists || i > from;
    const v = i + 1;
    if (!setField(namespace, there, bytes, starts[i], ends[i], bytes, starts[v], ends[v])) {
      allNew = false;
    }
  }
  return allNew;
}

/** HSETNX: gives a field a value if there is no such field; whether it did. @throws {WrongTypeError} */
export function setFieldIfFree(namespace: Namespace, pairs: ByteRanges, from: number): boolean {
  const { bytes, starts, ends } = pairs;
  const exists = modifyHash(namespace);
  if (exists && findField(namespace, bytes, starts[from], ends[from], VALUE)) return false;
  const v = from + 1;
  setField(namespace, exists, bytes, starts[from], ends[from], bytes, starts[v], ends[v]);
  namespace.engine.changes++;
  namespace.rangesEffect("hset", "HSET", pairs, from, from + 2);
  return true;
}

/**
 * HDEL: removes the fields from index `from` up to `to`, and the key with the last one.
 * @returns how many there were.
 * @throws {WrongTypeError}
 */
export function deleteFields(
  namespace: Namespace,
  fields: ByteRanges,
  from: number,
  to: number,
): number {
  if (!modifyHash(namespace)) return 0;
  const { bytes, starts, ends } = fields;
  const deleted: Uint8Array[] | undefined = namespace.observed ? [] : undefined;
  let count = 0;
  for (let i = from; i < to; i++) {
    if (!deleteField(namespace, bytes, starts[i], ends[i])) continue;
    count++;
    deleted?.push(bytes.slice(starts[i], ends[i]));
    if (hashLength(namespace) === 0) break;
  }
  if (count === 0) return 0;
  namespace.engine.changes += count;
  if (deleted !== undefined) namespace.effect("hdel", "HDEL", deleted);
  if (hashLength(namespace) === 0) namespace.deleteEmptied();
  return count;
}

/**
 * Gives a field a value and tells nobody; `exists` says whether the hash is there and open. The field then
 * never expires, unless it may `keepTtl`. Returns whether the field is new.
 */
export function setField(
  namespace: Namespace,
  exists: boolean,
  fields: Uint8Array,
  fieldStart: number,
  fieldEnd: number,
  values: Uint8Array,
  valueStart: number,
  valueEnd: number,
  keepTtl = false,
): boolean {
  if (exists && namespace.kind() === Kind.Hash) {
    return setLarge(namespace, fields, fieldStart, fieldEnd, values, valueStart, valueEnd, keepTtl);
  }
  const { hashMaxListpackEntries, hashMaxListpackValue } = namespace.engine.packing;
  const fieldLength = fieldEnd - fieldStart;
  const valueLength = valueEnd - valueStart;
  const long = fieldLength > hashMaxListpackValue || valueLength > hashMaxListpackValue;
  if (long || (exists && isMarked(namespace))) {
    const most = fieldLength + valueLength + PAIR_OVERHEAD_BYTES;
    const count = exists ? packedFields(namespace) : 0;
    const length = exists ? namespace.valueLength() : 0;
    if (!fitsMarked(count + 1, length + most)) {
      if (exists) enlarge(namespace);
      else namespace.putLarge(Kind.Hash, new LargeHash(namespace.engine), NO_EXPIRY);
      return setLarge(namespace, fields, fieldStart, fieldEnd, values, valueStart, valueEnd);
    }
  }
  let added = true;
  if (!exists) {
    const first = entryBytesFor(fields, fieldStart, fieldEnd);
    const length = first + entryBytesFor(values, valueStart, valueEnd);
    const at = createPacked(namespace, Kind.PackedHash, length, 2);
    writeEntry(namespace.bytes, at, fields, fieldStart, fieldEnd);
    writeEntry(namespace.bytes, at + first, values, valueStart, valueEnd);
  } else {
    const at = findPacked(namespace, fields, fieldStart, fieldEnd);
    if (at >= 0) {
      added = false;
      replacePacked(namespace, at, values, valueStart, valueEnd);
    } else {
      appendPacked(namespace, fields, fieldStart, fieldEnd, values, valueStart, valueEnd);
    }
  }
  if (long) mark(namespace);
  else if (packedFields(namespace) > hashMaxListpackEntries) outgrow(namespace);
  return added;
}

function setLarge(
  namespace: Namespace,
  fields: Uint8Array,
  fieldStart: number,
  fieldEnd: number,
  values: Uint8Array,
  valueStart: number,
  valueEnd: number,
  keepTtl = false,
): boolean {
  const { engine } = namespace;
  if (engine.limited) {
    const bytes = elementBytes(fieldEnd - fieldStart, valueEnd - valueStart);
    if (engine.makeRoom(bytes, false) && namespace.find() === 0) {
      // The hash itself has been evicted: it begins anew.
      namespace.putLarge(Kind.Hash, new LargeHash(engine), NO_EXPIRY);
    }
  }
  const hash = largeHash(namespace);
  return hash.set(fields, fieldStart, fieldEnd, values, valueStart, valueEnd, keepTtl);
}

/** Removes a field of the open hash and tells nobody. The last one leaves an empty hash. */
export function deleteField(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (namespace.kind() === Kind.Hash) return largeHash(namespace).delete(bytes, start, end);
  const at = findPacked(namespace, bytes, start, end);
  if (at < 0) return false;
  removePacked(namespace, at);
  return true;
}

/** Whether new pairs, all different, stay within Redis's limits, so that they can be packed at once. */
function fitAtOnce(namespace: Namespace, pairs: ByteRanges, from: number, to: number): boolean {
  const { hashMaxListpackEntries, hashMaxListpackValue } = namespace.engine.packing;
  const count = (to - from) >>> 1;
  if (count > MAX_PAIRS_AT_ONCE || count > hashMaxListpackEntries) return false;
  const { starts, ends } = pairs;
  for (let i = from; i < to; i++) {
    if (ends[i] - starts[i] > hashMaxListpackValue) return false;
  }
  for (let i = from + 2; i < to; i += 2) {
    for (let j = from; j < i; j += 2) if (sameRange(pairs, i, j)) return false;
  }
  return true;
}

function sameRange({ bytes, starts, ends }: ByteRanges, i: number, j: number): boolean {
  const length = ends[i] - starts[i];
  if (ends[j] - starts[j] !== length) return false;
  for (let k = 0; k < length; k++) if (bytes[starts[i] + k] !== bytes[starts[j] + k]) return false;
  return true;
}

/** Applies the limits before fields are set; whether records were removed for it. */
function makeRoom(namespace: Namespace, pairs: ByteRanges, from: number, to: number): boolean {
  let bytes = 0;
  for (let i = from; i < to; i += 2) {
    bytes += elementBytes(
      pairs.ends[i] - pairs.starts[i],
      pairs.ends[i + 1] - pairs.starts[i + 1],
    );
  }
  return namespace.engine.makeRoom(bytes, false);
}

/** Bytes of the record of a field in a large hash. */
function elementBytes(fieldLength: number, valueLength: number): number {
  return fieldLength + valueLength + PAIR_OVERHEAD_BYTES;
}

/** The open hash, a packed one, has more fields than Redis packs. */
function outgrow(namespace: Namespace): void {
  if (fitsMarked(packedFields(namespace), namespace.valueLength())) mark(namespace);
  else enlarge(namespace);
}

/** Makes a large hash of the open packed one. O(fields). */
export function enlarge(namespace: Namespace): LargeHash {
  const hash = new LargeHash(namespace.engine);
  visitPacked(namespace, FIELD, VALUE, (field, value) => {
    hash.set(field.bytes, field.start, field.end, value.bytes, value.start, value.end);
  });
  namespace.enlarge(Kind.Hash, hash);
  return hash;
}
