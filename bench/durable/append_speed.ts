/**
 * SET with an AOF beside redis-server with the same settings, and beside the same server without.
 *
 * All servers run the whole time and are loaded in turns, forwards and backwards, so that what else the
 * machine does meets all of them.
 */
import type { ChildServer } from "../../tests/helpers/servers/child_server.ts";
import { significant } from "../../server/cli/load/reports/number_texts.ts";
import { markdownTable } from "../measure/markdown_table.ts";
import { median } from "../measure/statistics.ts";
import { runBenchmark } from "../servers/redis_benchmark.ts";
import { turnOrder } from "../servers/throughput.ts";
import { DURABLE_SERVERS } from "./durable_server.ts";

const CLIENTS = 50;
const KEYS = 100_000;

/** One setting of `appendfsync` at a pipeline depth. */
const CASES = [
  { name: "no persistence", args: [], pipeline: 16, must: undefined },
  { name: "everysec", args: ["--appendfsync", "everysec"], pipeline: 16, must: 1.2 },
  { name: "always", args: ["--appendfsync", "always"], pipeline: 1, must: 1 },
] as const;

/** Requests per second of each case: those of Vortis, then of redis-server. */
export interface AppendSpeed {
  readonly name: string;
  readonly pipeline: number;
  readonly perSecond: readonly number[];
  /** The median of the rounds' ratios, which is to be at least `must`. */
  readonly ratio: number;
  readonly must: number | undefined;
}

/** Measures all cases. */
export async function measureAppendSpeed(
  rounds: number,
  runSeconds: number,
): Promise<AppendSpeed[]> {
  const results: AppendSpeed[] = [];
  for (const { name, args, pipeline, must } of CASES) {
    const flags = args.length === 0 ? [] : ["--appendonly", "yes", ...args];
    const servers: ChildServer[] = [];
    try {
      for (const { start } of DURABLE_SERVERS) servers.push(await start(flags));
      const run = async (server: number, requests: number) =>
        (await runBenchmark({
          port: servers[server].port,
          arguments: ["-t", "set", "-d", "16"],
          pipeline,
          requests,
          clients: CLIENTS,
          keys: KEYS,
        })).requestsPerSecond;
      // One round warms up and tells how many requests a run needs.
      const requests = await Promise.resolve().then(async () => {
        const rates = [];
        for (const server of [1, 0]) rates.push(await run(server, 20_000 * pipeline / 4));
        return Math.ceil(Math.max(...rates) * runSeconds);
      });
      const rates: number[][] = [[], []];
      for (let round = 0; round < rounds; round++) {
        for (const server of turnOrder(2, round)) rates[server].push(await run(server, requests));
      }
      const ratio = median(rates[0].map((rate, i) => rate / rates[1][i]));
      results.push({ name, pipeline, perSecond: rates.map(median), ratio, must });
      console.log(`${name}: ${significant(ratio, 3)} times redis-server`);
    } finally {
      for (const server of servers) await server.stop();
    }
  }
  return results;
}

/** The table. */
export function appendTable(results: readonly AppendSpeed[]): string {
  const none = results.find(({ must }) => must === undefined);
  return markdownTable(
    ["SET, 50 clients", "P", "vortis", "redis-server", "ratio", "must", "of its own without"],
    results.map(({ name, pipeline, perSecond, ratio, must }) => [
      name,
      String(pipeline),
      ...perSecond.map((rate) => `${Math.round(rate / 1000)}k`),
      significant(ratio, 3),
      must === undefined ? "" : String(must),
      must === undefined || none?.pipeline !== pipeline
        ? ""
        : significant(perSecond[0] / none.perSecond[0], 3),
    ]),
  );
}
