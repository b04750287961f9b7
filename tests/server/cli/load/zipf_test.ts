import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Zipf } from "../../../../server/cli/load/zipf.ts";
import { Random, seeds } from "../../../helpers/random.ts";

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
