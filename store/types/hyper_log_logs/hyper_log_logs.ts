/**
 * HyperLogLogs under keys: elements added, counted and brought together. A HyperLogLog is a string, so
 * what others put under a key is checked before it is used.
 *
 * `hyper_log_log.ts` knows the bytes. As everywhere in `types/`, functions work on a namespace whose key is
 * loaded, or load those that they are given.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import { WrongTypeError } from "../../errors.ts";
import { Kind } from "../../keyspace/record.ts";
import { KEEP_EXPIRY, type Namespace } from "../../engine/namespace.ts";
import { modifyString, readString } from "../strings/strings.ts";
import { estimate, HyperLogLog } from "./hyper_log_log.ts";
import { REGISTERS } from "./sparse_registers.ts";

/** Thrown for a string that is no HyperLogLog. */
export const NOT_A_LOG: WrongTypeError = new WrongTypeError(
  "Cannot operate on the key: its string is no HyperLogLog",
);
/** Thrown for a HyperLogLog whose registers are not what its bytes promise. */
export const CORRUPT_LOG: WrongTypeError = new WrongTypeError(
  "Cannot operate on the key: its HyperLogLog is corrupt",
);

/** The copy that operations work on; they run one at a time. */
const log = new HyperLogLog();

/**
 * The open record's string as a copy to work on, which is good until the next call.
 * @throws {WrongTypeError} {@linkcode NOT_A_LOG}
 */
export function openLog(namespace: Namespace): HyperLogLog {
  if (log.load(namespace.bytes, namespace.valueStart(), namespace.valueEnd())) return log;
  throw NOT_A_LOG;
}

/**
 * As {@linkcode openLog}. The string is then one that is open to change, even if nothing comes of it: so
 * OBJECT ENCODING tells in Redis.
 * @throws {WrongTypeError} {@linkcode NOT_A_LOG}
 */
export function openLogForChange(namespace: Namespace): HyperLogLog {
  openLog(namespace);
  if (namespace.kind() !== Kind.RawString) {
    namespace.resize(Kind.RawString, namespace.valueLength());
  }
  return log;
}

/** Stores the copy under the loaded key; the caller reports the `changes` that were made to it. */
export function storeLog(namespace: Namespace, changes = 1): void {
  namespace.reserve(Kind.RawString, log.length, KEEP_EXPIRY);
  namespace.writeValue(0, log.bytes, 0, log.length);
  namespace.engine.changes += changes;
}

/**
 * Adds elements `from` up to `to` to the loaded key's HyperLogLog, which is made if need be. O(elements).
 * @returns whether the key is new or what it would count has changed.
 * @throws {WrongTypeError}
 */
export function addToLog(
  namespace: Namespace,
  elements: ByteRanges,
  from: number,
  to: number,
): boolean {
  const { hllSparseMaxBytes } = namespace.engine.packing;
  const isNew = !modifyString(namespace);
  if (isNew) log.clear();
  else openLogForChange(namespace);
  let changes = isNew ? 1 : 0;
  const { bytes, starts, ends } = elements;
  for (let i = from; i < to; i++) {
    const outcome = log.add(bytes, starts[i], ends[i], hllSparseMaxBytes);
    if (outcome === "corrupt") throw CORRUPT_LOG;
    if (outcome === "changed") changes++;
  }
  if (changes === 0) return false;
  log.invalidate();
  storeLog(namespace, changes);
  namespace.rangesEffect("pfadd", "PFADD", elements, from, to);
  return true;
}

/**
 * About how many different elements the loaded key's HyperLogLog has seen; 0 without the key. What was
 * counted is kept with it until it changes. A BigInt only where others have written one.
 * @throws {WrongTypeError}
 */
export function countLog(namespace: Namespace): number | bigint {
  if (!readString(namespace)) return 0;
  const { cached } = openLogForChange(namespace);
  if (cached !== undefined) return cached;
  const registers = new Uint8Array(REGISTERS);
  if (!log.maximum(registers)) throw CORRUPT_LOG;
  const cardinality = estimate(registers);
  log.cache(cardinality);
  // That it was counted is no event, but whoever watches the key must know.
  storeLog(namespace);
  if (namespace.observed) namespace.effect("", "PFCOUNT", []);
  return cardinality;
}

/** As {@linkcode countLog}, of all keys `from` up to `to` together. O(keys). @throws {WrongTypeError} */
export function countLogs(
  namespace: Namespace,
  keys: ByteRanges,
  from: number,
  to: number,
): number {
  const registers = new Uint8Array(REGISTERS);
  collect(namespace, keys, from, to, registers);
  return estimate(registers);
}

/**
 * Adds what the HyperLogLogs of keys `from` up to `to` have seen to the one of key `from`, which is made if
 * need be. O(keys). @throws {WrongTypeError}
 */
export function mergeLogs(namespace: Namespace, keys: ByteRanges, from: number, to: number): void {
  const registers = new Uint8Array(REGISTERS);
  const allSparse = collect(namespace, keys, from, to, registers);
  namespace.load(keys.bytes, keys.starts[from], keys.ends[from]);
  if (modifyString(namespace)) openLog(namespace);
  else log.clear();
  if (!allSparse && !log.makeDense()) throw CORRUPT_LOG;
  const { hllSparseMaxBytes } = namespace.engine.packing;
  for (let i = 0; i < REGISTERS; i++) {
    if (registers[i] !== 0) log.raise(i, registers[i], hllSparseMaxBytes);
  }
  log.invalidate();
  storeLog(namespace);
  // With a limit the sources may have been evicted for the result.
  if (namespace.engine.limited) namespace.changed("pfadd");
  else namespace.rangesEffect("pfadd", "PFMERGE", keys, from + 1, to);
}

/** Raises `registers` to those of all keys; returns whether all of these are sparse. */
function collect(
  namespace: Namespace,
  { bytes, starts, ends }: ByteRanges,
  from: number,
  to: number,
  registers: Uint8Array,
): boolean {
  let allSparse = true;
  for (let i = from; i < to; i++) {
    namespace.load(bytes, starts[i], ends[i]);
    if (!readString(namespace)) continue;
    openLog(namespace);
    if (!log.maximum(registers)) throw CORRUPT_LOG;
    if (!log.isSparse) allSparse = false;
  }
  return allSparse;
}
