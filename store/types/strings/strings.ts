/**
 * Strings: bytes under a key, and the integers and floats that bytes can spell.
 *
 * All functions work on a namespace whose key is loaded (`namespace.load`), and leave its registers
 * at the record. Integers are kept as their decimal text: reading one is a copy, and
 * OBJECT ENCODING is derived from the bytes. Arithmetic within ±(2⁵³ − 1) makes no BigInt.
 */

import { StoreError, WrongTypeError } from "../../errors.ts";
import {
  addInteger64,
  digitCount,
  isInteger64,
  NOT_INTEGER,
  parseInteger64,
  parseSafeInteger,
  writeInteger,
} from "../../encoding/integer.ts";
import {
  addLongDouble,
  formatLongDouble,
  LONG_DOUBLE_ZERO,
  parseLongDouble,
} from "../../encoding/long_double.ts";
import { Kind } from "../../keyspace/record.ts";
import { KEEP_EXPIRY, type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";

/** The longest value that Redis keeps in one block with its header ("embstr"). */
const MAX_EMBEDDED_BYTES = 44;
/** The longest text of a 64-bit integer. */
const MAX_INTEGER_BYTES = 20;

export { NOT_INTEGER };

const WRONG_TYPE = new WrongTypeError();
const encoder = new TextEncoder();

/** Whether a record's kind is one of the string kinds. */
export function isStringKind(kind: number): boolean {
  return kind <= Kind.FloatString;
}

/**
 * Looks the loaded key up for a read.
 * @returns whether there is one; its bytes are then the open record's value.
 * @throws {WrongTypeError} if it is no string.
 */
export function readString(namespace: Namespace): boolean {
  if (namespace.read() === 0) return false;
  if (!isStringKind(namespace.kind())) throw WRONG_TYPE;
  return true;
}

/** Looks the loaded key up for a change; otherwise like {@linkcode readString}. */
export function modifyString(namespace: Namespace): boolean {
  if (namespace.modify() === 0) return false;
  if (!isStringKind(namespace.kind())) throw WRONG_TYPE;
  return true;
}

/** Stores a value, whatever the key held. `expiryMs` as for `Namespace.put`. */
export function setString(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  expiryMs: number,
): void {
  put(namespace, Kind.String, bytes, start, end, expiryMs, expiryMs > 0 ? "set expire" : "set");
}

/** Stores a value, which keyspace notifications report as `event`. */
function put(
  namespace: Namespace,
  kind: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  expiryMs: number,
  event: string,
): void {
  namespace.reserve(kind, end - start, expiryMs);
  namespace.writeValue(0, bytes, start, end);
  namespace.changed(event);
}

/**
 * Appends bytes, making the key if need be; returns the new length in bytes.
 * @throws {StoreError} `TOO_LARGE`; {@linkcode WrongTypeError}.
 */
export function appendString(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (!modifyString(namespace)) {
    put(namespace, Kind.String, bytes, start, end, NO_EXPIRY, "append");
    return end - start;
  }
  const length = namespace.valueLength();
  const total = length + end - start;
  checkLength(namespace, total);
  namespace.resize(Kind.RawString, total);
  namespace.writeValue(length, bytes, start, end);
  namespace.engine.changes++;
  if (namespace.observed) namespace.effect("append", "APPEND", [bytes.slice(start, end)]);
  return total;
}

/**
 * Writes bytes at an offset, filling a gap with zeros; returns the length in bytes. Nothing
 * happens, and no key is made, for an empty range.
 * @throws {StoreError} `TOO_LARGE`; {@linkcode WrongTypeError}.
 */
export function setStringRange(
  namespace: Namespace,
  offset: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const exists = modifyString(namespace);
  const length = exists ? namespace.valueLength() : 0;
  if (start === end) return length;
  checkLength(namespace, offset + end - start);
  growString(namespace, exists, Math.max(length, offset + end - start));
  namespace.writeValue(offset, bytes, start, end);
  namespace.engine.changes++;
  if (namespace.observed) {
    const args = [encoder.encode(String(offset)), bytes.slice(start, end)];
    namespace.effect("setrange", "SETRANGE", args);
  }
  return namespace.valueLength();
}

/**
 * Makes sure that the loaded key holds a raw string of at least `length` bytes, new ones zero.
 * `exists` says whether {@linkcode modifyString} found it. For callers that then change bytes in
 * place; they report it. Returns whether the string is longer now, or new.
 */
export function growString(namespace: Namespace, exists: boolean, length: number): boolean {
  if (!exists) {
    namespace.reserve(Kind.RawString, length, NO_EXPIRY);
    const start = namespace.valueStart();
    namespace.bytes.fill(0, start, start + length);
    return true;
  }
  const old = namespace.valueLength();
  if (length <= old) {
    if (namespace.kind() !== Kind.RawString) namespace.resize(Kind.RawString, old);
    return false;
  }
  namespace.resize(Kind.RawString, length);
  const start = namespace.valueStart();
  namespace.bytes.fill(0, start + old, start + length);
  return true;
}

/**
 * Adds an integer to the number under the key, 0 if there is none; its expire time stays.
 *
 * @returns the sum if it and both operands are safe integers, otherwise
 *   {@linkcode NOT_INTEGER}, and nothing has happened: use {@linkcode incrementLarge}.
 */
export function incrementSafe(namespace: Namespace, delta: number): number {
  let value = 0;
  const exists = modifyString(namespace);
  if (exists) {
    value = parseSafeInteger(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
    if (value === NOT_INTEGER) return NOT_INTEGER;
  }
  const sum = value + delta;
  if (!Number.isSafeInteger(sum)) return NOT_INTEGER;
  if (exists) namespace.resize(Kind.String, digitCount(sum));
  else namespace.reserve(Kind.String, digitCount(sum), NO_EXPIRY);
  writeInteger(namespace.bytes, namespace.valueStart(), sum);
  namespace.changed("incrby");
  return sum;
}

/**
 * Adds a 64-bit integer to the number under the key; the way for what is not safe.
 * @throws {StoreError} `NOT_AN_INTEGER` or `OVERFLOW`; {@linkcode WrongTypeError}.
 */
export function incrementLarge(namespace: Namespace, delta: bigint): bigint {
  let value: bigint | undefined = 0n;
  if (modifyString(namespace)) {
    value = parseInteger64(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
  }
  if (value === undefined) {
    throw new StoreError(
      "NOT_AN_INTEGER",
      "Cannot increment: the value is not a 64-bit integer",
    );
  }
  const sum = addInteger64(value, delta);
  if (sum === undefined) {
    throw new StoreError("OVERFLOW", `Cannot add ${delta} to ${value}: it passes 64 bits`);
  }
  const text = encoder.encode(String(sum));
  put(namespace, Kind.String, text, 0, text.length, KEEP_EXPIRY, "incrby");
  return sum;
}

/**
 * Adds a decimal number to the one under the key, 0 if there is none, as Redis does: in the
 * 80-bit floating point of x86, printed with up to 17 decimals. The expire time stays. The new
 * text is then the open record's value.
 *
 * @throws {StoreError} `NOT_A_FLOAT` if the value or the increment is none, `NOT_FINITE` if the sum
 *   is not finite; {@linkcode WrongTypeError}.
 */
export function incrementByFloat(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const value = modifyString(namespace)
    ? parseLongDouble(namespace.bytes, namespace.valueStart(), namespace.valueEnd())
    : LONG_DOUBLE_ZERO;
  const increment = parseLongDouble(bytes, start, end);
  if (value === undefined || increment === undefined) {
    throw new StoreError("NOT_A_FLOAT", "Cannot increment: the value is not a finite number");
  }
  const sum = addLongDouble(value, increment);
  if (sum === undefined) {
    throw new StoreError("NOT_FINITE", "Cannot increment: the sum is not a finite number");
  }
  const text = encoder.encode(formatLongDouble(sum));
  put(namespace, Kind.FloatString, text, 0, text.length, KEEP_EXPIRY, "incrbyfloat");
}

/** What {@linkcode stringEncoding} tells: Redis's names of a string's encodings. */
export type StringEncoding = "int" | "embstr" | "raw";

/** The encoding that OBJECT ENCODING shows for the open record, a string. */
export function stringEncoding(namespace: Namespace): StringEncoding {
  const kind = namespace.kind();
  if (kind === Kind.RawString) return "raw";
  const start = namespace.valueStart();
  const end = namespace.valueEnd();
  if (kind === Kind.String && end - start <= MAX_INTEGER_BYTES) {
    if (isInteger64(namespace.bytes, start, end)) return "int";
  }
  return end - start <= MAX_EMBEDDED_BYTES ? "embstr" : "raw";
}

/** @throws {StoreError} `TOO_LARGE` if a value of `length` bytes may not be. */
export function checkLength(namespace: Namespace, length: number): void {
  const limit = namespace.engine.maxValueBytes;
  if (length <= limit) return;
  throw new StoreError("TOO_LARGE", `Cannot store ${length} bytes: a value may have ${limit}`);
}
