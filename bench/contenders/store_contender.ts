/** This project's `Store`, with text values and without its sweeping timer. */
import { Store } from "../../mod.ts";
import { type Contender, type ContenderKind, TTL_SECONDS } from "./contender.ts";

class StoreContender implements Contender {
  readonly #store: Store;

  constructor(capacity: number) {
    this.#store = new Store({
      maxKeys: capacity,
      eviction: "allkeys-lru",
      activeExpiry: false,
    });
  }

  set(key: string, value: string): void {
    this.#store.set(key, value);
  }

  setWithTtl(key: string, value: string): void {
    this.#store.set(key, value, { ex: TTL_SECONDS });
  }

  get(key: string): string | undefined {
    return this.#store.get(key);
  }

  size(): number {
    return this.#store.size;
  }

  dispose(): void {
    this.#store.stop();
    this.#store.clear();
  }
}

/** `Store` with a limit in keys and LRU eviction, as lru-cache is set up. */
export const storeContender: ContenderKind = {
  name: "Store",
  lacks: [],
  create: ({ capacity }) => new StoreContender(capacity),
};
