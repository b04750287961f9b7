import { assert, assertEquals, assertThrows } from "@std/assert";
import { Store, StoreError, type StoreOptions } from "../../mod.ts";
import { resolveOptions } from "../../store/options.ts";

/** Options that are refused, with a part of the message: the value, always. */
const WRONG: [options: Record<string, unknown>, message: string][] = [
  [{ maxKeys: -1 }, "maxKeys -1"],
  [{ maxKeys: 1.5 }, "maxKeys 1.5"],
  [{ maxKeys: NaN }, "maxKeys NaN"],
  [{ maxKeys: Infinity }, "maxKeys Infinity"],
  [{ maxKeys: "10" }, 'maxKeys "10"'],
  [{ maxMemory: -5 }, "maxMemory -5"],
  [{ maxMemory: NaN }, "maxMemory NaN"],
  [{ maxMemory: 0.5 }, "maxMemory 0.5"],
  [{ maxMemory: "much" }, 'maxMemory "much"'],
  [{ maxMemory: "-1mb" }, 'maxMemory "-1mb"'],
  [{ maxMemory: "mb" }, 'maxMemory "mb"'],
  [{ maxMemory: "" }, 'maxMemory ""'],
  [{ maxMemory: 5n }, "maxMemory 5n"],
  [{ eviction: "allkeys-lruu" }, 'eviction "allkeys-lruu"'],
  [{ eviction: "toString" }, 'eviction "toString"'],
  [{ eviction: 3 }, "eviction 3"],
  [{ eviction: null }, "eviction null"],
  [{ evictionSamples: 0 }, "evictionSamples 0"],
  [{ evictionSamples: 65 }, "evictionSamples 65"],
  [{ activeExpiry: "yes" }, 'activeExpiry "yes"'],
  [{ expiryIntervalMs: 0 }, "expiryIntervalMs 0"],
  [{ expiryIntervalMs: -100 }, "expiryIntervalMs -100"],
  [{ expiryIntervalMs: 2 ** 31 }, "expiryIntervalMs 2147483648"],
  [{ expiryBudgetMs: 0 }, "expiryBudgetMs 0"],
  [{ expiryBudgetMs: NaN }, "expiryBudgetMs NaN"],
  [{ expiryBudgetMs: "1" }, 'expiryBudgetMs "1"'],
  [{ signal: true }, "signal true"],
  [{ clock: { time: 5 } }, "clock an object"],
  [{ codec: {} }, "codec an object"],
  [{ codec: "text" }, 'codec "text"'],
  [{ maxkeys: 5 }, 'no option "maxkeys"'],
];

for (const [options, message] of WRONG) {
  Deno.test(`an option is refused by its value: ${message}`, () => {
    const error = assertThrows(
      () => new Store(options as StoreOptions),
      StoreError,
      message,
    );
    assertEquals(error.code, "INVALID_OPTION");
  });
}

Deno.test("the message of an unknown policy names those that there are", () => {
  assertThrows(
    () => new Store({ eviction: "none" as "noeviction" }),
    StoreError,
    "noeviction, allkeys-lru",
  );
});

Deno.test("defaults are those of the documentation", () => {
  const { engine, sweeper, activeExpiry, signal } = resolveOptions({});
  assertEquals([engine.maxKeys, engine.maxMemory, engine.policy.name], [0, 0, "noeviction"]);
  assertEquals([engine.evictionSamples, engine.strictMemory], [3, true]);
  assertEquals([sweeper.intervalMs, sweeper.budgetMs, activeExpiry], [100, 1, true]);
  assertEquals(signal, undefined);
});

Deno.test("an option that is undefined has its default", () => {
  const options = { maxKeys: undefined, codec: undefined } as unknown as StoreOptions;
  using store = new Store(options);
  assert(store.set("key", "value"));
});

Deno.test("sizes are read as people write them", () => {
  for (
    const [size, bytes] of [
      ["256mb", 256 * 1024 * 1024],
      ["1GB", 1024 ** 3],
      ["64k", 64_000],
      ["100", 100],
      [12_345, 12_345],
    ] as const
  ) {
    assertEquals(resolveOptions({ maxMemory: size }).engine.maxMemory, bytes);
  }
});

Deno.test("a policy has short names", () => {
  for (const name of ["random", "lru", "lfu", "fifo"] as const) {
    assertEquals(resolveOptions({ eviction: name }).engine.policy.name, `allkeys-${name}`);
  }
});
