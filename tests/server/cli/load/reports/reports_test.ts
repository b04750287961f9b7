/** What reports of a load look like. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describeHost } from "../../../../../server/cli/load/reports/host.ts";
import { jsonReport } from "../../../../../server/cli/load/reports/json_report.ts";
import { LatencyCounts } from "../../../../../server/cli/load/latency_counts.ts";
import {
  bar,
  latencyPicture,
  latencyRanges,
  sparkline,
} from "../../../../../server/cli/load/reports/latency_picture.ts";
import { readBenchFlags } from "../../../../../server/cli/load/bench_flags.ts";
import {
  type LoadSummary,
  type OperationSummary,
  PERCENTILES,
} from "../../../../../server/cli/load/reports/summary.ts";
import { headingOf } from "../../../../../server/cli/load/reports/plan_texts.ts";
import { progressBar } from "../../../../../server/cli/load/reports/progress_view.ts";
import { svgReport } from "../../../../../server/cli/load/reports/svg_report.ts";
import {
  linearScale,
  logScale,
  timeScale,
} from "../../../../../server/cli/load/reports/svg_scale.ts";
import { paintOf, textReport } from "../../../../../server/cli/load/reports/text_report.ts";

/** 1,000 latencies around 200 µs, and a few that are far longer. */
function latencies(): LatencyCounts {
  const counts = new LatencyCounts();
  for (let i = 0; i < 990; i++) counts.record(0.15 + (i % 10) * 0.012);
  for (let i = 0; i < 9; i++) counts.record(1 + i * 0.1);
  counts.record(42);
  return counts;
}

function summary(parts: Partial<LoadSummary> = {}): LoadSummary {
  const counts = latencies();
  const operation = (name: string, hits?: number): OperationSummary => ({
    ...{ name, requests: 1000, requestsPerSecond: 500, errors: 0, lost: 0 },
    hits,
    misses: hits === undefined ? undefined : 1000 - hits,
    latency: {
      mean: counts.meanMs,
      percentiles: PERCENTILES.map((percent) => counts.percentileMs(percent)),
      max: counts.maxMs,
    },
  });
  return {
    seconds: 2,
    operations: [operation("get", 750), operation("set")],
    all: { ...operation("all", 750), requests: 2000, requestsPerSecond: 1000 },
    latencies: counts,
    timeline: Array.from({ length: 20 }, (_, index) => ({
      ...{ seconds: (index + 1) / 10, requestsPerSecond: 800 + 20 * index, failures: 0 },
      ...{ p50Ms: 0.2, p95Ms: 0.25, p99Ms: 0.3, maxMs: index === 7 ? 42 : 2 },
    })),
    ...{ unsent: 0, lostConnections: 0, lostReason: "", errorTexts: [], wasStopped: false },
    ...{ failure: undefined, busyCores: 0.5 },
    ...parts,
  };
}

Deno.test("text report: tables, histogram, course", () => {
  const expected = `A server
a load

             requests      req/s     errors       hits     misses  hit ratio
get             1,000        500          0        750        250     75.0 %
set             1,000        500          0
all             2,000      1,000          0        750        250     75.0 %

latency           p50        p90        p95        p99      p99.9        max
get            211 µs     259 µs     259 µs     259 µs    1.80 ms    42.0 ms
set            211 µs     259 µs     259 µs     259 µs    1.80 ms    42.0 ms
all            211 µs     259 µs     259 µs     259 µs    1.80 ms    42.0 ms

 ≤ 160 µs  ██████████████████████████████████████   9.90 %
 ≤ 170 µs  ██████████████████████████████████████   9.90 %
 ≤ 180 µs  ██████████████████████████████████████   9.90 %
 ≤ 190 µs  ██████████████████████████████████████   9.90 %
 ≤ 200 µs  ██████████████████████████████████████   9.90 %
 ≤ 212 µs  ██████████████████████████████████████   9.90 %  p50
 ≤ 224 µs  ██████████████████████████████████████   9.90 %
 ≤ 236 µs  ██████████████████████████████████████   9.90 %
 ≤ 250 µs  ██████████████████████████████████████   9.90 %
 ≤ 265 µs  ██████████████████████████████████████   9.90 %  p90 p95 p99
≤ 1.80 ms  ███▌                                     0.90 %  p99.9
≤ 42.0 ms  ▍                                        0.10 %

over time  ▆▆▆▆▆▇▇▇▇▇▇▇████████  800 to 1.18k req/s
`;
  assertEquals(textReport(summary(), ["A server", "a load"], paintOf(false)), expected);
  // Colours change nothing but colours.
  const colored = textReport(summary(), ["A server", "a load"], paintOf(true));
  // deno-lint-ignore no-control-regex
  assertEquals(colored.replaceAll(/\x1b\[\d+m/g, ""), expected);
  assertStringIncludes(colored, "\x1b[1mA server\x1b[0m\n");
});

Deno.test("text report: what went wrong", () => {
  const { operations: [, set], all } = summary();
  const text = textReport(
    summary({
      ...{ unsent: 12_345, lostConnections: 2, lostReason: "reset by peer", timeline: [] },
      ...{ errorTexts: [{ text: "OOM no", count: 3000 }], failure: "refused" },
      operations: [set],
      all: { ...all, lost: 7 },
    }),
    ["A server"],
    paintOf(false),
  );
  assertMatch(text, /^set +1,000 +500 +0$/m);
  assertEquals(text.split("\n").slice(-6), [
    "3,000 × OOM no",
    "connections lost: 2 (reset by peer)",
    "requests without an answer: 7",
    "requests that were due and not sent: 12,345; the server, or this machine, does not keep up " +
    "with that rate",
    "ended early: the server is gone (refused)",
    "",
  ]);
});

Deno.test("text report: of a load without any reply", () => {
  const none = new LatencyCounts();
  const { all } = summary();
  const empty = {
    ...all,
    requests: 0,
    requestsPerSecond: 0,
    hits: 0,
    misses: 0,
    latency: undefined,
  };
  const parts = {
    latencies: none,
    timeline: [],
    operations: [{ ...empty, name: "get" }],
    all: empty,
  };
  const text = textReport(summary(parts), ["A server"], paintOf(false));
  assertMatch(text, /^get +0 +0 +0 +0 +0\n\nlatency .*\nget\n/m);
  assertMatch(svgReport(summary(parts), ["A server"], "then"), /Too short/);
});

Deno.test("latency picture: ranges are no finer than they may be, and have no gaps", () => {
  const counts = latencies();
  for (const most of [200, 40, 12, 5]) {
    const ranges = latencyRanges(counts, most);
    assert(ranges.length <= most && ranges[0].count > 0 && ranges.at(-1)!.count > 0);
    assertEquals(ranges.reduce((sum, { count }) => sum + count, 0), counts.count);
    for (const [index, { toMs }] of ranges.entries()) {
      if (index > 0) assert(toMs / ranges[index - 1].toMs < 11, `${most}: ${toMs}`);
    }
  }
  const one = new LatencyCounts();
  one.record(0);
  assertEquals(latencyPicture(one, [50, 99], 4), [" ≤ 100 ns  ████ 100.00 %  p50 p99"]);
});

Deno.test("bars: eighths of a character, and never nothing for something", () => {
  assertEquals([0, 0.001, 0.5, 1].map((share) => bar(share, 3)), ["   ", "▏  ", "█▌ ", "███"]);
  assertEquals([0, 0.26, 0.5, 1].map((share) => progressBar(share, 4)), [
    ...["────", "━───", "━━──", "━━━━"],
  ]);
  assertEquals(progressBar(0.4, 4), "━╸──");
  assertEquals(sparkline([0, 1, 2, 4, 8], 10), "▁▂▃▅█");
  assertEquals(sparkline([1, 3, 4, 4], 2), "▅█");
  assertEquals(sparkline([0, 0], 2), "▁▁");
});

Deno.test("scales: round numbers are marked", () => {
  const linear = linearScale(1234, 100, 0, 4);
  assertEquals(linear.ticks, [0, 500, 1000, 1500]);
  assertEquals([linear.at(0), linear.at(1500)], [100, 0]);
  assertEquals(linearScale(0, 0, 1, 4).ticks.at(0), 0);
  const time = timeScale(7, 0, 70, 8);
  assertEquals([time.ticks, time.at(7)], [[0, 1, 2, 3, 4, 5, 6, 7], 70]);
  assertEquals(logScale(0.03, 4, 0, 1).ticks, [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
  assertEquals(logScale(0.001, 4000, 0, 1).ticks, [0.001, 0.01, 0.1, 1, 10, 100, 1000]);
  const one = logScale(1, 1, 0, 1);
  assertEquals([one.at(1), one.at(2)], [0, 1]);
});

Deno.test("chart: well-formed, within its bounds, with all that was asked for", () => {
  const svg = svgReport(summary(), [`A "server" <&>`], "now");
  // Every element is closed, and texts are escaped.
  const open: string[] = [];
  for (const [, end, name, attributes] of svg.matchAll(/<(\/?)(\w+)((?:\s[^<>]*)?)>/g)) {
    if (end !== "") assertEquals(open.pop(), name);
    else if (!attributes.endsWith("/")) open.push(name);
  }
  assertEquals(open, []);
  assertStringIncludes(svg, "A &quot;server&quot; &lt;&amp;>");
  assert(!/NaN|Infinity|undefined/.test(svg));
  for (const label of ["1,000 requests a second", "p50", "p99.9", "10 ms", "500", "2 s", "now"]) {
    assertStringIncludes(svg, `>${label}</text>`);
  }
  for (const [, x, y] of svg.matchAll(/ x="([\d.-]+)" y="([\d.-]+)"/g)) {
    assert(Number(x) >= 0 && Number(x) <= 920 && Number(y) >= 0 && Number(y) <= 816, `${x} ${y}`);
  }
});

Deno.test("chart: a course of many points is drawn with fewer", () => {
  const points = Array.from({ length: 5000 }, (_, index) => ({
    ...{ seconds: index + 1, requestsPerSecond: 100, failures: index === 4000 ? 1 : 0 },
    ...{ p50Ms: 1, p95Ms: 2, p99Ms: 3, maxMs: index === 1000 ? 900 : 4 },
  }));
  const svg = svgReport(summary({ timeline: points }), [], "");
  assert(svg.length < 40_000, `${svg.length}`);
  assertEquals(svg.match(/<circle/g)?.length, 1);
  // The one long latency has not been averaged away.
  assertStringIncludes(svg, ">1 s</text>");
});

Deno.test("JSON report: what was done, and all figures", () => {
  const request = readBenchFlags(["--ratio", "get=3,set", "--ttl", "5s", "-n", "2000"])!;
  const { plan, target } = request;
  const report = JSON.parse(jsonReport(summary(), plan, target, "Vortis 1", describeHost()));
  assertEquals(report.server, {
    ...{ address: "127.0.0.1:6379", protocol: "resp", version: "Vortis 1" },
  });
  assertEquals(report.load.ratio, { get: 3, set: 1 });
  assertEquals([report.load.ttlMs, report.load.requests, report.load.clients], [5000, 2000, 50]);
  assertEquals(Object.keys(report.all.latencyMs), [
    ...["mean", "p50", "p90", "p95", "p99", "p99.9", "max"],
  ]);
  assertEquals([report.operations.get.hits, report.operations.set.hits], [750, undefined]);
  assertEquals([report.timeline.length, report.generatorCores], [20, 0.5]);
  const counted = report.histogram.reduce(
    (sum: number, { count }: { count: number }) => sum + count,
    0,
  );
  assertEquals(counted, 1000);
  assertEquals(headingOf(target, "Vortis 1", plan), [
    "Vortis 1 at 127.0.0.1:6379 over RESP",
    "50 clients, 2,000 requests, as fast as it can",
    "get 75 %, set 25 %",
    "100,000 keys (uniform), values of 32 bytes, expiring after 5 s, seed 1",
  ]);
});
