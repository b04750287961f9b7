/**
 * Random fields of the open hash: one, several that differ, or several that may repeat.
 *
 * Of a packed hash a draw is a position. Of a large one it is a record of its table; for a great
 * part of all fields one walk over the table takes each with the right chance (selection sampling,
 * Knuth, TAOCP 3.4.2, algorithm S), so that nothing is drawn in vain.
 */

import { firstEntry, nextEntry, PackedValue, readEntry } from "../encoding/listpack.ts";
import { Kind } from "../keyspace/record.ts";
import { randomRecord } from "../keyspace/random_record.ts";
import type { Namespace } from "../namespace.ts";
import { type FieldVisitor, hashLength, largeHash, visitFields } from "./hashes.ts";
import type { LargeHash } from "./hashes_large.ts";
import { packedFields } from "./hashes_packed.ts";

const FIELD = new PackedValue();
const VALUE = new PackedValue();

/** A walk is taken for more than one field in so many; else single fields are drawn. */
const WALK_SHARE = 4;

/** Calls `visit` with one random field of the open hash. O(1); O(fields) of a packed one. */
export function drawField(namespace: Namespace, visit: FieldVisitor): void {
  if (namespace.kind() === Kind.PackedHash) {
    const { bytes } = namespace;
    let at = firstEntry(namespace.valueStart());
    for (let skip = randomBelow(packedFields(namespace)) * 2; skip > 0; skip--) {
      at = nextEntry(bytes, at);
    }
    visitPackedAt(bytes, at, visit);
  } else {
    const hash = largeHash(namespace);
    visitRecord(hash, randomRecord(hash.table.table), visit);
  }
}

/** Calls `visit` with `count` random fields of the open hash, the same one perhaps again and again. */
export function drawFields(namespace: Namespace, count: number, visit: FieldVisitor): void {
  if (namespace.kind() === Kind.PackedHash) {
    const { bytes } = namespace;
    const places = packedPlaces(namespace);
    for (let i = 0; i < count; i++) {
      visitPackedAt(bytes, places[randomBelow(places.length)], visit);
    }
  } else {
    const hash = largeHash(namespace);
    for (let i = 0; i < count; i++) visitRecord(hash, randomRecord(hash.table.table), visit);
  }
}

/** Calls `visit` with `count` random fields of the open hash that all differ, or with all it has. */
export function sampleFields(namespace: Namespace, count: number, visit: FieldVisitor): void {
  const length = hashLength(namespace);
  if (count >= length) {
    visitFields(namespace, visit);
  } else if (namespace.kind() === Kind.PackedHash || count * WALK_SHARE > length) {
    let left = length;
    let wanted = count;
    visitFields(namespace, (field, value) => {
      if (randomBelow(left--) >= wanted) return;
      wanted--;
      visit(field, value);
    });
  } else {
    const hash = largeHash(namespace);
    const drawn = new Set<number>();
    while (drawn.size < count) {
      const address = randomRecord(hash.table.table);
      if (drawn.has(address)) continue;
      drawn.add(address);
      visitRecord(hash, address, visit);
    }
  }
}

/** Where the fields of the open packed hash are. */
function packedPlaces(namespace: Namespace): Int32Array {
  const { bytes } = namespace;
  const places = new Int32Array(packedFields(namespace));
  let at = firstEntry(namespace.valueStart());
  for (let i = 0; i < places.length; i++) {
    places[i] = at;
    at = nextEntry(bytes, nextEntry(bytes, at));
  }
  return places;
}

function visitPackedAt(bytes: Uint8Array, at: number, visit: FieldVisitor): void {
  readEntry(bytes, at, FIELD);
  readEntry(bytes, nextEntry(bytes, at), VALUE);
  visit(FIELD, VALUE);
}

function visitRecord(hash: LargeHash, address: number, visit: FieldVisitor): void {
  hash.table.open(address);
  hash.readField(FIELD);
  hash.readValue(VALUE);
  visit(FIELD, VALUE);
}

function randomBelow(limit: number): number {
  return Math.floor(Math.random() * limit);
}
