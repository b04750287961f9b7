import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { drawSpikes } from "../../../../server/commands/diagnostics/spike_graph.ts";
import { diagnoseLatency } from "../../../../server/commands/diagnostics/latency_doctor.ts";
import { LatencyMonitor } from "../../../../server/diagnostics/latency_monitor.ts";
import { TestServer } from "../../../helpers/commands.ts";

const START_MS = 1_000_000_000_000;

Deno.test("LATENCY LATEST, HISTORY and RESET", () => {
  const server = new TestServer({ "latency-monitor-threshold": "10" });
  const { expectReply } = server.client();
  server.latency.record("command", 9.9, START_MS);
  server.latency.record("command", 20.7, START_MS);
  server.latency.record("command", 30, START_MS + 1500);
  server.latency.record("command", 12, START_MS + 1999); // the same second: the longest counts
  server.latency.record("expire-cycle", 11, START_MS);
  expectReply(
    "LATENCY LATEST",
    "*2 *4 $7 command :1000000001 :30 :30 *4 $12 expire-cycle :1000000000 :11 :11",
  );
  expectReply("LATENCY HISTORY command", "*2 *2 :1000000000 :20 *2 :1000000001 :30");
  expectReply("LATENCY HISTORY nosuch", "*0");
  expectReply("LATENCY RESET nosuch command", ":1");
  expectReply("LATENCY HISTORY command", "*0");
  expectReply("LATENCY RESET", ":1");
  expectReply("LATENCY LATEST", "*0");
});

Deno.test("a history holds the last 160 seconds with a spike, and the longest one ever", () => {
  const monitor = new LatencyMonitor();
  monitor.thresholdMs = 1;
  for (let i = 0; i < 200; i++) monitor.record("command", i === 0 ? 500 : 5, START_MS + i * 1000);
  const { samples, maxMilliseconds } = monitor.events.get("command")!;
  assertEquals([samples.length, samples[0].time, maxMilliseconds], [160, 1_000_000_040, 500]);
});

Deno.test("slow commands are spikes, of the fast ones apart", () => {
  const server = new TestServer({
    "latency-monitor-threshold": "5",
    "enable-debug-command": "yes",
  });
  const { reply } = server.client();
  reply("DEBUG SLEEP 0.01");
  assertMatch(reply("LATENCY LATEST"), /^\*1 \*4 \$7 command :1000000000 :1\d :1\d$/);
});

Deno.test("evicting is timed only while there is a threshold", () => {
  const server = new TestServer({ maxmemory: "1mb", "maxmemory-policy": "allkeys-random" });
  const { reply } = server.client();
  const recorded: string[] = [];
  server.latency.record = (name) => void recorded.push(name);
  reply(["SET", "a", "v"]);
  assertEquals(recorded.includes("eviction-cycle"), false);
  reply("CONFIG SET latency-monitor-threshold 1");
  reply(["SET", "b", "v"]);
  assertEquals(recorded.includes("eviction-cycle"), true);
});

Deno.test("LATENCY GRAPH draws columns, the oldest on the left", () => {
  const event = {
    samples: [[0, 10], [60, 25], [170, 40], [175, 10]].map(([second, milliseconds]) => ({
      time: START_MS / 1000 + second,
      milliseconds,
    })),
    maxMilliseconds: 90,
  };
  assertEquals(drawSpikes("command", event, START_MS + 180_000).split("\n"), [
    "command - high 40 ms, low 10 ms (all time high 90 ms)",
    "-".repeat(80),
    "  #",
    " #|",
    " ||",
    "_||_",
    "3215",
    "mm0s",
    "  s",
    "",
  ]);
  new TestServer().client().expectReply(
    "LATENCY GRAPH nosuch",
    "-ERR No samples available for event 'nosuch'",
  );
});

Deno.test("LATENCY DOCTOR says what happened and what to do", () => {
  const monitor = new LatencyMonitor();
  assertStringIncludes(diagnoseLatency(monitor, 10_000), "not being monitored");
  monitor.thresholdMs = 5;
  assertStringIncludes(diagnoseLatency(monitor, 10_000), "No event has taken 5 ms");
  monitor.record("command", 10, START_MS);
  monitor.record("command", 30, START_MS + 4000);
  const text = diagnoseLatency(monitor, 10_000);
  assertStringIncludes(
    text,
    "1. command: 2 spikes (average 20 ms, mean deviation 10 ms, one in 4.0 s); " +
      "the longest ever took 30 ms\n",
  );
  assertStringIncludes(text, "CONFIG SET slowlog-log-slower-than 5000");
  assertEquals(diagnoseLatency(monitor, 5000).includes("slowlog-log-slower-than"), false);
});

Deno.test("LATENCY HISTOGRAM counts every call, although not every call is timed", () => {
  const { reply, expectReply } = new TestServer().client();
  expectReply("LATENCY HISTOGRAM get nosuch", "*0");
  for (let i = 0; i < 1000; i++) reply("GET k");
  reply("CLIENT ID");
  const parts = reply("LATENCY HISTOGRAM get").split(" ");
  assertEquals(parts.slice(0, 8), ["*2", "$3", "get", "*4", "$5", "calls", ":1000", "$14"]);
  assertEquals(parts.at(-1), ":1000");
  assertMatch(reply("LATENCY HISTOGRAM CLIENT"), /^\*2 \$9 client\|id \*4 \$5 calls :1 /);
  assertMatch(reply("LATENCY HISTOGRAM client|id"), /^\*2 \$9 client\|id \*4 \$5 calls :1 /);
  expectReply("CONFIG RESETSTAT", "+OK");
  expectReply("LATENCY HISTOGRAM get", "*0");
  expectReply("CONFIG SET latency-tracking no", "+OK");
  reply("GET k");
  expectReply("LATENCY HISTOGRAM get", "*0");
});
