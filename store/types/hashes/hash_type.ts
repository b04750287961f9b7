/** Hashes, among the data types: what commands for any key need to know of them. */

import { EffectBatch } from "../../engine/effect_batch.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { ValueType } from "../value_type.ts";
import { HASH_DUMP } from "./hash_dump.ts";
import { largeHash, visitFields } from "./hashes.ts";
import { expiryArguments } from "./effects.ts";
import { isMarked } from "./packed_hash.ts";

const encoder = new TextEncoder();

function encoding(namespace: Namespace): string {
  return namespace.kind() === Kind.Hash || isMarked(namespace) ? "hashtable" : "listpack";
}

/** Stores a copy of the hash that is open in `source`; see `ValueType.copy`. */
function copyHash(source: Namespace, target: Namespace, expiryMs: number): void {
  if (source.kind() === Kind.Hash) {
    const copy = largeHash(source).copy();
    try {
      target.putLarge(Kind.Hash, copy, expiryMs);
    } catch (error) {
      target.engine.reclaimer.add(copy);
      throw error;
    }
    copy.settle(target);
  } else {
    // Making room for the copy may evict the original.
    const bytes = source.bytes.slice(source.valueStart(), source.valueEnd());
    target.reserve(Kind.PackedHash, bytes.length, expiryMs);
    target.writeValue(0, bytes, 0, bytes.length);
  }
  target.engine.changes++;
  if (target.observed) reportCopy(target, expiryMs);
}

/** Reports the open hash as new: it has taken the place of whatever the key held. */
function reportCopy(namespace: Namespace, expiryMs: number): void {
  namespace.effect("", "DEL", []);
  // Fields whose time has come are copied with the others: they are told of, too, and go when those go.
  const { engine } = namespace;
  const replayed = engine.replays;
  engine.replays = true;
  const batch = new EffectBatch(namespace, "copy_to", "HSET");
  visitFields(namespace, (field, value) => {
    const name = field.bytes.slice(field.start, field.end);
    batch.add(name, value.bytes.slice(value.start, value.end));
  });
  batch.end();
  const large = namespace.kind() === Kind.Hash ? largeHash(namespace) : undefined;
  if (large !== undefined && large.expiring > 0) {
    visitFields(namespace, (field) => {
      const fieldExpiryMs = large.expiry();
      if (fieldExpiryMs === 0) return;
      const name = field.bytes.slice(field.start, field.end);
      namespace.effect("", "HPEXPIREAT", expiryArguments(fieldExpiryMs, [name]));
    });
  }
  engine.replays = replayed;
  if (expiryMs > 0) namespace.effect("", "PEXPIREAT", [encoder.encode(String(expiryMs))]);
}

/** Hashes, among the data types. */
export const HASH_TYPE: ValueType = {
  name: "hash",
  kinds: [Kind.PackedHash, Kind.Hash],
  encoding,
  isShared: () => false,
  copy: copyHash,
  dump: HASH_DUMP,
};
