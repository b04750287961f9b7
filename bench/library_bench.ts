/**
 * The library beside `Map`, lru-cache, quick-lru and node-cache, for `deno bench`.
 *
 *     deno task bench
 *
 * Each iteration is a batch of 10,000 operations: divide the time per iteration by that. All
 * contenders run in one process here, so they share one heap and one set of call sites, which
 * costs the smaller ones some speed; `bench/library_report.ts` runs each in a process of its own
 * through the two variables below, and writes the tables in `docs/benchmarks/library.md`.
 *
 * - `VORTIS_BENCH_CONTENDERS`: names separated by commas; default all.
 * - `VORTIS_BENCH_KEYS`: numbers of keys separated by commas; default 100000,1000000.
 */
import { CONTENDERS, contendersNamed } from "./contenders/all_contenders.ts";
import type { Contender, ContenderKind } from "./contenders/contender.ts";
import {
  BATCH,
  filledCache,
  makeFreshKeys,
  type Operation,
  type OperationInputs,
  operationInputs,
  OPERATIONS,
} from "./workloads/cache_operations.ts";

/** Only the cache that is being measured exists: the others' keys would burden the collector. */
interface Fixture {
  id: string;
  cache: Contender;
}

let inputs: OperationInputs | undefined;
let fixture: Fixture | undefined;
/** Results end here, so that nothing can be left out as unused. */
let sink = 0;

function inputsFor(count: number): OperationInputs {
  if (inputs?.count !== count) {
    dropFixture();
    inputs = operationInputs(count);
  }
  return inputs;
}

function cacheFor(kind: ContenderKind, operation: Operation, count: number): Contender {
  const id = `${kind.name} ${operation.needs.join()} ${count}`;
  if (fixture?.id !== id) {
    const ready = inputsFor(count);
    dropFixture();
    fixture = { id, cache: filledCache(kind, operation, ready) };
  }
  return fixture.cache;
}

function dropFixture(): void {
  fixture?.cache.dispose();
  fixture = undefined;
}

function chosen(variable: string): string[] | undefined {
  return Deno.env.get(variable)?.split(",").map((part) => part.trim());
}

const names = chosen("VORTIS_BENCH_CONTENDERS");
const kinds = names === undefined ? CONTENDERS : contendersNamed(names);
const counts = (chosen("VORTIS_BENCH_KEYS") ?? ["100000", "1000000"]).map(Number);

for (const count of counts) {
  for (const operation of OPERATIONS) {
    const group = `${operation.name}, ${count} keys (time per ${BATCH} operations)`;
    for (const kind of kinds) {
      if (operation.needs.some((feature) => kind.lacks.includes(feature))) continue;
      let position = 0;
      Deno.bench(kind.name, { group, baseline: kind === kinds[0] }, (bench) => {
        const cache = cacheFor(kind, operation, count);
        const ready = inputsFor(count);
        bench.start();
        sink += operation.run(cache, ready, position);
        bench.end();
        position += BATCH;
      });
    }
  }
  let position = 0;
  Deno.bench("making the key", { group: `fresh key alone, ${count} keys` }, (bench) => {
    const ready = inputsFor(count);
    bench.start();
    sink += makeFreshKeys(ready, position);
    bench.end();
    position += BATCH;
  });
}

globalThis.addEventListener("unload", () => {
  if (Number.isNaN(sink)) throw new Error("A result was not a number");
});
