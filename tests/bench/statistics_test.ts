/** Order statistics against values worked out by hand. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { median, medianRatio, quantile, summarize } from "../../bench/measure/statistics.ts";

Deno.test("quantile interpolates between neighbours, whatever the order of the sample", () => {
  const sample = [40, 10, 30, 20];
  assertEquals(quantile(sample, 0), 10);
  assertEquals(quantile(sample, 1), 40);
  assertEquals(quantile(sample, 0.5), 25);
  assertAlmostEquals(quantile(sample, 0.9), 37);
  assertEquals(sample, [40, 10, 30, 20]);
});

Deno.test("quantile of one value is that value", () => {
  for (const q of [0, 0.3, 1]) assertEquals(quantile([7], q), 7);
});

Deno.test("quantile sorts by value, not by text", () => {
  assertEquals(median([100, 9, 20]), 20);
});

Deno.test("quantile refuses an empty sample and a q outside [0, 1]", () => {
  assertThrows(() => quantile([], 0.5), RangeError, "empty sample");
  assertThrows(() => quantile([1], 1.5), RangeError, "current value is 1.5");
  assertThrows(() => quantile([1], NaN), RangeError, "current value is NaN");
});

Deno.test("summarize gives the middle, the ends and the count", () => {
  assertEquals(summarize([3, 1, 2]), { median: 2, min: 1, max: 3, rounds: 3 });
});

Deno.test("medianRatio divides round by round before it takes the median", () => {
  // A machine at half speed in the second round: each pair still says 2.
  assertEquals(medianRatio([200, 100, 220], [100, 50, 110]), 2);
  assertThrows(() => medianRatio([1, 2], [1]), RangeError, "2 and 1 rounds");
});
