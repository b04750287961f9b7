/**
 * The change feed: what every mutation did, as one canonical command with absolute times.
 *
 * `SET key value PXAT time` for any write of a value, `DEL key` for a removal of whatever cause, and so
 * on: replaying a feed on an empty store makes the same data. It costs one branch when nobody
 * listens; a change is only turned into bytes for a listener.
 */

/** One effect on one namespace. */
export interface Change {
  readonly namespace: string;
  /**
   * What keyspace notifications call it: "set", "del", "expired", "lpush", …; two names with a blank
   * between them for two events ("set expire"); "" for a part of a change that they do not tell of.
   */
  readonly event: string;
  /**
   * `SET`, `DEL`, `RENAME`, `MOVE`, `PEXPIREAT`, `PERSIST`, `FLUSHDB`, `SWAPDB`, or a collection's own
   * command (`RPUSH`, `HSET`, …), with a subcommand behind a blank (`XGROUP CREATE`).
   */
  readonly command: string;
  /** The command's arguments as bytes of their own. */
  readonly args: readonly Uint8Array[];
}

/** Gets each change right after it was made; it must not change the store. */
export type ChangeListener = (change: Change) => void;

/** Hands changes on to listeners. */
export class ChangeFeed {
  /** Whether anybody listens. */
  active = false;
  readonly #listeners = new Set<ChangeListener>();

  /** Adds a listener; the function returned takes it away again. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    this.active = true;
    return () => {
      this.#listeners.delete(listener);
      this.active = this.#listeners.size > 0;
    };
  }

  /** Reports a change; only worth calling while `active`. */
  emit(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}
