/**
 * REST and RESP requests on the same keys, mixed at random and at a given rate, every answer checked.
 *
 * Each client owns a range of keys, so it knows what every answer must be, whichever way it comes. What
 * clients share is counted. A request has a time at which it is due: one that is late because the server
 * was slow counts from then on, not from when it could be sent.
 */
import { RespClient } from "../../resp/client.ts";
import { LatencyHistogram } from "../../server/latency_histogram.ts";
import { Random } from "../../tests/helpers/random.ts";
import { HttpConnection } from "./http_connection.ts";
import { MixedClient } from "./mixed_client.ts";

/** How to load a server. */
export interface MixedLoadOptions {
  /** Its ports of the loopback interface; its data is removed first. */
  readonly port: number;
  readonly httpPort: number;
  readonly seconds: number;
  /** Requests a second, REST and RESP together. */
  readonly rate: number;
  readonly clients: number;
  /** The share of REST: 0 … 1. */
  readonly restShare: number;
  readonly seed: number;
}

/** What one protocol has had. */
export interface ProtocolFigures {
  requests: number;
  /** From when they were due, or sent at once, to their answers. */
  readonly latency: LatencyHistogram;
}

/** What was done. */
export interface MixedLoadResult {
  readonly rest: ProtocolFigures;
  readonly resp: ProtocolFigures;
  /** How long it took, the checks at the end not included. */
  readonly seconds: number;
  /** Keys that were compared at the end, twice. */
  readonly keys: number;
  readonly increments: number;
}

/** A timer is not worth waiting for in less. */
const TIMER_MS = 1;
/** While the load goes on the server is watched so often, as it would be in production. */
const WATCH_INTERVAL_MS = 500;

/**
 * Runs the load and compares all data at the end, over both protocols.
 * @throws {Error} at the first wrong answer, with the seed.
 */
export async function runMixedLoad(options: MixedLoadOptions): Promise<MixedLoadResult> {
  const { port, httpPort, clients, seed, rate } = options;
  const url = `http://127.0.0.1:${httpPort}`;
  const observer = await RespClient.connect({ hostname: "127.0.0.1", port });
  const figures = { rest: newFigures(), resp: newFigures() };
  const shared = { increments: 0 };
  const load = new AbortController();
  const workers: MixedClient[] = [];
  try {
    await observer.call("FLUSHALL");
    for (let index = 0; index < clients; index++) {
      const http = await HttpConnection.open(httpPort);
      const resp = await RespClient.connect({ hostname: "127.0.0.1", port });
      workers.push(new MixedClient(index, http, resp, new Random(seed + index), shared));
    }
    const startMs = performance.now();
    const watching = watch(url, load.signal);
    const pace = { startMs, endMs: startMs + options.seconds * 1000, intervalMs: 1000 / rate };
    const running = workers.map((worker) => drive(worker, pace, options, figures));
    await Promise.all(running).finally(() => load.abort());
    const seconds = (performance.now() - startMs) / 1000;
    await watching;
    for (const worker of workers) await worker.verify(observer);
    const keys = workers.reduce((sum, worker) => sum + worker.size, 0);
    await verifyShared(observer, url, keys, shared.increments);
    return { ...figures, seconds, keys, increments: shared.increments };
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
  } finally {
    for (const worker of workers) worker.close();
    observer.close();
  }
}

/** When requests are due: each client has its share of them, the first one a little later than its neighbour's. */
interface Pace {
  readonly startMs: number;
  readonly endMs: number;
  /** Between two requests of all clients. */
  readonly intervalMs: number;
}

async function drive(
  worker: MixedClient,
  { startMs, endMs, intervalMs }: Pace,
  { clients, restShare }: MixedLoadOptions,
  figures: { rest: ProtocolFigures; resp: ProtocolFigures },
): Promise<void> {
  for (let n = worker.index;; n += clients) {
    const dueMs = startMs + n * intervalMs;
    if (dueMs >= endMs) return;
    const early = dueMs - performance.now();
    if (early >= TIMER_MS) await new Promise((resolve) => setTimeout(resolve, early));
    const begunMs = Math.min(dueMs, performance.now());
    const isRest = worker.random.chance(restShare);
    await (isRest ? worker.rest() : worker.overResp());
    const { latency } = isRest ? figures.rest : figures.resp;
    latency.record((performance.now() - begunMs) * 1000);
    figures[isRest ? "rest" : "resp"].requests++;
  }
}

/** Does what a monitoring system and an open page do. */
async function watch(url: string, signal: AbortSignal): Promise<void> {
  const paths = ["/health/ready", "/metrics", "/stats", "/performance", "/performance/history"];
  while (!signal.aborted) {
    for (const path of paths) {
      const response = await fetch(url + path);
      const text = await response.text();
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, WATCH_INTERVAL_MS));
  }
}

async function verifyShared(
  observer: RespClient,
  url: string,
  keys: number,
  increments: number,
): Promise<void> {
  const counter = Number(await observer.call("GET", "shared") ?? 0);
  if (counter !== increments) throw new Error(`The counter is ${counter}, not ${increments}`);
  const size = Number(await observer.call("DBSIZE"));
  const expected = keys + (increments > 0 ? 1 : 0);
  if (size !== expected) throw new Error(`There are ${size} keys, not ${expected}`);
  const stats = await (await fetch(`${url}/stats`)).json() as { keys: number; errors: number };
  if (stats.keys !== expected) throw new Error(`/stats has ${stats.keys} keys, not ${expected}`);
  if (stats.errors !== 0) throw new Error(`/stats has ${stats.errors} errors`);
}

function newFigures(): ProtocolFigures {
  return { requests: 0, latency: new LatencyHistogram() };
}
