import { assert, assertEquals, assertLess } from "@std/assert";
import { ManualClock } from "../../../store/clock.ts";
import { Kind } from "../../../store/keyspace/record.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { scaled } from "../../helpers/test_scale.ts";
import { makeEngine, ModelledEngine, type ModelOptions } from "./namespace_model.ts";

const RUNS: Record<string, ModelOptions & { steps: number }> = {
  "without limits": { policy: "noeviction", keys: 20_000, namespaces: 1, steps: 300_000 },
  "three namespaces": { policy: "noeviction", keys: 3000, namespaces: 3, steps: 150_000 },
  "few keys, often overwritten": { policy: "noeviction", keys: 50, namespaces: 2, steps: 150_000 },
  "allkeys-lru by keys": {
    policy: "allkeys-lru",
    maxKeys: 2000,
    keys: 8000,
    namespaces: 2,
    steps: 100_000,
  },
  "allkeys-lfu by memory": {
    policy: "allkeys-lfu",
    maxMemory: 2_000_000,
    keys: 8000,
    namespaces: 2,
    steps: 60_000,
  },
  "volatile-ttl by keys": {
    policy: "volatile-ttl",
    maxKeys: 1000,
    keys: 4000,
    namespaces: 2,
    steps: 60_000,
  },
  "allkeys-random by both": {
    policy: "allkeys-random",
    maxKeys: 1000,
    maxMemory: 3_000_000,
    keys: 4000,
    namespaces: 1,
    steps: 60_000,
  },
};

for (const seed of seeds("namespace")) {
  for (const [name, { steps, ...options }] of Object.entries(RUNS)) {
    Deno.test(`random operations agree with a Map and leak no byte: ${name}, seed ${seed}`, () => {
      const modelled = new ModelledEngine(new Random(seed), options);
      const total = scaled(steps);
      for (let i = 0; i < total; i++) {
        modelled.step();
        if (i % Math.ceil(total / 5) === 0) modelled.check();
      }
      modelled.check();
      assert(modelled.expired > 0);
      assertEquals(modelled.evicted > 0, options.policy !== "noeviction");
      modelled.drain();
    });
  }
}

Deno.test("100,000 keys chosen against an unseeded hash cost what random ones do", () => {
  // Without a seed, all of these would share the first 4 bits of a hash and crowd a part of the
  // table; with one they are spread. Counted in buckets looked at, not in time.
  const engine = makeEngine(new ManualClock(), "noeviction");
  const unseeded = makeEngine(new ManualClock(), "noeviction");
  const probeOf = unseeded.namespace("0").probe;
  const constructorOf = probeOf.constructor as new (a: number, b: number) => typeof probeOf;
  const probe = new constructorOf(0, 0);
  const chosen = engine.namespace("chosen");
  const random = engine.namespace("random");
  for (let i = 0, found = 0; found < 100_000; i++) {
    const key = `k${i}`;
    probe.loadText(key);
    if (probe.hash >>> 28 !== 0) continue;
    found++;
    for (const namespace of [chosen, random]) {
      namespace.loadText(namespace === chosen ? key : `r${found}`);
      namespace.put(Kind.String, new Uint8Array(0), 0, 0, NO_EXPIRY);
    }
  }
  assertEquals([chosen.size, random.size], [100_000, 100_000]);
  const ratio = chosen.table.segmentBytes / random.table.segmentBytes;
  assertLess(ratio, 1.2);
  assertLess(Math.abs(chosen.table.depth - random.table.depth), 2);
});
