/** Loads on servers that do not do as they should, and on the clock. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { GreetingError } from "../../../../server/cli/load/load_connection.ts";
import { type LoadPlan, LoadRun } from "../../../../server/cli/load/load_run.ts";
import { summarizeLoad } from "../../../../server/cli/load/reports/summary.ts";
import { parseMix } from "../../../../server/cli/load/operation_mix.ts";
import { RespProtocol } from "../../../../server/cli/load/protocols/resp_protocol.ts";
import { Timeline } from "../../../../server/cli/load/reports/timeline.ts";
import { parseServerUrl } from "../../../../server/cli/server_url.ts";

const PATIENCE = { drainMs: 50, reconnectMs: 150 };
const REQUEST_BYTES = "*2\r\n$3\r\nGET\r\n$16\r\nkey:000000000000\r\n".length;
const encoder = new TextEncoder();

/** A server that is given each connection. */
class FakeServer implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  connections = 0;

  constructor(private readonly serve: (conn: Deno.Conn, number: number) => Promise<void>) {
    this.#accept();
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#listener.addr.port}`;
  }

  async #accept(): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        this.#open.add(conn);
        this.serve(conn, this.connections++).catch(() => {}).finally(() => {
          if (this.#open.delete(conn)) conn.close();
        });
      }
    } catch {
      // It was closed.
    }
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const conn of this.#open) conn.close();
    this.#open.clear();
  }
}

/** Answers `:1` to each request, after `delay` of its number; stops when that says undefined. */
function answering(delay: (request: number) => number | undefined) {
  return async (conn: Deno.Conn) => {
    const bytes = new Uint8Array(REQUEST_BYTES * 100);
    let requests = 0;
    for (let pending = 0;;) {
      const count = await conn.read(bytes);
      if (count === null) return;
      for (pending += count; pending >= REQUEST_BYTES; pending -= REQUEST_BYTES) {
        const ms = delay(requests++);
        if (ms === undefined) return;
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
        await conn.write(encoder.encode(":1\r\n"));
      }
    }
  };
}

function plan(parts: Partial<LoadPlan>): LoadPlan {
  return {
    ...{ mix: parseMix("get"), distribution: { kind: "uniform" }, keys: 10, elements: 1 },
    ...{ sizes: { min: 1, max: 1 }, ttlMs: undefined, keyPrefix: "", clients: 1, pipeline: 1 },
    ...{ durationMs: undefined, requests: undefined, rate: undefined, warmUpMs: 0, seed: 1 },
    ...parts,
  };
}

function load(url: string, parts: Partial<LoadPlan>): LoadRun {
  return new LoadRun(new RespProtocol(parseServerUrl(url)), plan(parts), () => {}, PATIENCE);
}

Deno.test("load: a stall counts for every request that was due meanwhile", async () => {
  // One client, 200 requests a second, and the 20th is answered 250 ms late.
  using server = new FakeServer(answering((request) => request === 20 ? 250 : 0));
  const run = load(server.url, { requests: 100, rate: 200 });
  await run.run();
  const all = run.recorder.allLatencies();
  assertEquals([all.count, run.recorder.unsent], [100, 0]);
  // Some 50 requests were due while it stood still, the first of which waited the whole time: without
  // their schedule a single one would be slow.
  let slow = 0;
  all.each((endMs, count) => slow += endMs > 25 ? count : 0);
  assert(slow >= 35, `${slow} slow requests`);
  assert(all.maxMs >= 245);
});

Deno.test("load: without a rate only the request that is slow is slow", async () => {
  using server = new FakeServer(answering((request) => request === 20 ? 250 : 0));
  const run = load(server.url, { requests: 100 });
  await run.run();
  assertEquals(run.recorder.allLatencies().count, 100);
  assert(run.recorder.allLatencies().percentileMs(98) < 200);
});

Deno.test("load: what was due and could not be sent is told", async () => {
  using server = new FakeServer(answering(() => 20));
  const run = load(server.url, { durationMs: 300, rate: 1000 });
  await run.run();
  const { requests, unsent } = run.recorder;
  assert(requests > 5 && requests <= 20, `${requests}`);
  assertAlmostEquals(requests + unsent, 300, 1);
});

Deno.test("load: a warm-up is not measured", async () => {
  using server = new FakeServer(answering((request) => request < 5 ? 20 : 0));
  const run = load(server.url, { requests: 50, warmUpMs: 150 });
  await run.run();
  assertEquals(run.recorder.requests, 50);
  // The slow ones were those at the beginning.
  assert(run.recorder.allLatencies().percentileMs(50) < 20);
});

Deno.test("load: connections that break are made again, what was under way is lost", async () => {
  using server = new FakeServer(answering((request) => request === 10 ? undefined : 0));
  const run = load(server.url, { requests: 35, clients: 1 });
  await run.run();
  const { recorder } = run;
  assertEquals([recorder.requests, recorder.failures, recorder.lostConnections], [35, 3, 3]);
  assertEquals(server.connections, 4);
  const summary = summarizeLoad(run, new Timeline(undefined));
  assertEquals([summary.all.lost, summary.lostReason], [3, "the server closed the connection"]);
});

Deno.test("load: it ends when the server has gone", async () => {
  const server = new FakeServer(answering((request) => request === 3 ? undefined : 0));
  setTimeout(() => server[Symbol.dispose](), 20);
  const run = load(server.url, { durationMs: 60_000, clients: 3 });
  await run.run();
  assert(/refused/i.test(run.failure!), run.failure);
  assert(run.measuredMs(0) < 10_000);
});

Deno.test("load: replies that do not come are waited for, but not for ever", async () => {
  using server = new FakeServer(answering((request) => request < 4 ? 0 : 1e6));
  const run = load(server.url, { durationMs: 100, pipeline: 4 });
  await run.run();
  assertEquals([run.recorder.requests, run.recorder.failures], [8, 4]);
});

Deno.test("load: what is no reply breaks the connection", async () => {
  using server = new FakeServer(async (conn) => {
    await conn.read(new Uint8Array(100));
    await conn.write(encoder.encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
  });
  const run = load(server.url, { durationMs: 50 });
  await run.run();
  assertEquals(run.recorder.failures, run.recorder.requests);
  assert(/does not answer in RESP/.test(run.recorder.lostReason), run.recorder.lostReason);
});

Deno.test("load: a refused password ends it before it begins", async () => {
  using server = new FakeServer(async (conn) => {
    await conn.read(new Uint8Array(100));
    await conn.write(encoder.encode("-WRONGPASS no\r\n"));
    await conn.read(new Uint8Array(100));
  });
  const run = load(server.url.replace("//", "//:secret@"), { durationMs: 50, clients: 3 });
  await assertRejects(() => run.run(), GreetingError, "WRONGPASS no");
});
