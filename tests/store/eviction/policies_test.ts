/**
 * What every eviction policy promises, run against each of them, and then what each is for.
 */
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { ManualClock } from "../../../store/clock.ts";
import type { Engine } from "../../../store/engine/engine.ts";
import { OutOfMemoryError } from "../../../store/errors.ts";
import { EVICTION_POLICY_NAMES, policyOf } from "../../../store/eviction/policies.ts";
import type { EvictionPolicy } from "../../../store/eviction/policy.ts";
import { DEFAULT_LFU_TUNING } from "../../../store/eviction/lfu.ts";
import { Kind } from "../../../store/keyspace/record.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { makeEngine } from "../engine/namespace_model.ts";

const VALUE = new Uint8Array(16);
const LATER_MS = 1_000_000_000;

function set(engine: Engine, key: string, expiryMs: number = NO_EXPIRY, space = "0"): void {
  const namespace = engine.namespace(space);
  namespace.loadText(key);
  namespace.put(Kind.String, VALUE, 0, VALUE.length, expiryMs);
}

function has(engine: Engine, key: string, space = "0"): boolean {
  const namespace = engine.namespace(space);
  namespace.loadText(key);
  return namespace.find() !== 0;
}

function read(engine: Engine, key: string): boolean {
  const namespace = engine.namespace("0");
  namespace.loadText(key);
  return namespace.read() !== 0;
}

const evicting = EVICTION_POLICY_NAMES.filter((name) => name !== "noeviction");

for (const name of evicting) {
  const volatile = name.startsWith("volatile");

  Deno.test(`${name}: keeps maxKeys, whatever is written`, () => {
    const clock = new ManualClock();
    const engine = makeEngine(clock, name, { maxKeys: 100 });
    for (let i = 0; i < 3000; i++) {
      set(engine, `key:${i}`, clock.now() + LATER_MS + i);
      assert(engine.keys <= 100);
      assert(has(engine, `key:${i}`), "what is written is there");
      clock.advance(5);
    }
    assertEquals(engine.keys, 100);
    assertEquals(engine.namespace("0").counters.evicted, 2900);
  });

  Deno.test(`${name}: keeps maxMemory to within a segment of the table`, () => {
    const clock = new ManualClock();
    const engine = makeEngine(clock, name, { maxMemory: 300_000, strictMemory: true });
    for (let i = 0; i < 10_000; i++) {
      set(engine, `key:${i}`, clock.now() + LATER_MS + i);
      assertLess(engine.usedBytes, 300_000 + 2 * 4096);
    }
    assertGreater(engine.usedBytes, 250_000);
    assertGreater(engine.keys, 2000);
  });

  Deno.test(`${name}: overwriting in place evicts nothing`, () => {
    const clock = new ManualClock();
    const engine = makeEngine(clock, name, { maxKeys: 10 });
    for (let i = 0; i < 100; i++) set(engine, `key:${i % 10}`, clock.now() + LATER_MS);
    assertEquals([engine.keys, engine.namespace("0").counters.evicted], [10, 0]);
  });

  Deno.test(`${name}: evicts from any namespace`, () => {
    const clock = new ManualClock();
    const engine = makeEngine(clock, name, { maxKeys: 200 });
    for (let i = 0; i < 200; i++) set(engine, `old:${i}`, clock.now() + LATER_MS, String(i % 3));
    clock.advance(60_000);
    for (let i = 0; i < 600; i++) set(engine, `new:${i}`, clock.now() + 2 * LATER_MS, "9");
    assertEquals(engine.keys, 200);
    const left = ["0", "1", "2"].map((space) => engine.namespace(space).size);
    assert(left.every((size) => size < 40), `${left} are left`);
  });

  Deno.test(`${name}: ${volatile ? "spares" : "also takes"} keys without an expire time`, () => {
    const clock = new ManualClock();
    const engine = makeEngine(clock, name, { maxKeys: 100, strictMemory: true });
    for (let i = 0; i < 90; i++) set(engine, `lasting:${i}`);
    for (let i = 0; i < 500; i++) {
      clock.advance(1000);
      set(engine, `passing:${i}`, clock.now() + LATER_MS);
    }
    const lasting = Array.from({ length: 90 }, (_, i) => has(engine, `lasting:${i}`))
      .filter((there) => there).length;
    if (volatile) assertEquals(lasting, 90);
    else assertLess(lasting, 90);
    assertEquals(engine.keys, 100);
  });

  Deno.test(`${name}: without candidates, keys pass maxKeys and memory is refused`, () => {
    if (!volatile) return;
    const clock = new ManualClock();
    const engine = makeEngine(clock, name, { maxKeys: 10 });
    for (let i = 0; i < 20; i++) set(engine, `lasting:${i}`);
    assertEquals(engine.keys, 20);
    const strict = makeEngine(clock, name, { maxMemory: 20_000, strictMemory: true });
    let stored = 0;
    try {
      for (; stored < 10_000; stored++) set(strict, `lasting:${stored}`);
    } catch (error) {
      assert(error instanceof OutOfMemoryError);
    }
    assertEquals(strict.keys, stored);
    assertLess(stored, 10_000);
  });

  Deno.test(`${name}: an eviction costs the same at any number of keys`, () => {
    // Counted in records that the policy is asked about, not in time.
    const samples = (keys: number): number => {
      const clock = new ManualClock();
      const engine = makeEngine(clock, name, { maxKeys: keys });
      for (let i = 0; i < keys; i++) set(engine, `key:${i}`, clock.now() + LATER_MS + i);
      const real = policyOf(name, { ...DEFAULT_LFU_TUNING })!;
      let asked = 0;
      engine.policy = {
        ...real,
        rank(sample, nowMs) {
          asked += sample.count;
          real.rank(sample, nowMs);
        },
      };
      for (let i = 0; i < 500; i++) set(engine, `more:${i}`, clock.now() + LATER_MS);
      assertEquals(engine.namespace("0").counters.evicted, 500);
      return asked / 500;
    };
    const few = samples(1000);
    const many = samples(100_000);
    assert(many <= few * 1.5 + 1, `${few} records at 1,000 keys, ${many} at 100,000`);
    assert(many < 30, `${many} records for an eviction`);
  });
}

Deno.test("noeviction: keys pass maxKeys rather than be lost, and memory is refused", () => {
  const clock = new ManualClock();
  const engine = makeEngine(clock, "noeviction", { maxKeys: 10 });
  for (let i = 0; i < 50; i++) set(engine, `key:${i}`, clock.now() + LATER_MS);
  assertEquals(engine.keys, 50);

  const strict = makeEngine(clock, "noeviction", { maxMemory: 20_000, strictMemory: true });
  let stored = 0;
  try {
    for (;;) {
      set(strict, `key:${stored}`);
      stored++;
    }
  } catch (error) {
    assert(error instanceof OutOfMemoryError);
    assertEquals(error.code, "OUT_OF_MEMORY");
  }
  assertGreater(stored, 100);
  for (let i = 0; i < stored; i++) assert(has(strict, `key:${i}`));
  assert(!has(strict, `key:${stored}`));
});

/** Shares of hot and of cold keys that outlive a stream of new ones. */
function survivors(policy: string, seed: number): { hot: number; cold: number } {
  const random = new Random(seed);
  const clock = new ManualClock();
  const engine = makeEngine(clock, policy, { maxKeys: 1000, samples: 10 });
  for (let i = 0; i < 500; i++) {
    set(engine, `hot:${i}`, clock.now() + LATER_MS);
    set(engine, `cold:${i}`, clock.now() + LATER_MS);
  }
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 500; i++) {
      read(engine, `hot:${i}`);
      clock.advance(random.int(20));
    }
  }
  for (let i = 0; i < 500; i++) {
    set(engine, `new:${i}`, clock.now() + LATER_MS);
    for (let j = 0; j < 5; j++) read(engine, `hot:${random.int(500)}`);
    clock.advance(10);
  }
  const share = (name: string) =>
    Array.from({ length: 500 }, (_, i) => has(engine, `${name}:${i}`)).filter(Boolean).length / 500;
  return { hot: share("hot"), cold: share("cold") };
}

for (const seed of seeds("eviction")) {
  for (const name of ["allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu"]) {
    Deno.test(`${name}: keeps what is used and lets go of what is not, seed ${seed}`, () => {
      const { hot, cold } = survivors(name, seed);
      assert(hot > 0.93 && cold < 0.2, `${hot} of the hot and ${cold} of the cold keys are left`);
    });
  }

  for (const name of ["allkeys-random", "volatile-random"]) {
    Deno.test(`${name}: has no favourites, seed ${seed}`, () => {
      const { hot, cold } = survivors(name, seed);
      assert(Math.abs(hot - cold) < 0.15, `${hot} of the hot, ${cold} of the cold keys are left`);
      assert(hot > 0.4 && hot < 0.8);
    });
  }

  for (const name of ["allkeys-fifo", "volatile-fifo"]) {
    Deno.test(`${name}: what came first goes first, however much it is used, seed ${seed}`, () => {
      const clock = new ManualClock();
      const engine = makeEngine(clock, name, { maxKeys: 1000, samples: 10 });
      for (let i = 0; i < 2000; i++) {
        set(engine, `key:${i}`, clock.now() + LATER_MS);
        for (let j = 0; j < Math.min(i, 5); j++) read(engine, `key:${j}`);
        clock.advance(10);
      }
      const old = Array.from({ length: 1000 }, (_, i) => has(engine, `key:${i}`));
      assertLess(old.slice(0, 700).filter(Boolean).length, 20);
    });
  }
}

Deno.test("volatile-ttl: what expires first goes first", () => {
  const clock = new ManualClock();
  const engine = makeEngine(clock, "volatile-ttl", { maxKeys: 1000 });
  const random = new Random(3);
  const order = random.shuffle(Array.from({ length: 1000 }, (_, i) => i));
  for (const i of order) set(engine, `key:${i}`, clock.now() + 1000 + i * 1000);
  for (let i = 0; i < 300; i++) set(engine, `new:${i}`, clock.now() + LATER_MS);
  const left = Array.from({ length: 1000 }, (_, i) => has(engine, `key:${i}`));
  assertEquals(left.filter(Boolean).length, 700);
  assertLess(left.slice(0, 250).filter(Boolean).length, 25);
  assertEquals(left.slice(400).filter(Boolean).length, 600);
});

Deno.test("a policy is changed while keys are stored under another", () => {
  const clock = new ManualClock();
  const engine = makeEngine(clock, "allkeys-lru", { maxKeys: 100 });
  for (const name of evicting) {
    engine.policy = policyOf(name, { ...DEFAULT_LFU_TUNING }) as EvictionPolicy;
    for (let i = 0; i < 300; i++) set(engine, `${name}:${i}`, clock.now() + LATER_MS);
    assertEquals(engine.keys, 100);
  }
});

Deno.test("unknown names are no policies, short ones are those of all keys", () => {
  assertEquals(policyOf("lruu", DEFAULT_LFU_TUNING), undefined);
  assertEquals(policyOf("toString", DEFAULT_LFU_TUNING), undefined);
  for (const name of ["random", "lru", "lfu", "fifo"]) {
    assertEquals(policyOf(name, DEFAULT_LFU_TUNING)?.name, `allkeys-${name}`);
  }
});
