/**
 * Watched keys: the optimistic locks of WATCH and of the library's transactions.
 *
 * A watch is told that one of its keys has changed, nothing more. Only watched keys cost memory,
 * and a namespace without watches pays one comparison a write.
 */

import type { KeyProbe } from "./keyspace/key_probe.ts";

/** A set of keys that somebody wants unchanged; see {@linkcode KeyWatches}. */
export interface Watch {
  /** Becomes true at the first change of one of the keys. */
  changed: boolean;
}

/** The watched keys of one namespace. */
export class KeyWatches {
  readonly #watches = new Map<string, Set<Watch>>();

  /** Number of keys that are watched. */
  get size(): number {
    return this.#watches.size;
  }

  /** Adds the probe's key to a watch. */
  add(probe: KeyProbe, watch: Watch): void {
    const name = nameOf(probe);
    const set = this.#watches.get(name);
    if (set === undefined) this.#watches.set(name, new Set([watch]));
    else set.add(watch);
  }

  /** Takes a watch off all its keys. O(watched keys). */
  remove(watch: Watch): void {
    for (const [name, set] of this.#watches) {
      if (set.delete(watch) && set.size === 0) this.#watches.delete(name);
    }
  }

  /** The probe's key has changed. */
  touch(probe: KeyProbe): void {
    const set = this.#watches.get(nameOf(probe));
    if (set !== undefined) { for (const watch of set) watch.changed = true; }
  }

  /** Tells all watches of keys for which `affected` says so that they have changed. */
  touchWhere(affected: (key: Uint8Array) => boolean): void {
    for (const [name, set] of this.#watches) {
      if (!affected(Uint8Array.from(name, (char) => char.charCodeAt(0)))) continue;
      for (const watch of set) watch.changed = true;
    }
  }
}

/** A key as a string of its bytes: any bytes, and equal only for equal keys. */
function nameOf(probe: KeyProbe): string {
  let name = "";
  for (let i = 0; i < probe.length; i++) {
    name += String.fromCharCode((probe.words[i >>> 2] >>> ((i & 3) << 3)) & 255);
  }
  return name;
}
