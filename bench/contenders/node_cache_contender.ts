/**
 * npm's node-cache: an object of wrapped values. Past `maxKeys` it throws instead of evicting, so
 * it takes no part in that test. Its sweeping timer is off, as is the others'.
 */
import NodeCache from "node-cache";
import { type Contender, type ContenderKind, TTL_SECONDS } from "./contender.ts";

class NodeCacheContender implements Contender {
  // Texts are immutable: cloning them, which is its default for values, would change nothing.
  readonly #cache = new NodeCache({ useClones: false, checkperiod: 0 });

  set(key: string, value: string): void {
    this.#cache.set(key, value);
  }

  setWithTtl(key: string, value: string): void {
    this.#cache.set(key, value, TTL_SECONDS);
  }

  get(key: string): string | undefined {
    return this.#cache.get<string>(key);
  }

  size(): number {
    return this.#cache.keys().length;
  }

  dispose(): void {
    this.#cache.close();
    this.#cache.flushAll();
  }
}

/** node-cache without clones and without its timer. */
export const nodeCacheContender: ContenderKind = {
  name: "node-cache",
  lacks: ["evicts"],
  create: () => new NodeCacheContender(),
};
