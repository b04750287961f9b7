import { assert, assertEquals } from "@std/assert";
import { HttpCounters } from "../../../../server/http/operations/http_counters.ts";

Deno.test("every response is counted, and a timed request stands for those before it", () => {
  const counters = new HttpCounters();
  assertEquals(counters.figures(0).latency.p50, null);
  let timed = 0;
  for (let i = 0; i < 100; i++) {
    const begun = counters.begin();
    if (begun !== 0) timed++;
    counters.count(i < 90 ? 200 : i < 98 ? 404 : 503, begun);
  }
  assertEquals([timed, counters.latencies.count], [7, 97]);
  const { requests, requestsPerSecond, errors, errorRate, responses, latency } = counters.figures(
    4,
  );
  assertEquals([requests, requestsPerSecond, errors, errorRate], [100, 25, 2, 0.02]);
  assertEquals(responses, { 200: 90, 404: 8, 503: 2 });
  assert(latency.average! > 0 && latency.p50! > 0 && latency.p999! >= latency.p50!);
});

Deno.test("requests that overlap are each stood for once", () => {
  const counters = new HttpCounters();
  const begun = Array.from({ length: 48 }, () => counters.begin());
  for (const one of begun) counters.count(200, one);
  assertEquals(counters.latencies.count, 48);
  // A minute counts as a second: the histogram ends there.
  counters.count(200, performance.now() - 60_000);
  for (let i = 0; i < 16; i++) counters.begin();
  counters.count(200, performance.now() - 60_000);
  assertEquals(counters.latencies.count, 64);
  assert(counters.latencies.percentile(100)! < 1.1e6);
});
