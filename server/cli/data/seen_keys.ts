/**
 * Which keys there have been: SCAN may tell of a key twice.
 *
 * They are kept in an engine's table, since a JavaScript Set of some million keys would take far more
 * memory and pauses.
 */

import { Kind } from "../../../store/keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { OfflineServer } from "../../offline_server.ts";

const NOTHING = new Uint8Array(0);

/** A set of keys. */
export class SeenKeys {
  readonly #namespace: Namespace = new OfflineServer().keyspace(0);

  /** Adds a key; false if it is there already. */
  add(key: Uint8Array): boolean {
    const namespace = this.#namespace;
    namespace.load(key, 0, key.length);
    if (namespace.find() !== 0) return false;
    namespace.put(Kind.String, NOTHING, 0, 0, NO_EXPIRY);
    return true;
  }

  /** Forgets all. */
  clear(): void {
    this.#namespace.clear();
  }
}
