/**
 * What takes the place of the keyspace in every view of a store that has been disposed of, so that
 * their methods need no check of their own.
 */

import { StoreError } from "./errors.ts";
import type { Namespace } from "./engine/namespace.ts";

/** The error of every use after the store was disposed of. */
export function disposedError(): StoreError {
  return new StoreError("DISPOSED", "Cannot use the store: it has been disposed of");
}

/** A keyspace whose every use throws. */
export const DISPOSED_KEYSPACE: Namespace = new Proxy({} as Namespace, {
  get(): never {
    throw disposedError();
  },
});
