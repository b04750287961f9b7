/**
 * How much each eviction policy keeps of what will be asked for again.
 *
 *     deno run -A --no-check bench/hit_ratio.ts [--keys N] [--requests N] [--micros N] [--no-write]
 *
 * Plays four traces (workloads/traces.ts) against the library under each policy, against exact LRU
 * and against lru-cache, at several cache sizes, and prints the share of requests that hit.
 * Nothing is timed: the clock is a virtual one that moves by `--micros` a request, so a machine's
 * speed changes nothing and the same seed gives the same figures up to the store's own sampling.
 *
 * The volatile policies choose among keys with a time to live by the same code, so with one on
 * each key they would repeat their allkeys rows.
 */
import { parseArgs } from "@std/cli/parse-args";
import { LRUCache } from "lru-cache";
import { type EvictionPolicyName, Store } from "../mod.ts";
import { Random } from "../tests/helpers/random.ts";
import { grouped, percent } from "../server/cli/load/reports/number_texts.ts";
import { describeMachine } from "./measure/machine.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { writeResult } from "./measure/result_files.ts";
import { hitRatio, RequestClock, type SimulatedCache } from "./workloads/cache_simulation.ts";
import { ExactLru } from "./workloads/exact_lru.ts";
import { prebuiltKeys } from "./workloads/key_texts.ts";
import { allTraces, type Trace, ZIPF_EXPONENT } from "./workloads/traces.ts";

const SEED = 20240717;
const CAPACITY_SHARES = [0.01, 0.05, 0.1, 0.25];
const POLICIES: EvictionPolicyName[] = ["allkeys-lru", "allkeys-lfu", "allkeys-random", "fifo"];

/** The library as a simulated cache. */
class StoreCache implements SimulatedCache {
  readonly #store: Store;
  readonly #clock: RequestClock;

  constructor(
    capacity: number,
    eviction: EvictionPolicyName,
    stepMicros: number,
    readonly keys: readonly string[],
  ) {
    this.#clock = new RequestClock(stepMicros);
    this.#store = new Store({
      maxKeys: capacity,
      eviction,
      activeExpiry: false,
      clock: this.#clock,
    });
  }

  request(key: number): boolean {
    this.#clock.step();
    const text = this.keys[key];
    if (this.#store.get(text) !== undefined) return true;
    this.#store.set(text, "");
    return false;
  }
}

/** lru-cache as a simulated cache. */
class LruCacheCache implements SimulatedCache {
  readonly #cache: LRUCache<number, true>;

  constructor(capacity: number) {
    this.#cache = new LRUCache({ max: capacity });
  }

  request(key: number): boolean {
    if (this.#cache.get(key) !== undefined) return true;
    this.#cache.set(key, true);
    return false;
  }
}

/** One cell of the table. */
interface HitRatio {
  trace: string;
  capacity: number;
  cache: string;
  ratio: number;
}

function playAll(
  trace: Trace,
  capacity: number,
  stepMicros: number,
  keys: readonly string[],
): HitRatio[] {
  const play = (cache: string, simulated: SimulatedCache): HitRatio => {
    return { trace: trace.name, capacity, cache, ratio: hitRatio(trace, simulated) };
  };
  return [
    play("exact LRU", new ExactLru(capacity)),
    play("lru-cache", new LruCacheCache(capacity)),
    ...POLICIES.map((policy) => {
      return play(policy, new StoreCache(capacity, policy, stepMicros, keys));
    }),
  ];
}

function table(results: readonly HitRatio[]): string {
  const caches = ["exact LRU", "lru-cache", ...POLICIES];
  const rows: string[][] = [];
  for (let i = 0; i < results.length; i += caches.length) {
    const cells = results.slice(i, i + caches.length);
    rows.push([
      cells[0].trace,
      grouped(cells[0].capacity),
      ...cells.map((cell) => percent(cell.ratio)),
    ]);
  }
  return markdownTable(["trace", "capacity, keys", ...caches], rows);
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, {
    string: ["keys", "requests", "micros"],
    boolean: ["write"],
    negatable: ["write"],
    default: { write: true },
  });
  const size = { keys: Number(args.keys ?? 100_000), requests: Number(args.requests ?? 1_000_000) };
  const stepMicros = Number(args.micros ?? 10);
  const traces = allTraces(size, new Random(SEED));
  const keys = prebuiltKeys(0, Math.max(...traces.map((trace) => trace.universe)));
  const results: HitRatio[] = [];
  for (const trace of traces) {
    for (const share of CAPACITY_SHARES) {
      results.push(...playAll(trace, Math.floor(size.keys * share), stepMicros, keys));
    }
    console.error(`played ${trace.name}`);
  }
  const body = `Percent of requests that find their key. ${grouped(size.requests)} requests, of ` +
    `which the first fifth only warms the cache up; ${grouped(size.keys)} keys; Zipf's exponent ` +
    `is ${ZIPF_EXPONENT}; ${stepMicros} µs of virtual time between two requests. What the traces ` +
    `are is told in \`bench/workloads/traces.ts\`.\n\n${table(results)}`;
  console.log(body);
  if (args.write) {
    await writeResult({
      name: "hit_ratio",
      title: "Hit ratios of the eviction policies",
      command: "deno run -A --no-check bench/hit_ratio.ts",
      machine: await describeMachine(),
      body,
      data: { size, seed: SEED, stepMicros, results },
    });
  }
}
