import { assert, assertEquals } from "@std/assert";
import {
  latencyBucket,
  latencyBucketEnd,
  LatencyHistogram,
  SeenLatencies,
} from "../../../../server/latency_histogram.ts";
import { LatencyDistribution } from "../../../../server/http/operations/latency_distribution.ts";
import { Random, seeds } from "../../../helpers/random.ts";

Deno.test("an empty distribution has no percentiles", () => {
  const distribution = new LatencyDistribution();
  assertEquals(distribution.percentile(50), undefined);
  assertEquals(distribution.cumulative([1000, 1_000_000]), [0, 0]);
});

Deno.test("an execution counts as often as its weight says", () => {
  const distribution = new LatencyDistribution();
  distribution.add(latencyBucket(1000), 99);
  distribution.add(latencyBucket(1_000_000), 1);
  assertEquals(distribution.count, 100);
  const short = latencyBucketEnd(latencyBucket(1000)) / 1000;
  const long = latencyBucketEnd(latencyBucket(1_000_000)) / 1000;
  assertEquals([0, 50, 99].map((percent) => distribution.percentile(percent)), [
    ...[short, short, short],
  ]);
  assertEquals(distribution.percentile(99.5), long);
  assertEquals(distribution.cumulative([500, 1000, 10_000, 1_000_000]), [0, 99, 99, 100]);
});

Deno.test("sums of fractions lose no percentile", () => {
  const distribution = new LatencyDistribution();
  for (let i = 0; i < 1000; i++) distribution.add(200, 1 / 3);
  assertEquals(distribution.percentile(100), 0.2);
  const sum = new LatencyDistribution();
  distribution.addTo(sum);
  distribution.addTo(sum);
  assertEquals(sum.percentile(99.9), 0.2);
  assert(Math.abs(sum.count - 2000 / 3) < 1e-6);
});

for (const seed of seeds("latency growth")) {
  Deno.test(`growth tells everything once (seed ${seed})`, () => {
    const random = new Random(seed);
    const histogram = new LatencyHistogram();
    const seen = new SeenLatencies();
    const distribution = new LatencyDistribution();
    for (let round = 0; round < 20; round++) {
      for (let i = random.int(200); i > 0; i--) histogram.record(2 ** (random.float() * 20));
      histogram.growth(seen, (bucket, count) => distribution.add(bucket, count));
      assertEquals(distribution.count, histogram.count);
      for (const percent of [1, 50, 99.9]) {
        if (histogram.count === 0) continue;
        const wanted = Math.max(1, Math.ceil((percent / 100) * histogram.count));
        assertEquals(distribution.percentile(percent), percentileOf(seen.counts, wanted));
      }
    }
    histogram.growth(seen, () => {
      throw new Error("there is nothing new");
    });
  });
}

/** The end of the bucket with the latency of that rank, in microseconds. */
function percentileOf(counts: Float64Array, rank: number): number {
  let bucket = 0;
  for (let sum = counts[0]; sum < rank; sum += counts[bucket]) bucket++;
  return latencyBucketEnd(bucket) / 1000;
}
