import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { ExpirySweeper } from "../../../store/expiry/sweeper.ts";
import { ManualClock, Store } from "../../../mod.ts";
import { runWithStore } from "../../helpers/programs/library_program.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition() && performance.now() < deadline) await sleep(2);
}

/** A keyspace with a number of due keys, each of which takes a millisecond to remove. */
class SlowKeyspace {
  readonly wheel = { size: 1, busy: false };
  removed = 0;
  constructor(public due: number, readonly time: { ms: number }) {}

  removeDue(limit: number): number {
    const count = Math.min(limit, this.due);
    this.due -= count;
    this.removed += count;
    this.time.ms += count;
    return count;
  }
}

Deno.test("a cycle ends with its budget, and starves no namespace", () => {
  const time = { ms: 0 };
  const keyspaces = new Map(
    ["a", "b", "c"].map((name) => [name, new SlowKeyspace(1000, time)]),
  );
  const sweeper = new ExpirySweeper({ namespaces: keyspaces }, {
    intervalMs: 100,
    budgetMs: 50,
    stopwatch: () => time.ms,
  });
  for (let i = 0; i < 12; i++) {
    const before = time.ms;
    const removed = sweeper.cycle();
    assertEquals(removed, time.ms - before);
    assertLessOrEqual(removed, 50 + 32);
    assert(sweeper.behind);
  }
  for (const { removed } of keyspaces.values()) assert(removed >= 200, `${removed} removed`);
  while (sweeper.behind) sweeper.cycle();
  assertEquals([...keyspaces.values()].map(({ due }) => due), [0, 0, 0]);
  assertEquals([sweeper.removed, sweeper.spentMs], [3000, 3000]);
});

Deno.test("a cycle costs what is due, not what there is", () => {
  const clock = new ManualClock();
  using store = new Store({ clock, activeExpiry: false });
  for (let i = 0; i < 100_000; i++) store.set(`key:${i}`, "x", { ex: 1000 + i });
  const begin = performance.now();
  for (let i = 0; i < 1000; i++) {
    clock.advance(1);
    assertEquals(store.activeExpireCycle(), 0);
  }
  assertLess(performance.now() - begin, 500);
});

Deno.test("keys that nobody asks for go by themselves", async () => {
  using store = new Store({ expiryIntervalMs: 5 });
  for (let i = 0; i < 100; i++) store.set(`key:${i}`, "x", { px: 20 });
  store.set("lasting", "x");
  await until(() => store.size === 1, 2000);
  assertEquals([store.size, store.stats().expired], [1, 100]);
  assertEquals(store.stats().expiry.running, true);
});

Deno.test("10^6 dead keys are gone within two intervals of their time, in short slices", async () => {
  const count = 1_000_000;
  const clock = new ManualClock();
  const intervalMs = 1000;
  const budgetMs = 5;
  using store = new Store({ clock, expiryIntervalMs: intervalMs, expiryBudgetMs: budgetMs });
  for (let i = 0; i < count; i++) store.set(`key:${i}`, "value", { ex: 60 });
  store.set("lasting", "x");
  clock.advance(61_000);
  // What the loop is kept from, beside the work itself.
  let longest = 0;
  let last = performance.now();
  const begin = last;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await until(() => store.size === 1, 20_000);
  clearInterval(timer);
  const { expired, expiry } = store.stats();
  assertEquals([store.size, expired, expiry.removed], [1, count, count]);
  // The machine may take the processor away in the middle of a slice; the exact bound is the
  // first test's.
  const slice = expiry.spentMs / expiry.slices;
  assertLess(slice, budgetMs * 5, `${slice} ms a slice`);
  assert(expiry.slices > 20, `${expiry.slices} slices`);
  const elapsed = performance.now() - begin;
  assertLess(elapsed, 2 * intervalMs + 8 * intervalMs * busy(expiry.spentMs), `${elapsed} ms`);
  assertLess(longest, 500);
});

/** How much slower than usual the machine was, from what a million removals took; 0 if it was not. */
function busy(spentMs: number): number {
  return Math.max(0, spentMs / 700 - 1);
}

Deno.test("startExpiry and stop may be called any number of times", async () => {
  using store = new Store({ activeExpiry: false, expiryIntervalMs: 2 });
  store.set("key", "x", { px: 1 });
  await sleep(20);
  assertEquals([store.size, store.stats().expiry.running], [1, false]);
  store.startExpiry();
  store.startExpiry();
  await until(() => store.size === 0, 2000);
  assertEquals(store.size, 0);
  store.stop();
  store.stop();
  const { slices } = store.stats().expiry;
  await sleep(20);
  assertEquals(store.stats().expiry.slices, slices);
  store.startExpiry();
  await until(() => store.stats().expiry.slices > slices, 2000);
  assert(store.stats().expiry.slices > slices);
});

Deno.test("an aborted signal stops the sweeper, and keeps it from starting", async () => {
  const controller = new AbortController();
  using store = new Store({ signal: controller.signal, expiryIntervalMs: 2 });
  assert(store.stats().expiry.running);
  controller.abort();
  assertEquals(store.stats().expiry.running, false);
  store.startExpiry();
  assertEquals(store.stats().expiry.running, false);
  store.set("key", "x", { px: 1 });
  await sleep(15);
  assertEquals(store.size, 1);
  assertEquals(store.get("key"), undefined, "reads still see to it");
  using late = new Store({ signal: AbortSignal.abort() });
  assertEquals(late.stats().expiry.running, false);
});

Deno.test("a forgotten sweeper does not keep a process alive, not even with work left", async () => {
  const printed = await runWithStore(`
    const store = new Store({ expiryIntervalMs: 1, expiryBudgetMs: 0.01 });
    for (let i = 0; i < 100_000; i++) store.set("key:" + i, "x", { px: 1 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    console.log(store.stats().expiry.running, store.size > 0);
  `);
  assertEquals(printed, "true true\n");
});

Deno.test("a store that is forgotten is collected, its timer and its signal notwithstanding", async () => {
  const printed = await runWithStore(
    `
      const { signal } = new AbortController();
      let collected = 0;
      const registry = new FinalizationRegistry(() => collected++);
      for (let i = 0; i < 10; i++) {
        const store = new Store({ expiryIntervalMs: 1, signal });
        store.set("key", "x", { ex: 100 });
        registry.register(store, i);
      }
      for (let i = 0; i < 50 && collected < 9; i++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        gc();
      }
      console.log(collected >= 9);
    `,
    "--expose-gc",
  );
  assertEquals(printed, "true\n");
});
