import { assert, assertEquals } from "@std/assert";
import { LatencyHistogram } from "../../server/latency_histogram.ts";
import { Random, seeds } from "../helpers/random.ts";

/** The histogram's cumulative counts. */
function cumulative(histogram: LatencyHistogram): [number, number][] {
  const found: [number, number][] = [];
  histogram.cumulative((microseconds, count) => found.push([microseconds, count]));
  return found;
}

Deno.test("bounds double, as those that redis-server prints", () => {
  const histogram = new LatencyHistogram();
  const latencies = [0.2, 1.5, 3, 7, 12, 30, 60, 100, 200, 400, 900, 2000, 900_000];
  for (const microseconds of latencies) histogram.record(microseconds);
  assertEquals(cumulative(histogram), [
    [1, 1],
    [2, 2],
    [4, 3],
    [8, 4],
    [16, 5],
    [33, 6],
    [66, 7],
    [132, 8],
    [264, 9],
    [528, 10],
    [1056, 11],
    [2113, 12],
    [1073741, 13],
  ]);
});

Deno.test("a bound belongs to what it bounds", () => {
  const histogram = new LatencyHistogram();
  histogram.record(1.031); // the last of the bucket that begins at 1024 ns
  histogram.record(1.032);
  assertEquals(cumulative(histogram), [[1, 1], [2, 2]]);
});

Deno.test("what is out of range counts at its end", () => {
  const histogram = new LatencyHistogram();
  histogram.record(-1);
  histogram.record(5e9);
  assertEquals([histogram.percentile(50), histogram.percentile(100)], [0, 1002438.655]);
});

for (const seed of seeds("latency histogram")) {
  Deno.test(`percentiles are within one percent (seed ${seed})`, () => {
    const random = new Random(seed);
    const histogram = new LatencyHistogram();
    const all: number[] = [];
    for (let i = 0; i < 5000; i++) {
      const nanoseconds = Math.floor(2 ** (random.float() * 29));
      all.push(nanoseconds);
      histogram.record(nanoseconds / 1000);
    }
    all.sort((a, b) => a - b);
    for (const percent of [0, 0.01, 1, 25, 50, 75, 99, 99.9, 100]) {
      const exact = all[Math.max(0, Math.floor((percent / 100) * 5000 + 0.5) - 1)] / 1000;
      const found = histogram.percentile(percent);
      // Dividing by 1000 and multiplying again may lose a nanosecond.
      assert(found >= exact - 0.0011 && found <= exact * 1.01 + 0.0011, `${found} for ${exact}`);
    }
    let last = 0;
    for (const [bound, count] of cumulative(histogram)) {
      const exact = all.filter((nanoseconds) => nanoseconds < (bound + 1) * 1000).length;
      const below = all.filter((nanoseconds) => nanoseconds <= bound * 1000 - 1000).length;
      assert(count >= below && count <= exact && count > last, `${bound}: ${count}`);
      last = count;
    }
    assertEquals(last, 5000);
  });
}
