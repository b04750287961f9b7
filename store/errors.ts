/**
 * What the store throws: typed errors with a stable `code`.
 *
 * A message names the action, the cause and the value at hand. Expected misses are no errors: they
 * return `undefined`, `false` or 0.
 */

/** The stable codes of {@linkcode StoreError}. */
export type StoreErrorCode =
  | "INVALID_OPTION"
  | "INVALID_TTL"
  | "INVALID_ARGUMENT"
  | "NO_SUCH_KEY"
  | "NOT_AN_INTEGER"
  | "NOT_A_FLOAT"
  | "NOT_FINITE"
  | "OVERFLOW"
  | "OUT_OF_MEMORY"
  | "TOO_LARGE"
  | "WRONG_TYPE"
  | "DISPOSED";

/**
 * The base of all errors that the store throws.
 *
 * @example Telling errors apart
 * ```ts
 * import { Store, StoreError } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.set("name", "Ada");
 * try {
 *   store.incrBy("name", 1);
 * } catch (error) {
 *   if (error instanceof StoreError) assertEquals(error.code, "NOT_AN_INTEGER");
 * }
 * ```
 */
export class StoreError extends Error {
  override readonly name: string = "StoreError";

  /**
   * @param code What went wrong, in a word that never changes.
   * @param message What went wrong, for people; its wording may change.
   */
  constructor(readonly code: StoreErrorCode, message: string) {
    super(message);
  }
}

/** A key holds a value of another type than the operation works on. */
export class WrongTypeError extends StoreError {
  override readonly name: string = "WrongTypeError";

  constructor(message = "Cannot operate on the key: it holds a value of another type") {
    super("WRONG_TYPE", message);
  }
}

/** A write would pass `maxMemory` and nothing can be evicted. */
export class OutOfMemoryError extends StoreError {
  override readonly name: string = "OutOfMemoryError";

  constructor(message: string) {
    super("OUT_OF_MEMORY", message);
  }
}
