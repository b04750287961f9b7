/** Hit counting and the exact LRU that other policies are held against. */
import { assertEquals } from "@std/assert";
import { LRUCache } from "lru-cache";
import { hitRatio, RequestClock } from "../../bench/workloads/cache_simulation.ts";
import { ExactLru } from "../../bench/workloads/exact_lru.ts";
import { loopTrace, type Trace, zipfTrace } from "../../bench/workloads/traces.ts";
import { Random, seeds } from "../helpers/random.ts";

const trace = (...requests: number[]): Trace => {
  return {
    name: "given",
    universe: Math.max(...requests) + 1,
    requests: Uint32Array.of(...requests),
  };
};

Deno.test("hitRatio counts after the warm-up only", () => {
  const given = trace(1, 2, 1, 2, 3, 1);
  assertEquals(hitRatio(given, new ExactLru(3), 0), 3 / 6);
  assertEquals(hitRatio(given, new ExactLru(3), 0.5), 2 / 3);
});

Deno.test("exact LRU throws out the key that was used least recently", () => {
  const lru = new ExactLru(2);
  assertEquals([1, 2, 1, 3, 1, 2].map((key) => lru.request(key)), [
    ...[false, false, true, false, true, false],
  ]);
});

Deno.test("a loop one key longer than the cache never hits under LRU, a shorter one always", () => {
  const loop = loopTrace({ keys: 11, requests: 110 });
  assertEquals(hitRatio(loop, new ExactLru(10)), 0);
  assertEquals(hitRatio(loop, new ExactLru(11)), 1);
});

for (const seed of seeds("exact LRU agrees with lru-cache")) {
  Deno.test(`exact LRU agrees with lru-cache request by request (seed ${seed})`, () => {
    const { requests } = zipfTrace({ keys: 1000, requests: 20_000 }, new Random(seed));
    const ours = new ExactLru(100);
    const theirs = new LRUCache<number, true>({ max: 100 });
    for (const key of requests) {
      const hit = theirs.get(key) !== undefined;
      if (!hit) theirs.set(key, true);
      assertEquals(ours.request(key), hit);
    }
  });
}

Deno.test("the request clock moves by its step and tells whole milliseconds", () => {
  const clock = new RequestClock(10);
  const start = clock.now();
  for (let i = 0; i < 150; i++) clock.step();
  assertEquals(clock.now() - start, 1);
  assertEquals(Number.isInteger(clock.now()), true);
});
