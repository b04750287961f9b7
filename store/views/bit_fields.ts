/**
 * Integers inside strings as the library's users name them: their types, and what is done with them.
 */

import { StoreError } from "../errors.ts";
import { show } from "../show_value.ts";
import type { BitFieldOperation, BitFieldOverflow } from "../types/strings/bits.ts";

/**
 * How an integer lies in a string: `u` for unsigned ones and `i` for those in two's complement, then how many
 * bits it has: `"u1"` to `"u63"`, `"i1"` to `"i64"`.
 *
 * @example
 * ```ts
 * import { type BitFieldType, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const temperature: BitFieldType = "i10";
 * store.bits.setField("sensor", temperature, 0, -273);
 * assertEquals(store.bits.getField("sensor", temperature, 0), -273);
 * ```
 */
export type BitFieldType = `u${number}` | `i${number}`;

/**
 * What a field's integer is in a program: a `bigint` in a field of more than 53 bits, otherwise a number.
 *
 * @typeParam T The field's type.
 *
 * @example
 * ```ts
 * import { type BitFieldNumber, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const narrow: BitFieldNumber<"u16"> = store.bits.getField("k", "u16", 0);
 * const wide: BitFieldNumber<"i64"> = store.bits.getField("k", "i64", 0);
 * assertEquals([narrow, wide], [0, 0n]);
 * ```
 */
export type BitFieldNumber<T extends BitFieldType> = T extends
  `${"u" | "i"}${54 | 55 | 56 | 57 | 58 | 59 | 60 | 61 | 62 | 63}` | "i64" ? bigint : number;

/**
 * One step of {@linkcode BitsView.fields}: a field is read, set, or added to. `position` is that of its first
 * bit, the highest one; `overflow` as for {@linkcode BitsView.setField}.
 *
 * @example
 * ```ts
 * import { type BitFieldStep, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const hit: BitFieldStep = { increment: "u16", position: 0, by: 1, overflow: "saturate" };
 * assertEquals(store.bits.fields("hits", [hit, hit]), [1, 2]);
 * ```
 */
export type BitFieldStep =
  | { readonly get: BitFieldType; readonly position: number }
  | {
    readonly set: BitFieldType;
    readonly position: number;
    readonly value: number | bigint;
    readonly overflow?: BitFieldOverflow | undefined;
  }
  | {
    readonly increment: BitFieldType;
    readonly position: number;
    readonly by: number | bigint;
    readonly overflow?: BitFieldOverflow | undefined;
  };

/** Wider fields have numbers that are not exact as such. */
const MAX_NUMBER_BITS = 53;
const OVERFLOWS: readonly unknown[] = ["wrap", "saturate", "fail"];

/** A field's number as {@linkcode BitFieldNumber} promises it. */
export function fieldNumber(value: number | bigint, width: number): number | bigint {
  return width > MAX_NUMBER_BITS ? BigInt(value) : Number(value);
}

/**
 * A user's step in the engine's terms.
 * @throws {StoreError} `INVALID_ARGUMENT`
 */
export function fieldOperation(step: BitFieldStep, maxBytes: number): BitFieldOperation {
  const { position } = step;
  checkBitPosition(position, maxBytes);
  if ("get" in step) {
    return { ...widthOf(step.get), position, update: undefined, value: 0, overflow: "wrap" };
  }
  const { overflow = "wrap" } = step;
  if (!OVERFLOWS.includes(overflow)) {
    throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(overflow)} as an overflow`);
  }
  const [type, update, value] = "set" in step
    ? [step.set, "set" as const, step.value]
    : [step.increment, "increment" as const, step.by];
  if (!isInteger64(value)) {
    throw new StoreError(
      "INVALID_ARGUMENT",
      `Cannot put ${show(value)} into a field: it is no integer of 64 bits`,
    );
  }
  return { ...widthOf(type), position, update, value, overflow };
}

/**
 * Checks the position of a bit in a string of up to `maxBytes` bytes.
 * @throws {StoreError} `INVALID_ARGUMENT`
 */
export function checkBitPosition(position: number, maxBytes: number): void {
  if (Number.isSafeInteger(position) && position >= 0 && position < maxBytes * 8) return;
  throw new StoreError(
    "INVALID_ARGUMENT",
    `Cannot use ${show(position)} as a bit's position: it must be a whole number from 0 to ` +
      `${maxBytes * 8 - 1}`,
  );
}

function widthOf(type: BitFieldType): { width: number; signed: boolean } {
  const match = /^([ui])([1-9]\d?)$/.exec(type);
  const width = Number(match?.[2]);
  const signed = match?.[1] === "i";
  if (match !== null && width <= (signed ? 64 : 63)) return { width, signed };
  throw new StoreError(
    "INVALID_ARGUMENT",
    `Cannot use ${show(type)} as a field's type: it must be "u1" to "u63" or "i1" to "i64"`,
  );
}

function isInteger64(value: unknown): boolean {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value;
  return Number.isSafeInteger(value);
}
