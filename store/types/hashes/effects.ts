/**
 * What is reported of changes to hashes beyond plain HSET and HDEL: commands that keep or set the expire
 * times of fields, so that replaying them makes the same hash.
 */

import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { LargeHash } from "./large_hash.ts";

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
  const hash = namespace.kind() === Kind.Hash ? namespace.largeValue() as LargeHash : undefined;
  if (!keepsTtl || hash === undefined || hash.expiring === 0) {
    return namespace.effect(event, "HSET", pairs);
  }
  // A field whose time had come was a new one: it has lost its expire time all the same.
  const lasting: Uint8Array[] = [];
  const expiring: Uint8Array[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    const found = hash.find(pairs[i], 0, pairs[i].length) !== 0;
    (found && hash.expiry() !== 0 ? expiring : lasting).push(pairs[i], pairs[i + 1]);
  }
  if (lasting.length > 0) namespace.effect(event, "HSET", lasting);
  if (expiring.length === 0) return;
  const count = encoder.encode(String(expiring.length / 2));
  const isFirst = lasting.length === 0;
  namespace.effect(isFirst ? event : "", "HSETEX", [KEEPTTL, FIELDS, count, ...expiring]);
}
