/**
 * What `server_bench.ts` measured, as tables and a chart.
 */
import { barChart, type BarPanel } from "./measure/chart.ts";
import { compact, significant } from "../server/cli/load/reports/number_texts.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { median, medianRatio, summarize } from "./measure/statistics.ts";
import type { MemoryResult } from "./servers/memory_per_key.ts";
import type { ThroughputSeries } from "./servers/throughput.ts";

/** The memory of one load. */
export interface MemoryRow {
  readonly name: string;
  /** The ratio to redis-server that it must stay under, and the one it aims for. */
  readonly must: number;
  readonly aim: number;
  /** Keys or elements. */
  readonly keys: number;
  /** By candidate: one result a repetition. */
  readonly results: readonly (readonly MemoryResult[])[];
}

/** Everything that was measured; lists may be empty. */
export interface ServerResults {
  /** Names of the servers, the one first that the others are compared with. */
  readonly names: readonly string[];
  /** Connections and random keys of every run. */
  readonly clients: number;
  readonly keys: number;
  readonly strings: readonly ThroughputSeries[];
  readonly collections: readonly ThroughputSeries[];
  readonly memory: readonly MemoryRow[];
}

/** Ratios to the first server that the project holds itself to, by pipeline depth. */
type Targets = Record<number, { must: number; aim?: number }>;

const STRING_TARGETS: Targets = {
  1: { must: 0.95, aim: 1.1 },
  16: { must: 1.3, aim: 2 },
  64: { must: 1.6, aim: 3 },
};

const COLLECTION_TARGETS: Targets = { 1: { must: 0.9 }, 16: { must: 1, aim: 1.5 } };

/** The page: every table for which there are results. */
export function reportBody(results: ServerResults): string {
  const { names, strings, collections, memory } = results;
  const all = [...strings, ...collections];
  const sections: string[] = [];
  if (strings.length > 0) {
    sections.push(
      `## Strings\n\n${howMeasured(results, strings)}${table(names, strings, STRING_TARGETS)}`,
    );
  }
  if (collections.length > 0) {
    sections.push(
      `## Collections, streams, pub/sub\n\n${howMeasured(results, collections)}` +
        table(names, collections, COLLECTION_TARGETS),
    );
  }
  if (all.length > 0) sections.push(mediansSection(names, all), cpuSection(names, all));
  if (all.length > 0) sections.push(latencySection(results, all));
  if (memory.length > 0) sections.push(memorySection(names, memory));
  return sections.join("\n");
}

/** Requests per second of one server, a number a round. */
function rates(series: ThroughputSeries, server: number): number[] {
  return series.results[server].map((result) => result.requestsPerSecond);
}

function howMeasured({ names, clients, keys }: ServerResults, all: readonly ThroughputSeries[]) {
  const rounds = all[0].results[0].length;
  return `\`redis-benchmark -c ${clients} -r ${keys}\`, P commands in a pipeline, ` +
    `${rounds} alternating ${rounds === 1 ? "round" : "rounds"}. A rate is the median of the ` +
    `rounds; the ratio is the median of the rounds' own ratios to ${names[0]}, beside the ` +
    `smallest and the largest of them.\n\n`;
}

function table(
  names: readonly string[],
  all: readonly ThroughputSeries[],
  targets: Targets,
): string {
  const header = ["test", "P", `${names[0]}, req/s`];
  for (const name of names.slice(1)) header.push(`${name}, req/s`, "ratio", "rounds");
  header.push("must", "aim");
  const rows = all.map((series) => {
    const row = [series.test, String(series.pipeline), compact(median(rates(series, 0)))];
    for (let server = 1; server < names.length; server++) {
      const ratios = rates(series, server).map((rate, round) => rate / rates(series, 0)[round]);
      const { min, max } = summarize(ratios);
      row.push(
        compact(median(rates(series, server))),
        significant(ratio(series, server), 3),
        `${significant(min, 3)}–${significant(max, 3)}`,
      );
    }
    const target = targets[series.pipeline];
    row.push(String(target?.must ?? ""), String(target?.aim ?? ""));
    return row;
  });
  return markdownTable(header, rows);
}

/** The median of the rounds' ratios of one server to the first one. */
function ratio(series: ThroughputSeries, server: number): number {
  return medianRatio(rates(series, server), rates(series, 0));
}

function mediansSection(names: readonly string[], all: readonly ThroughputSeries[]): string {
  const depths = [...new Set(all.map((series) => series.pipeline))];
  const rows = depths.map((depth) => {
    const group = all.filter((series) => series.pipeline === depth);
    const cells = names.slice(1).flatMap((_, index) => {
      const { min, median, max } = summarize(group.map((series) => ratio(series, index + 1)));
      return [min, median, max].map((value) => significant(value, 3));
    });
    return [String(depth), String(group.length), ...cells];
  });
  const header = names.slice(1).flatMap((name) => [`${name}, least`, "median", "most"]);
  return `## All tests together\n\nRatios to ${names[0]} over all tests of one depth.\n\n` +
    markdownTable(["P", "tests", ...header], rows);
}

function cpuSection(names: readonly string[], all: readonly ThroughputSeries[]): string {
  const header = ["test", "P", ...names, ...names.slice(1).map(() => "ratio")];
  const rows = all.map((series) => {
    const micros = series.results.map((rounds) => median(rounds.map((round) => round.cpuMicros)));
    return [
      series.test,
      String(series.pipeline),
      ...micros.map((value) => significant(value, 3)),
      ...micros.slice(1).map((value) => significant(value / micros[0], 3)),
    ];
  });
  return `## Processor time\n\nMicroseconds of processor time that the server process used per ` +
    `request, median of the rounds. It says what a request costs even where other programs ` +
    `share the machine.\n\n` + markdownTable(header, rows);
}

function latencySection(
  { names, clients }: ServerResults,
  all: readonly ThroughputSeries[],
): string {
  const header = ["test"];
  for (const name of names) header.push(`${name} p50`, "p95", "p99");
  const rows = all.filter((series) => series.pipeline === 1).map((series) => {
    const row = [series.test];
    for (const results of series.results) {
      for (const field of ["p50Ms", "p95Ms", "p99Ms"] as const) {
        row.push(median(results.map((result) => result[field])).toFixed(3));
      }
    }
    return row;
  });
  return `## Latency without pipelining\n\nMilliseconds at full load (${clients} connections, ` +
    `P=1), median of the rounds.\n\n` + markdownTable(header, rows);
}

function memorySection(names: readonly string[], memory: readonly MemoryRow[]): string {
  const header = ["load", ...names, ...names.slice(1).map(() => "ratio"), "must", "aim"];
  const rows = memory.map(({ name, must, aim, results }) => {
    const perKey = results.map((repetitions) => median(repetitions.map((r) => r.bytesPerKey)));
    return [
      name,
      ...perKey.map((bytes) => bytes.toFixed(1)),
      ...perKey.slice(1).map((bytes) => significant(bytes / perKey[0], 3)),
      String(must),
      String(aim),
    ];
  });
  return `## Memory\n\nResident bytes per key or, of one collection, per element: growth of the ` +
    `process from empty to ${compact(memory[0].keys)} of them, over their number; median of ` +
    `${memory[0].results[0].length} fresh starts.\n\n` + markdownTable(header, rows);
}

/** Requests per second of the string tests, a panel a depth. */
export function stringChart({ names, strings }: ServerResults): string {
  const depths = [...new Set(strings.map((series) => series.pipeline))];
  const panels = depths.map((depth): BarPanel => {
    const group = strings.filter((series) => series.pipeline === depth);
    return {
      title: depth === 1 ? "no pipeline" : `pipeline of ${depth}`,
      categories: group.map((series) => series.test),
      series: names.map((name, server) => ({
        name,
        values: group.map((series) => Math.round(median(rates(series, server)))),
        labels: group.map((series) => server === 0 ? "" : `×${ratio(series, server).toFixed(2)}`),
      })),
    };
  });
  return barChart("Requests per second, one core", "requests/s", panels);
}
