/**
 * Broadcast invalidations: prefixes of keys, who wants to know of changes behind them, and which keys
 * have changed since the last message.
 *
 * Changes are collected and sent together when the requests at hand are done: a key that changes a
 * hundred times is told once.
 */

import type { KeyProbe } from "../../store/keyspace/key_probe.ts";
import type { Session } from "../clients/session.ts";

/** One prefix. */
interface Prefix {
  readonly clients: Set<Session>;
  /** Changed keys, and who changed each last; undefined for expiry and eviction. */
  changed: Map<string, Session | undefined>;
}

/** The prefixes of all clients. */
export class Broadcasts {
  /** By the prefix as a binary string. */
  readonly #prefixes = new Map<string, Prefix>();

  /** Number of prefixes that somebody follows. */
  get size(): number {
    return this.#prefixes.size;
  }

  /** A client wants to know of the keys that begin with a prefix. */
  follow(prefix: string, session: Session): void {
    const found = this.#prefixes.get(prefix);
    if (found !== undefined) found.clients.add(session);
    else this.#prefixes.set(prefix, { clients: new Set([session]), changed: new Map() });
  }

  /** A client wants it no longer. */
  unfollow(prefix: string, session: Session): void {
    const found = this.#prefixes.get(prefix);
    if (found?.clients.delete(session) && found.clients.size === 0) this.#prefixes.delete(prefix);
  }

  /** The probe's key has changed; returns whether somebody is to be told. O(prefixes). */
  add(probe: KeyProbe, changer: Session | undefined): boolean {
    const key = probe.binary();
    let isFollowed = false;
    for (const [prefix, { changed }] of this.#prefixes) {
      if (!key.startsWith(prefix)) continue;
      changed.set(key, changer);
      isFollowed = true;
    }
    return isFollowed;
  }

  /**
   * Hands out what has changed, for each prefix in the order of bytes and each client that follows it:
   * the keys in the order of bytes, those left out that a client with `isExcluded` changed itself.
   */
  drain(
    isExcluded: (session: Session) => boolean,
    send: (session: Session, keys: readonly string[]) => void,
  ): void {
    for (const name of [...this.#prefixes.keys()].sort()) {
      const prefix = this.#prefixes.get(name)!;
      const { changed } = prefix;
      if (changed.size === 0) continue;
      prefix.changed = new Map();
      const keys = [...changed.keys()].sort();
      for (const session of prefix.clients) {
        const wanted = isExcluded(session)
          ? keys.filter((key) => changed.get(key) !== session)
          : keys;
        if (wanted.length > 0) send(session, wanted);
      }
    }
  }
}
