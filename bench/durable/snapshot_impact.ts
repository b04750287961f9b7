/**
 * What clients notice of BGSAVE: throughput while one is under way, the longest that a client waits for a
 * reply, and the memory that it takes.
 *
 * Short runs of redis-benchmark follow each other, SET of random keys of those that there are; those that
 * fall into a snapshot are compared with those before it. A run's longest wait is that of a batch of 16
 * requests among 800 that are on their way.
 */
import { RawConnection } from "../../tests/helpers/servers/raw_connection.ts";
import { cpuSeconds } from "../measure/cpu_time.ts";
import { grouped, significant } from "../../server/cli/load/reports/number_texts.ts";
import { markdownTable } from "../measure/markdown_table.ts";
import { residentBytes } from "../measure/resident_memory.ts";
import { median } from "../measure/statistics.ts";
import { type BenchmarkResult, runBenchmark } from "../servers/redis_benchmark.ts";
import { loadKeys } from "../servers/key_loader.ts";
import { DURABLE_SERVERS, infoNumber } from "./durable_server.ts";

const CLIENTS = 50;
const PIPELINE = 16;
const VALUE_BYTES = 64;
const RUN_SECONDS = 0.5;
/** Runs without a snapshot before each one with. */
const RUNS_BEFORE = 4;

/** One run of redis-benchmark. */
interface Run extends BenchmarkResult {
  readonly cpuMicros: number;
}

/** A round, or the medians of all. */
interface Measured {
  /** Requests per second without and during a snapshot. */
  readonly perSecond: number;
  readonly perSecondDuring: number;
  /**
   * Processor time of the server for a request, likewise: what the throughput comes to on a machine that has
   * nothing else to do.
   */
  readonly cpuMicros: number;
  readonly cpuMicrosDuring: number;
  /** The longest wait in ms, likewise. */
  readonly longestMs: number;
  readonly longestDuringMs: number;
  /** How long a snapshot took under load, in seconds. */
  readonly seconds: number;
  /** Memory that a snapshot took beside that of the data, as a share of it. */
  readonly memoryShare: number;
}

/** What one server came to. */
export interface SnapshotImpact extends Measured {
  readonly server: string;
  readonly keys: number;
  /** The median of the rounds' ratios of throughput. */
  readonly ratio: number;
}

/** Measures all servers. */
export async function measureSnapshotImpact(
  keys: number,
  rounds: number,
): Promise<SnapshotImpact[]> {
  const results: SnapshotImpact[] = [];
  for (const { name, start } of DURABLE_SERVERS) {
    await using server = await start([]);
    await loadKeys(server.port, { keys, valueBytes: VALUE_BYTES });
    using client = await RawConnection.connect(server.port);
    const run = async (requests: number): Promise<Run> => {
      const cpuBefore = await cpuSeconds(server.pid) ?? 0;
      const result = await runBenchmark({
        port: server.port,
        arguments: ["-t", "set", "-d", String(VALUE_BYTES)],
        pipeline: PIPELINE,
        clients: CLIENTS,
        requests,
        keys,
      });
      const cpuMicros = ((await cpuSeconds(server.pid) ?? 0) - cpuBefore) * 1e6 / requests;
      return { ...result, cpuMicros };
    };
    const { requestsPerSecond } = await run(500_000);
    const requests = Math.ceil(requestsPerSecond * RUN_SECONDS);
    const all: Measured[] = [];
    for (let round = 0; round < rounds; round++) {
      const before: Run[] = [];
      for (let i = 0; i < RUNS_BEFORE; i++) before.push(await run(requests));
      const resident = await residentBytes(server.pid);
      await client.command("BGSAVE");
      const during: Run[] = [];
      let peak = 0;
      do {
        during.push(await run(requests));
        peak = Math.max(peak, await residentBytes(server.pid));
      } while (await infoNumber(client, "rdb_bgsave_in_progress") === 1);
      // redis-server's child shares what has not been changed meanwhile.
      const copied = name === "vortis" ? 0 : await infoNumber(client, "rdb_last_cow_size");
      all.push({
        perSecond: median(before.map((result) => result.requestsPerSecond)),
        perSecondDuring: median(during.map((result) => result.requestsPerSecond)),
        cpuMicros: median(before.map((result) => result.cpuMicros)),
        cpuMicrosDuring: median(during.map((result) => result.cpuMicros)),
        longestMs: Math.max(...before.map(({ maxMs }) => maxMs)),
        longestDuringMs: Math.max(...during.map(({ maxMs }) => maxMs)),
        seconds: await infoNumber(client, "rdb_last_bgsave_time_sec"),
        memoryShare: (peak - resident + copied) / resident,
      });
    }
    const of = (pick: (round: Measured) => number) => median(all.map(pick));
    results.push({
      server: name,
      keys,
      perSecond: of((round) => round.perSecond),
      perSecondDuring: of((round) => round.perSecondDuring),
      ratio: of((round) => round.perSecondDuring / round.perSecond),
      cpuMicros: of((round) => round.cpuMicros),
      cpuMicrosDuring: of((round) => round.cpuMicrosDuring),
      longestMs: of((round) => round.longestMs),
      longestDuringMs: of((round) => round.longestDuringMs),
      seconds: of((round) => round.seconds),
      memoryShare: of((round) => round.memoryShare),
    });
    console.log(`${name}: ${significant(results.at(-1)!.ratio, 3)} of its throughput in BGSAVE`);
  }
  return results;
}

/** The table. */
export function snapshotTable(results: readonly SnapshotImpact[]): string {
  return markdownTable(
    [
      `BGSAVE of ${grouped(results[0].keys)} keys`,
      "SET/s before",
      "during",
      "ratio",
      "CPU a SET",
      "during",
      "longest wait before",
      "during",
      "memory",
      "time",
    ],
    results.map((result) => [
      result.server,
      `${Math.round(result.perSecond / 1000)}k`,
      `${Math.round(result.perSecondDuring / 1000)}k`,
      significant(result.ratio, 3),
      `${significant(result.cpuMicros, 3)} µs`,
      `${significant(result.cpuMicrosDuring, 3)} µs`,
      `${significant(result.longestMs, 2)} ms`,
      `${significant(result.longestDuringMs, 2)} ms`,
      `+${significant(100 * Math.max(0, result.memoryShare), 2)} %`,
      `${result.seconds} s`,
    ]),
  );
}
