/**
 * redis-cli and redis-benchmark, Debian's, against the server: interactive, in a pipe, scanning,
 * in RESP3, and under load. They need `redis-server`'s packages, so `deno task test:redis` runs
 * them and `deno task test` does not.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { OPERATIONS } from "../../server/cli/load/operations.ts";
import { runInProcess } from "../helpers/programs/program_run.ts";
import { runChildForText as run } from "../helpers/programs/child_run.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { startSubject } from "../helpers/servers/subject_server.ts";

Deno.test("redis-cli runs single commands and prints what redis prints", async () => {
  await using server = await startSubject();
  const cli = (...args: string[]) => run("redis-cli", ["-p", String(server.port), ...args]);
  assertEquals((await cli("PING")).stdout, "PONG\n");
  assertEquals((await cli("SET", "key", "a b")).stdout, "OK\n");
  assertEquals((await cli("GET", "key")).stdout, "a b\n");
  assertEquals((await cli("--no-raw", "GET", "missing")).stdout, "(nil)\n");
  assertEquals((await cli("--no-raw", "INCR", "counter")).stdout, "(integer) 1\n");
  assertStringIncludes((await cli("INCR", "key")).stdout, "ERR value is not an integer");
  assertEquals((await cli("-n", "3", "DBSIZE")).stdout, "0\n");
  const repeated = await cli("-r", "5", "INCR", "repeated");
  assertEquals(repeated.stdout, "1\n2\n3\n4\n5\n");
  const info = await cli("INFO", "server");
  assertStringIncludes(info.stdout, "redis_version:");
  const help = await cli("COMMAND", "DOCS", "GET");
  assertStringIncludes(help.stdout, "summary");
});

Deno.test("redis-cli -3 speaks RESP3", async () => {
  await using server = await startSubject();
  const cli = (...args: string[]) =>
    run("redis-cli", ["-p", String(server.port), "-3", "--no-raw", ...args]);
  assertEquals((await cli("PING")).stdout, "PONG\n");
  assertEquals((await cli("GET", "missing")).stdout, "(nil)\n");
  assertStringIncludes((await cli("CONFIG", "GET", "maxmemory")).stdout, '1# "maxmemory" => "0"');
  assertStringIncludes((await cli("HELLO")).stdout, '"proto" => (integer) 3');
});

Deno.test("redis-cli takes commands from a pipe, transactions too", async () => {
  await using server = await startSubject();
  const script = 'SET a 1\nMULTI\nINCR a\nGET a\nEXEC\nGET missing\nSET b "\\x00\\xff"\nSTRLEN b\n';
  const { stdout, code } = await run("redis-cli", ["-p", String(server.port)], script);
  assertEquals(code, 0);
  assertEquals(stdout, "OK\nOK\nQUEUED\nQUEUED\n2\n2\n\nOK\n2\n");
});

Deno.test("redis-cli --pipe loads many commands", async () => {
  await using server = await startSubject();
  let load = "";
  for (let i = 0; i < 20_000; i++) load += `SET key:${i} value:${i}\r\n`;
  const { stdout, code } = await run("redis-cli", ["-p", String(server.port), "--pipe"], load);
  assertEquals(code, 0, stdout);
  assertStringIncludes(stdout, "errors: 0, replies: 20000");
  using connection = await RawConnection.connect(server.port);
  assertEquals(await connection.value("DBSIZE"), 20_000);
  assertEquals(await connection.value("GET", "key:19999"), "value:19999");
});

Deno.test("redis-cli --scan lists every key", async () => {
  await using server = await startSubject();
  using connection = await RawConnection.connect(server.port);
  const pairs = Array.from({ length: 3000 }, (_, i) => [`user:${i}`, "x"]).flat();
  await connection.command("MSET", ...pairs, "other", "x");
  const port = String(server.port);
  const all = await run("redis-cli", ["-p", port, "--scan"]);
  assertEquals(new Set(all.stdout.trim().split("\n")).size, 3001);
  const some = await run("redis-cli", ["-p", port, "--scan", "--pattern", "user:*"]);
  assertEquals(new Set(some.stdout.trim().split("\n")).size, 3000);
});

Deno.test("redis-cli authenticates", async () => {
  await using server = await startSubject(["--requirepass", "secret"]);
  const port = String(server.port);
  const without = await run("redis-cli", ["-p", port, "PING"]);
  assertStringIncludes(without.stdout, "NOAUTH Authentication required.");
  const given = await run("redis-cli", ["-p", port, "--no-auth-warning", "-a", "secret", "PING"]);
  assertEquals(given.stdout, "PONG\n");
  const named = await run("redis-cli", [
    ...["-p", port, "--no-auth-warning", "--user", "default", "--pass", "secret", "PING"],
  ]);
  assertEquals(named.stdout, "PONG\n");
});

/** redis-benchmark's tests that this server has the commands for. */
const TESTS = "ping_inline,ping_mbulk,set,get,incr,mset";

for (
  const options of [["-q"], ["-q", "-P", "16"], ["-q", "-3"], ["-q", "-r", "1000", "-d", "300"]]
) {
  Deno.test(`redis-benchmark ${options.join(" ")} runs its tests without an error`, async () => {
    await using server = await startSubject();
    const { code, stdout, stderr } = await run("redis-benchmark", [
      ...["-p", String(server.port), "-n", "1000", "-t", TESTS, ...options],
    ]);
    assertEquals(code, 0, stdout + stderr);
    assertEquals(stderr, "");
    assert(!/error/i.test(stdout), stdout);
    const names = stdout.split(/[\r\n]+/).filter((line) => /requests per second, p50/.test(line))
      .map((line) => line.split(":")[0]!.trim());
    assertEquals(names, ["PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET (10 keys)"]);
  });
}

Deno.test("vortis bench loads redis-server with every operation", async () => {
  await using server = await startRedis();
  const ratio = OPERATIONS.map(({ name }) => name).join(",");
  const { code, printed, errors } = await runInProcess([
    ...["bench", "--url", `redis://127.0.0.1:${server.port}/1`, "--ratio", ratio, "--json"],
    ...["-n", "5000", "-r", "50", "-P", "8", "--fill", "--ttl", "60s", "--quiet"],
  ]);
  assertEquals([code, errors], [0, ""]);
  const { server: described, all } = JSON.parse(printed);
  assertEquals(described.version, "Redis 7.0.15");
  assertEquals([all.requests, all.errors, all.lost], [5000, 0, 0]);
});

Deno.test("vortis bench shows on a terminal how far it is, and stops at Ctrl-C", async () => {
  await using server = await startRedis();
  const program = new URL("../../main.ts", import.meta.url).pathname;
  const url = `redis://127.0.0.1:${server.port}`;
  const command =
    `exec ${Deno.execPath()} run --no-check --allow-net --allow-read ${program} bench ` +
    `--url ${url} --duration 60s --warmup 0 -c 5 --rate 2000`;
  // script(1) runs it on a terminal of its own; `exec`, since a shell that is asked to stop as
  // well answers for itself.
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--flush", "--command", command, "/dev/null"],
    env: { TERM: "xterm", COLUMNS: "100", NO_COLOR: "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  let shown = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const before = shown;
    shown += text;
    if (/ 2,0\d\d req/.test(shown) && !/ 2,0\d\d req/.test(before)) {
      await keyboard.write(new Uint8Array([3]));
    }
  }
  await keyboard.close();
  assertEquals((await child.status).code, 0, shown);
  assertMatch(shown.replaceAll("\x1b[K", ""), /\r─+ +0 % +0 req\/s +0 errors\r/);
  assertStringIncludes(shown, "ended early: it was stopped");
});
