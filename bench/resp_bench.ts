/**
 * The request path without a socket: a pipeline of 256 GETs through parser, dispatcher, store and
 * reply writer, beside the same pipeline over a `Map<string, string>` (contenders/map_servers.ts).
 *
 *     deno run -A --no-check bench/resp_bench.ts     alternating rounds, and the ratio
 *     deno bench -A --no-check bench/resp_bench.ts   deno's own table, 256 requests an iteration
 *
 * What it shows is what strings cost: both sides parse with the same parser.
 */
import { type BatchServer, LeanMapServer, PlainMapServer } from "./contenders/map_servers.ts";
import { VortisBatchServer } from "./contenders/vortis_batch_server.ts";
import { compact } from "../server/cli/load/reports/number_texts.ts";
import { describeMachine, machineLine } from "./measure/machine.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { RunningClock } from "./measure/running_clock.ts";
import { median, medianRatio } from "./measure/statistics.ts";
import { Random } from "../tests/helpers/random.ts";
import { encodeRequest } from "./servers/request_pipeline.ts";
import { keyText, valueTexts } from "./workloads/key_texts.ts";

const KEYS = 100_000;
const PIPELINE = 256;
/** Different pipelines, so that the keys of one round are spread over all of them. */
const PIPELINES = 400;
const ROUNDS = 25;
/** What the project holds itself to: Vortis ÷ the plain map. */
const MUST = 2.5;

/** A server holding all the keys. */
function filled<T extends BatchServer>(server: T): T {
  const encoder = new TextEncoder();
  const values = valueTexts(KEYS);
  for (let from = 0; from < KEYS; from += 1000) {
    let batch = "";
    for (let i = from; i < from + 1000; i++) batch += encodeRequest(["SET", keyText(i), values[i]]);
    server.process(encoder.encode(batch));
  }
  return server;
}

function getPipelines(): Uint8Array[] {
  const random = new Random(20240717);
  const encoder = new TextEncoder();
  return Array.from({ length: PIPELINES }, () => {
    let batch = "";
    for (let i = 0; i < PIPELINE; i++) batch += encodeRequest(["GET", keyText(random.int(KEYS))]);
    return encoder.encode(batch);
  });
}

/** All must reply the same, or they cannot be compared. */
function checkReplies(servers: readonly BatchServer[], bytes: Uint8Array): void {
  const replies = servers.map((server) => {
    server.process(bytes);
    return new TextDecoder().decode(server.reply.subarray(0, server.length));
  });
  const hits = replies[0].split("$16\r\n").length - 1;
  if (hits !== PIPELINE) throw new Error(`Only ${hits} of ${PIPELINE} keys were found`);
  if (replies.some((reply) => reply !== replies[0])) throw new Error("The replies differ");
}

function requestsPerSecond(server: BatchServer, pipelines: readonly Uint8Array[]): number {
  using clock = new RunningClock();
  const start = clock.nowMs();
  for (const bytes of pipelines) server.process(bytes);
  return pipelines.length * PIPELINE * 1000 / (clock.nowMs() - start);
}

const contenders = [
  { name: "Vortis", server: filled(new VortisBatchServer()) },
  { name: "Map, plain", server: filled(new PlainMapServer()) },
  { name: "Map, lean", server: filled(new LeanMapServer()) },
];
const pipelines = getPipelines();
checkReplies(contenders.map(({ server }) => server), pipelines[0]);

if (import.meta.main) {
  const rates = contenders.map((): number[] => []);
  for (let round = -2; round < ROUNDS; round++) {
    contenders.forEach(({ server }, index) => {
      const rate = requestsPerSecond(server, pipelines);
      // The first two rounds compile.
      if (round >= 0) rates[index].push(rate);
    });
  }
  // Round by round, the ratios include the collections that strings call for. The fastest rounds
  // include none, and nothing else that went on in the machine.
  const fastest = rates.map((rounds) => Math.max(...rounds));
  const rows = contenders.map(({ name }, index) => [
    name,
    compact(median(rates[index])),
    index === 0 ? "" : medianRatio(rates[0], rates[index]).toFixed(2),
    compact(fastest[index]),
    index === 0 ? "" : (fastest[0] / fastest[index]).toFixed(2),
  ]);
  const header = ["256 GETs in a pipeline", "requests/s", "Vortis ÷ this"];
  console.log(markdownTable([...header, "fastest round", "Vortis ÷ this"], rows));
  console.log(`To reach: ${MUST} times the plain map, in the median of ${ROUNDS} rounds.`);
  console.log(machineLine(await describeMachine()));
} else {
  for (const { name, server } of contenders) {
    let next = 0;
    Deno.bench(name, { group: `${PIPELINE} GETs`, baseline: name === "Vortis" }, () => {
      server.process(pipelines[next++ % PIPELINES]);
    });
  }
}
