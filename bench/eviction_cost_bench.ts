/**
 * What a write costs that must evict, from ten thousand keys to ten million.
 *
 *     deno run -A --no-check bench/eviction_cost_bench.ts [--max 10000000] [--writes N] [--no-write]
 *
 * A store is filled up to `maxKeys`, then new keys are set, each of which evicts one. What the
 * policy has to do must not depend on how many keys there are. What grows a little all the same is
 * the memory's share: ten thousand keys fit in the processor's cache, ten million do not. The row
 * "overwrite" (setting a key that is there, at random) shows that share without eviction.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type EvictionPolicyName, Store } from "../mod.ts";
import { Random } from "../tests/helpers/random.ts";
import { lineChart } from "./measure/chart.ts";
import { compact } from "../server/cli/load/reports/number_texts.ts";
import { describeMachine } from "./measure/machine.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { writeResult } from "./measure/result_files.ts";
import { RunningClock } from "./measure/running_clock.ts";
import { median } from "./measure/statistics.ts";
import { keyText } from "./workloads/key_texts.ts";

const SIZES = [1e4, 1e5, 1e6, 1e7];
const POLICIES: EvictionPolicyName[] = [
  ...["allkeys-random", "allkeys-lru", "allkeys-lfu", "fifo"] as const,
  ...["volatile-random", "volatile-lru", "volatile-lfu", "volatile-ttl"] as const,
];
const VALUE = "0123456789abcdef";
const ROUNDS = 8;

/** Nanoseconds of a write, by policy and size. */
interface Cost {
  policy: string;
  keys: number;
  evictingNs: number;
  overwriteNs: number;
}

function measure(policy: EvictionPolicyName, keys: number, writes: number): Cost {
  const store = new Store({ maxKeys: keys, eviction: policy, activeExpiry: false });
  const options = policy.startsWith("volatile-") ? { ex: 86_400 } : {};
  for (let i = 0; i < keys; i++) store.set(keyText(i), VALUE, options);
  const random = new Random(keys);
  const perRound = Math.ceil(writes / ROUNDS);
  // Key texts are made before the clock starts: their cost is not the store's.
  const overwrites = Array.from({ length: perRound }, () => keyText(random.int(keys)));
  const overwriteNs = rounds(() => {
    for (const key of overwrites) store.set(key, VALUE, options);
  }, perRound);
  let next = keys;
  let batch: string[] = [];
  const evictingNs = rounds(
    () => {
      for (const key of batch) store.set(key, VALUE, options);
    },
    perRound,
    () => batch = Array.from({ length: perRound }, () => keyText(next++)),
  );
  if (store.size !== keys) throw new Error(`${policy} holds ${store.size} of ${keys} keys`);
  store.stop();
  return { policy, keys, evictingNs, overwriteNs };
}

/** The fastest round's nanoseconds an operation: whatever else the machine does only adds. */
function rounds(run: () => void, operations: number, prepare: () => void = () => {}): number {
  using clock = new RunningClock();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    prepare();
    const start = clock.nowMs();
    run();
    times.push((clock.nowMs() - start) * 1e6 / operations);
  }
  return Math.min(...times);
}

function table(costs: readonly Cost[], sizes: readonly number[]): string {
  const rows = POLICIES.map((policy) => {
    const row = sizes.map((keys) => costs.find((c) => c.policy === policy && c.keys === keys)!);
    return [policy, ...row.map((cost) => cost.evictingNs.toFixed(0))];
  });
  const overwrites = sizes.map((keys) => {
    return median(costs.filter((c) => c.keys === keys).map((c) => c.overwriteNs)).toFixed(0);
  });
  rows.push(["overwrite, for comparison", ...overwrites]);
  return markdownTable(
    ["ns per write", ...sizes.map((keys) => `${compact(keys)} keys`)],
    rows,
  );
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, {
    string: ["max", "writes"],
    boolean: ["write"],
    negatable: ["write"],
    default: { write: true },
  });
  const max = Number(args.max ?? SIZES.at(-1));
  const writes = Number(args.writes ?? 500_000);
  const sizes = SIZES.filter((keys) => keys <= max);
  // A first pass compiles the code, which would otherwise burden the smallest size.
  for (const policy of POLICIES) measure(policy, 5000, 100_000);
  const costs: Cost[] = [];
  for (const keys of sizes) {
    for (const policy of POLICIES) costs.push(measure(policy, keys, writes));
    console.error(`measured ${compact(keys)} keys`);
  }
  const body = "Nanoseconds of setting a new key in a full store (16-byte keys and values), " +
    `the fastest of ${ROUNDS} rounds.\n\n${table(costs, sizes)}\n` +
    "Overwriting evicts nothing: its row is the growth that the processor's caches alone cause.\n";
  console.log(body);
  if (args.write) {
    await writeResult({
      name: "eviction_cost",
      title: "Cost of a write that evicts",
      command: "deno run -A --no-check bench/eviction_cost_bench.ts",
      machine: await describeMachine(),
      body,
      data: costs,
      svg: lineChart({
        title: "Cost of a write that evicts",
        xName: "keys in the store",
        yName: "ns per write",
        x: sizes,
        series: POLICIES.map((policy) => ({
          name: policy,
          values: costs.filter((c) => c.policy === policy).map((c) => Math.round(c.evictingNs)),
        })),
      }),
    });
  }
}
