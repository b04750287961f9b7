/** The workloads have the shapes that they claim. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  FreshKeys,
  keyText,
  prebuiltKeys,
  TEXT_BYTES,
  valueTexts,
} from "../../bench/workloads/key_texts.ts";
import {
  allTraces,
  loopTrace,
  permutation,
  scanTrace,
  shiftingTrace,
  zipfTrace,
} from "../../bench/workloads/traces.ts";
import { Zipf } from "../../server/cli/load/zipf.ts";
import { Random, seeds } from "../helpers/random.ts";

/** Pearson's statistic of observed counts against expected ones. */
function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, count, i) => sum + (count - expected[i]) ** 2 / expected[i], 0);
}

for (const seed of seeds("Zipf follows 1 / k^s")) {
  Deno.test(`Zipf follows 1 / k^s on few ranks (seed ${seed})`, () => {
    const samples = 200_000;
    for (const exponent of [0.5, 0.99, 1, 1.5, 3]) {
      const n = 20;
      const zipf = new Zipf(n, exponent, new Random(seed));
      const counts = new Array<number>(n).fill(0);
      for (let i = 0; i < samples; i++) counts[zipf.next() - 1]++;
      const weights = counts.map((_, k) => (k + 1) ** -exponent);
      const total = weights.reduce((a, b) => a + b);
      const expected = weights.map((weight) => samples * weight / total);
      // 19 degrees of freedom: beyond 60 lies less than one run in a hundred thousand.
      const statistic = chiSquare(counts, expected);
      assert(statistic < 60, `exponent ${exponent}: chi square ${statistic}`);
    }
  });

  Deno.test(`Zipf keeps its head and its tail over a million ranks (seed ${seed})`, () => {
    const n = 1_000_000;
    const zipf = new Zipf(n, 0.99, new Random(seed));
    let total = 0;
    for (let k = 1; k <= n; k++) total += k ** -0.99;
    let head = 0;
    for (let k = 1; k <= 1000; k++) head += k ** -0.99;
    const samples = 200_000;
    let first = 0;
    let inHead = 0;
    let largest = 0;
    for (let i = 0; i < samples; i++) {
      const rank = zipf.next();
      assert(Number.isInteger(rank) && rank >= 1 && rank <= n);
      if (rank === 1) first++;
      if (rank <= 1000) inHead++;
      if (rank > largest) largest = rank;
    }
    // Six standard deviations of a share measured over 200,000 samples is under 0.007.
    assertAlmostEquals(first / samples, 1 / total, 0.007);
    assertAlmostEquals(inHead / samples, head / total, 0.007);
    assert(largest > n * 0.99);
  });
}

Deno.test("Zipf of one rank is that rank, and a wrong universe or exponent is refused", () => {
  assertEquals(new Zipf(1, 0.99, new Random(1)).next(), 1);
  assertThrows(() => new Zipf(0, 1, new Random(1)), RangeError, "current value is 0");
  assertThrows(() => new Zipf(10, 0, new Random(1)), RangeError, "current value is 0");
  assertThrows(() => new Zipf(10, NaN, new Random(1)), RangeError, "current value is NaN");
});

Deno.test("every trace has its length, stays in its universe and follows from its seed", () => {
  const size = { keys: 500, requests: 5000 };
  const again = allTraces(size, new Random(9));
  for (const [index, trace] of allTraces(size, new Random(9)).entries()) {
    assertEquals(trace.requests.length, 5000);
    assert(trace.requests.every((key) => key < trace.universe));
    assertEquals(trace.requests, again[index].requests);
  }
});

Deno.test("a scan trace asks for every third key once only", () => {
  const { requests } = scanTrace({ keys: 1000, requests: 30_000 }, new Random(3));
  const scanned = requests.filter((key) => key >= 1000);
  assertEquals(scanned.length, 10_000);
  assertEquals(new Set(scanned).size, scanned.length);
});

Deno.test("a loop asks for each key once a turn", () => {
  const { requests } = loopTrace({ keys: 4, requests: 6 });
  assertEquals([...requests], [0, 1, 2, 3, 0, 1]);
});

Deno.test("a shifting trace has another favourite in each part, a plain one keeps its own", () => {
  const size = { keys: 1000, requests: 40_000 };
  const favourites = (requests: Uint32Array) => {
    return Array.from({ length: 20 }, (_, part) => {
      const counts = new Map<number, number>();
      for (const key of requests.subarray(part * 2000, (part + 1) * 2000)) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].sort((a, b) => b[1] - a[1])[0][0];
    });
  };
  assertEquals(new Set(favourites(zipfTrace(size, new Random(5)).requests)).size, 1);
  assertEquals(new Set(favourites(shiftingTrace(size, new Random(5)).requests)).size, 20);
});

Deno.test("a permutation holds each number once", () => {
  const order = permutation(1000, new Random(7));
  assertEquals(new Set(order).size, 1000);
  assert(order.some((number, index) => number !== index));
});

Deno.test("keys and values are 16 bytes, prebuilt ones equal to fresh ones", () => {
  const fresh = new FreshKeys(10, 20);
  assertEquals(prebuiltKeys(10, 20), Array.from({ length: 10 }, (_, i) => keyText(10 + i)));
  assertEquals(fresh.key(19), "key:000000000019");
  assertEquals(fresh.key(19).length, TEXT_BYTES);
  const values = valueTexts(100);
  assert(values.every((value) => value.length === TEXT_BYTES));
  assertEquals(new Set(values).size, 100);
});
