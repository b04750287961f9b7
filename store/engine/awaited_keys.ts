/**
 * Keys that somebody waits for: what blocking commands hang on to.
 *
 * The namespace signals a key here when it comes into being (whatever made it: a push, a RENAME, a MOVE, a
 * SWAPDB) and, because some wait for a stream to go, when a stream is removed. A signal only puts the
 * key on the engine's list of ready keys, once; whoever waits is served later, when the command or
 * transaction under way has ended and may have taken away again what it brought. While nobody waits
 * in a namespace, all that costs its operations one comparison.
 */

import type { KeyProbe } from "../keyspace/key_probe.ts";
import type { Namespace } from "./namespace.ts";

/** A key that is waited for, in one namespace. */
export class AwaitedKey {
  /** Whether it is on the list of ready keys. */
  ready = false;
  /** How many wait for it. */
  waiters = 0;

  constructor(readonly namespace: Namespace, readonly key: Uint8Array) {}
}

/** The awaited keys of all namespaces that may have become ready, in the order in which they did. */
export class ReadyKeys {
  /** Called when the first key becomes ready: serve those who wait, soon. */
  onReady: (() => void) | undefined;
  #keys: AwaitedKey[] = [];

  /** How many there are. */
  get size(): number {
    return this.#keys.length;
  }

  /** Adds a key, unless it is there already. */
  add(key: AwaitedKey): void {
    if (key.ready) return;
    key.ready = true;
    if (this.#keys.push(key) === 1) this.onReady?.();
  }

  /** Empties the list and returns what was on it. A key taken is ready until the taker says not. */
  take(): AwaitedKey[] {
    const keys = this.#keys;
    this.#keys = [];
    return keys;
  }
}

/** The awaited keys of one namespace. */
export class AwaitedKeys {
  /** How many keys there are. */
  size = 0;
  readonly #keys = new Map<string, AwaitedKey>();

  constructor(private readonly ready: ReadyKeys) {}

  /** The awaited key for the one that `namespace`, whose keys these are, has loaded: one waits more. */
  acquire(namespace: Namespace): AwaitedKey {
    const name = namespace.probe.binary();
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = new AwaitedKey(namespace, namespace.probe.bytes());
      this.#keys.set(name, key);
      this.size = this.#keys.size;
    }
    key.waiters++;
    return key;
  }

  /** One waits less for the key that `namespace` has loaded. */
  release(namespace: Namespace): void {
    const name = namespace.probe.binary();
    const key = this.#keys.get(name);
    if (key === undefined || --key.waiters > 0) return;
    this.#keys.delete(name);
    this.size = this.#keys.size;
  }

  /** The probe's key may have become ready. Only worth calling while `size` is not 0. */
  signal(probe: KeyProbe): void {
    const key = this.#keys.get(probe.binary());
    if (key !== undefined) this.ready.add(key);
  }

  /** Signals all keys for which `affected` says so. */
  signalWhere(affected: (key: Uint8Array) => boolean): void {
    for (const awaited of this.#keys.values()) if (affected(awaited.key)) this.ready.add(awaited);
  }
}
