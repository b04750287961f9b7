/** Misuse of the library. */
import { assertEquals, assertThrows } from "@std/assert";
import { StoreError, type StoreErrorCode } from "../../mod.ts";

/** Asserts that a call throws a {@linkcode StoreError} with that code. */
export function refuses(code: StoreErrorCode, call: () => unknown): void {
  assertEquals(assertThrows(call, StoreError).code, code);
}
