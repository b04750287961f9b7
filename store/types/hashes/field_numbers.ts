/**
 * Fields as numbers: HINCRBY and HINCRBYFLOAT. What they mean is what `strings/strings.ts` says of INCRBY and
 * INCRBYFLOAT; the effect is reported as the field's new value. A field's expire time stays.
 */

import {
  addInteger64,
  NOT_INTEGER,
  parseInteger64,
  parseSafeInteger,
  writeInteger,
} from "../../encoding/integer.ts";
import { PackedValue } from "../../encoding/listpack.ts";
import {
  addLongDouble,
  formatLongDouble,
  LONG_DOUBLE_ZERO,
  type LongDouble,
  parseLongDouble,
} from "../../encoding/long_double.ts";
import { StoreError } from "../../errors.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { findField, modifyHash, setField } from "./hashes.ts";
import { reportSet } from "./effects.ts";
import { incrementPacked, packedFields } from "./packed_hash.ts";

/** The longest text of a safe integer. */
const MAX_DIGITS = 17;

const VALUE = new PackedValue();
const digits = new Uint8Array(24);
const encoder = new TextEncoder();

/**
 * Adds an integer to the number in a field `bytes[start, end)` of the loaded key, 0 if there is none.
 *
 * @returns the sum if it and both operands are safe integers, otherwise {@linkcode NOT_INTEGER}, and
 *   nothing has happened: use {@linkcode incrementFieldLarge}.
 * @throws {WrongTypeError}
 */
export function incrementField(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  delta: number,
): number {
  const exists = modifyHash(namespace);
  if (exists && namespace.kind() === Kind.PackedHash && staysPacked(namespace)) {
    const sum = incrementPacked(namespace, bytes, start, end, delta);
    if (sum !== NOT_INTEGER) {
      namespace.engine.changes++;
      if (namespace.observed) report(namespace, bytes, start, end, sum);
      return sum;
    }
  }
  let value = 0;
  if (exists && findField(namespace, bytes, start, end, VALUE)) {
    value = parseSafeInteger(VALUE.bytes, VALUE.start, VALUE.end);
    if (value === NOT_INTEGER) return NOT_INTEGER;
  }
  const sum = value + delta;
  if (!Number.isSafeInteger(sum)) return NOT_INTEGER;
  const length = writeInteger(digits, 0, sum);
  store(namespace, exists, bytes, start, end, digits, length, "hincrby");
  return sum;
}

/** Whether an integer in place of another cannot make a hashtable of the open packed hash. */
function staysPacked(namespace: Namespace): boolean {
  const { hashMaxListpackEntries, hashMaxListpackValue } = namespace.engine.packing;
  return hashMaxListpackValue >= MAX_DIGITS && packedFields(namespace) <= hashMaxListpackEntries;
}

function report(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  sum: number,
): void {
  reportSet(namespace, "hincrby", [bytes.slice(start, end), encoder.encode(String(sum))], true);
}

/**
 * Adds a 64-bit integer to the number in a field; the way for what is not safe.
 * @throws {StoreError} `NOT_AN_INTEGER` if the field is none, or `OVERFLOW`; {@linkcode WrongTypeError}.
 */
export function incrementFieldLarge(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  delta: bigint,
): bigint {
  const exists = modifyHash(namespace);
  let value: bigint | undefined = 0n;
  if (exists && findField(namespace, bytes, start, end, VALUE)) {
    value = parseInteger64(VALUE.bytes, VALUE.start, VALUE.end);
  }
  if (value === undefined) {
    throw new StoreError(
      "NOT_AN_INTEGER",
      "Cannot increment: the field's value is not a 64-bit integer",
    );
  }
  const sum = addInteger64(value, delta);
  if (sum === undefined) {
    throw new StoreError("OVERFLOW", `Cannot add ${delta} to ${value}: it passes 64 bits`);
  }
  const text = encoder.encode(String(sum));
  store(namespace, exists, bytes, start, end, text, text.length, "hincrby");
  return sum;
}

/**
 * Adds a finite decimal number to the one in a field, 0 if there is none; returns the sum's text, which
 * the field then holds.
 *
 * @throws {StoreError} `NOT_A_FLOAT` if the field is no number, `NOT_FINITE` if the sum is not finite;
 *   {@linkcode WrongTypeError}.
 */
export function incrementFieldByFloat(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  increment: LongDouble,
): Uint8Array {
  const exists = modifyHash(namespace);
  let value: LongDouble | undefined = LONG_DOUBLE_ZERO;
  if (exists && findField(namespace, bytes, start, end, VALUE)) {
    value = parseLongDouble(VALUE.bytes, VALUE.start, VALUE.end);
  }
  if (value === undefined) {
    throw new StoreError("NOT_A_FLOAT", "Cannot increment: the field's value is not a number");
  }
  const sum = addLongDouble(value, increment);
  if (sum === undefined) {
    throw new StoreError("NOT_FINITE", "Cannot increment: the sum is not a finite number");
  }
  const text = encoder.encode(formatLongDouble(sum));
  store(namespace, exists, bytes, start, end, text, text.length, "hincrbyfloat");
  return text;
}

function store(
  namespace: Namespace,
  exists: boolean,
  fields: Uint8Array,
  start: number,
  end: number,
  text: Uint8Array,
  length: number,
  event: string,
): void {
  setField(namespace, exists, fields, start, end, text, 0, length, true);
  namespace.engine.changes++;
  if (namespace.observed) {
    reportSet(namespace, event, [fields.slice(start, end), text.slice(0, length)], true);
  }
}
