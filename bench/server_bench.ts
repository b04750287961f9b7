/**
 * Vortis beside redis-server: throughput, latency and memory, measured with redis-benchmark.
 *
 *     deno task bench:server [--rounds N] [--seconds S] [--quick] [--vortis-bin dist/vortis]
 *                            [--candidate "COMMAND … {port}"] [--no-memory] [--no-write]
 *
 * Prints the median ratio per test and writes docs/benchmarks/server.{md,json,svg}. How it measures
 * is told where it is done: servers/throughput.ts and servers/memory_per_key.ts.
 */
import { parseArgs } from "@std/cli/parse-args";
import { barChart, type BarPanel } from "./measure/chart.ts";
import { compact, significant } from "./measure/format.ts";
import { describeMachine } from "./measure/machine.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { writeResult } from "./measure/result_files.ts";
import { median, medianRatio, summarize } from "./measure/statistics.ts";
import {
  type Candidate,
  commandCandidate,
  redisCandidate,
  vortisBinaryCandidate,
  vortisCandidate,
} from "./servers/bench_server.ts";
import { measureMemoryPerKey, type MemoryResult } from "./servers/memory_per_key.ts";
import { measureThroughput, type ThroughputSeries } from "./servers/throughput.ts";

const TESTS = ["set", "get", "incr", "mset"];
const PIPELINES = [1, 16, 64];
const CLIENTS = 50;
const KEYS = 100_000;

/** The ratios to redis-server that the project holds itself to, by pipeline depth. */
const TARGETS: Record<number, { must: number; aim: number }> = {
  1: { must: 0.95, aim: 1.1 },
  16: { must: 1.3, aim: 2 },
  64: { must: 1.6, aim: 3 },
};

/** Memory loads, with the ratio to redis-server that each must stay under. */
const LOADS = [
  { name: "16-byte keys and values", must: 0.55, aim: 0.4 },
  { name: "the same, a TTL on each", must: 0.5, aim: 0.4, ttlSeconds: 86_400 },
];

interface MemoryRow {
  load: typeof LOADS[number];
  keys: number;
  /** By candidate: one result a repetition. */
  results: MemoryResult[][];
}

async function main(): Promise<void> {
  const args = parseArgs(Deno.args, {
    boolean: ["quick", "memory", "throughput", "write"],
    string: ["vortis-bin", "candidate", "rounds", "seconds"],
    negatable: ["memory", "throughput", "write"],
    default: { memory: true, throughput: true, write: true },
  });
  const quick = args.quick === true;
  const rounds = Number(args.rounds ?? (quick ? 1 : 5));
  const runSeconds = Number(args.seconds ?? (quick ? 0.2 : 1.2));
  const candidates = chooseCandidates(args);

  const series = args.throughput ? await throughput(candidates, rounds, runSeconds) : [];
  const memory = args.memory ? await memoryRows(candidates, quick) : [];

  const names = candidates.map((candidate) => candidate.name);
  const body = [
    ...(series.length > 0 ? sections(names, series) : []),
    ...(memory.length > 0 ? [memorySection(names, memory)] : []),
  ].join("\n");
  console.log("\n" + body);
  if (!args.write || series.length === 0) return;
  await writeResult({
    name: "server",
    title: "Vortis beside redis-server",
    command: "deno task bench:server",
    machine: await describeMachine(["redis-server", "redis-benchmark"]),
    body,
    data: { names, rounds, runSeconds, throughput: series, memory },
    svg: chart(names, series),
  });
}

function chooseCandidates(args: Record<string, unknown>): Candidate[] {
  const candidates = [redisCandidate()];
  if (typeof args.candidate === "string") {
    candidates.push(commandCandidate("candidate", args.candidate.split(/\s+/)));
  } else {
    candidates.push(vortisCandidate());
  }
  if (typeof args["vortis-bin"] === "string") {
    candidates.push(vortisBinaryCandidate(args["vortis-bin"]));
  }
  return candidates;
}

async function throughput(
  candidates: readonly Candidate[],
  rounds: number,
  runSeconds: number,
): Promise<ThroughputSeries[]> {
  const servers = [];
  try {
    for (const candidate of candidates) servers.push(await candidate.start());
    const plan = { tests: TESTS, pipelines: PIPELINES, clients: CLIENTS, keys: KEYS };
    return await measureThroughput(servers, { ...plan, rounds, runSeconds }, console.error);
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function memoryRows(candidates: readonly Candidate[], quick: boolean): Promise<MemoryRow[]> {
  const keys = quick ? 200_000 : 1_000_000;
  const repetitions = quick ? 1 : 3;
  const rows: MemoryRow[] = [];
  for (const load of LOADS) {
    const results: MemoryResult[][] = candidates.map(() => []);
    for (let repetition = 0; repetition < repetitions; repetition++) {
      for (let index = 0; index < candidates.length; index++) {
        const ttl = load.ttlSeconds === undefined ? {} : { ttlSeconds: load.ttlSeconds };
        results[index].push(
          await measureMemoryPerKey(candidates[index], { keys, valueBytes: 16, ...ttl }),
        );
      }
    }
    console.error(`memory: ${load.name}`);
    rows.push({ load, keys, results });
  }
  return rows;
}

/** Requests per second of one server, a number a round. */
function rates(series: ThroughputSeries, server: number): number[] {
  return series.results[server].map((result) => result.requestsPerSecond);
}

function sections(names: readonly string[], all: readonly ThroughputSeries[]): string[] {
  return [throughputSection(names, all), cpuSection(names, all), latencySection(names, all)];
}

function throughputSection(names: readonly string[], all: readonly ThroughputSeries[]): string {
  const header = ["test", "P", `${names[0]}, req/s`];
  for (const name of names.slice(1)) header.push(`${name}, req/s`, "ratio", "rounds");
  header.push("must", "aim");
  const rows = all.map((series) => {
    const row = [series.test.toUpperCase(), String(series.pipeline)];
    row.push(compact(median(rates(series, 0))));
    for (let server = 1; server < names.length; server++) {
      const ratios = rates(series, server).map((rate, round) => rate / rates(series, 0)[round]);
      const { min, max } = summarize(ratios);
      row.push(
        compact(median(rates(series, server))),
        significant(medianRatio(rates(series, server), rates(series, 0)), 3),
        `${significant(min, 3)}–${significant(max, 3)}`,
      );
    }
    const target = TARGETS[series.pipeline];
    row.push(String(target?.must ?? ""), String(target?.aim ?? ""));
    return row;
  });
  const rounds = all[0].results[0].length;
  return `## Throughput\n\n` +
    `\`redis-benchmark -c ${CLIENTS} -r ${KEYS}\`, P commands in a pipeline, ` +
    `${rounds} alternating ${rounds === 1 ? "round" : "rounds"}. A rate is the median of the ` +
    `rounds; the ratio is the median of the rounds' own ratios to ${names[0]}, beside the ` +
    `smallest and the largest of them.\n\n` + markdownTable(header, rows);
}

function cpuSection(names: readonly string[], all: readonly ThroughputSeries[]): string {
  const header = ["test", "P", ...names, ...names.slice(1).map(() => "ratio")];
  const rows = all.map((series) => {
    const micros = series.results.map((rounds) => median(rounds.map((round) => round.cpuMicros)));
    return [
      series.test.toUpperCase(),
      String(series.pipeline),
      ...micros.map((value) => significant(value, 3)),
      ...micros.slice(1).map((value) => significant(value / micros[0], 3)),
    ];
  });
  return `## Processor time\n\nMicroseconds of processor time that the server process used per ` +
    `request, median of the rounds. It says what a request costs even where other programs ` +
    `share the machine.\n\n` + markdownTable(header, rows);
}

function latencySection(names: readonly string[], all: readonly ThroughputSeries[]): string {
  const header = ["test"];
  for (const name of names) header.push(`${name} p50`, "p95", "p99");
  const rows = all.filter((series) => series.pipeline === 1).map((series) => {
    const row = [series.test.toUpperCase()];
    for (const results of series.results) {
      for (const field of ["p50Ms", "p95Ms", "p99Ms"] as const) {
        row.push(median(results.map((result) => result[field])).toFixed(3));
      }
    }
    return row;
  });
  return `## Latency without pipelining\n\nMilliseconds at full load (${CLIENTS} connections, ` +
    `P=1), median of the rounds.\n\n` + markdownTable(header, rows);
}

function memorySection(names: readonly string[], memory: readonly MemoryRow[]): string {
  const header = ["load", ...names, ...names.slice(1).map(() => "ratio"), "must", "aim"];
  const rows = memory.map(({ load, results }) => {
    const perKey = results.map((repetitions) => median(repetitions.map((r) => r.bytesPerKey)));
    return [
      load.name,
      ...perKey.map((bytes) => bytes.toFixed(1)),
      ...perKey.slice(1).map((bytes) => significant(bytes / perKey[0], 3)),
      String(load.must),
      String(load.aim),
    ];
  });
  return `## Memory\n\nResident bytes per key: growth of the process from empty to ` +
    `${compact(memory[0].keys)} keys, over their number; median of ` +
    `${memory[0].results[0].length} fresh starts.\n\n` + markdownTable(header, rows);
}

function chart(names: readonly string[], all: readonly ThroughputSeries[]): string {
  const panels = PIPELINES.map((pipeline): BarPanel => {
    const group = all.filter((series) => series.pipeline === pipeline);
    return {
      title: pipeline === 1 ? "no pipeline" : `pipeline of ${pipeline}`,
      categories: group.map((series) => series.test.toUpperCase()),
      series: names.map((name, server) => ({
        name,
        values: group.map((series) => Math.round(median(rates(series, server)))),
        labels: group.map((series) =>
          server === 0 ? "" : `×${medianRatio(rates(series, server), rates(series, 0)).toFixed(2)}`
        ),
      })),
    };
  });
  return barChart("Requests per second, one core", "requests/s", panels);
}

if (import.meta.main) await main();
