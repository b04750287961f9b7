/**
 * Requests per second of several servers, measured in turn.
 *
 * All servers run the whole time and are loaded one after the other, test by test, so that both
 * halves of a pair are seconds apart. The order turns round from round to round: whoever goes
 * first in one goes last in the next. One round before the measured ones warms the servers up and
 * tells how many requests a run needs to last as long as it should.
 */
import { cpuSeconds } from "../measure/cpu_time.ts";
import type { ChildServer } from "../../tests/helpers/child_server.ts";
import { loadKeys } from "./key_loader.ts";
import { type BenchmarkResult, runBenchmark } from "./redis_benchmark.ts";

/** What to measure. */
export interface ThroughputPlan {
  /** redis-benchmark's test names. */
  tests: readonly string[];
  /** Pipeline depths. */
  pipelines: readonly number[];
  /** Measured rounds. */
  rounds: number;
  /** How long one run should last on the first server, in seconds. */
  runSeconds: number;
  /** Parallel connections. */
  clients: number;
  /** Random keys are drawn from this many, all of which exist. */
  keys: number;
}

/** One round of one test on one server. */
export interface RoundResult extends BenchmarkResult {
  /** Microseconds of processor time a request; 0 where the system does not tell. */
  cpuMicros: number;
}

/** All rounds of one test at one pipeline depth. */
export interface ThroughputSeries {
  test: string;
  pipeline: number;
  /** Requests of each run. */
  requests: number;
  /** By server, in the order given: one result a round. */
  results: RoundResult[][];
}

const WARM_UP_REQUESTS = 20_000;

/**
 * Measures every test at every depth.
 *
 * @param servers running servers, empty; the first sets the number of requests.
 * @param report called with a line of progress now and then.
 */
export async function measureThroughput(
  servers: readonly ChildServer[],
  plan: ThroughputPlan,
  report: (line: string) => void,
): Promise<ThroughputSeries[]> {
  for (const server of servers) {
    await loadKeys(server.port, { keys: plan.keys, valueBytes: 3 });
  }
  const all: ThroughputSeries[] = [];
  for (const pipeline of plan.pipelines) {
    const group = plan.tests.map((test): ThroughputSeries => {
      return { test, pipeline, requests: 0, results: servers.map(() => []) };
    });
    const run = async (series: ThroughputSeries, server: number, requests: number) => {
      const { port, pid } = servers[server];
      const { clients, keys } = plan;
      const before = await cpuSeconds(pid) ?? 0;
      const result = await runBenchmark({
        port,
        test: series.test,
        pipeline,
        requests,
        clients,
        keys,
      });
      const used = (await cpuSeconds(pid) ?? 0) - before;
      return { ...result, cpuMicros: used * 1e6 / requests };
    };
    for (const series of group) {
      const guess = Math.round(WARM_UP_REQUESTS * Math.sqrt(pipeline));
      for (let server = servers.length - 1; server >= 0; server--) {
        const { requestsPerSecond } = await run(series, server, guess);
        if (server === 0) series.requests = Math.ceil(requestsPerSecond * plan.runSeconds);
      }
    }
    for (let round = 0; round < plan.rounds; round++) {
      for (const series of group) {
        for (const server of turnOrder(servers.length, round)) {
          series.results[server].push(await run(series, server, series.requests));
        }
      }
      report(`P=${pipeline}: round ${round + 1} of ${plan.rounds}`);
    }
    all.push(...group);
  }
  return all;
}

/** Who is loaded in which order: forwards in even rounds, backwards in odd ones. */
export function turnOrder(servers: number, round: number): number[] {
  const order = Array.from({ length: servers }, (_, server) => server);
  return round % 2 === 0 ? order : order.reverse();
}
