/**
 * GET of a small value over HTTP beside a `Deno.serve` that answers a constant: what the store adds to
 * what the platform costs.
 *
 *     deno task bench:http [--rounds 5] [--seconds 3] [--connections 50] [--binary dist/vortis]
 *
 * Both servers run all the time and are loaded in turn; the ratio is taken round by round. Processor
 * time a request is shown beside it: where the load generator and the server share few cores, requests
 * per second flatter the slower server.
 */
import { parseArgs } from "@std/cli/parse-args";
import { getAvailablePort } from "@std/net";
import { ChildServer } from "../tests/helpers/servers/child_server.ts";
import { START_PERMISSIONS, START_V8_FLAGS } from "../tests/helpers/servers/vortis_server.ts";
import { loadHttp } from "./http/http_load.ts";
import { cpuSeconds } from "./measure/cpu_time.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { median, medianRatio } from "./measure/statistics.ts";

const flags = parseArgs(Deno.args, { string: ["rounds", "seconds", "connections", "binary"] });
const rounds = Number(flags.rounds ?? 5);
const seconds = Number(flags.seconds ?? 3);
const connections = Number(flags.connections ?? 50);

const KEY_PATH = "/v1/namespaces/0/keys/greeting";

/** A server under load, and what its rounds came to. */
interface Candidate {
  readonly name: string;
  readonly server: ChildServer;
  readonly path: string;
  readonly rates: number[];
  readonly micros: number[];
}

async function isAnswering(port: number, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

async function start(
  name: string,
  command: string[],
  port: number,
  path: string,
): Promise<Candidate> {
  const [program, ...args] = command;
  const isReady = (at: number) => isAnswering(at, path);
  const server = await ChildServer.start({ command: program, args, port, isReady });
  return { name, server, path, rates: [], micros: [] };
}

async function measure({ server, path, rates, micros }: Candidate): Promise<void> {
  const before = await cpuSeconds(server.pid);
  const result = await loadHttp(server.port, path, { connections, seconds });
  const after = await cpuSeconds(server.pid);
  rates.push(result.requestsPerSecond);
  micros.push(((after ?? NaN) - (before ?? NaN)) * 1e6 / result.requests);
}

const root = new URL("../", import.meta.url);
const deno = Deno.execPath();
const port = getAvailablePort();
const program: string[] = flags.binary === undefined
  ? [
    ...[deno, "run", "--no-check", START_V8_FLAGS, ...START_PERMISSIONS],
    new URL("main.ts", root).pathname,
  ]
  : [`${flags.binary}`];
const bareServer = new URL("bench/http/bare_server.ts", root).pathname;

function startBare(name: string, ...args: string[]): Promise<Candidate> {
  const at = getAvailablePort();
  return start(name, [deno, "run", "--allow-net", bareServer, `${at}`, ...args], at, "/");
}

const bare = await startBare("`Deno.serve`, a constant");
const withHeaders = await startBare("`Deno.serve`, a constant with the same headers", "headers");
const vortis = await start(
  "Vortis",
  [
    ...program,
    ...["--port", `${getAvailablePort()}`, "--http-port", `${port}`],
    ...["--bind", "127.0.0.1", "--save", ""],
  ],
  port,
  KEY_PATH,
);
const candidates = [bare, withHeaders, vortis];
try {
  const put = await fetch(`http://127.0.0.1:${port}${KEY_PATH}`, { method: "PUT", body: "hello" });
  if (put.status !== 201) throw new Error(await put.text());
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? candidates : candidates.toReversed();
    for (const candidate of order) await measure(candidate);
    if (round >= 0) console.error(`round ${round + 1} of ${rounds}`);
    else for (const { rates, micros } of order) rates.length = micros.length = 0;
  }
} finally {
  await Promise.all(candidates.map(({ server }) => server.stop()));
}

console.log(markdownTable(
  ["server", "requests/s", "ratio", "processor µs/request", "ratio"],
  candidates.map(({ name, rates, micros }) => [
    name,
    Math.round(median(rates)).toLocaleString("en"),
    medianRatio(rates, bare.rates).toFixed(2),
    median(micros).toFixed(1),
    medianRatio(bare.micros, micros).toFixed(2),
  ]),
));
