/**
 * Events: keys that went although nobody removed them, because they expired or were evicted.
 *
 * The engine reports each such removal to a {@linkcode RemovalFeed}, in the middle of its work; that
 * costs one branch when nobody listens. Users' listeners may do anything, also with the store,
 * so {@linkcode RemovalEvents} hands events on in a microtask, when the call that caused them
 * has ended.
 */

import { decode } from "../encoding/utf8.ts";

/**
 * Why a key went although nobody removed it; also the names of the events.
 *
 * @example
 * ```ts
 * import { type RemovalReason, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ maxKeys: 1, eviction: "lru" });
 * const reasons: RemovalReason[] = [];
 * for (const reason of ["expired", "evicted"] as const) {
 *   store.on(reason, (event) => reasons.push(event.type));
 * }
 * store.set("a", "1");
 * store.set("b", "2");
 * await Promise.resolve();
 * assertEquals(reasons, ["evicted"]);
 * ```
 */
export type RemovalReason = "expired" | "evicted";

/** Told of each removal right after it; must not use the store, which is in the middle of a call. */
export type RemovalListener = (
  namespace: string,
  key: Uint8Array,
  reason: RemovalReason,
) => void;

/** Reports removals to those who listen. */
export class RemovalFeed {
  /** Whether anybody listens. */
  active = false;
  readonly #listeners = new Set<RemovalListener>();

  /** Adds a listener; the function returned takes it away again. */
  listen(listener: RemovalListener): () => void {
    this.#listeners.add(listener);
    this.active = true;
    return () => {
      this.#listeners.delete(listener);
      this.active = this.#listeners.size > 0;
    };
  }

  /** Reports a removal; only worth calling while `active`. `key` is the listeners' to keep. */
  emit(namespace: string, key: Uint8Array, reason: RemovalReason): void {
    for (const listener of this.#listeners) listener(namespace, key, reason);
  }
}

/**
 * A key has expired or was evicted.
 *
 * @example Reading an event
 * ```ts
 * import { type RemovalEvent, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ maxKeys: 1, eviction: "allkeys-lru" });
 * const events: RemovalEvent[] = [];
 * store.on("evicted", (event) => events.push(event));
 * store.set("first", "1");
 * store.set("second", "2");
 *
 * await Promise.resolve();
 * assertEquals(events.map(({ type, namespace, key }) => ({ type, namespace, key })), [
 *   { type: "evicted", namespace: "0", key: "first" },
 * ]);
 * ```
 */
export class RemovalEvent {
  /** @internal */
  constructor(
    /** What happened. */
    readonly type: RemovalReason,
    /** Name of the namespace that held the key; the store's own is `"0"`. */
    readonly namespace: string,
    /** The key as bytes. */
    readonly keyBytes: Uint8Array,
  ) {}

  /** The key as text; bytes that are not UTF-8 become U+FFFD. */
  get key(): string {
    return decode(this.keyBytes, 0, this.keyBytes.length);
  }
}

/** Hands a store's removals on to its users' listeners. */
export class RemovalEvents {
  readonly #feed: RemovalFeed;
  readonly #listeners: Record<RemovalReason, Set<(event: RemovalEvent) => void>> = {
    expired: new Set(),
    evicted: new Set(),
  };
  #queue: RemovalEvent[] = [];
  #silence: (() => void) | undefined;

  constructor(feed: RemovalFeed) {
    this.#feed = feed;
  }

  /** Adds a listener; the function returned takes it away again. */
  on(reason: RemovalReason, listener: (event: RemovalEvent) => void): () => void {
    // A wrapper of its own for each call: added twice, called twice, removed one by one.
    const own = (event: RemovalEvent) => listener(event);
    this.#listeners[reason].add(own);
    this.#silence ??= this.#feed.listen((namespace, key, type) => {
      if (this.#listeners[type].size === 0) return;
      if (this.#queue.push(new RemovalEvent(type, namespace, key)) === 1) {
        queueMicrotask(() => this.#deliver());
      }
    });
    return () => {
      this.#listeners[reason].delete(own);
      if (this.#listeners.expired.size + this.#listeners.evicted.size === 0) this.#stop();
    };
  }

  /** Takes all listeners away; what is queued is dropped. */
  clear(): void {
    this.#listeners.expired.clear();
    this.#listeners.evicted.clear();
    this.#queue = [];
    this.#stop();
  }

  #stop(): void {
    this.#silence?.();
    this.#silence = undefined;
  }

  #deliver(): void {
    const events = this.#queue;
    this.#queue = [];
    for (const event of events) {
      for (const listener of this.#listeners[event.type]) {
        try {
          listener(event);
        } catch (error) {
          // As an event target does it: reported as uncaught, and the others are told all the same.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }
}
