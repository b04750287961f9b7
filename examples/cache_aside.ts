/**
 * Cache-aside in an HTTP server: what a slow database knows is kept in a store for a while.
 *
 * It shows a typed cache with a limit in bytes, times to live that do not all end at once, one read for
 * many who ask at the same time, misses that are remembered, and a write that invalidates.
 *
 *     deno run --allow-net examples/cache_aside.ts 8000
 *     curl -i http://127.0.0.1:8000/products/1                  # x-cache: miss, after 200 ms
 *     curl -i http://127.0.0.1:8000/products/1                  # x-cache: hit, at once
 *     curl -X PUT -d 12.5 http://127.0.0.1:8000/products/1/price
 *     curl http://127.0.0.1:8000/stats
 */
import { json, Store } from "@vortis/core";

interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
}

const DATABASE_MS = 200;
const TTL_MS = 60_000;

/** Stands for your database: it is right, and slow. */
class ProductDatabase {
  readonly #rows = new Map<string, Product>([
    ["1", { id: "1", name: "Kettle", price: 39.9 }],
    ["2", { id: "2", name: "Teapot", price: 24.5 }],
  ]);
  reads = 0;

  async find(id: string): Promise<Product | undefined> {
    this.reads++;
    await new Promise((resolve) => setTimeout(resolve, DATABASE_MS));
    return this.#rows.get(id);
  }

  async setPrice(id: string, price: number): Promise<boolean> {
    const product = await this.find(id);
    if (product !== undefined) this.#rows.set(id, { ...product, price });
    return product !== undefined;
  }
}

/** The cache in front of it. */
class ProductCache {
  /** A product that the database does not know is kept as `null`; a key that is missing is `undefined`. */
  readonly store = new Store({
    codec: json<Product | null>(),
    maxMemory: "64mb",
    eviction: "allkeys-lru",
  });
  readonly #loading = new Map<string, Promise<Product | null>>();

  constructor(private readonly database: ProductDatabase) {}

  /** A product, and whether it came out of the cache, with others who asked, or from the database. */
  async find(id: string): Promise<[product: Product | null, from: "hit" | "shared" | "miss"]> {
    const cached = this.store.get(id);
    if (cached !== undefined) return [cached, "hit"];
    const underWay = this.#loading.get(id);
    if (underWay !== undefined) return [await underWay, "shared"];
    return [await this.#load(id), "miss"];
  }

  /** To be called when a product has changed. */
  invalidate(id: string): void {
    this.store.delete(id);
    // Who reads it right now may have seen the old one: that read is not to be kept.
    this.#loading.delete(id);
  }

  async #load(id: string): Promise<Product | null> {
    const loading = this.database.find(id).then((product) => product ?? null);
    this.#loading.set(id, loading);
    try {
      const product = await loading;
      // A tenth more or less, so that what came together does not go together.
      const px = Math.round(TTL_MS * (0.9 + 0.2 * Math.random()));
      if (this.#loading.get(id) === loading) this.store.set(id, product, { px });
      return product;
    } finally {
      if (this.#loading.get(id) === loading) this.#loading.delete(id);
    }
  }
}

const database = new ProductDatabase();
const cache = new ProductCache(database);

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/stats") {
    const { keys, bytes, hits, misses } = cache.store.stats();
    return Response.json({ keys, bytes, hits, misses, databaseReads: database.reads });
  }
  const [, id, price] = /^\/products\/([^/]+)(\/price)?$/.exec(pathname) ?? [];
  if (id === undefined) return new Response("no such page\n", { status: 404 });
  if (price !== undefined && request.method === "PUT") {
    const value = Number(await request.text());
    if (!(value > 0)) return new Response("a price is a positive number\n", { status: 400 });
    const changed = await database.setPrice(id, value);
    cache.invalidate(id);
    return new Response(null, { status: changed ? 204 : 404 });
  }
  const [product, from] = await cache.find(id);
  const init = { status: product === null ? 404 : 200, headers: { "x-cache": from } };
  return Response.json(product ?? { error: "no such product" }, init);
}

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.args[0] ?? 8000),
  onListen: ({ hostname, port }) => console.log(`listening on http://${hostname}:${port}/`),
}, answer);
