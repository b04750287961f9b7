/**
 * What the store throws: typed errors with a stable `code`.
 *
 * A message names the action, the cause and the value at hand. Expected misses are no errors: they
 * return `undefined`, `false` or 0.
 */

/**
 * The stable codes of {@linkcode StoreError}.
 *
 * | code                 | what went wrong                                                  |
 * |----------------------|------------------------------------------------------------------|
 * | `INVALID_OPTION`     | an option of the store has a wrong value or a wrong name         |
 * | `INVALID_TTL`        | a time is not a whole number from 1 on                           |
 * | `INVALID_ARGUMENT`   | an argument is of the wrong type, or two exclude each other      |
 * | `NO_SUCH_KEY`        | the operation needs a key that is not there                      |
 * | `NO_SUCH_GROUP`      | the stream has no consumer group of that name                    |
 * | `ID_TOO_SMALL`       | the ID of a new entry is not above the stream's last one         |
 * | `NOT_AN_INTEGER`     | the value to add to is no integer                                |
 * | `NOT_A_FLOAT`        | the value to add to is no number                                 |
 * | `NOT_FINITE`         | the sum is not finite                                            |
 * | `OVERFLOW`           | the sum does not fit                                             |
 * | `OUT_OF_MEMORY`      | `maxMemory` is reached and nothing can be evicted                |
 * | `TOO_LARGE`          | a key or value is longer than 512 MiB                            |
 * | `WRONG_TYPE`         | the key holds a value of another type                            |
 * | `TRANSACTION_FAILED` | operations of a transaction failed                               |
 * | `BUFFER_FULL`        | a subscription's messages were not taken in time                 |
 * | `DISPOSED`           | the store has been disposed of                                   |
 *
 * @example
 * ```ts
 * import { Store, StoreError, type StoreErrorCode } from "@vortis/core";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const expected: StoreErrorCode = "INVALID_OPTION";
 * const error = assertThrows(() => new Store({ maxKeys: -1 }), StoreError, "maxKeys -1");
 * assertEquals(error.code, expected);
 * ```
 */
export type StoreErrorCode =
  | "INVALID_OPTION"
  | "INVALID_TTL"
  | "INVALID_ARGUMENT"
  | "NO_SUCH_KEY"
  | "NO_SUCH_GROUP"
  | "ID_TOO_SMALL"
  | "NOT_AN_INTEGER"
  | "NOT_A_FLOAT"
  | "NOT_FINITE"
  | "OVERFLOW"
  | "OUT_OF_MEMORY"
  | "TOO_LARGE"
  | "WRONG_TYPE"
  | "TRANSACTION_FAILED"
  | "BUFFER_FULL"
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
  /** The class's name, for printing. */
  override readonly name: string = "StoreError";

  /**
   * Makes an error.
   *
   * @param code What went wrong, in a word that never changes.
   * @param message What went wrong, for people; its wording may change.
   */
  constructor(
    /** What went wrong, in a word that never changes. */
    readonly code: StoreErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * A key holds a value of another type than the operation works on; its `code` is `WRONG_TYPE`.
 *
 * @example
 * ```ts
 * import { StoreError, WrongTypeError } from "@vortis/core";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const error = new WrongTypeError();
 * assert(error instanceof StoreError);
 * assertEquals(error.code, "WRONG_TYPE");
 * ```
 */
export class WrongTypeError extends StoreError {
  /** The class's name, for printing. */
  override readonly name: string = "WrongTypeError";

  /** Makes an error. */
  constructor(message = "Cannot operate on the key: it holds a value of another type") {
    super("WRONG_TYPE", message);
  }
}

/**
 * A write would pass `maxMemory` and nothing can be evicted; its `code` is `OUT_OF_MEMORY`. Nothing
 * has been changed, and nothing is lost.
 *
 * @example
 * ```ts
 * import { OutOfMemoryError, Store } from "@vortis/core";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * using store = new Store({ maxMemory: "64kb" });
 * store.set("small", "value");
 * assertThrows(() => store.set("large", "x".repeat(100_000)), OutOfMemoryError);
 * assertEquals(store.get("small"), "value");
 * ```
 */
export class OutOfMemoryError extends StoreError {
  /** The class's name, for printing. */
  override readonly name: string = "OutOfMemoryError";

  /** Makes an error. */
  constructor(message: string) {
    super("OUT_OF_MEMORY", message);
  }
}
