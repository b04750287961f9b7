import { assert, assertEquals } from "@std/assert";
import { expose, preferredFormat } from "../../../../server/http/metrics/exposition.ts";
import {
  counter,
  gauge,
  type Metric,
  type MetricSource,
} from "../../../../server/http/metrics/metric.ts";
import { METRICS } from "../../../../server/http/metrics/metrics.ts";
import { HttpCounters } from "../../../../server/http/operations/http_counters.ts";
import { PerformanceMonitor } from "../../../../server/http/operations/performance_monitor.ts";
import { reportMemory } from "../../../../server/diagnostics/memory_report.ts";
import { TestServer } from "../../../helpers/commands.ts";

function sourceOf(server: TestServer): MetricSource {
  return {
    server,
    memory: reportMemory(server),
    commands: new PerformanceMonitor(server).commands(),
    http: new HttpCounters(),
  };
}

Deno.test("both formats, with what is special about each", () => {
  const source = sourceOf(new TestServer());
  const metrics: Metric[] = [
    gauge("vortis_keys", "Keys\nof a \\ store", () => [{ labels: { namespace: "0" }, value: 3 }]),
    counter("vortis_things_total", "Things", () => 7),
    {
      type: "histogram",
      name: "vortis_wait_seconds",
      help: "Waiting",
      bounds: [0.001, 0.5],
      read: () => [{ labels: { who: "me" }, cumulative: [1, 2], count: 4, sum: 2.5 }],
    },
  ];
  const histogram = [
    "# HELP vortis_wait_seconds Waiting",
    "# TYPE vortis_wait_seconds histogram",
    'vortis_wait_seconds_bucket{who="me",le="0.001"} 1',
    'vortis_wait_seconds_bucket{who="me",le="0.5"} 2',
    'vortis_wait_seconds_bucket{who="me",le="+Inf"} 4',
    'vortis_wait_seconds_sum{who="me"} 2.5',
    'vortis_wait_seconds_count{who="me"} 4',
  ];
  const keys = [
    "# HELP vortis_keys Keys\\nof a \\\\ store",
    "# TYPE vortis_keys gauge",
    'vortis_keys{namespace="0"} 3',
  ];
  assertEquals(expose(metrics, source, "text").split("\n"), [
    ...keys,
    "# HELP vortis_things_total Things",
    "# TYPE vortis_things_total counter",
    "vortis_things_total 7",
    ...histogram,
    "",
  ]);
  assertEquals(expose(metrics, source, "openmetrics").split("\n"), [
    ...keys,
    "# HELP vortis_things Things",
    "# TYPE vortis_things counter",
    "vortis_things_total 7",
    ...histogram,
    "# EOF",
    "",
  ]);
});

Deno.test("a namespace's name cannot break out of its label", () => {
  const server = new TestServer();
  for (const name of ['a"b', "a\\", "a\nb 1", "\ud800", '"} 1\nevil 2', "é 💥"]) {
    server.engine.namespace(name);
  }
  const lines = expose(METRICS, sourceOf(server), "text").split("\n");
  const keys = lines.filter((line) => line.startsWith("vortis_keys{"));
  assertEquals(keys, [
    'vortis_keys{namespace="a\\"b"} 0',
    'vortis_keys{namespace="a\\\\"} 0',
    'vortis_keys{namespace="a\\nb 1"} 0',
    'vortis_keys{namespace="\\\\ud800"} 0',
    'vortis_keys{namespace="\\"} 1\\nevil 2"} 0',
    'vortis_keys{namespace="é 💥"} 0',
  ]);
  assert(!lines.some((line) => line.startsWith("evil")));
});

Deno.test("which format is preferred", () => {
  const openMetrics = "application/openmetrics-text; version=1.0.0";
  const cases: [string | null, string][] = [
    [null, "text"],
    ["", "text"],
    ["*/*", "text"],
    ["text/html", "text"],
    [openMetrics, "openmetrics"],
    [
      `${openMetrics},application/openmetrics-text;version=0.0.1;q=0.75,text/plain;q=0.5`,
      "openmetrics",
    ],
    [`${openMetrics};q=0.2,text/plain`, "text"],
    [`${openMetrics};q=0`, "text"],
    [`${openMetrics};q=x`, "text"],
  ];
  for (const [accept, format] of cases) assertEquals(preferredFormat(accept), format, accept ?? "");
});

Deno.test("every metric has a name of its own kind, a help text and samples that are numbers", () => {
  const server = new TestServer();
  const client = server.client();
  client.reply("SET k v");
  client.reply("LPUSH k v");
  client.reply("CLIENT GETNAME");
  const source = sourceOf(server);
  const names = METRICS.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  for (const metric of METRICS) {
    assert(/^(vortis|process)_[a-z_]+$/.test(metric.name), metric.name);
    assertEquals(metric.name.endsWith("_total"), metric.type === "counter", metric.name);
    assert(/^[A-Z].*[^.]$/.test(metric.help), metric.help);
  }
  const text = expose(METRICS, source, "text");
  for (const line of text.trimEnd().split("\n")) {
    if (line.startsWith("#")) continue;
    assert(/^[a-z_]+(\{([a-z0-9_]+="([^"\\]|\\.)*",?)+\})? [0-9.e+-]+$/.test(line), line);
  }
  assert(
    text.includes('vortis_command_calls_total{command="client|getname",family="connection"} 1'),
  );
  assert(text.includes('vortis_command_failures_total{command="lpush",family="list"} 1'));
});

Deno.test("a histogram's buckets grow and end at its count", () => {
  const server = new TestServer();
  const client = server.client();
  for (let i = 0; i < 500; i++) client.reply("SET k v");
  const monitor = new PerformanceMonitor(server);
  const read = () => {
    const text = expose(METRICS, { ...sourceOf(server), commands: monitor.commands() }, "text");
    const values = (suffix: string) =>
      text.split("\n")
        .filter((line) =>
          line.startsWith(`vortis_command_duration_seconds_${suffix}{command="set"`)
        )
        .map((line) => Number(line.split(" ").at(-1)));
    return { buckets: values("bucket"), count: values("count")[0], sum: values("sum")[0] };
  };
  let last = read();
  assertEquals(last.count, 500);
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 77; i++) client.reply("SET k v");
    const next = read();
    assertEquals(next.buckets.at(-1), next.count);
    next.buckets.forEach((count, i) => {
      assert(count >= last.buckets[i], "a counter has shrunk");
      assert(i === 0 || count >= next.buckets[i - 1]);
    });
    assert(next.sum > last.sum);
    last = next;
  }
});
