/**
 * Watched keys: the optimistic locks of WATCH and of the library's transactions.
 *
 * A watch is told that one of its keys has changed, nothing more. Only watched keys cost memory,
 * and a namespace without watches pays one comparison a write. What a watch must know is also what
 * client-side caches must know, so the feed's key listener is told from here.
 */

import type { KeyProbe } from "../keyspace/key_probe.ts";
import type { ChangeFeed } from "./change_feed.ts";
import type { RemovalReason } from "./events.ts";
import type { Namespace } from "./namespace.ts";

/** Keys, of any namespaces, that somebody wants unchanged. */
export class Watch {
  /** Becomes true at the first change of one of the keys. */
  changed = false;
  readonly #keys: { readonly namespace: Namespace; readonly key: Uint8Array }[] = [];

  /** Adds the key that the namespace has loaded. */
  add(namespace: Namespace): void {
    // A key whose time has come is gone for whoever begins to watch it: it goes first.
    namespace.find();
    namespace.watches.add(namespace.probe, this);
    this.#keys.push({ namespace, key: namespace.probe.bytes() });
  }

  /** Whether a key has changed; one whose time has come since then has. */
  check(): boolean {
    for (const { namespace, key } of this.#keys) {
      if (this.changed) break;
      namespace.load(key, 0, key.length);
      namespace.find();
    }
    return this.changed;
  }

  /** Takes the watch off all its keys. */
  release(): void {
    for (const { namespace, key } of this.#keys) {
      namespace.load(key, 0, key.length);
      namespace.watches.remove(namespace.probe, this);
    }
    this.#keys.length = 0;
  }
}

/** The watched keys of one namespace. */
export class KeyWatches {
  readonly #watches = new Map<string, Set<Watch>>();
  readonly #feed: ChangeFeed;

  constructor(feed: ChangeFeed) {
    this.#feed = feed;
  }

  /** Number of keys that are watched. */
  get size(): number {
    return this.#watches.size;
  }

  /** Adds the probe's key to a watch. */
  add(probe: KeyProbe, watch: Watch): void {
    const name = probe.binary();
    const set = this.#watches.get(name);
    if (set === undefined) this.#watches.set(name, new Set([watch]));
    else set.add(watch);
  }

  /** Takes the probe's key out of a watch. */
  remove(probe: KeyProbe, watch: Watch): void {
    const name = probe.binary();
    const set = this.#watches.get(name);
    if (set?.delete(watch) && set.size === 0) this.#watches.delete(name);
  }

  /** The probe's key has changed; `removal` says that it expired or was evicted. */
  touch(probe: KeyProbe, removal?: RemovalReason): void {
    this.#feed.keyListener?.keyChanged(probe, removal);
    if (this.#watches.size === 0) return;
    for (const watch of this.#watches.get(probe.binary()) ?? []) watch.changed = true;
  }

  /** Tells all watches of keys for which `affected` says so that they have changed. */
  touchWhere(affected: (key: Uint8Array) => boolean): void {
    for (const [name, set] of this.#watches) {
      if (!affected(Uint8Array.from(name, (char) => char.charCodeAt(0)))) continue;
      for (const watch of set) watch.changed = true;
    }
  }
}
