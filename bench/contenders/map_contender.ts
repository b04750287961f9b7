/**
 * A plain `Map`, and what one writes around it by hand: the first key thrown out past a limit,
 * an expiry time beside each value. Each is a class of its own, so that the plain map pays for
 * neither.
 */
import { type Contender, type ContenderKind, TTL_SECONDS } from "./contender.ts";

class PlainMap implements Contender {
  readonly #map = new Map<string, string>();

  set(key: string, value: string): void {
    this.#map.set(key, value);
  }

  setWithTtl(): void {
    throw new Error("A plain map has no time to live");
  }

  get(key: string): string | undefined {
    return this.#map.get(key);
  }

  size(): number {
    return this.#map.size;
  }

  dispose(): void {
    this.#map.clear();
  }
}

/** Throws out in the order of first insertion: a `Map` iterates in it. */
class BoundedMap implements Contender {
  readonly #map = new Map<string, string>();

  constructor(readonly capacity: number) {}

  set(key: string, value: string): void {
    if (this.#map.size >= this.capacity && !this.#map.has(key)) {
      const oldest = this.#map.keys().next();
      if (!oldest.done) this.#map.delete(oldest.value);
    }
    this.#map.set(key, value);
  }

  setWithTtl(): void {
    throw new Error("A bounded map has no time to live");
  }

  get(key: string): string | undefined {
    return this.#map.get(key);
  }

  size(): number {
    return this.#map.size;
  }

  dispose(): void {
    this.#map.clear();
  }
}

class ExpiringMap implements Contender {
  readonly #map = new Map<string, { value: string; expiresAt: number }>();

  set(key: string, value: string): void {
    this.#map.set(key, { value, expiresAt: Infinity });
  }

  setWithTtl(key: string, value: string): void {
    this.#map.set(key, { value, expiresAt: Date.now() + TTL_SECONDS * 1000 });
  }

  get(key: string): string | undefined {
    const entry = this.#map.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAt > Date.now()) return entry.value;
    this.#map.delete(key);
    return undefined;
  }

  size(): number {
    return this.#map.size;
  }

  dispose(): void {
    this.#map.clear();
  }
}

/** `Map`, alone or with the least that eviction or expiry takes. */
export const mapContender: ContenderKind = {
  name: "Map",
  lacks: [],
  create: ({ capacity, evicts, expires }) => {
    if (expires) return new ExpiringMap();
    return evicts ? new BoundedMap(capacity) : new PlainMap();
  },
};
