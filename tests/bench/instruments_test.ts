/** What the benchmarks read from other programs: redis-benchmark's CSV, the kernel's own files. */
import { assert, assertEquals, assertGreater, assertThrows } from "@std/assert";
import { parseCpuSeconds } from "../../bench/measure/cpu_time.ts";
import { versionIn } from "../../bench/measure/machine.ts";
import { parseSecondNumber, RunningClock } from "../../bench/measure/running_clock.ts";
import { parseResidentBytes, residentBytes } from "../../bench/measure/resident_memory.ts";
import { keyName, valueText } from "../../bench/servers/key_loader.ts";
import { encodeRequest } from "../../bench/servers/request_pipeline.ts";
import { parseBenchmarkCsv } from "../../bench/servers/redis_benchmark.ts";
import { turnOrder } from "../../bench/servers/throughput.ts";

const HEADER = '"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms",' +
  '"p95_latency_ms","p99_latency_ms","max_latency_ms"';

Deno.test("parseBenchmarkCsv reads one test, a comma in its name included", () => {
  const row = '"MSET, (10 keys)","74626.87","0.347","0.104","0.335","0.463","0.727","2.511"';
  assertEquals(parseBenchmarkCsv(`${HEADER}\n${row}\n`), {
    requestsPerSecond: 74626.87,
    averageMs: 0.347,
    minMs: 0.104,
    p50Ms: 0.335,
    p95Ms: 0.463,
    p99Ms: 0.727,
    maxMs: 2.511,
  });
});

Deno.test("parseBenchmarkCsv refuses output without its table", () => {
  assertThrows(() => parseBenchmarkCsv("Error: ERR unknown command\n"), Error, "Cannot read");
  assertThrows(() => parseBenchmarkCsv(`${HEADER}\n"SET","x"\n`), Error, "requestsPerSecond");
});

Deno.test("parseResidentBytes reads the VmRSS line", () => {
  assertEquals(parseResidentBytes("Name:\tx\nVmHWM:\t  900 kB\nVmRSS:\t   512 kB\n"), 524288);
  assertEquals(parseResidentBytes("Name:\tx\n"), undefined);
});

Deno.test("residentBytes reads this process", async () => {
  assertGreater(await residentBytes(Deno.pid), 1024 * 1024);
});

Deno.test("parseCpuSeconds is not misled by a program's name", () => {
  const stat = "42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 150 25 0 0 20";
  assertEquals(parseCpuSeconds(stat), 1.75);
});

Deno.test("parseSecondNumber reads the delay of a schedstat line", () => {
  const bytes = new TextEncoder().encode("195016 4257 2\n");
  assertEquals(parseSecondNumber(bytes, bytes.length), 4257);
  assertEquals(parseSecondNumber(bytes, 6), 0);
});

Deno.test("neither a running clock nor its delay runs backwards", () => {
  using clock = new RunningClock();
  let delay = 0;
  let last = -Infinity;
  for (let i = 0; i < 100; i++) {
    const now = clock.nowMs();
    assert(now >= last);
    last = now;
    const next = clock.delayMs();
    assert(next >= delay);
    delay = next;
  }
});

Deno.test("versionIn finds the version in what programs print", () => {
  assertEquals(versionIn("Redis server v=7.0.15 sha=00000000:0 bits=64"), "7.0.15");
  assertEquals(versionIn("no number"), undefined);
});

Deno.test("the loader's keys and values have the sizes that it says", () => {
  assertEquals(keyName(42), "key:000000000042");
  assertEquals(keyName(42).length, 16);
  for (const bytes of [3, 16, 100]) {
    assertEquals(valueText(1_000_000, bytes).length, bytes);
    assertEquals(Number.isNaN(Number(valueText(7, bytes))), true);
  }
  assertEquals(encodeRequest(["GET", "key"]), "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n");
});

Deno.test("the order of servers turns round from round to round", () => {
  assertEquals([turnOrder(3, 0), turnOrder(3, 1)], [[0, 1, 2], [2, 1, 0]]);
});
