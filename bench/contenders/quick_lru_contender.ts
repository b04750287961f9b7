/** npm's quick-lru: two maps that take turns, so that up to twice its limit is held. */
import QuickLRU from "quick-lru";
import { type Contender, type ContenderKind, TTL_SECONDS } from "./contender.ts";

class QuickLruContender implements Contender {
  readonly #cache: QuickLRU<string, string>;

  constructor(capacity: number) {
    this.#cache = new QuickLRU({ maxSize: capacity });
  }

  set(key: string, value: string): void {
    this.#cache.set(key, value);
  }

  setWithTtl(key: string, value: string): void {
    this.#cache.set(key, value, { maxAge: TTL_SECONDS * 1000 });
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

/** quick-lru at its defaults, with `maxSize`. */
export const quickLruContender: ContenderKind = {
  name: "quick-lru",
  lacks: [],
  create: ({ capacity }) => new QuickLruContender(capacity),
};
