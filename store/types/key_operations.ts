/**
 * What can be done with a key whatever its value is: look at it, rename, copy and move it, give it a
 * deadline, walk all keys or draw one.
 *
 * Operations on one key work on the key that the namespace has loaded, as everything in
 * `engine/namespace.ts` does, and make no objects. Those on two keys take them as bytes.
 */

import { StoreError } from "../errors.ts";
import { randomRecord } from "../keyspace/random_record.ts";
import { visitAll } from "../keyspace/scan.ts";
import { type Namespace, NO_EXPIRY } from "../engine/namespace.ts";
import { valueTypeOf } from "./value_types.ts";

/** Buckets that a step of a scan passes at most for each key that it should visit. */
const BUCKETS_PER_KEY = 10;

const NO_SUCH_KEY = new StoreError("NO_SUCH_KEY", "Cannot rename the key: it does not exist");

/**
 * Looks the loaded key up for a read that is no use of it: counts a hit or a miss, but does not
 * make the key younger for eviction. `notifies` says whether a miss is reported. Returns the record's
 * address, or 0.
 */
export function peek(namespace: Namespace, notifies = true): number {
  const address = namespace.find();
  if (address === 0) {
    namespace.counters.misses++;
    if (notifies) namespace.engine.onKeyMiss?.(namespace.name, namespace.probe.bytes());
  } else namespace.counters.hits++;
  return address;
}

/**
 * Lets the loaded key, whose record is open, expire at `deadlineMs` since the epoch. One that has come
 * already removes the key at once.
 */
export function setDeadline(namespace: Namespace, deadlineMs: number): void {
  if (deadlineMs <= namespace.engine.dueTime()) namespace.delete();
  else namespace.setExpiry(deadlineMs);
}

/** Takes the expire time off the loaded key; false if there is no such key or it has none. */
export function persist(namespace: Namespace): boolean {
  if (namespace.modify() === 0 || namespace.expiry() === NO_EXPIRY) return false;
  namespace.setExpiry(NO_EXPIRY);
  return true;
}

/**
 * Gives the value of `from` the key `to`, in place of what was there; its expire time goes along.
 *
 * @param onlyIfFree Whether nothing is done if there is a key `to` already.
 * @returns whether `from` was renamed. To its own name it always is, unless `onlyIfFree`.
 * @throws {StoreError} `NO_SUCH_KEY` if there is no key `from`.
 */
export function renameKey(
  namespace: Namespace,
  from: Uint8Array,
  to: Uint8Array,
  onlyIfFree: boolean,
): boolean {
  namespace.load(from, 0, from.length);
  if (namespace.modify() === 0) throw NO_SUCH_KEY;
  if (sameBytes(from, to)) return !onlyIfFree;
  namespace.load(to, 0, to.length);
  if (namespace.modify() !== 0) {
    if (onlyIfFree) return false;
    namespace.discard();
  }
  namespace.load(from, 0, from.length);
  namespace.moveTo(namespace, to);
  return true;
}

/**
 * Moves a key to another namespace of the same engine; its expire time goes along.
 *
 * @returns false, and nothing has happened, if there is no such key or `target` has it already.
 */
export function moveKey(source: Namespace, target: Namespace, key: Uint8Array): boolean {
  source.load(key, 0, key.length);
  if (source.modify() === 0) return false;
  target.load(key, 0, key.length);
  if (target.modify() !== 0) return false;
  source.moveTo(target, key);
  return true;
}

/**
 * Copies the value of `from` to the key `to` of `target`, the same namespace or another one of its
 * engine; the expire time goes along. The two may not be the same key.
 *
 * @param replace Whether a key `to` that is there already is replaced.
 * @returns false, and nothing has happened, if there is no key `from`, or if `to` is in the way.
 * @throws {OutOfMemoryError} if the engine's limit is strict and the copy does not fit.
 */
export function copyKey(
  source: Namespace,
  target: Namespace,
  from: Uint8Array,
  to: Uint8Array,
  replace: boolean,
): boolean {
  source.load(from, 0, from.length);
  const address = source.read();
  if (address === 0) return false;
  const expiryMs = source.expiry();
  target.load(to, 0, to.length);
  if (target.modify() !== 0 && !replace) return false;
  source.open(address); // the same namespace has just looked for another key
  valueTypeOf(source.kind()).copy(source, target, expiryMs);
  target.signalReady();
  // A copy is new, however often the key was used before.
  const { engine } = target;
  if (engine.tracksAccess) {
    target.accessWord = engine.evictor.policy.created(engine.useTime());
  }
  return true;
}

/**
 * Opens the record of a random key; false if there is none. Expired keys that come up are removed,
 * so each costs time only once, however many there are.
 */
export function openRandomKey(namespace: Namespace): boolean {
  for (;;) {
    const address = randomRecord(namespace.table);
    if (address === 0) return false;
    namespace.open(address);
    const start = namespace.keyStart();
    namespace.probe.loadWords(namespace.words, start >>> 2, namespace.keyEnd() - start);
    if (namespace.find() !== 0) return true;
  }
}

/** Calls `visit` for each live key, with the registers at its record. It must not change keys. */
export function visitKeys(namespace: Namespace, visit: () => void): void {
  const nowMs = namespace.engine.dueTime();
  visitAll(namespace.table, (address) => {
    namespace.open(address);
    if (isLive(namespace, nowMs)) visit();
  });
}

/**
 * One call of a scan: calls `visit` for about `count` live keys, with the registers at their records,
 * and returns the cursor of the next call, 0 at the end. Begin with 0. `visitDue` is called for keys on the
 * way whose time has come. Both must not change keys.
 *
 * A key that is there from the first call to the last is visited at least once.
 */
export function scanKeys(
  namespace: Namespace,
  cursor: number,
  count: number,
  visit: () => void,
  visitDue?: () => void,
): number {
  let visited = 0;
  const counting = () => {
    visited++;
    visit();
  };
  let buckets = count * BUCKETS_PER_KEY;
  do {
    cursor = namespace.scan(cursor, counting, visitDue);
  } while (cursor !== 0 && visited < count && --buckets > 0);
  return cursor;
}

function isLive(namespace: Namespace, nowMs: number): boolean {
  const expiryMs = namespace.expiry();
  return expiryMs === NO_EXPIRY || nowMs <= expiryMs;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
