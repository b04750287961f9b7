/**
 * Keys as the library's users give them: text or bytes.
 */

import { decode } from "./encoding/utf8.ts";
import { StoreError } from "./errors.ts";
import type { Namespace } from "./engine/namespace.ts";
import { show } from "./show_value.ts";

/**
 * A key: any text, stored as UTF-8, or any bytes. A text and its UTF-8 bytes are the same key. May be
 * empty; at most 512 MiB.
 *
 * @example
 * ```ts
 * import { type Key, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const key: Key = new TextEncoder().encode("name");
 * store.set("name", "Ada");
 * assertEquals(store.get(key), "Ada");
 * ```
 */
export type Key = string | Uint8Array;

/** No key of fewer units can be too long, whatever its characters. */
const SURE_UNITS = 128 * 1024 * 1024;

/**
 * Takes a user's key for the namespace's next operation.
 * @throws {StoreError} `INVALID_ARGUMENT` if it is no key, `TOO_LARGE` if it is too long.
 */
export function loadKey(namespace: Namespace, key: Key): void {
  if (typeof key === "string") namespace.loadText(key);
  else if (key instanceof Uint8Array) namespace.load(key, 0, key.length);
  else throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(key)} as a key`);
  if (key.length > SURE_UNITS) checkKeyLength(namespace);
}

function checkKeyLength(namespace: Namespace): void {
  const { length } = namespace.probe;
  const limit = namespace.engine.maxValueBytes;
  if (length <= limit) return;
  throw new StoreError("TOO_LARGE", `Cannot use a key of ${length} bytes: it may have ${limit}`);
}

/** The key of the namespace's open record as text. */
export function keyText(namespace: Namespace): string {
  const key = namespace.keyBytes();
  return decode(key, 0, key.length);
}
