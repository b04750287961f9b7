/**
 * What the methods of `store.sortedSets` may be told, and the checks of that.
 */

import { StoreError } from "../errors.ts";
import { show } from "../show_value.ts";
import { AddMode } from "../types/sorted_sets/sorted_sets.ts";
import type { Aggregate } from "../types/sorted_sets/algebra.ts";

/**
 * Which members an addition concerns. `onlyNew` excludes the others, `raise` excludes `lower`.
 *
 * @example
 * ```ts
 * import { type SortedSetAddOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.sortedSets.add("best", "ada", 120);
 * const onlyBetter: SortedSetAddOptions = { raise: true };
 * store.sortedSets.add("best", "ada", 90, onlyBetter);
 * assertEquals(store.sortedSets.score("best", "ada"), 120);
 * ```
 */
export interface SortedSetAddOptions {
  /** Only add members that are not there. */
  readonly onlyNew?: boolean | undefined;
  /** Only change members that are there. */
  readonly onlyKnown?: boolean | undefined;
  /** Change a score only to a higher one. */
  readonly raise?: boolean | undefined;
  /** Change a score only to a lower one. */
  readonly lower?: boolean | undefined;
}

/**
 * How a range of scores is meant and walked.
 *
 * @example
 * ```ts
 * import { type ScoreRangeOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.sortedSets.addMany("z", [["a", 1], ["b", 2], ["c", 3]]);
 * const options: ScoreRangeOptions = { withoutMax: true, reverse: true };
 * assertEquals(store.sortedSets.entriesByScore("z", 1, 3, options), [["b", 2], ["a", 1]]);
 * ```
 */
export interface ScoreRangeOptions {
  /** Whether the lowest score is outside of the range. */
  readonly withoutMin?: boolean | undefined;
  /** Whether the highest score is outside of the range. */
  readonly withoutMax?: boolean | undefined;
  /** From the highest score down. */
  readonly reverse?: boolean | undefined;
  /** How many members are passed over; default 0. */
  readonly offset?: number | undefined;
  /** At most so many members; default all. */
  readonly limit?: number | undefined;
}

/**
 * How sorted sets are combined.
 *
 * @example
 * ```ts
 * import { type CombineOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.sortedSets.add("a", "x", 1);
 * store.sortedSets.add("b", "x", 5);
 * const highest: CombineOptions = { aggregate: "max", weights: [10, 1] };
 * assertEquals(store.sortedSets.union(["a", "b"], highest), [["x", 10]]);
 * ```
 */
export interface CombineOptions {
  /** What each set's scores are multiplied with, in the order of the keys; default 1. */
  readonly weights?: readonly number[] | undefined;
  /** What becomes of a member's scores in several sets: `"sum"` (default), `"min"` or `"max"`. */
  readonly aggregate?: "sum" | "min" | "max" | undefined;
}

/** The engine's word for what is to be added. @throws {StoreError} `INVALID_ARGUMENT` */
export function addMode({ onlyNew, onlyKnown, raise, lower }: SortedSetAddOptions): number {
  if ((onlyNew && (onlyKnown || raise || lower)) || (raise && lower)) {
    throw new StoreError("INVALID_ARGUMENT", "Cannot add with options that exclude each other");
  }
  return (onlyNew ? AddMode.OnlyNew : 0) | (onlyKnown ? AddMode.OnlyKnown : 0) |
    (raise ? AddMode.Raise : 0) | (lower ? AddMode.Lower : 0);
}

/** @throws {StoreError} `INVALID_ARGUMENT` for what is no score. */
export function checkScore(score: number): void {
  if (typeof score === "number" && !Number.isNaN(score)) return;
  throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(score)} as a score`);
}

/** @throws {StoreError} `INVALID_ARGUMENT` for what is no rank. */
export function checkRank(rank: number): void {
  if (Number.isSafeInteger(rank)) return;
  throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(rank)} as a rank`);
}

/** @throws {StoreError} `INVALID_ARGUMENT` for what are no weights, or no aggregate. */
export function checkCombination(
  weights: readonly number[] | undefined,
  aggregate: Aggregate,
): void {
  weights?.forEach(checkScore);
  if (["sum", "min", "max"].includes(aggregate)) return;
  throw new StoreError("INVALID_ARGUMENT", `Cannot combine scores by ${show(aggregate)}`);
}
