/**
 * Exact LRU over a `Map`: the yardstick for hit ratios. A `Map` iterates in the order of insertion,
 * so removing and inserting a key again on each use keeps the least recently used one in front.
 */

/** A set of keys that forgets the least recently used one past its capacity. */
export class ExactLru {
  readonly #keys = new Map<number, true>();

  /** @param capacity keys held at most, at least 1. */
  constructor(readonly capacity: number) {}

  /** Asks for a key, which is inserted when it is not there. Returns whether it was. */
  request(key: number): boolean {
    const hit = this.#keys.delete(key);
    if (!hit && this.#keys.size >= this.capacity) {
      const oldest = this.#keys.keys().next();
      if (!oldest.done) this.#keys.delete(oldest.value);
    }
    this.#keys.set(key, true);
    return hit;
  }
}
