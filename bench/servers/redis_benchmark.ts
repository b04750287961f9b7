/**
 * redis-benchmark as a measuring instrument: run once per test, its CSV read back.
 *
 * One run is one test, not a list of them, so that each test can have the number of requests that
 * makes it last about as long as the others: an MSET sets ten keys.
 */

/** One run. */
export interface BenchmarkRun {
  /** Port on the loopback interface. */
  port: number;
  /** What it runs: `["-t", "set"]` or a command with its arguments. */
  arguments: readonly string[];
  /** Commands sent before their replies are read, per connection. */
  pipeline: number;
  /** Commands sent altogether. */
  requests: number;
  /** Parallel connections. */
  clients: number;
  /** Random keys are drawn from this many. */
  keys: number;
}

/** What a run came to. Latencies are in milliseconds, per batch of `pipeline` commands. */
export interface BenchmarkResult {
  requestsPerSecond: number;
  averageMs: number;
  minMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

const COLUMNS: Record<string, keyof BenchmarkResult> = {
  rps: "requestsPerSecond",
  avg_latency_ms: "averageMs",
  min_latency_ms: "minMs",
  p50_latency_ms: "p50Ms",
  p95_latency_ms: "p95Ms",
  p99_latency_ms: "p99Ms",
  max_latency_ms: "maxMs",
};

/**
 * Runs one test.
 *
 * @throws {Error} with redis-benchmark's own output when it fails or reports an error reply.
 */
export async function runBenchmark(run: BenchmarkRun): Promise<BenchmarkResult> {
  const { success, stdout, stderr } = await new Deno.Command("redis-benchmark", {
    args: [
      ...["-h", "127.0.0.1", "-p", String(run.port), "-c", String(run.clients)],
      ...["-r", String(run.keys), "-P", String(run.pipeline), "-n", String(run.requests)],
      "--csv",
      ...run.arguments,
    ],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout);
  if (!success) throw new Error(`redis-benchmark failed: ${output}${decoder.decode(stderr)}`);
  return parseBenchmarkCsv(output);
}

/**
 * Reads the CSV of a run of one test.
 *
 * @throws {Error} when the output has no such table: redis-benchmark prints errors between.
 */
export function parseBenchmarkCsv(csv: string): BenchmarkResult {
  const lines = csv.trim().split(/\r?\n/).filter((line) => line.startsWith('"'));
  if (lines.length !== 2) throw new Error(`Cannot read redis-benchmark's output: ${csv}`);
  // A test's name may contain commas, never quotes.
  const [header, cells] = lines.map((line) => line.slice(1, -1).split('","'));
  const result: Partial<BenchmarkResult> = {};
  header.forEach((name, column) => {
    const field = COLUMNS[name];
    if (field !== undefined) result[field] = Number(cells[column]);
  });
  for (const field of Object.values(COLUMNS)) {
    if (!Number.isFinite(result[field])) {
      throw new Error(`Cannot read ${field} in redis-benchmark's output: ${csv}`);
    }
  }
  return result as BenchmarkResult;
}
