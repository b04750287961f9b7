/**
 * Random fields of the open hash: one, several that differ, or several that may repeat.
 *
 * Of a packed hash a draw is a position, of a large one a record of its table. Records that are due are
 * drawn again; where so many are due that this does not help, the others are looked for one by one.
 */

import { firstEntry, nextEntry, PackedValue, readEntry } from "../../encoding/listpack.ts";
import { distinctRecords } from "../../keyspace/distinct_records.ts";
import { Kind } from "../../keyspace/record.ts";
import { randomRecord } from "../../keyspace/random_record.ts";
import { visitAll } from "../../keyspace/scan.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { type FieldVisitor, largeHash, liveFields, visitFields } from "./hashes.ts";
import type { LargeHash } from "./large_hash.ts";
import { packedFields } from "./packed_hash.ts";

const FIELD = new PackedValue();
const VALUE = new PackedValue();

/** Draws of due fields in a row after which the others are listed. */
const PATIENCE = 32;

/** Calls `visit` with one random field of the open hash, if it has any. O(1); O(fields) if packed. */
export function drawField(namespace: Namespace, visit: FieldVisitor): void {
  if (namespace.kind() === Kind.PackedHash) {
    const { bytes } = namespace;
    let at = firstEntry(namespace.valueStart());
    for (let skip = randomBelow(packedFields(namespace)) * 2; skip > 0; skip--) {
      at = nextEntry(bytes, at);
    }
    visitPackedAt(bytes, at, visit);
  } else {
    drawRecord(largeHash(namespace), visit);
  }
}

/**
 * Calls `visit` with `count` random fields of the open hash, the same one perhaps again and again; not at
 * all if there are none.
 */
export function drawFields(namespace: Namespace, count: number, visit: FieldVisitor): void {
  if (namespace.kind() === Kind.PackedHash) {
    const { bytes } = namespace;
    const places = packedPlaces(namespace);
    for (let i = 0; i < count; i++) {
      visitPackedAt(bytes, places[randomBelow(places.length)], visit);
    }
  } else {
    const hash = largeHash(namespace);
    for (let i = 0; i < count; i++) if (!drawRecord(hash, visit)) return;
  }
}

/** Calls `visit` with `count` random fields of the open hash that all differ, or with all it has. */
export function sampleFields(namespace: Namespace, count: number, visit: FieldVisitor): void {
  const length = liveFields(namespace);
  if (count >= length) {
    visitFields(namespace, visit);
  } else if (namespace.kind() === Kind.PackedHash || largeHash(namespace).expiring > 0) {
    // Selection sampling: each is taken with the chance that is left (Knuth).
    let left = length;
    let wanted = count;
    visitFields(namespace, (field, value) => {
      if (randomBelow(left--) >= wanted) return;
      wanted--;
      visit(field, value);
    });
  } else {
    const hash = largeHash(namespace);
    distinctRecords(hash.table.table, count, (address) => {
      hash.visitAt(address, FIELD, VALUE, visit);
    });
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

function drawRecord(hash: LargeHash, visit: FieldVisitor): boolean {
  for (let draw = 0; draw < PATIENCE; draw++) {
    if (hash.visitAt(randomRecord(hash.table.table), FIELD, VALUE, visit)) return true;
  }
  const live: number[] = [];
  visitAll(hash.table.table, (address) => {
    hash.table.open(address);
    if (!hash.isDue()) live.push(address);
  });
  return live.length > 0 && hash.visitAt(live[randomBelow(live.length)], FIELD, VALUE, visit);
}

function randomBelow(limit: number): number {
  return Math.floor(Math.random() * limit);
}
