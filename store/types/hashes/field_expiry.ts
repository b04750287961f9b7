/**
 * Fields with expire times, as Redis has them from 7.4 on.
 *
 * Only records can have one, so the first makes a large hash of a packed one, which it then stays. Setting
 * a field anew takes its expire time off; changing its value (HINCRBY) does not.
 *
 * As in `hashes.ts`, functions work on the namespace's loaded key; fields are strings from index `from`
 * up to `to`, and what becomes of each is told to `report` in their order.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import { deleteField, enlarge, hashLength, largeHash, modifyHash, readHash } from "./hashes.ts";
import { expiryArguments, fieldArguments } from "./effects.ts";
import { findPacked } from "./packed_hash.ts";

/** What `expireFields` tells of a field. */
export const FieldExpiry = {
  /** There is no such field. */
  Missing: -2,
  /** The condition does not hold. */
  Refused: 0,
  /** The expire time has been set. */
  Set: 1,
  /** The time has come already, so the field has been deleted. */
  Deleted: 2,
} as const;

/** What `persistFields` and `fieldExpiries` tell of a field that never expires. */
export const NEVER_EXPIRES = -1;

/** Whether an expire time may take the place of `oldMs`, 0 for none. */
export type ExpiryCondition = (oldMs: number, newMs: number) => boolean;

/**
 * Lets fields expire at `expiryMs` since the epoch where `allows` it; at a time in the past they go at
 * once. Reports one of {@linkcode FieldExpiry}.
 * @throws {WrongTypeError}
 */
export function expireFields(
  namespace: Namespace,
  fields: ByteRanges,
  from: number,
  to: number,
  expiryMs: number,
  allows: ExpiryCondition,
  report: (result: number) => void,
): void {
  const exists = modifyHash(namespace);
  const isPast = expiryMs <= namespace.engine.dueTime();
  const set: Uint8Array[] = [];
  const deleted: Uint8Array[] = [];
  const { bytes, starts, ends } = fields;
  for (let i = from; i < to; i++) {
    const result = exists && hashLength(namespace) > 0
      ? expireField(namespace, bytes, starts[i], ends[i], expiryMs, isPast, allows)
      : FieldExpiry.Missing;
    report(result);
    if (result === FieldExpiry.Set) set.push(bytes.slice(starts[i], ends[i]));
    if (result === FieldExpiry.Deleted) deleted.push(bytes.slice(starts[i], ends[i]));
  }
  namespace.engine.changes += set.length + deleted.length;
  if (set.length > 0 && namespace.observed) {
    namespace.effect("hexpire", "HPEXPIREAT", expiryArguments(expiryMs, set));
  }
  if (deleted.length === 0) return;
  if (namespace.observed) namespace.effect("hdel", "HDEL", deleted);
  if (hashLength(namespace) === 0) namespace.deleteEmptied();
}

function expireField(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  expiryMs: number,
  isPast: boolean,
  allows: ExpiryCondition,
): number {
  if (namespace.kind() === Kind.PackedHash) {
    if (findPacked(namespace, bytes, start, end) < 0) return FieldExpiry.Missing;
    if (!allows(NO_EXPIRY, expiryMs)) return FieldExpiry.Refused;
    if (!isPast) enlarge(namespace);
  }
  if (namespace.kind() === Kind.Hash) {
    const hash = largeHash(namespace);
    const address = hash.find(bytes, start, end);
    if (address === 0) return FieldExpiry.Missing;
    if (!allows(hash.expiry(), expiryMs)) return FieldExpiry.Refused;
    if (!isPast) {
      hash.setExpiry(namespace, address, expiryMs);
      return FieldExpiry.Set;
    }
  }
  deleteField(namespace, bytes, start, end);
  return FieldExpiry.Deleted;
}

/**
 * Takes the expire times off fields. Reports 1 for each that had one, {@linkcode NEVER_EXPIRES}, or
 * `FieldExpiry.Missing`.
 * @throws {WrongTypeError}
 */
export function persistFields(
  namespace: Namespace,
  fields: ByteRanges,
  from: number,
  to: number,
  report: (result: number) => void,
): void {
  const exists = modifyHash(namespace);
  const persisted: Uint8Array[] = [];
  const { bytes, starts, ends } = fields;
  for (let i = from; i < to; i++) {
    const expiryMs = exists ? fieldExpiry(namespace, bytes, starts[i], ends[i]) : -2;
    if (expiryMs > 0) {
      const hash = largeHash(namespace);
      hash.setExpiry(namespace, hash.find(bytes, starts[i], ends[i]), NO_EXPIRY);
      persisted.push(bytes.slice(starts[i], ends[i]));
    }
    report(Math.min(expiryMs, 1));
  }
  namespace.engine.changes += persisted.length;
  if (persisted.length > 0 && namespace.observed) {
    namespace.effect("hpersist", "HPERSIST", fieldArguments(persisted));
  }
}

/**
 * When fields expire: reports the time in ms since the epoch, {@linkcode NEVER_EXPIRES}, or
 * `FieldExpiry.Missing`.
 * @throws {WrongTypeError}
 */
export function fieldExpiries(
  namespace: Namespace,
  fields: ByteRanges,
  from: number,
  to: number,
  report: (expiryMs: number) => void,
): void {
  const exists = readHash(namespace);
  const { bytes, starts, ends } = fields;
  for (let i = from; i < to; i++) {
    report(exists ? fieldExpiry(namespace, bytes, starts[i], ends[i]) : FieldExpiry.Missing);
  }
}

/** When a field of the open hash expires, as `fieldExpiries` reports it. */
function fieldExpiry(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (namespace.kind() === Kind.PackedHash) {
    const there = findPacked(namespace, bytes, start, end) >= 0;
    return there ? NEVER_EXPIRES : FieldExpiry.Missing;
  }
  const hash = largeHash(namespace);
  if (hash.find(bytes, start, end) === 0) return FieldExpiry.Missing;
  return hash.expiry() === NO_EXPIRY ? NEVER_EXPIRES : hash.expiry();
}
