import { assert, assertEquals } from "@std/assert";
import { LoadProgress } from "../../../../server/durability/load_progress.ts";
import { openStore } from "../../../../server/durable/mod.ts";
import { ReplyError } from "../../../../server/errors/reply_errors.ts";
import { TestServer } from "../../../helpers/commands.ts";
import { TestHttp } from "../../../helpers/http/http_handler.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";
import { until } from "../../../helpers/until.ts";

/** The figures of an idle second, or any other object. */
type Figures = Record<string, unknown>;

Deno.test("a server that is ready says so", async () => {
  using http = new TestHttp();
  http.server.advance(1500);
  const body = { status: "ok", ready: true, problems: [], version: "0.1.0", uptimeSeconds: 1.5 };
  assertEquals(await http.json("/health"), [200, body]);
  assertEquals(await http.json("/health/ready"), [200, body]);
  assertEquals(await http.json("/health/live"), [200, { status: "ok" }]);
  const head = await http.fetch("/health", { method: "HEAD" });
  assertEquals([head.status, head.headers.get("cache-control"), head.body], [
    200,
    "no-store",
    null,
  ]);
});

Deno.test("a server that loads is alive, is not ready, and tells how long it will take", async () => {
  using http = new TestHttp();
  const { server } = http;
  const loading = new LoadProgress(server.time.now(), server.log);
  server.durability.loading = loading;
  server.durability.restricted = true;
  loading.totalBytes = 1000;
  server.advance(3000);
  loading.advance("dump.rdb", 250, 10, server.time.now());
  const response = await http.fetch("/health/ready");
  assertEquals([response.status, response.headers.get("retry-after")], [503, "9"]);
  const body = await response.json() as Figures;
  assertEquals([body.status, body.ready], ["loading", false]);
  assertEquals(body.loading, {
    totalBytes: 1000,
    loadedBytes: 250,
    percent: 25,
    remainingSeconds: 9,
  });
  assertEquals((await http.json("/health/live"))[0], 200);
  // Figures can be had meanwhile.
  assertEquals((await http.json("/stats"))[0], 200);
  assertEquals((await http.fetch("/metrics")).status, 200);
});

Deno.test("a server that refuses writes says why", async () => {
  using http = new TestHttp();
  http.server.durability.writeFault = new ReplyError(
    "MISCONF Errors writing to the AOF file: No space left on device",
  );
  const [status, body] = await http.json("/health");
  assertEquals(status, 503);
  assertEquals((body as Figures).status, "misconf");
  assertEquals((body as Figures).problems, [{
    code: "misconf",
    reason: "Errors writing to the AOF file: No space left on device",
  }]);
  const metrics = await (await http.fetch("/metrics")).text();
  assert(metrics.includes("\nvortis_writes_refused 1\n"));
});

Deno.test("the figures in all and by namespace, whatever their names", async () => {
  using http = new TestHttp();
  const { server } = http;
  const client = server.client();
  client.reply("SET k v");
  client.reply("SET t v EX 100");
  client.reply("GET k");
  client.reply("GET k");
  client.reply("GET none");
  client.reply("LPUSH k v");
  for (const name of ["__proto__", "a b/é"]) server.engine.namespace(name);
  server.advance(2500);
  const [, body] = await http.json("/stats") as [number, Figures];
  const { namespaces, memory, ...figures } = body;
  const expected = { keys: 2, expiringKeys: 1, hits: 2, misses: 1, evictions: 0, expired: 0 };
  assertEquals(figures, {
    ...expected,
    bytes: server.engine.usedBytes,
    hitRatio: 2 / 3,
    uptimeSeconds: 2.5,
    startedAt: new Date(server.startedMs).toISOString(),
    ...{ clients: 1, connections: 0, commands: 6, errors: 1 },
    ...{ logSize: null, lastCompaction: null, unsavedChanges: 2 },
  });
  assertEquals((memory as Figures).usedBytes, server.engine.usedBytes);
  assertEquals(Object.keys(namespaces as Figures), ["0", "__proto__", "a b/é"]);

  const [, one] = await http.json("/stats?namespace=0") as [number, Figures];
  assertEquals([one.namespace, one.keys, one.hits, one.hitRatio], ["0", 2, 2, 2 / 3]);
  const [, empty] = await http.json("/stats?namespace=__proto__") as [number, Figures];
  assertEquals([empty.keys, empty.hitRatio], [0, null]);
  const [status, problem] = await http.json("/stats?namespace=nobody") as [number, Figures];
  assertEquals([status, problem.title], [404, "Not found"]);
});

Deno.test("performance has its figures, and names the field that is wrong", async () => {
  using http = new TestHttp();
  const client = http.server.client();
  for (let i = 0; i < 100; i++) client.reply("SET k v");
  client.reply("NOSUCH");
  const [status, body] = await http.json("/performance?window=10") as [number, {
    latencyTracking: boolean;
    recent: { families: unknown[] };
    sinceStart: { overall: Figures; families: Figures[]; commands: Figures[] };
  }];
  assertEquals([status, body.latencyTracking, body.recent.families], [200, true, []]);
  const { overall, families, commands } = body.sinceStart;
  assertEquals([overall.operations, overall.errors], [100, 1]);
  assertEquals(families.map(({ name }) => name), ["string"]);
  assertEquals(commands.map(({ name, operations }) => [name, operations]), [["set", 100]]);
  assert((overall.latency as Record<string, number>).p999 > 0);

  const { http: requests } = (await http.json("/performance"))[1] as { http: Figures };
  assertEquals([requests.requests, requests.errors, requests.responses], [1, 0, { 200: 1 }]);
  assert((requests.latency as Record<string, number>).p50 > 0);

  for (
    const [path, field] of [
      ["/performance?window=0", "window"],
      ["/performance?window=61", "window"],
      ["/performance?window=x", "window"],
      ["/performance/history?seconds=1e9", "seconds"],
      ["/performance/history?after=-1", "after"],
      ["/compact?method=all", "method"],
      ["/compact?method=log&method=log", "method"],
      ["/stats?ns=0", "ns"],
      ["/performance?window=10&x=1", "x"],
    ]
  ) {
    const method = path.startsWith("/compact") ? "POST" : "GET";
    const [status, problem] = await http.json(path, { method }) as [number, Figures];
    assertEquals([status, (problem.errors as Figures[])[0].field], [400, field], path);
  }
});

Deno.test("the history gets a sample a second, and who has some asks for the rest", async () => {
  await withHttp({}, async ({ json, resp }) => {
    await resp.call("SET", "k", "v");
    await resp.call("GET", "k");
    type Samples = { samples: Record<string, number>[] };
    const read = (query = "") => json<Samples>(`/performance/history${query}`);
    let samples: Samples["samples"] = [];
    await until(async () => (samples = (await read()).samples).length > 0);
    const [{ hitsPerSecond, keys, timeMs, clients }] = samples;
    assertEquals([hitsPerSecond > 0, keys, clients], [true, 1, 1]);
    assertEquals((await read(`?after=${timeMs - 1}&seconds=1`)).samples.length, 1);
    assertEquals((await read(`?after=${timeMs}&seconds=600`)).samples, []);
  });
});

Deno.test("probes need no password, everything else does", async () => {
  using http = new TestHttp(new TestServer({ requirepass: "secret" }));
  for (const path of ["/health", "/health/live", "/health/ready"]) {
    assertEquals((await http.fetch(path)).status, 200, path);
  }
  const closed = ["/stats", "/performance", "/performance/history", "/compact", "/metrics"];
  for (const path of closed) {
    const refused = await http.fetch(path);
    assertEquals(refused.status, 401, path);
    assertEquals(refused.headers.get("content-type"), "application/problem+json");
    await refused.body?.cancel();
    const bearer = await http.fetch(path, { headers: { authorization: "Bearer secret" } });
    assertEquals(bearer.status, 200, path);
    const basic = { authorization: `Basic ${btoa("default:secret")}` };
    assertEquals((await http.fetch(path, { headers: basic })).status, 200, path);
  }
  assertEquals((await http.fetch("/compact", { method: "POST" })).status, 401);
});

Deno.test("compaction without files is refused", async () => {
  using http = new TestHttp();
  const [status, problem] = await http.json("/compact", { method: "POST" }) as [number, Figures];
  assertEquals([status, problem.type], [409, "urn:vortis:problem:memory-only"]);
  const [, idle] = await http.json("/compact");
  assertEquals(idle, { state: "idle", method: null, running: null, last: null, logBytes: null });
});

/** Reads the lines of a response. */
async function readLines(response: Response): Promise<Figures[]> {
  assertEquals(response.headers.get("content-type"), "application/x-ndjson");
  return (await response.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("a store that keeps its data itself says who compacts it", async () => {
  const dir = await Deno.makeTempDir();
  const store = await openStore({ dir });
  try {
    await withHttp({}, async ({ json }) => {
      const problem = await json<Figures>("/compact", { method: "POST", status: 409 });
      assert(String(problem.detail).includes("rewrite()"));
    }, { store });
  } finally {
    await store.close();
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("compaction rewrites the log, or takes a snapshot, and tells how far it is", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await withHttp({ dir, appendonly: "yes", save: "" }, async ({ fetch, json, resp }) => {
      for (let i = 0; i < 300; i++) resp.call("SET", "k", `value ${i}`);
      await resp.call("PING");
      const before = await json<{ logSize: number; lastCompaction: null }>("/stats");
      assert(before.logSize > 300 * 20);

      const lines = await readLines(
        await fetch("/compact", { method: "POST", headers: { accept: "application/x-ndjson" } }),
      );
      assertEquals([lines[0].state, lines.at(-1)!.state], ["running", "idle"]);
      const running = lines[0].running as Figures;
      assertEquals([running.method, running.keysTotal], ["log", 1]);
      const last = lines.at(-1)!.last as Figures;
      assertEquals([last.method, last.succeeded], ["log", true]);
      const after = await json<{ logSize: number; lastCompaction: string }>("/stats");
      assert(after.logSize < 300 && after.logSize > 0, `${after.logSize}`);
      assertEquals(after.lastCompaction, last.endedAt);

      const begun = await fetch("/compact?method=snapshot", { method: "POST" });
      assertEquals([begun.status, begun.headers.get("location")], [202, "/compact"]);
      assertEquals((await begun.json()).state, "running");
      const again = await fetch("/compact", { method: "POST" });
      if (again.status === 409) {
        assertEquals((await again.json()).type, "urn:vortis:problem:compaction-under-way");
      } else assertEquals((await again.json()).state, "running");
      const rest = await readLines(
        await fetch("/compact", { headers: { accept: "application/x-ndjson" } }),
      );
      assertEquals(rest.at(-1)!.state, "idle");
      assert((await Deno.stat(`${dir}/dump.rdb`)).size > 0);

      // What the snapshot would be written to is a directory.
      await Deno.mkdir(`${dir}/temp-dump.rdb`);
      const failed = await fetch("/compact?method=snapshot", { method: "POST" });
      assertEquals(failed.status, 503);
      assertEquals((await failed.json()).type, "urn:vortis:problem:compaction-failed");
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("compaction while commands are held back is refused, and who leaves is let go", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await withHttp({ dir, appendonly: "yes", save: "" }, async ({ json, resp }) => {
      await resp.call("CLIENT", "PAUSE", "60000", "ALL");
      const paused = await json<Figures>("/compact", { method: "POST", status: 503 });
      assertEquals(paused.type, "urn:vortis:problem:paused");
      assertEquals((await json<Figures>("/stats")).clients, 1);
      assertEquals((await json<Figures>("/compact")).state, "idle");
    });
    await withHttp({ dir, appendonly: "yes", save: "" }, async ({ fetch, resp, json }) => {
      const values = Array.from({ length: 20_000 }, (_, i) => [`key ${i}`, "x".repeat(100)]).flat();
      await resp.call("MSET", ...values);
      const response = await fetch("/compact", {
        method: "POST",
        headers: { accept: "application/x-ndjson" },
      });
      const reader = response.body!.getReader();
      assert(
        new TextDecoder().decode((await reader.read()).value).startsWith('{"state":"running"'),
      );
      await reader.cancel();
      // The rewrite goes on without a listener.
      await until(async () => (await json<Figures>("/compact")).state === "idle");
      const last = (await json<Figures>("/compact")).last as Figures;
      assertEquals([last.method, last.succeeded], ["log", true]);
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("metrics come in the format that is asked for", async () => {
  await withHttp({}, async ({ fetch, resp }) => {
    await resp.call("SET", "k", "v");
    const text = await fetch("/metrics");
    assertEquals(text.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const lines = (await text.text()).split("\n");
    assert(lines.includes('vortis_keys{namespace="0"} 1'));
    assert(lines.includes('vortis_command_calls_total{command="set",family="string"} 1'));
    assert(lines.includes("vortis_connected_clients 1"));
    const open = await fetch("/metrics", {
      headers: { accept: "application/openmetrics-text; version=1.0.0; charset=utf-8" },
    });
    const body = await open.text();
    assert(body.endsWith("\n# EOF\n"));
    assert(body.includes('\nvortis_http_requests_total{code="200"} 1\n'));
  });
});
