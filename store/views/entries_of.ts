/** Fields and their values as the library's users give them: an object, or pairs. */

import { StoreError } from "../errors.ts";
import type { Key } from "../key.ts";
import { show } from "../show_value.ts";

/**
 * The pairs of an object's own properties, or of what has pairs, such as a `Map`.
 * @throws {StoreError} `INVALID_ARGUMENT` for what has none.
 */
export function entriesOf<V>(entries: unknown): Iterable<readonly [Key, V]> {
  if (typeof entries !== "object" || entries === null || entries instanceof Uint8Array) {
    throw new StoreError("INVALID_ARGUMENT", `Cannot set ${show(entries)}: it holds no fields`);
  }
  if (Symbol.iterator in entries) return entries as Iterable<readonly [Key, V]>;
  return Object.entries(entries as Record<string, V>);
}
