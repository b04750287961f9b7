/** `vortis cli` without a person, against a server in this process. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { getAvailablePort } from "@std/net";
import { RespClient } from "../../../../resp/client.ts";
import { type ClientRun, runClientInProcess } from "../../../helpers/programs/client_run.ts";
import { withServer } from "../../../helpers/servers/live_server.ts";

/** Runs `body` with a client of a server in this process. */
async function withClient(
  body: (
    run: (words: string, input?: string | Uint8Array) => Promise<ClientRun>,
    port: number,
  ) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<void> {
  await withServer(settings, async (port) => {
    await body(
      (words, input) => runClientInProcess(["-p", String(port), ...words.split(" ")], input),
      port,
    );
  });
}

Deno.test("client: a command of the arguments, in each format", () =>
  withClient(async (run) => {
    const { code, output, errors } = await run("SET key value");
    assertEquals([code, output, errors], [0, "OK\n", ""]);
    assertEquals((await run("GET key")).output, "value\n");
    assertEquals((await run("--no-raw GET key")).output, '"value"\n');
    assertEquals((await run("--csv MGET key none")).output, '"value",NULL\n');
    await run("HSET hash a 1");
    assertEquals((await run("--json HGETALL hash")).output, '{"a":"1"}\n');
    assertEquals((await run("-2 --json HGETALL hash")).output, '["a","1"]\n');
    assertEquals((await run("-3 --no-raw HGETALL hash")).output, '1# "a" => "1"\n');
    assertEquals((await run("-n 3 DBSIZE")).output, "0\n");
    assertEquals((await run("-r 3 -i 0.01 INCR counter")).output, "1\n2\n3\n");
    assertEquals((await run("-d , -D ; MGET key key")).output, "value,value;");
    assertMatch((await run("INFO server")).output, /^# Server\r\nredis_version:/);
    assertMatch((await run("help GET")).output, /GET key\n {2}summary: /);
  }));

Deno.test("client: arguments of bytes, from the input and from quotes", () =>
  withClient(async (run) => {
    const bytes = Uint8Array.of(0, 255, 10, 13, 34);
    assertEquals((await run("-x SET key", bytes)).output, "OK\n");
    assertEquals((await run("STRLEN key")).output, "5\n");
    assertEquals((await run("-X tag SETRANGE tag 0 value", "key")).output, "5\n");
    assertEquals((await run("GET key")).output, "value\n");
    assertEquals((await run("-X tag GET key")).errors, "-X 'tag': no argument is that word");
    assertEquals((await run('--quoted-input SET "\\x00" v')).output, "OK\n");
    assertEquals((await run('--no-raw --quoted-input GET "\\x00"')).output, '"v"\n');
    assertEquals((await run('--quoted-input GET "x')).code, 1);
    assertEquals((await run("-x")).errors, "-x needs a command");
  }));

Deno.test("client: lines of the input", () =>
  withClient(async (run) => {
    const script =
      'SET a 1\n\n  \nMULTI\nINCR a\r\nEXEC\nGET none\n2 INCR a\nhelp GET\nGET "a\nquit\nPING\n';
    const { code, output } = await run("--raw", script);
    assertEquals(code, 0);
    assertMatch(
      output,
      /^OK\nOK\nQUEUED\n2\n\n3\n4\n[^]*summary: Reads[^]*\nInvalid argument\(s\)\n$/,
    );
    assertEquals((await run("--raw", "0 PING\nPING")).output.split("\n").slice(1), ["PONG", ""]);
    assertEquals((await run("--raw", `SET k ${"x".repeat(200_000)}`)).output, "OK\n");
    assertEquals(
      (await run("--raw", "SHUTDOWN WRONG\nPING\n")).output,
      "ERR syntax error\n\nPONG\n",
    );
  }));

Deno.test("client: -e turns error replies into the exit code", () =>
  withClient(async (run) => {
    assertEquals((await run("NOTHING")).code, 0);
    const failed = await run("-e NOTHING");
    assertEquals([failed.code, failed.output], [1, ""]);
    assertStringIncludes(failed.errors, "ERR unknown command 'NOTHING'");
    assertEquals((await run("-e PING")).code, 0);
    assertEquals((await run("-e", "PING\nNOTHING\nPING\n")).code, 1);
    assertEquals((await run("-e", "PING\n")).code, 0);
  }));

Deno.test("client: servers that are not there or do not let one in", async () => {
  const port = String(getAvailablePort());
  const nobody = await runClientInProcess(["-p", port, "PING"]);
  assertEquals([nobody.code, nobody.output], [1, ""]);
  assertEquals(nobody.errors, `Could not connect to 127.0.0.1:${port}: Connection refused\n`);
  assertEquals((await runClientInProcess(["-p", port], "PING\nPING\n")).code, 1);
  assertStringIncludes(
    (await runClientInProcess(["-s", "/no/socket", "PING"])).errors,
    "/no/socket: No such file",
  );
  assertEquals((await runClientInProcess(["-h", "::1", "-p", port, "PING"])).code, 1);
  await withClient(async (run, port) => {
    const wrong = await run("-a wrong PING");
    assertEquals(wrong.code, 1);
    assertStringIncludes(wrong.errors, "Warning: others can see a password");
    assertStringIncludes(wrong.errors, "AUTH failed: WRONGPASS");
    assertEquals((await run("-a secret --no-auth-warning PING")).errors, "");
    assertEquals((await run("--user default --pass secret PING")).output, "PONG\n");
    assertEquals((await run("PING")).output, "NOAUTH Authentication required.\n\n");
    const url = `redis://default:secret@127.0.0.1:${port}/2`;
    assertEquals((await run(`--no-auth-warning -u ${url} DBSIZE`)).output, "0\n");
    const environment = { REDISCLI_AUTH: "secret" };
    assertEquals(
      (await runClientInProcess(["-p", String(port), "PING"], "", environment)).output,
      "PONG\n",
    );
    const asked = await runClientInProcess(["-p", String(port), "--askpass", "PING"], "secret\n");
    assertEquals([asked.output, asked.errors], ["PONG\n", ""]);
    const far = await run("-a secret --no-auth-warning -n 99 SET a b");
    assertEquals([far.code, far.output], [1, ""]);
    assertEquals(far.errors, "SELECT 99 failed: ERR DB index is out of range\n");
  }, { requirepass: "secret" });
});

Deno.test("client: messages are shown until the server ends", async () => {
  let listening = Promise.resolve<ClientRun | undefined>(undefined);
  const cases = [
    ...[["-2", "SUBSCRIBE a b", ""], ["-3", "SUBSCRIBE a b", ""]],
    ...[["-2", "", "SUBSCRIBE a b\n"], ["-3", "", "SUBSCRIBE a b\n"]],
  ];
  for (const [protocol, words, input] of cases) {
    await withServer({}, async (port) => {
      const command = words.split(" ").filter((word) => word !== "");
      listening = runClientInProcess(
        ["-p", String(port), protocol, "--json", ...command],
        input,
      );
      using other = await RespClient.connect({ hostname: "127.0.0.1", port });
      while (await other.call("PUBLISH", "b", "hi") === 0) {
        await new Promise((r) => setTimeout(r, 2));
      }
    });
    const { code, output, errors } = (await listening)!;
    assertEquals(code, 1);
    assertEquals(output, '["subscribe","a",1]\n["subscribe","b",2]\n["message","b","hi"]\n');
    assertStringIncludes(errors, "the server closed the connection\n");
  }
});

Deno.test("client: --scan, --bigkeys, --memkeys, --hotkeys", () =>
  withClient(async (run) => {
    const lines = Array.from({ length: 300 }, (_, i) => `SET user:${i} ${"x".repeat(i + 1)}`);
    await run(
      "--raw",
      [...lines, "RPUSH l a b", "HSET h a 1", "SADD s a", "ZADD z 1 a"].join("\n"),
    );
    const all = (await run("--scan")).output.trim().split("\n");
    assertEquals(new Set(all).size, 304);
    const some = (await run("--scan --pattern user:1? --count 1000")).output.trim().split("\n");
    assertEquals(some.length, 10);
    assertEquals((await run("--no-raw --scan --pattern l -i 0.001")).output, '"l"\n');
    const big = (await run("--bigkeys")).output;
    assertStringIncludes(big, "Sampled 304 keys in the keyspace!\n");
    assertStringIncludes(big, `Biggest string found '"user:299"' has 300 bytes\n`);
    assertStringIncludes(big, `Biggest   list found '"l"' has 2 items\n`);
    assertStringIncludes(big, "300 strings with 45150 bytes (98.68% of keys, avg size 150.50)\n");
    assertStringIncludes(big, "0 streams with 0 entries (00.00% of keys, avg size 0.00)\n");
    const memory = (await run("--memkeys-samples 3")).output;
    assertMatch(memory, /Biggest string found '"user:2\d\d"' has \d{3} bytes\n/);
    const cold = await run("--hotkeys");
    assertEquals(cold.code, 1);
    assertStringIncludes(cold.errors, "LFU maxmemory policy is not selected");
    await run("CONFIG SET maxmemory-policy allkeys-lfu");
    await run("--raw", "GET user:7\n".repeat(50));
    assertMatch(
      (await run("--hotkeys")).output,
      /keyspace!\nhot key found with counter: \d+\tkeyname: "user:7"\n/,
    );
  }));

Deno.test("client: --stat and --latency", () =>
  withClient(async (run) => {
    await run("SET a b");
    const stat = (await run("--stat -i 0.01 -r 3")).output.split("\n");
    assertMatch(stat[1], /^keys +mem +clients blocked requests +connections$/);
    assertMatch(stat[2], /^1 {10}[\d.]+[BKMG] +1 +0 +\d+ \(\+0\) +\d+$/);
    assertMatch(stat[4], /\(\+\d+\)/);
    assertMatch((await run("--latency -i 0.05")).output, /^\d\.\d+ \d+\.\d+ \d+\.\d+ \d+\n$/);
    const json = JSON.parse((await run("--latency --json -i 0.05")).output);
    assert(json.count > 0 && json.min <= json.avg && json.avg <= json.max);
    assertMatch(
      (await run("--latency-history --csv -i 0.05")).output,
      /^[\d.]+,[\d.]+,[\d.]+,\d+\n$/,
    );
    assertMatch((await run("--latency --no-raw -i 0.05")).output, /^min: .* ms \(\d+ samples\)\n$/);
  }));

Deno.test("client: --pipe counts replies and errors", () =>
  withClient(async (run) => {
    const lines = Array.from(
      { length: 20_000 },
      (_, i) => `SET key:${i} ${"v".repeat(1 + i % 50)}\r\n`,
    );
    const good = await run("--pipe", lines.join(""));
    assertEquals([good.code, good.errors], [0, ""]);
    assertStringIncludes(
      good.output,
      "Last reply received from server.\nerrors: 0, replies: 20000\n",
    );
    assertEquals((await run("DBSIZE")).output, "20000\n");
    const bad = await run("--pipe", "SET a b\r\nNOTHING\r\n*2\r\n$4\r\nINCR\r\n$1\r\na\r\nPING");
    assertEquals(bad.code, 1);
    assertStringIncludes(bad.output, "errors: 2, replies: 4\n");
    assertStringIncludes(bad.errors, "ERR value is not an integer or out of range\n");
    assertStringIncludes((await run("--pipe")).output, "errors: 0, replies: 0\n");
    const open = await run("--pipe --pipe-timeout 0.1", "*1\r\n$900\r\nPI");
    assertEquals(open.code, 1);
    assertStringIncludes(open.errors, "No replies for 0.1 seconds: exiting.\n");
    const closed = await run("--pipe", "*1\r\n$x\r\nPI");
    assertEquals(closed.code, 1);
    assertStringIncludes(closed.errors, "the server closed the connection\n");
  }));

Deno.test("client: --help and --version", async () => {
  const help = await runClientInProcess(["--help"]);
  assertStringIncludes(help.output, "Usage: vortis cli");
  assert(help.output.split("\n").every((line) => line.length <= 80), "a line is too long");
  assertMatch((await runClientInProcess(["--version"])).output, /^vortis cli \d/);
});
