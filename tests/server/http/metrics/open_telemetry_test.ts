import { assert, assertEquals } from "@std/assert";
import { getAvailablePort } from "@std/net";
import { RespClient } from "../../../../resp/client.ts";
import {
  denoMeter,
  instrumentName,
  type Meter,
  reportTo,
} from "../../../../server/http/metrics/open_telemetry.ts";
import { METRICS } from "../../../../server/http/metrics/metrics.ts";
import { HttpCounters } from "../../../../server/http/operations/http_counters.ts";
import { PerformanceMonitor } from "../../../../server/http/operations/performance_monitor.ts";
import { reportMemory } from "../../../../server/diagnostics/memory_report.ts";
import { TestServer } from "../../../helpers/commands.ts";
import { startVortis } from "../../../helpers/servers/vortis_server.ts";
import { until, untilAnswered } from "../../../helpers/until.ts";

const VALUES = METRICS.filter((metric) => metric.type !== "histogram");

Deno.test("a collector that hands the metrics on to Prometheus gives them their names back", () => {
  // As the OpenTelemetry specification says how names are translated.
  const suffixes: Record<string, string> = { By: "_bytes", s: "_seconds", "1": "_ratio", "": "" };
  for (const metric of VALUES) {
    const { name, unit } = instrumentName(metric);
    const total = metric.type === "counter" ? "_total" : "";
    assertEquals(name.replaceAll(".", "_") + suffixes[unit] + total, metric.name);
  }
});

Deno.test("nothing is reported where Deno was not told to", () => {
  if (Deno.env.get("OTEL_DENO") === "true") return;
  assertEquals(denoMeter(), undefined);
});

Deno.test("a meter is given every metric when it asks, and none after the end", () => {
  const server = new TestServer();
  server.client().reply("SET k v");
  const monitor = new PerformanceMonitor(server);
  const made = new Map<unknown, string>();
  const callbacks = new Set<(observer: never) => void>();
  const make = (name: string) => {
    const instrument = { kind: "instrument" } as const;
    made.set(instrument, name);
    return instrument;
  };
  const meter: Meter = {
    createObservableCounter: make,
    createObservableGauge: make,
    addBatchObservableCallback: (read) => callbacks.add(read),
    removeBatchObservableCallback: (read) => callbacks.delete(read),
  };
  const stop = reportTo(meter, () => ({
    ...{ server, http: new HttpCounters(), memory: reportMemory(server) },
    commands: monitor.commands(),
  }));
  const seen: [string, number, unknown][] = [];
  for (const read of callbacks) {
    read({
      observe: (instrument: unknown, value: number, labels: unknown) =>
        seen.push([made.get(instrument)!, value, labels]),
    } as never);
  }
  assertEquals(made.size, VALUES.length);
  assert(seen.some(([name, value]) => name === "vortis.commands_processed" && value === 1));
  assertEquals(seen.filter(([name]) => name === "vortis.keys"), [
    ["vortis.keys", 1, { namespace: "0" }],
  ]);
  stop();
  assertEquals(callbacks.size, 0);
});

/** What OTLP's JSON has in common, as far as it is looked at. */
interface Telemetry {
  resourceMetrics?: {
    scopeMetrics: { metrics: { name: string; sum?: Points; gauge?: Points }[] }[];
  }[];
  resourceSpans?: { scopeSpans: { spans: { name: string; attributes: Attribute[] }[] }[] }[];
}
interface Points {
  readonly dataPoints: { attributes: Attribute[]; asInt?: string; asDouble?: number }[];
}
interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

Deno.test("Deno sends metrics and spans to an OTLP receiver", async () => {
  const metrics = new Map<string, Points>();
  const paths: (string | undefined)[] = [];
  const receiver = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { resourceMetrics = [], resourceSpans = [] } = await request.json() as Telemetry;
      for (const { scopeMetrics } of resourceMetrics) {
        for (const { name, sum, gauge } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
          metrics.set(name, sum ?? gauge!);
        }
      }
      for (const { scopeSpans } of resourceSpans) {
        for (const { attributes } of scopeSpans.flatMap(({ spans }) => spans)) {
          paths.push(attributes.find(({ key }) => key === "url.path")?.value.stringValue);
        }
      }
      return Response.json({});
    },
  );
  const httpPort = getAvailablePort();
  const server = await startVortis(["--http-port", String(httpPort)], {
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.addr.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_METRIC_EXPORT_INTERVAL: "100",
      OTEL_BSP_SCHEDULE_DELAY: "100",
    },
  });
  try {
    const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
    await client.call("SET", "k", "v");
    client.close();
    await untilAnswered(`http://127.0.0.1:${httpPort}/health`);
    const points = (name: string) => metrics.get(name)?.dataPoints ?? [];
    const isComplete = () =>
      paths.includes("/health") && points("vortis.command_calls").length > 0 &&
      metrics.has("http.server.request.duration");
    await until(isComplete);
    assert(paths.includes("/health"), `spans of ${paths}`);
    const calls = points("vortis.command_calls").find(({ attributes }) =>
      attributes.some(({ key, value }) => key === "command" && value.stringValue === "set")
    );
    assertEquals(Number(calls?.asInt ?? calls?.asDouble), 1);
    assert(metrics.has("http.server.request.duration"));
    assertEquals(points("vortis.keys").map(({ asInt, asDouble }) => Number(asInt ?? asDouble)), [
      1,
    ]);
  } finally {
    await server.stop();
    await receiver.shutdown();
  }
});
