/**
 * The library's view of bits: `store.bits`.
 */

import { StoreError } from "../errors.ts";
import { type Key, loadKey } from "../key.ts";
import { Kind } from "../keyspace/record.ts";
import { NO_EXPIRY } from "../engine/namespace.ts";
import { show } from "../show_value.ts";
import {
  type BitFieldOperation,
  type BitFieldOverflow,
  type BitOperation,
  combineStrings,
  countOpenBits,
  countOpenBitsBetween,
  findOpenBit,
  getBit,
  runFieldOperations,
  setBit,
} from "../types/strings/bits.ts";
import { readString } from "../types/strings/strings.ts";
import {
  type BitFieldNumber,
  type BitFieldStep,
  type BitFieldType,
  checkBitPosition,
  fieldNumber,
  fieldOperation,
} from "./bit_fields.ts";
import { NamespaceView } from "./namespace_view.ts";

export type { BitFieldOverflow, BitOperation };

/**
 * A range of bits; all of them by default.
 *
 * @example
 * ```ts
 * import { type BitRange, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.set("k", "foobar");
 * const secondByte: BitRange = { start: 1, end: 1, unit: "byte" };
 * assertEquals(store.bits.count("k", secondByte), 6);
 * assertEquals(store.bits.count("k", { start: 8, end: 15 }), 6);
 * assertEquals(store.bits.count("k", { start: -8 }), 4);
 * ```
 */
export interface BitRange {
  /** Index of the first bit or byte; a negative one counts from the end, −1 being the last. Default 0. */
  readonly start?: number | undefined;
  /** Index of the last bit or byte, which is included; negative ones count from the end. Default: the last. */
  readonly end?: number | undefined;
  /** What is counted: `"bit"`, the default, or `"byte"`. */
  readonly unit?: "bit" | "byte" | undefined;
}

const OPERATIONS: readonly unknown[] = ["and", "or", "xor", "not"];

/**
 * Strings as rows of bits, and as integers of any width, as `store.bits`.
 *
 * Bit 0 is the highest bit of a string's first byte. A string grows with the bits that are set, new ones
 * being 0, up to 2³² bits (512 MiB); behind its end, and without the key, all bits are 0. The bytes are
 * those of the key's value: `store.getBytes` reads them, and the codec plays no part.
 *
 * Every method throws a `WrongTypeError` if a key holds a collection, `INVALID_ARGUMENT` for a position that
 * is no whole number from 0 to 2³² − 1, and what all methods of {@linkcode StoreNamespace} throw.
 *
 * @example Who was there on which day
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const { bits } = store;
 * for (const user of [3, 17, 4000]) bits.set("seen:mon", user, 1);
 * for (const user of [17, 20]) bits.set("seen:tue", user, 1);
 * assertEquals(bits.get("seen:mon", 17), 1);
 * assertEquals(bits.count("seen:mon"), 3);
 *
 * bits.op("and", "seen:both", "seen:mon", "seen:tue");
 * assertEquals(bits.position("seen:both", 1), 17);
 * ```
 */
export class BitsView extends NamespaceView {
  /** The bit at a position: 0 or 1. O(1). */
  get(key: Key, position: number): 0 | 1 {
    this.#check(position);
    loadKey(this.keyspace, key);
    return getBit(this.keyspace, position);
  }

  /**
   * Sets the bit at a position and returns what it was. The string is made or grows if need be; its expire
   * time stays. O(1), O(bytes) when it grows.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a bit that is neither 0 nor 1.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.bits.set("k", 7, 1), 0);
   * assertEquals(store.bits.set("k", 7, 0), 1);
   * assertEquals(store.getBytes("k"), Uint8Array.of(0));
   * ```
   */
  set(key: Key, position: number, bit: 0 | 1): 0 | 1 {
    this.#check(position);
    checkBit(bit);
    loadKey(this.keyspace, key);
    return setBit(this.keyspace, position, bit);
  }

  /**
   * How many bits are 1, in all or in a range. O(bytes looked at).
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a wrong range.
   */
  count(key: Key, range?: BitRange): number {
    const { keyspace } = this;
    const { start = 0, end = -1, inBits } = checkRange(range);
    loadKey(keyspace, key);
    if (!readString(keyspace)) return 0;
    if (range === undefined) return countOpenBits(keyspace);
    // Whatever the length, nothing is between these.
    if (start < 0 && end < 0 && start > end) return 0;
    return countOpenBitsBetween(keyspace, start, end, inBits);
  }

  /**
   * Position of the first bit that is `bit`, in all or in a range; `undefined` if there is none. O(bytes
   * looked at).
   *
   * A search for 0 without an `end` finds the bit behind the last one, if all are 1.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a wrong range, or a bit that is neither 0 nor 1.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (const position of [0, 1, 12]) store.bits.set("k", position, 1);
   * assertEquals(store.bits.position("k", 0), 2);
   * assertEquals(store.bits.position("k", 1, { start: 2 }), 12);
   * assertEquals(store.bits.position("k", 1, { start: 13 }), undefined);
   * ```
   */
  position(key: Key, bit: 0 | 1, range?: BitRange): number | undefined {
    const { keyspace } = this;
    checkBit(bit);
    const { start = 0, end, inBits } = checkRange(range);
    loadKey(keyspace, key);
    if (!readString(keyspace)) return bit === 0 ? 0 : undefined;
    const found = findOpenBit(keyspace, bit, start, end, inBits);
    return found < 0 ? undefined : found;
  }

  /**
   * Combines strings bit by bit and stores the result in place of what `target` holds, without an expire
   * time. Shorter strings, and missing ones, count as filled up with zeros. O(bytes of all).
   *
   * @param operation `"and"`, `"or"`, `"xor"`, or `"not"` of one source.
   * @returns The result's length in bytes, which is that of the longest source; at 0 the key goes.
   * @throws {StoreError} `INVALID_ARGUMENT` for another operation, no source, or `"not"` of several.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.bits.setField("a", "u8", 0, 0b1100);
   * store.bits.setField("b", "u8", 0, 0b1010);
   * assertEquals(store.bits.op("xor", "c", "a", "b"), 1);
   * assertEquals(store.bits.getField("c", "u8", 0), 0b0110);
   * ```
   */
  op(operation: BitOperation, target: Key, ...sources: Key[]): number {
    if (!OPERATIONS.includes(operation)) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot combine bits by ${show(operation)}`);
    }
    if (operation === "not" ? sources.length !== 1 : sources.length === 0) {
      throw new StoreError(
        "INVALID_ARGUMENT",
        `Cannot combine ${sources.length} strings by ${show(operation)}`,
      );
    }
    const { keyspace } = this;
    const list = this.keyList(sources);
    const result = combineStrings(keyspace, operation, list, 0, list.count);
    this.giveList(list);
    loadKey(keyspace, target);
    if (result.length > 0) keyspace.put(Kind.RawString, result, 0, result.length, NO_EXPIRY);
    else keyspace.delete();
    return result.length;
  }

  /**
   * The integer in a field: `type` says how wide it is and whether it is signed, `position` where its first
   * bit is, the highest one. O(1).
   *
   * @returns A number; a `bigint` for a field of more than 53 bits.
   * @throws {StoreError} `INVALID_ARGUMENT` for a type that is none.
   */
  getField<T extends BitFieldType>(key: Key, type: T, position: number): BitFieldNumber<T> {
    return this.#field(key, type, { get: type, position })!;
  }

  /**
   * Stores an integer in a field and returns the one that was there; the string grows if need be. O(1).
   *
   * @param overflow What happens to a number that does not fit: it is cut to the field's bits (`"wrap"`, the
   *   default), becomes the nearest that fits (`"saturate"`), or nothing is stored and `undefined` is
   *   returned (`"fail"`).
   * @throws {StoreError} `INVALID_ARGUMENT` for a type that is none, or no integer of 64 bits.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.bits.setField("k", "i12", 4, -100), 0);
   * assertEquals(store.bits.getField("k", "i12", 4), -100);
   * assertEquals(store.bits.setField("k", "u8", 16, 300, "fail"), undefined);
   * assertEquals(store.bits.setField("k", "u8", 16, 300, "saturate"), 0);
   * assertEquals(store.bits.getField("k", "u8", 16), 255);
   * ```
   */
  setField<T extends BitFieldType>(
    key: Key,
    type: T,
    position: number,
    value: number | bigint,
    overflow: BitFieldOverflow = "wrap",
  ): BitFieldNumber<T> | undefined {
    return this.#field(key, type, { set: type, position, value, overflow });
  }

  /**
   * Adds to the integer in a field and returns the sum; otherwise like {@linkcode BitsView.setField}.
   *
   * @example A counter that stops at its end
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.bits.incrementField("k", "u2", 100, 3, "saturate"), 3);
   * assertEquals(store.bits.incrementField("k", "u2", 100, 1, "saturate"), 3);
   * assertEquals(store.bits.incrementField("k", "u2", 100, 1), 0);
   * ```
   */
  incrementField<T extends BitFieldType>(
    key: Key,
    type: T,
    position: number,
    by: number | bigint,
    overflow: BitFieldOverflow = "wrap",
  ): BitFieldNumber<T> | undefined {
    return this.#field(key, type, { increment: type, position, by, overflow });
  }

  /**
   * Reads and changes several fields of one string in order, at once. O(steps).
   *
   * @returns For each step what `getField`, `setField` or `incrementField` returns.
   * @throws {StoreError} `INVALID_ARGUMENT` for a wrong step; nothing has been changed then.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * const results = store.bits.fields("player", [
   *   { increment: "u32", position: 0, by: 50 },
   *   { set: "u8", position: 32, value: 9 },
   *   { get: "u8", position: 32 },
   * ]);
   * assertEquals(results, [50, 0, 9]);
   * ```
   */
  fields(key: Key, steps: Iterable<BitFieldStep>): (number | bigint | undefined)[] {
    const { keyspace } = this;
    const operations: BitFieldOperation[] = [];
    for (const step of steps) operations.push(fieldOperation(step, keyspace.engine.maxValueBytes));
    loadKey(keyspace, key);
    const results: (number | bigint | undefined)[] = [];
    runFieldOperations(keyspace, operations, (result) => {
      const { width } = operations[results.length];
      results.push(result === undefined ? undefined : fieldNumber(result, width));
    });
    return results;
  }

  #field<T extends BitFieldType>(
    key: Key,
    _type: T,
    step: BitFieldStep,
  ): BitFieldNumber<T> | undefined {
    return this.fields(key, [step])[0] as BitFieldNumber<T> | undefined;
  }

  #check(position: number): void {
    checkBitPosition(position, this.keyspace.engine.maxValueBytes);
  }
}

function checkBit(bit: number): void {
  if (bit === 0 || bit === 1) return;
  throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(bit)} as a bit: it must be 0 or 1`);
}

function checkRange({ start, end, unit = "bit" }: BitRange = {}): {
  start: number | undefined;
  end: number | undefined;
  inBits: boolean;
} {
  for (const index of [start, end]) {
    if (index === undefined || Number.isSafeInteger(index)) continue;
    throw new StoreError(
      "INVALID_ARGUMENT",
      `Cannot use ${show(index)} as an index: it must be a whole number`,
    );
  }
  if (unit !== "bit" && unit !== "byte") {
    throw new StoreError(
      "INVALID_ARGUMENT",
      `Cannot use ${show(unit)} as a unit: it must be "bit" or "byte"`,
    );
  }
  return { start, end, inBits: unit === "bit" };
}
