import { assert, assertEquals } from "@std/assert";
import {
  HISTORY_SECONDS,
  PerformanceMonitor,
} from "../../../../server/http/operations/performance_monitor.ts";
import { TestServer } from "../../../helpers/commands.ts";

/** A server and a monitor of it, whose seconds end when a test says so. */
function setUp() {
  const server = new TestServer();
  const client = server.client();
  let nowMs = 0;
  const make = () => new PerformanceMonitor(server, () => nowMs);
  const pass = (monitor: PerformanceMonitor, ms = 1000) => {
    server.advance(ms);
    nowMs += ms;
    monitor.endSecond();
  };
  const run = (request: string, times = 1) => {
    for (let i = 0; i < times; i++) client.reply(request);
  };
  return { server, make, pass, run };
}

Deno.test("a second's commands are in its sample, by what they did", () => {
  const { make, pass, run } = setUp();
  const monitor = make();
  run("SET k v", 200);
  run("GET k", 100);
  run("GET none", 50);
  pass(monitor);
  pass(monitor, 500);
  run("GET k", 30);
  pass(monitor, 2000);
  const [first, idle, last] = monitor.history();
  assertEquals(
    [first.operationsPerSecond, first.hitsPerSecond, first.missesPerSecond, first.keys],
    [350, 100, 50, 1],
  );
  assert(first.latency.p50! > 0 && first.latency.p999! >= first.latency.p50!);
  assert(first.latency.average! > 0);
  assertEquals([idle.operationsPerSecond, idle.seconds, idle.latency.p50], [0, 0.5, null]);
  assertEquals([last.operationsPerSecond, last.hitsPerSecond, last.clients], [15, 15, 1]);
  assert(last.usedMemoryBytes > 0 && last.residentMemoryBytes > last.usedMemoryBytes);
});

Deno.test("a command that is timed once in many calls stands for all of them", () => {
  const { make, run, pass } = setUp();
  const monitor = make();
  run("SET k v", 6400);
  // Timed at each call.
  run("LRANGE none 0 -1", 100);
  pass(monitor);
  const meters = new Map(monitor.commands().map((meter) => [meter.command.name, meter]));
  assertEquals(Math.round(meters.get("set")!.latencies!.count), 6400);
  assertEquals(meters.get("lrange")!.latencies!.count, 100);
  const { overall, parts } = monitor.recent();
  assertEquals([overall.operations, overall.operationsPerSecond], [6500, 6500]);
  assertEquals(parts.map(({ name, operations }) => [name, operations]), [
    ["string", 6400],
    ["list", 100],
  ]);
});

Deno.test("failed, refused and unknown commands are errors", () => {
  const { make, run, pass } = setUp();
  const monitor = make();
  run("SET k v", 6);
  run("LPUSH k x");
  run("GET");
  run("CLIENT");
  run("NOSUCH");
  pass(monitor);
  const { overall, parts } = monitor.recent();
  assertEquals([overall.operations, overall.errors, overall.errorRate], [7, 4, 0.4]);
  const errors = Object.fromEntries(parts.map(({ name, errors }) => [name, errors]));
  assertEquals(errors, { string: 1, list: 1, connection: 1 });
  assertEquals(monitor.history()[0].errorsPerSecond, 4);
  assertEquals(monitor.sinceStart("family").overall.errors, 4);
});

Deno.test("what happened before the monitor is in the totals alone", () => {
  const { make, run, pass } = setUp();
  run("SET k v", 10);
  run("NOSUCH");
  const monitor = make();
  run("GET k", 5);
  pass(monitor);
  assertEquals(monitor.recent().overall.operations, 5);
  assertEquals(monitor.recent().overall.errors, 0);
  const { overall, parts } = monitor.sinceStart("command");
  assertEquals([overall.operations, overall.errors], [15, 1]);
  assertEquals(parts.map(({ name, operations }) => [name, operations]), [["set", 10], ["get", 5]]);
});

Deno.test("the window forgets, and so does the history", () => {
  const { make, run, pass } = setUp();
  const monitor = make();
  run("SET k v", 10);
  pass(monitor);
  run("SET k v", 5);
  pass(monitor);
  assertEquals(monitor.recent(1).overall.operations, 5);
  assertEquals([monitor.recent(2).overall.operations, monitor.recent(2).seconds], [15, 2]);
  for (let i = 0; i < 60; i++) pass(monitor);
  assertEquals(monitor.recent().overall.operations, 0);
  assertEquals(monitor.recent().seconds, 60);
  assertEquals(monitor.sinceStart("family").overall.operations, 15);
  assertEquals(monitor.history().length, 62);
  assertEquals(monitor.history(3).length, 3);
  for (let i = 0; i < HISTORY_SECONDS; i++) pass(monitor);
  assertEquals(monitor.history().length, HISTORY_SECONDS);
});

Deno.test("CONFIG RESETSTAT begins anew, in the midst of a second, and nothing is below zero", () => {
  const { make, run, pass } = setUp();
  const monitor = make();
  run("SET k v", 300);
  run("GET k", 100);
  run("NOSUCH", 3);
  pass(monitor);
  run("CONFIG RESETSTAT");
  run("GET k", 400);
  run("NOSUCH");
  pass(monitor);
  const { overall, parts, seconds } = monitor.sinceStart("command");
  // CONFIG RESETSTAT itself is counted after it has been executed.
  assertEquals([overall.operations, overall.errors, seconds], [401, 1, 0]);
  assertEquals(parts.find(({ name }) => name === "get")!.operations, 400);
  const last = monitor.history().at(-1)!;
  assertEquals([last.operationsPerSecond, last.errorsPerSecond], [401, 1]);
  for (const value of Object.values(last)) if (typeof value === "number") assert(value >= 0);
});

Deno.test("without latency-tracking there are averages and no percentiles", () => {
  const { server, make, run, pass } = setUp();
  server.config.set([["latency-tracking", "no"]]);
  const monitor = make();
  run("LRANGE none 0 -1", 10);
  pass(monitor);
  const { latency } = monitor.recent().overall;
  assert(latency.average! > 0);
  assertEquals([latency.p50, latency.p999], [null, null]);
});

Deno.test("commands make nothing for a monitor that is not there", () => {
  const { server, run } = setUp();
  run("SET k v", 1000);
  const set = server.commands.get("set")!;
  // What the dispatcher keeps is one histogram, of one call in 64.
  assertEquals([set.calls, set.timedCalls], [1000, 16]);
  assertEquals(set.latency!.count, 16);
});
