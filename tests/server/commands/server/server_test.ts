import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { INFO_SECTIONS } from "../../../../server/info/sections.ts";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";

/** INFO's fields by name. */
function info({ reply }: TestClient, sections = ""): Record<string, string> {
  const lines = reply(`INFO ${sections}`).split(/\\r\\n| /);
  return Object.fromEntries(
    lines.filter((line) => line.includes(":")).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

function titles({ reply }: TestClient, sections = ""): string[] {
  return [...reply(`INFO ${sections}`).matchAll(/# (\w+)/g)].map(([, title]) => title);
}

Deno.test("INFO shows the default sections, those asked for, or all, in one order", () => {
  const client = new TestServer().client();
  const all = INFO_SECTIONS.map(({ title }) => title);
  const hidden = ["Commandstats", "Latencystats"];
  assertEquals(titles(client), all.filter((title) => !hidden.includes(title)));
  assertEquals(titles(client, "default"), titles(client));
  assertEquals(titles(client, "all"), all);
  assertEquals(titles(client, "EVERYTHING"), all);
  assertEquals(titles(client, "keyspace nosuch SERVER"), ["Server", "Keyspace"]);
  assertEquals(titles(client, "default commandstats").includes("Commandstats"), true);
  client.expectReply("INFO nosuch", "$0");
});

Deno.test("INFO is a verbatim string in RESP3", () => {
  assertMatch(new TestServer().client(3).reply("INFO cluster"), /^=\d+ txt:# Cluster/);
});

Deno.test("INFO server and persistence say what clients look for", () => {
  const server = new TestServer();
  server.advance(90_000_000);
  const fields = info(server.client());
  assertEquals(fields.redis_version, "7.0.15");
  assertEquals(fields.redis_mode, "standalone");
  assertEquals(fields.loading, "0");
  assertEquals(fields.aof_enabled, "0");
  assertEquals(fields.role, "master");
  assertEquals(fields.connected_slaves, "0");
  assertEquals(fields.run_id, server.runId);
  assertEquals([fields.uptime_in_seconds, fields.uptime_in_days], ["90000", "1"]);
  assertEquals(Number(fields.process_id), Deno.pid);
  assert(Number(fields.used_cpu_user) > 0);
});

Deno.test("INFO stats counts what happened, and CONFIG RESETSTAT forgets it", () => {
  const server = new TestServer({ maxmemory: "0" });
  const client = server.client();
  client.reply("SET k v PX 10");
  client.reply("GET k");
  client.reply("GET missing");
  client.reply("INCR k");
  client.reply("NOSUCH");
  server.advance(20);
  client.reply("GET k");
  const { stats } = server;
  stats.connections = 3;
  const fields = info(client, "stats errorstats");
  assertEquals(fields.total_commands_processed, "5");
  assertEquals(fields.total_connections_received, "3");
  assertEquals([fields.keyspace_hits, fields.keyspace_misses], ["1", "2"]);
  assertEquals(fields.expired_keys, "1");
  assertEquals(fields.total_error_replies, "2");
  assertEquals(fields.errorstat_ERR, "count=2");
  client.expectReply("CONFIG RESETSTAT", "+OK");
  assertEquals(info(client, "stats").keyspace_hits, "0");
  assertEquals(info(client, "stats").expired_keys, "0");
  assertEquals(titles(client, "errorstats"), ["Errorstats"]);
  assertEquals(info(client, "errorstats"), {});
});

Deno.test("INFO commandstats and latencystats know each command that ran or was refused", () => {
  const client = new TestServer().client();
  for (let i = 0; i < 130; i++) client.reply("SET k v");
  client.reply("INCR k");
  client.reply("GET");
  client.reply("CLIENT ID");
  const stats = info(client, "commandstats");
  assertMatch(
    stats.cmdstat_set,
    /^calls=130,usec=\d+,usec_per_call=\d+\.\d\d,rejected_calls=0,failed_calls=0$/,
  );
  assertMatch(stats.cmdstat_incr, /^calls=1,.*,rejected_calls=0,failed_calls=1$/);
  assertMatch(
    stats.cmdstat_get,
    /^calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0$/,
  );
  assert("cmdstat_client|id" in stats);
  assertEquals("cmdstat_mget" in stats, false);
  const latencies = info(client, "latencystats");
  assertMatch(
    latencies.latency_percentiles_usec_set,
    /^p50=\d+\.\d{3},p99=\d+\.\d{3},p99\.9=\d+\.\d{3}$/,
  );
  assertEquals("latency_percentiles_usec_get" in latencies, false);
  client.expectReply("CONFIG SET latency-tracking-info-percentiles 75", "+OK");
  assertMatch(info(client, "latencystats").latency_percentiles_usec_set, /^p75=[^,]+$/);
});

Deno.test("INFO keyspace lists databases with keys, and averages times to live", () => {
  const client = new TestServer().client();
  assertEquals(info(client, "keyspace"), {});
  client.reply("SET a 1 PX 1000");
  client.reply("SET b 1 PX 3000");
  client.reply("SET c 1");
  client.reply("SELECT 7");
  client.reply("SET d 1");
  assertEquals(info(client, "keyspace"), {
    db0: "keys=3,expires=2,avg_ttl=2000",
    db7: "keys=1,expires=0,avg_ttl=0",
  });
});

Deno.test("INFO memory adds up, and says what the limit is", () => {
  const server = new TestServer({ maxmemory: "10mb", "maxmemory-policy": "allkeys-lru" });
  const client = server.client();
  for (let i = 0; i < 1000; i++) client.reply(`SET key:${i} ${"v".repeat(100)}`);
  const fields = info(client, "memory");
  const used = Number(fields.used_memory);
  assertEquals(used, server.engine.usedBytes);
  assertEquals(Number(fields.used_memory_overhead) + Number(fields.used_memory_dataset), used);
  assertEquals([fields.maxmemory, fields.maxmemory_human], ["10485760", "10.00M"]);
  assertEquals(fields.maxmemory_policy, "allkeys-lru");
  assert(Number(fields.used_memory_rss) > used);
  assert(Number(fields.used_memory_peak) >= used);
});

Deno.test("DBSIZE, FLUSHDB and FLUSHALL", () => {
  const client = new TestServer().client();
  const { expectReply } = client;
  client.reply("MSET a 1 b 2");
  client.reply("SELECT 1");
  client.reply("SET c 3");
  expectReply("DBSIZE", ":1");
  expectReply("FLUSHDB ASYNC", "+OK");
  expectReply("DBSIZE", ":0");
  client.reply("SET c 3");
  client.reply("SELECT 0");
  expectReply("DBSIZE", ":2");
  expectReply("FLUSHALL now", "-ERR syntax error");
  expectReply("FLUSHALL", "+OK");
  expectReply("DBSIZE", ":0");
  client.reply("SELECT 1");
  expectReply("DBSIZE", ":0");
});

Deno.test("SWAPDB exchanges contents under the clients' feet, and watches notice", () => {
  const server = new TestServer();
  const client = server.client();
  const watcher = server.client();
  client.reply("SET k zero");
  watcher.expectReply("WATCH k", "+OK");
  client.expectReply("SWAPDB 0 1", "+OK");
  client.expectReply("GET k", "$-1");
  client.reply("SELECT 1");
  client.expectReply("GET k", "$4 zero");
  watcher.reply("MULTI");
  watcher.expectReply("EXEC", "*-1");
  client.expectReply("SWAPDB 0 16", "-ERR DB index is out of range");
  client.expectReply("SWAPDB x 16", "-ERR invalid first DB index");
  client.expectReply("SWAPDB 0 x", "-ERR invalid second DB index");
});

Deno.test("TIME is the wall clock, and runs forward", () => {
  const { reply } = new TestServer().client();
  const read = () => {
    const [, , seconds, , microseconds] = reply("TIME").split(" ");
    assertMatch(microseconds, /^\d{1,6}$/);
    return Number(seconds) * 1e6 + Number(microseconds);
  };
  const first = read();
  assert(Math.abs(first / 1000 - Date.now()) < 2000);
  for (let before = first, i = 0; i < 1000; i++) {
    const now = read();
    assert(now >= before - 2000, `${now} after ${before}`);
    before = now;
  }
});

Deno.test("SHUTDOWN ends the server without a reply; SAVE is refused without files", () => {
  const server = new TestServer();
  const { expectReply, reply, session } = server.client();
  expectReply("SHUTDOWN ABORT", "-ERR No shutdown in progress.");
  expectReply("SHUTDOWN NOSAVE SAVE", "-ERR syntax error");
  expectReply("SHUTDOWN ABORT NOW", "-ERR syntax error");
  expectReply("SHUTDOWN SAVE", "-ERR Errors trying to SHUTDOWN. Check logs.");
  assertStringIncludes(server.logged.at(-1)!, "Errors trying to shut down the server");
  expectReply("MULTI", "+OK");
  expectReply("SHUTDOWN", "-ERR Command not allowed inside a transaction");
  reply("DISCARD");
  assertEquals(server.isShutDown, false);
  expectReply("SHUTDOWN NOSAVE NOW FORCE", "");
  assertEquals([server.isShutDown, session.closing], [true, true]);
});

Deno.test("WAIT knows that there are no replicas", () => {
  const { expectReply } = new TestServer().client();
  expectReply("WAIT 1 0", ":0");
  expectReply("WAIT x 0", "-ERR value is not an integer or out of range");
  expectReply("WAIT 0 -1", "-ERR timeout is negative");
});

Deno.test("LOLWUT draws and tells both versions", () => {
  const client = new TestServer().client();
  const text = new TextDecoder().decode(client.replyBytes("LOLWUT VERSION 5 9 4 90"));
  assertEquals(text.split("\n").slice(1, 5), ["    █", "   █ █", "  █   █", " █ █ █ █"]);
  assertStringIncludes(text, "Redis ver. 7.0.15, Vortis ver. 0.1.0");
  client.expectReply("LOLWUT VERSION x", "-ERR value is not an integer or out of range");
});
