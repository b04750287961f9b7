/**
 * Requests per second of several servers, measured in turn.
 *
 * All servers run the whole time and are loaded one after the other, test by test, so that both
 * halves of a pair are seconds apart. The order turns round from round to round: whoever goes
 * first in one goes last in the next. One round before the measured ones warms the servers up and
 * tells how many requests a run needs to last as long as it should.
 */
import { cpuSeconds } from "../measure/cpu_time.ts";
import type { ChildServer } from "../../tests/helpers/servers/child_server.ts";
import { loadKeys } from "./key_loader.ts";
import { type BenchmarkResult, runBenchmark } from "./redis_benchmark.ts";
import type { ServerTest } from "./server_tests.ts";

/** What to measure. */
export interface ThroughputPlan {
  /** What to run, each at its own pipeline depths. */
  tests: readonly ServerTest[];
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
  /** The test's name. */
  test: string;
  pipeline: number;
  /** Requests of each run. */
  requests: number;
  /** By server, in the order given: one result a round. */
  results: RoundResult[][];
}

const WARM_UP_REQUESTS = 20_000;

/**
 * Measures every test at each of its depths.
 *
 * @param servers running servers, empty; the first sets the number of requests.
 * @param report called with a line of progress now and then.
 */
export async function measureThroughput(
  servers: readonly ChildServer[],
  plan: ThroughputPlan,
  report: (line: string) => void,
): Promise<ThroughputSeries[]> {
  for (const { port } of servers) {
    await loadKeys(port, { keys: plan.keys, valueBytes: 3 });
    for (const test of plan.tests) await test.prepare?.(port);
  }
  const depths = new Set(plan.tests.flatMap((test) => test.pipelines));
  const all: ThroughputSeries[] = [];
  for (const pipeline of [...depths].sort((a, b) => a - b)) {
    const tests = plan.tests.filter((test) => test.pipelines.includes(pipeline));
    all.push(...await measureDepth(servers, { ...plan, tests }, pipeline, report));
  }
  return all;
}

async function measureDepth(
  servers: readonly ChildServer[],
  plan: ThroughputPlan,
  pipeline: number,
  report: (line: string) => void,
): Promise<ThroughputSeries[]> {
  const group = plan.tests.map((test): ThroughputSeries => {
    return { test: test.name, pipeline, requests: 0, results: servers.map(() => []) };
  });
  const run = (index: number, server: number, requests: number) => {
    return measureRun(plan.tests[index], servers[server], plan, pipeline, requests);
  };
  for (const [index, series] of group.entries()) {
    const guess = Math.round(WARM_UP_REQUESTS * Math.sqrt(pipeline));
    for (let server = servers.length - 1; server >= 0; server--) {
      const { requestsPerSecond } = await run(index, server, guess);
      if (server === 0) series.requests = Math.ceil(requestsPerSecond * plan.runSeconds);
    }
  }
  for (let round = 0; round < plan.rounds; round++) {
    for (const [index, series] of group.entries()) {
      for (const server of turnOrder(servers.length, round)) {
        series.results[server].push(await run(index, server, series.requests));
      }
    }
    report(`P=${pipeline}: round ${round + 1} of ${plan.rounds}`);
  }
  return group;
}

/** One run of a test on a server, with what belongs before and beside it. */
async function measureRun(
  test: ServerTest,
  { port, pid }: ChildServer,
  { clients, keys }: ThroughputPlan,
  pipeline: number,
  requests: number,
): Promise<RoundResult> {
  await test.beforeRun?.(port, requests);
  await using _beside = await test.during?.(port);
  const before = await cpuSeconds(pid) ?? 0;
  const result = await runBenchmark({
    port,
    arguments: test.arguments,
    pipeline,
    requests,
    clients,
    keys,
  });
  const used = (await cpuSeconds(pid) ?? 0) - before;
  return { ...result, cpuMicros: used * 1e6 / requests };
}

/** Who is loaded in which order: forwards in even rounds, backwards in odd ones. */
export function turnOrder(servers: number, round: number): number[] {
  const order = Array.from({ length: servers }, (_, server) => server);
  return round % 2 === 0 ? order : order.reverse();
}
