import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { LatencyCounts } from "../../../../server/cli/load/latency_counts.ts";
import { Random, seeds } from "../../../helpers/random.ts";

for (const seed of seeds("latency counts")) {
  Deno.test(`latency counts: percentiles are those of the sorted values, to 1 % (seed ${seed})`, () => {
    const random = new Random(seed);
    // From 1 µs to 100 s, each decade alike.
    const values = Array.from({ length: 5000 }, () => 10 ** (random.float() * 8 - 3));
    const counts = new LatencyCounts();
    for (const value of values) counts.record(value);
    values.sort((a, b) => a - b);
    for (const percent of [0.1, 1, 25, 50, 90, 99, 99.9, 100]) {
      // In whole numbers: 99.9 % of 5,000 are 4,995.
      const exact = values[Math.ceil((percent * 10 * values.length) / 1000) - 1];
      const found = counts.percentileMs(percent);
      // A unit is 100 ns.
      assert(
        found >= exact - 1e-4 && found <= exact * 1.01 + 1e-4,
        `p${percent}: ${found}, ${exact}`,
      );
    }
    assertEquals(counts.maxMs, values.at(-1));
    assertAlmostEquals(counts.meanMs, values.reduce((a, b) => a + b) / values.length, 1e-6);
  });
}

Deno.test("latency counts: nothing, far too long, and negative", () => {
  const counts = new LatencyCounts();
  assertEquals([counts.count, counts.percentileMs(50), counts.meanMs, counts.maxMs], [0, 0, 0, 0]);
  counts.record(1e9);
  assertEquals(Math.floor(counts.percentileMs(50) / 1000), 214);
  assertEquals(counts.maxMs, 1e9);
  counts.record(-1);
  assertEquals(counts.percentileMs(50), 0);
});

Deno.test("latency counts: sums and differences", () => {
  const [first, second] = [new LatencyCounts(), new LatencyCounts()];
  for (let ms = 1; ms <= 100; ms++) first.record(ms);
  second.add(first);
  for (let i = 0; i < 300; i++) second.record(5);
  const since = second.since(first);
  assertEquals(since.count, 300);
  assertAlmostEquals(since.percentileMs(1), 5, 0.05);
  assertAlmostEquals(since.maxMs, 5, 0.05);
  assertAlmostEquals(since.meanMs, 5, 1e-9);
  let visited = 0;
  since.each((_, count) => visited += count);
  assertEquals(visited, 300);
});
