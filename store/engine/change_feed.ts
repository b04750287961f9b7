/**
 * The change feed: what every mutation did, as one canonical command with absolute times.
 *
 * `SET key value PXAT time` for any write of a value, `DEL key` for a removal of whatever cause, and so
 * on: replaying a feed on an empty store makes the same data. It costs one branch when nobody
 * listens; a change is only turned into bytes for a listener.
 */

import type { KeyProbe } from "../keyspace/key_probe.ts";
import type { RemovalReason } from "./events.ts";
import type { ObservedSpace } from "./observed_space.ts";

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

/**
 * Takes changes without objects, piece by piece: for what writes every one of them to a file.
 *
 * An effect is `command`, then as many calls of the others as arguments were announced. Effects between
 * `begin` and the `end` that belongs to it are one group: all of them happen, or none.
 *
 * It gets less than listeners do: no `DEL` of a key that goes with the last element of its collection, and one
 * `FLUSHALL` for a `FLUSHDB` of each namespace.
 */
export interface ChangeLog {
  /** The open record of a namespace, a string, has this value and expire time: `SET`. */
  value(namespace: ObservedSpace): void;
  /** An effect on a namespace begins; `count` arguments follow it. */
  command(namespace: string, command: string, count: number): void;
  /** An argument: the key. */
  key(probe: KeyProbe): void;
  /** An argument: `bytes[start, end)`. */
  argument(bytes: Uint8Array, start: number, end: number): void;
  /** The next effect has the number of this namespace as an argument; told before its `command`. */
  mention(namespace: string): void;
  /** An argument: the number of a namespace that was mentioned, or of the effect's own. */
  mentioned(namespace: string): void;
  /** A group begins; groups inside of others are part of those. */
  begin(): void;
  /** The group that began last ends. */
  end(): void;
}

/**
 * Is told which keys change, of all namespaces, and nothing more: what client-side caches have to know.
 * It must not change the store.
 */
export interface KeyListener {
  /**
   * The probe's key has changed or gone, or may have; `removal` says that it expired or was evicted.
   * The probe is in use: whoever wants the key later copies it.
   */
  keyChanged(probe: KeyProbe, removal: RemovalReason | undefined): void;
  /** A namespace has lost all its keys, or all namespaces have. */
  allKeysGone(): void;
}

/** Hands changes on to a log and to listeners. */
export class ChangeFeed {
  /** Whether anybody wants to know of changes. */
  active = false;
  /** Whether anybody listens who takes changes as objects. */
  listened = false;
  /** Whether anybody wants to know of changes, or of keys alone. */
  observed = false;
  #log: ChangeLog | undefined;
  readonly #listeners = new Set<ChangeListener>();
  #keyListener: KeyListener | undefined;

  /** What all changes are written to, if there is one. */
  get log(): ChangeLog | undefined {
    return this.#log;
  }

  set log(log: ChangeLog | undefined) {
    this.#log = log;
    this.#count();
  }

  /** Adds a listener; the function returned takes it away again. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    this.#count();
    return () => {
      this.#listeners.delete(listener);
      this.#count();
    };
  }

  /** Who is told of keys alone, if anybody. */
  get keyListener(): KeyListener | undefined {
    return this.#keyListener;
  }

  set keyListener(listener: KeyListener | undefined) {
    this.#keyListener = listener;
    this.#count();
  }

  /** Runs an operation whose changes all happen or none; in a program, where no command is around it. */
  group<T>(operation: () => T): T {
    const log = this.#log;
    if (log === undefined) return operation();
    log.begin();
    try {
      return operation();
    } finally {
      log.end();
    }
  }

  /** Reports a change to the listeners; only worth calling while `listened`. */
  emit(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  #count(): void {
    this.listened = this.#listeners.size > 0;
    this.active = this.listened || this.#log !== undefined;
    this.observed = this.active || this.#keyListener !== undefined;
  }
}
