/** npm's lru-cache: exact LRU over arrays, times to live in arrays of their own. */
import { LRUCache } from "lru-cache";
import { type Contender, type ContenderKind, TTL_SECONDS } from "./contender.ts";

class LruCacheContender implements Contender {
  readonly #cache: LRUCache<string, string>;

  constructor(capacity: number) {
    this.#cache = new LRUCache({ max: capacity });
  }

  set(key: string, value: string): void {
    this.#cache.set(key, value);
  }

  setWithTtl(key: string, value: string): void {
    this.#cache.set(key, value, { ttl: TTL_SECONDS * 1000 });
  }

  get(key: string): string | undefined {
    return this.#cache.get(key);
  }

  size(): number {
    return this.#cache.size;
  }

  dispose(): void {
    this.#cache.clear();
  }
}

/** lru-cache at its defaults, with `max`. */
export const lruCacheContender: ContenderKind = {
  name: "lru-cache",
  lacks: [],
  create: ({ capacity }) => new LruCacheContender(capacity),
};
