/**
 * Vortis beside redis-server: throughput, latency and memory, measured with redis-benchmark.
 *
 *     deno task bench:server [--rounds N] [--seconds S] [--quick] [--vortis-bin dist/vortis]
 *                            [--candidate "COMMAND … {port}"] [--only strings|collections]
 *                            [--starts N] [--no-throughput] [--no-memory] [--no-write]
 *
 * Prints the median ratio per test and writes docs/benchmarks/server.{md,json,svg}. How it measures
 * is told where it is done: servers/throughput.ts and servers/memory_per_key.ts; what it asks, in
 * servers/server_tests.ts and servers/collection_loads.ts.
 */
import { parseArgs } from "@std/cli/parse-args";
import { describeMachine } from "./measure/machine.ts";
import { writeResult } from "./measure/result_files.ts";
import { type MemoryRow, reportBody, type ServerResults, stringChart } from "./server_report.ts";
import {
  type Candidate,
  commandCandidate,
  redisCandidate,
  vortisBinaryCandidate,
  vortisCandidate,
} from "./servers/bench_server.ts";
import { COLLECTION_LOADS } from "./servers/collection_loads.ts";
import { loadKeys } from "./servers/key_loader.ts";
import { measureMemoryPerKey, type MemoryResult } from "./servers/memory_per_key.ts";
import { sendRequests } from "./servers/request_pipeline.ts";
import { COLLECTION_TESTS, type ServerTest, STRING_TESTS } from "./servers/server_tests.ts";
import { measureThroughput, type ThroughputSeries } from "./servers/throughput.ts";

const CLIENTS = 50;
const KEYS = 100_000;

/** One load, with the ratio to redis-server that it must stay under. */
interface MemoryLoad {
  readonly name: string;
  readonly must: number;
  readonly aim: number;
  /** Sends `keys` keys or elements to the server on a port. */
  load(port: number, keys: number): Promise<void>;
}

const STRING_LOADS: readonly MemoryLoad[] = [
  {
    name: "keys and values of 16 bytes",
    must: 0.55,
    aim: 0.4,
    load: (port, keys) => loadKeys(port, { keys, valueBytes: 16 }),
  },
  {
    name: "the same, a TTL on each",
    must: 0.5,
    aim: 0.4,
    load: (port, keys) => loadKeys(port, { keys, valueBytes: 16, ttlSeconds: 86_400 }),
  },
];

const LOADS_OF_COLLECTIONS: readonly MemoryLoad[] = COLLECTION_LOADS.map(({ name, series }) => ({
  name,
  must: 1,
  aim: 0.7,
  load: (port, keys) => sendRequests(port, series(keys)),
}));

async function main(): Promise<void> {
  const args = parseArgs(Deno.args, {
    boolean: ["quick", "memory", "throughput", "write"],
    string: ["vortis-bin", "candidate", "rounds", "seconds", "only", "starts"],
    negatable: ["memory", "throughput", "write"],
    default: { memory: true, throughput: true, write: true },
  });
  const quick = args.quick === true;
  const rounds = Number(args.rounds ?? (quick ? 1 : 5));
  const runSeconds = Number(args.seconds ?? (quick ? 0.2 : 1.2));
  const starts = Number(args.starts ?? (quick ? 1 : 3));
  const candidates = chooseCandidates(args);
  const plan = { clients: CLIENTS, keys: KEYS, rounds, runSeconds };
  const measure = async (kind: string, tests: readonly ServerTest[]) => {
    const wanted = args.throughput && (args.only === undefined || args.only === kind);
    return wanted ? await throughput(candidates, { ...plan, tests }) : [];
  };
  const strings = await measure("strings", STRING_TESTS);
  const collections = await measure("collections", COLLECTION_TESTS);
  const memory: MemoryRow[] = [];
  if (args.memory) {
    if (args.only !== "collections") {
      memory.push(...await memoryRows(candidates, STRING_LOADS, quick, starts));
    }
    if (args.only !== "strings") {
      memory.push(...await memoryRows(candidates, LOADS_OF_COLLECTIONS, quick, starts));
    }
  }

  const names = candidates.map((candidate) => candidate.name);
  const results: ServerResults = {
    names,
    clients: CLIENTS,
    keys: KEYS,
    strings,
    collections,
    memory,
  };
  const body = reportBody(results);
  console.log("\n" + body);
  if (!args.write || strings.length === 0 || collections.length === 0) return;
  await writeResult({
    name: "server",
    title: "Vortis beside redis-server",
    command: "deno task bench:server",
    machine: await describeMachine(["redis-server", "redis-benchmark"]),
    body,
    data: { ...results, rounds, runSeconds },
    svg: stringChart(results),
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
  plan: Parameters<typeof measureThroughput>[1],
): Promise<ThroughputSeries[]> {
  const servers = [];
  try {
    for (const candidate of candidates) servers.push(await candidate.start());
    return await measureThroughput(servers, plan, console.error);
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function memoryRows(
  candidates: readonly Candidate[],
  loads: readonly MemoryLoad[],
  quick: boolean,
  starts: number,
): Promise<MemoryRow[]> {
  const keys = quick ? 200_000 : 1_000_000;
  const rows: MemoryRow[] = [];
  for (const { name, must, aim, load } of loads) {
    const results: MemoryResult[][] = candidates.map(() => []);
    for (let repetition = 0; repetition < starts; repetition++) {
      for (const [index, candidate] of candidates.entries()) {
        const result = await measureMemoryPerKey(candidate, keys, (port) => load(port, keys));
        results[index].push(result);
      }
    }
    console.error(`memory: ${name}`);
    rows.push({ name, must, aim, keys, results });
  }
  return rows;
}

if (import.meta.main) await main();
