/**
 * What is reported of changes to hashes beyond plain HSET and HDEL: commands that keep or set the expire
 * times of fields, so that replaying them makes the same hash.
 */

import { Kind } from "../keyspace/record.ts";
import type { Namespace } from "../namespace.ts";
import type { LargeHash } from "./hashes_large.ts";

const encoder = new TextEncoder();
const FIELDS = encoder.encode("FIELDS");
const KEEPTTL = encoder.encode("KEEPTTL");

/** `FIELDS numfields field …`, as commands about expire times have it. */
export function fieldArguments(fields: readonly Uint8Array[]): Uint8Array[] {
  return [FIELDS, encoder.encode(String(fields.length)), ...fields];
}

/** `unix-time-milliseconds FIELDS numfields field …`, as HPEXPIREAT has it. */
export function expiryArguments(expiryMs: number, fields: readonly Uint8Array[]): Uint8Array[] {
  return [encoder.encode(String(expiryMs)), ...fieldArguments(fields)];
}

/**
 * Reports new values of fields of the open hash: fields and values by turns. `keepsTtl` says that the
 * fields keep the expire times that they have.
 */
export function reportSet(
  namespace: Namespace,
  event: string,
  pairs: readonly Uint8Array[],
  keepsTtl: boolean,
): void {
  const expires = namespace.kind() === Kind.Hash &&
    (namespace.largeValue() as LargeHash).expiring > 0;
  if (!keepsTtl || !expires) return namespace.effect(event, "HSET", pairs);
  const count = encoder.encode(String(pairs.length / 2));
  namespace.effect(event, "HSETEX", [KEEPTTL, FIELDS, count, ...pairs]);
}
