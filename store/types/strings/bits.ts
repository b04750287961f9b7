/**
 * Bitmaps: strings seen as bits, or as integers of any width.
 *
 * Bit 0 is the highest bit of a string's first byte, and behind the end of a string all bits are
 * zero. As everywhere in `types/`, functions work on a namespace whose key is loaded. Those that
 * say "of the open string" need `readString` or `modifyString` to have found it.
 *
 * A change makes the string "raw" for OBJECT ENCODING, even one that leaves all bits as they were;
 * watches and the change feed are told only when a bit or the length is another.
 */

import { countBits, countBitsBetween } from "../../encoding/bit_count.ts";
import {
  type BitFieldOverflow,
  fitBitField,
  fitBitField64,
  MAX_NUMBER_FIELD_BITS,
  readBit,
  readBitField,
  readBitField64,
  writeBit,
  writeBitField,
  writeBitField64,
} from "../../encoding/bit_field.ts";
import { andInto, notInto, orInto, xorInto } from "../../encoding/bit_operations.ts";
import { findBit } from "../../encoding/bit_position.ts";
import { positionOf } from "../../encoding/index_range.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { growString, modifyString, readString } from "./strings.ts";

export type { BitFieldOverflow };

/** The bit at `position` (0 … 2³² − 1); 0 without the key. @throws {WrongTypeError} */
export function getBit(namespace: Namespace, position: number): 0 | 1 {
  if (!readString(namespace)) return 0;
  return readBit(namespace.bytes, namespace.valueStart(), namespace.valueEnd(), position);
}

/**
 * Sets the bit at `position` and returns what it was; the string grows to hold it, and is made if
 * need be. The caller sees to it that the length stays allowed. @throws {WrongTypeError}
 */
export function setBit(namespace: Namespace, position: number, bit: 0 | 1): 0 | 1 {
  const exists = modifyString(namespace);
  const grown = growString(namespace, exists, byteOf(position) + 1);
  const before = writeBit(namespace.bytes, namespace.valueStart(), position, bit);
  if (grown || before !== bit) {
    namespace.engine.changes++;
    if (namespace.observed) {
      const args = [encoder.encode(String(position)), encoder.encode(String(bit))];
      namespace.effect("setbit", "SETBIT", args);
    }
  }
  return before;
}

/** How many bits of the open string are set. O(bytes). */
export function countOpenBits(namespace: Namespace): number {
  return countBits(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
}

/**
 * How many bits of the open string are set from `first` to `last`, both included, negative ones
 * counted from the end; in bits or in bytes. O(bytes in the range).
 */
export function countOpenBitsBetween(
  namespace: Namespace,
  first: number,
  last: number,
  inBits: boolean,
): number {
  const length = namespace.valueLength() * (inBits ? 8 : 1);
  const from = positionOf(first, length);
  const to = Math.min(positionOf(last, length), length - 1);
  if (from > to) return 0;
  const start = namespace.valueStart();
  return inBits
    ? countBitsBetween(namespace.bytes, start, from, to)
    : countBits(namespace.bytes, start + from, start + to + 1);
}

/**
 * Position of the first bit of the open string that equals `bit`, between `first` and `last` as
 * for {@linkcode countOpenBitsBetween}, or -1. Without a last index (`undefined`) the string counts
 * as followed by zeros: a search for a zero then finds one, unless it begins behind the end.
 */
export function findOpenBit(
  namespace: Namespace,
  bit: 0 | 1,
  first: number,
  last: number | undefined,
  inBits: boolean,
): number {
  const unit = inBits ? 1 : 8;
  const bits = namespace.valueLength() * 8;
  const length = bits / unit;
  const from = positionOf(first, length);
  const to = last === undefined ? length - 1 : Math.min(positionOf(last, length), length - 1);
  if (from > to) return -1;
  const end = (to + 1) * unit - 1;
  const found = findBit(namespace.bytes, namespace.valueStart(), from * unit, end, bit);
  return found === -1 && bit === 0 && last === undefined ? bits : found;
}

const encoder = new TextEncoder();
const NO_BYTES = new Uint8Array(0);

/**
 * How strings are combined bit by bit; `"not"` takes one.
 *
 * @example
 * ```ts
 * import { type BitOperation, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const operation: BitOperation = "or";
 * store.bits.set("a", 0, 1);
 * store.bits.set("b", 9, 1);
 * store.bits.op(operation, "c", "a", "b");
 * assertEquals(store.bits.count("c"), 2);
 * ```
 */
export type BitOperation = "and" | "or" | "xor" | "not";

/** Keys as ranges of one buffer. */
export interface KeyRanges {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * The strings under keys `first` … `end - 1` combined bit by bit, as bytes of their own. They count
 * as long as the longest one, filled up with zeros; keys that are missing are empty. "not" takes
 * one key. Counts as a read of each key. O(bytes of all). @throws {WrongTypeError}
 */
export function combineStrings(
  namespace: Namespace,
  operation: BitOperation,
  keys: KeyRanges,
  first: number,
  end: number,
): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (let i = first; i < end; i++) {
    namespace.load(keys.bytes, keys.starts[i], keys.ends[i]);
    if (readString(namespace)) length = Math.max(length, namespace.valueLength());
  }
  const result = new Uint8Array(length);
  for (let i = first; i < end; i++) {
    namespace.load(keys.bytes, keys.starts[i], keys.ends[i]);
    // The registers of a key that is not found may point at memory that was given back.
    const found = namespace.find() !== 0;
    const bytes = found ? namespace.bytes : NO_BYTES;
    const start = found ? namespace.valueStart() : 0;
    const stop = found ? namespace.valueEnd() : 0;
    if (i === first) result.set(bytes.subarray(start, stop));
    else if (operation === "and") andInto(result, 0, length, bytes, start, stop);
    else if (operation === "or") orInto(result, 0, length, bytes, start, stop);
    else xorInto(result, 0, length, bytes, start, stop);
  }
  if (operation === "not") notInto(result, 0, length);
  return result;
}

/** An integer inside a string: where it is and how it is read. */
export interface BitField {
  /** Its first bit, the highest one. */
  readonly position: number;
  /** Bits: 1 … 64 for a signed field, 1 … 63 for an unsigned one. */
  readonly width: number;
  /** Two's complement, or not. */
  readonly signed: boolean;
}

/** A field's number before and after an update. Wide or large ones are BigInts, both alike. */
export interface FieldUpdate {
  readonly before: number | bigint;
  readonly after: number | bigint;
}

/** Numbers up to here may be added to a field of 32 bits without leaving the exact range. */
const MAX_NUMBER_VALUE = 2 ** 52;

/** The number in a field of the open string, or of a missing one unless `exists`. */
export function readField(namespace: Namespace, exists: boolean, field: BitField): number | bigint {
  const bytes = exists ? namespace.bytes : NO_BYTES;
  const start = exists ? namespace.valueStart() : 0;
  const end = exists ? namespace.valueEnd() : 0;
  const { position, width, signed } = field;
  return width <= MAX_NUMBER_FIELD_BITS
    ? readBitField(bytes, start, end, position, width, signed)
    : readBitField64(bytes, start, end, position, width, signed);
}

/**
 * Sets a field of the open string to `value`, or adds `value` to it, a 64-bit integer. The string
 * is long enough (`growString`); the caller reports the change.
 * @returns undefined, and nothing is done, for a number that does not fit when `overflow` is "fail".
 */
export function updateField(
  namespace: Namespace,
  field: BitField,
  operation: "set" | "increment",
  value: number | bigint,
  overflow: BitFieldOverflow,
): FieldUpdate | undefined {
  const { bytes } = namespace;
  const start = namespace.valueStart();
  const end = namespace.valueEnd();
  const { position, width, signed } = field;
  const adds = operation === "increment";
  if (width <= MAX_NUMBER_FIELD_BITS && isSmall(value)) {
    const before = readBitField(bytes, start, end, position, width, signed);
    const after = fitBitField(adds ? before : value, adds ? value : 0, width, signed, overflow);
    if (after === undefined) return undefined;
    writeBitField(bytes, start, position, width, after);
    return { before, after };
  }
  const exact = BigInt(value);
  const before = readBitField64(bytes, start, end, position, width, signed);
  const after = fitBitField64(adds ? before : exact, adds ? exact : 0n, width, signed, overflow);
  if (after === undefined) return undefined;
  writeBitField64(bytes, start, position, width, after);
  return { before, after };
}

/** What is done with a field: it is read, without `update`, or changed. */
export interface BitFieldOperation extends BitField {
  readonly update: "set" | "increment" | undefined;
  /** What to set or add: a BigInt where a number would not be exact. */
  readonly value: number | bigint;
  readonly overflow: BitFieldOverflow;
}

/**
 * Does all operations in order on the loaded key's string, which grows to hold each field that one
 * changes, and is made if need be.
 *
 * @param visit Told of each what it gives: what was read, the number before it was set, the sum; undefined
 *   for what does not fit if its `overflow` is "fail".
 * @throws {WrongTypeError}
 */
export function runFieldOperations(
  namespace: Namespace,
  operations: readonly BitFieldOperation[],
  visit: (result: number | bigint | undefined) => void,
): void {
  let lastBit = -1;
  for (const { update, position, width } of operations) {
    if (update !== undefined) lastBit = Math.max(lastBit, position + width - 1);
  }
  if (lastBit < 0) {
    const exists = readString(namespace);
    for (const operation of operations) visit(readField(namespace, exists, operation));
    return;
  }
  // The string grows first, even if no operation turns out to change it.
  const grown = growString(namespace, modifyString(namespace), byteOf(lastBit) + 1);
  let changes = 0;
  for (const operation of operations) {
    const { update, value, overflow } = operation;
    if (update === undefined) {
      visit(readField(namespace, true, operation));
      continue;
    }
    const done = updateField(namespace, operation, update, value, overflow);
    visit(update === "set" ? done?.before : done?.after);
    if (done === undefined) continue;
    if (grown || done.before !== done.after) changes++;
  }
  const changed = changes > 0;
  namespace.engine.changes += changes;
  if (!namespace.observed) return;
  if (changed) namespace.effect("setbit", "BITFIELD", fieldArguments(operations));
  else if (grown) namespace.effectUnwatched("", "BITFIELD", fieldArguments(operations));
}

const OVERFLOWS = { wrap: "WRAP", saturate: "SAT", fail: "FAIL" };

/** The operations that change something, as arguments of BITFIELD. */
function fieldArguments(operations: readonly BitFieldOperation[]): Uint8Array[] {
  const args: string[] = [];
  for (const { update, value, overflow, position, width, signed } of operations) {
    if (update === undefined) continue;
    const field = [`${signed ? "i" : "u"}${width}`, String(position), String(value)];
    args.push("OVERFLOW", OVERFLOWS[overflow], update === "set" ? "SET" : "INCRBY", ...field);
  }
  return args.map((arg) => encoder.encode(arg));
}

/** The byte of a string that holds the bit at `position`. */
export function byteOf(position: number): number {
  return Math.floor(position / 8);
}

function isSmall(value: number | bigint): value is number {
  return typeof value === "number" && value >= -MAX_NUMBER_VALUE && value <= MAX_NUMBER_VALUE;
}
