/**
 * What each of the common commands costs without a socket: parsing, dispatching, executing and
 * replying, in pipelines of 256 requests over 100,000 keys that are there (but for "miss").
 *
 *     deno run -A --no-check bench/commands_bench.ts     ns a command
 *     deno bench -A --no-check bench/commands_bench.ts   deno's own table, 256 requests an iteration
 *
 * "few keys" asks for 2,000 keys again and again, which the processor's cache holds: what is left is
 * the code. "all keys" is what memory adds. Each pipeline is timed by itself, so that what disturbs
 * some of them does not show in the median.
 */
import { VortisBatchServer } from "./contenders/vortis_batch_server.ts";
import { describeMachine, machineLine } from "./measure/machine.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { median, quantile } from "./measure/statistics.ts";
import { encodeRequest } from "./servers/request_pipeline.ts";
import { keyText } from "./workloads/key_texts.ts";
import { Random } from "../tests/helpers/random.ts";

const KEYS = 100_000;
const FEW_KEYS = 2000;
const PIPELINE = 256;
const PIPELINES = 100;
const ROUNDS = 30;
const VALUE = "0123456789abcdef";

type Pick = (random: Random) => string;

const WORKLOADS: Record<string, (random: Random, key: Pick) => string[]> = {
  "PING": () => ["PING"],
  "GET": (random, key) => ["GET", key(random)],
  "GET miss": (random, key) => ["GET", `no${key(random)}`],
  "SET": (random, key) => ["SET", key(random), VALUE],
  "SET EX": (random, key) => ["SET", `ex${key(random)}`, VALUE, "EX", `${1000 + random.int(1000)}`],
  "SETNX": (random, key) => ["SETNX", key(random), VALUE],
  "INCR": (random, key) => ["INCR", `counter${key(random)}`],
  "APPEND": (random, key) => ["APPEND", `grows${key(random)}`, "x"],
  "MSET 10 keys": (random, key) => [
    "MSET",
    ...Array.from({ length: 10 }, () => [key(random), VALUE]).flat(),
  ],
  "MGET 10 keys": (random, key) => ["MGET", ...Array.from({ length: 10 }, () => key(random))],
  "SETBIT": (random) => ["SETBIT", `bits${random.int(100)}`, `${random.int(10_000)}`, "1"],
  "GETBIT": (random) => ["GETBIT", `bits${random.int(100)}`, `${random.int(10_000)}`],
};

const encoder = new TextEncoder();

function pipelines(make: () => string[]): Uint8Array[] {
  return Array.from({ length: PIPELINES }, () => {
    let batch = "";
    for (let i = 0; i < PIPELINE; i++) batch += encodeRequest(make());
    return encoder.encode(batch);
  });
}

function filled(): VortisBatchServer {
  const server = new VortisBatchServer();
  for (let i = 0; i < KEYS; i += 100) {
    let batch = "";
    for (let k = i; k < i + 100; k++) batch += encodeRequest(["SET", keyText(k), VALUE]);
    server.process(encoder.encode(batch));
  }
  return server;
}

const server = filled();
const random = new Random(20240717);
const cases = Object.entries(WORKLOADS).flatMap(([name, make]) =>
  [FEW_KEYS, KEYS].map((keys) => ({
    name,
    keys,
    batches: pipelines(() => make(random, (random) => keyText(random.int(keys)))),
  }))
);
// Every command has run before one is timed: the code is compiled for all of them.
for (let i = 0; i < 3; i++) {
  for (const { batches } of cases) for (const bytes of batches) server.process(bytes);
}

if (import.meta.main) {
  const results = cases.map(({ name, keys, batches }) => {
    const sample: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const bytes of batches) {
        const start = performance.now();
        server.process(bytes);
        sample.push((performance.now() - start) * 1e6 / PIPELINE);
      }
    }
    return { name, keys, low: quantile(sample, 0.1), middle: median(sample) };
  });
  const rows = Object.keys(WORKLOADS).map((name) => [
    name,
    ...[FEW_KEYS, KEYS].flatMap((keys) => {
      const found = results.find((result) => result.name === name && result.keys === keys)!;
      return [found.low.toFixed(0), found.middle.toFixed(0)];
    }),
  ]);
  const header = ["ns a command", "few keys: p10", "median", "all keys: p10", "median"];
  console.log(markdownTable(header, rows));
  console.log(machineLine(await describeMachine()));
} else {
  for (const { name, keys, batches } of cases) {
    let next = 0;
    Deno.bench(keys === KEYS ? name : `${name}, few keys`, { group: name }, () => {
      server.process(batches[next++ % PIPELINES]);
    });
  }
}
