/** `vortis bench` against servers of this process, over RESP and HTTP. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { RespClient } from "../../../../resp/client.ts";
import { OPERATIONS } from "../../../../server/cli/load/operations.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";
import { withServer } from "../../../helpers/servers/live_server.ts";
import { runInProcess } from "../../../helpers/programs/program_run.ts";

const HOST = "127.0.0.1";
/** Short loads, and nothing of them in the test's output. */
const SHORT = ["-c", "4", "-q"];

Deno.test("bench: every operation works, on keys that were made for it", async () => {
  await withServer({}, async (port) => {
    const ratio = OPERATIONS.map(({ name }) => name).join(",");
    const { code, printed, errors } = await runInProcess([
      ...["bench", "--url", `redis://${HOST}:${port}/3`, "--ratio", ratio, "--json", "--fill"],
      ...["-n", "5000", "-r", "20", "--elements", "5", "-P", "8", ...SHORT],
    ]);
    assertEquals([code, errors], [0, ""]);
    const report = JSON.parse(printed);
    assertEquals(report.all.requests, 5000);
    assertEquals([report.all.errors, report.all.lost, report.errorTexts], [0, 0, {}]);
    for (const { name, miss } of OPERATIONS) {
      const { requests, hits, misses, latencyMs } = report.operations[name];
      assert(requests > 100 && latencyMs.p50 <= latencyMs.max, name);
      if (miss !== undefined) assertEquals(hits + misses, requests, name);
      else assertEquals([hits, misses], [undefined, undefined], name);
    }
    assert(report.operations.hget.hits > 0 && report.operations.get.misses > 0);
    using client = await RespClient.connect({ hostname: HOST, port });
    assertEquals(await client.call("DBSIZE"), 0);
    await client.call("SELECT", 3);
    assertEquals(await client.call("TYPE", "stream:000000000019"), "stream");
  });
});

Deno.test("bench: a server that cannot be asked is one line and the code of a wrong flag", async () => {
  const wrongFlag = await runInProcess(["bench", "--clients", "none"]);
  const nobody = Deno.listen({ hostname: HOST, port: 0 });
  const { port } = nobody.addr;
  nobody.close();
  const urls = {
    "ftp://host": /'ftp:\/\/' is not known: redis:\/\/ and http:\/\/ are$/,
    "host": /expected redis:\/\//,
    [`redis://${HOST}:${port}`]: /cannot connect to 127\.0\.0\.1:\d+: Connection refused$/,
    [`http://${HOST}:${port}`]: /cannot connect to 127\.0\.0\.1:\d+: Connection refused$/,
  };
  for (const [url, message] of Object.entries(urls)) {
    const { code, printed, errors } = await runInProcess(["bench", "--url", url, "-n", "1"]);
    assertEquals([code, printed], [wrongFlag.code, ""], url);
    assertMatch(errors.trimEnd(), message);
    assertEquals(errors.trimEnd().split("\n").length, 1, errors);
  }
});

Deno.test("bench: exactly so many requests, the same for the same seed", async () => {
  await withServer({ "enable-debug-command": "yes" }, async (port) => {
    using client = await RespClient.connect({ hostname: HOST, port });
    const digests: unknown[] = [];
    for (const seed of ["1", "1", "2"]) {
      await client.call("FLUSHALL");
      const { code } = await runInProcess([
        ...[
          "bench",
          "--url",
          `redis://${HOST}:${port}`,
          "--ratio",
          "set",
          "-n",
          "1003",
          "-P",
          "10",
        ],
        ...["-r", "500", "--size", "1-40", "--seed", seed, "-c", "1", "-q"],
      ]);
      assertEquals(code, 0);
      digests.push(await client.call("DEBUG", "DIGEST"));
    }
    assertEquals(digests[0], digests[1]);
    assert(digests[0] !== digests[2]);
    const stats = String(await client.call("INFO", "commandstats"));
    assertMatch(stats, /cmdstat_set:calls=3009,/);
  });
});

Deno.test("bench: a time, a rate, a TTL, a prefix, and the report as text", async () => {
  await withServer({}, async (port) => {
    const directory = await Deno.makeTempDir({ prefix: "vortis-bench-" });
    try {
      const svg = `${directory}/chart.svg`;
      const { code, printed, errors } = await runInProcess([
        ...["bench", "--url", `redis://${HOST}:${port}`, "--ratio", "1:1", "--duration", "600ms"],
        ...["--warmup", "100ms", "--rate", "500", "--ttl", "100s", "--prefix", "b:", "--svg", svg],
        ...["-c", "4", "--distribution", "zipf"],
      ]);
      assertEquals([code, errors], [0, ""]);
      const lines = printed.split("\n");
      assertMatch(lines[0], /^Vortis \d+\.\d+\.\d+ at 127\.0\.0\.1:\d+ over RESP$/);
      assertEquals(
        lines[1],
        "4 clients, 600 ms, 100 ms of warm-up, 500 requests a second",
      );
      assertEquals(lines[2], "set 50 %, get 50 %");
      assertStringIncludes(lines[3], "values of 32 bytes, expiring after 100 s, seed 1");
      assertMatch(lines[4], /^from \d+ cores?, /);
      // 300 are due in the measured time.
      assertMatch(printed, /^all +300 +(49\d|50\d) +0 +\d+ +\d+ +\d+\.\d %$/m);
      assertMatch(printed, /^over time {2}[▁-█]+ {2}\d+ to \d+ req\/s$/m);
      assertMatch(Deno.readTextFileSync(svg), /^<svg [^]*<\/svg>\n$/);
      using client = await RespClient.connect({ hostname: HOST, port });
      const key = String(await client.call("RANDOMKEY"));
      assertMatch(key, /^b:key:\d{12}$/);
      const ttl = Number(await client.call("PTTL", key));
      assert(ttl > 90_000 && ttl <= 100_000);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
});

Deno.test("bench: errors of some operations are counted and told, those of all are code 1", async () => {
  await withServer({}, async (port) => {
    using client = await RespClient.connect({ hostname: HOST, port });
    await client.call("SET", "list:000000000000", "a string");
    const bench = (ratio: string) =>
      runInProcess([
        ...["bench", "--url", `redis://${HOST}:${port}`, "--ratio", ratio, "-r", "1"],
        ...["-n", "400", ...SHORT],
      ]);
    const some = await bench("lpush,get");
    assertEquals(some.code, 0);
    assertMatch(
      some.printed,
      /^\d+ × WRONGTYPE Operation against a key holding the wrong kind of value$/m,
    );
    const all = await bench("lpush");
    assertEquals(all.code, 1);
    assertMatch(all.printed, /^lpush +400 +[\d,]+ +400$/m);
  });
});

Deno.test("bench: asked to stop, it tells what has been done", async () => {
  await withServer({}, async (port) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 400);
    const { code, printed, shown } = await runInProcess(
      ["bench", "--url", `redis://${HOST}:${port}`, "--warmup", "0", "-c", "2", "--rate", "1000"],
      false,
      { columns: 100, hasColors: true, signal: stop.signal },
    );
    assertEquals(code, 0);
    assertStringIncludes(printed, "\x1b[31mended early: it was stopped\x1b[0m\n");
    assertStringIncludes(printed, "\x1b[1mall  ");
    assertMatch(shown[0], /^─{30} +0 % +0 req\/s +0 errors$/);
    assert(shown.every((line) => line.length < 100));
    assertEquals(shown.at(-1), "");
  });
});

Deno.test("bench: with a password, and without it", async () => {
  await withServer({ requirepass: "secret" }, async (port) => {
    const bench = (user: string) =>
      runInProcess(["bench", "--url", `redis://${user}${HOST}:${port}/1`, "-n", "100", ...SHORT]);
    assertEquals((await bench(":secret@")).code, 0);
    assertEquals((await bench("default:secret@")).code, 0);
    const wrong = await bench(":wrong@");
    assertEquals([wrong.code, wrong.printed], [1, ""]);
    assertStringIncludes(wrong.errors, "WRONGPASS");
    assertStringIncludes((await bench("")).errors, "NOAUTH");
  });
});

Deno.test("bench: over HTTP, the same keys as over RESP", async () => {
  await withHttp({ requirepass: "secret" }, async ({ server, resp }) => {
    const bench = (url: string, ...more: string[]) =>
      runInProcess(["bench", "--url", url, "-n", "600", "-r", "20", ...SHORT, ...more]);
    const host = `${HOST}:${server.httpPort}`;
    const run = await bench(
      `http://:secret@${host}/3`,
      ...["--ratio", "1:3:1", "--fill", "--json", "-P", "4", "--size", "0-20", "--ttl", "90.5s"],
    );
    assertEquals([run.code, run.errors], [0, ""]);
    const { all, operations, server: described } = JSON.parse(run.printed);
    assertEquals([all.requests, all.errors, all.lost], [600, 0, 0]);
    assert(operations.get.hits > 0 && operations.get.misses > 0 && operations.del.hits > 0);
    assertEquals([described.protocol, described.version], ["http", "Vortis"]);
    await resp.call("SELECT", 3);
    const ttl = Number(await resp.call("PTTL", String(await resp.call("RANDOMKEY"))));
    assert(ttl > 80_000 && ttl <= 90_500, `${ttl}`);
    for (const user of ["", ":wrong@", "default:wrong@"]) {
      const refused = await bench(`http://${user}${host}`);
      assertEquals([refused.code, refused.printed], [1, ""]);
      assertMatch(refused.errors, /^vortis: 127\.0\.0\.1:\d+ answers: HTTP 401 ./);
    }
    assertEquals((await bench(`http://default:secret@${host}`)).code, 0);
    // The other port speaks another protocol.
    const crossed = await bench(`redis://:secret@${host}`);
    assertEquals(crossed.code, 1);
    assertMatch(crossed.errors, /^vortis: cannot connect to /);
  });
});

Deno.test("bench: another web server", async () => {
  for (const status of [200, 404]) {
    await using server = Deno.serve(
      { hostname: HOST, port: 0, onListen() {} },
      () => new Response("hello", { status }),
    );
    const url = `http://${HOST}:${server.addr.port}`;
    const { code, errors } = await runInProcess(["bench", "--url", url]);
    assertEquals(code, 1);
    assertStringIncludes(errors, "has no keys at /v1/namespaces/0: is it Vortis?");
  }
});

Deno.test("bench: nobody there, a file that cannot be written", async () => {
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  const { port } = listener.addr;
  listener.close();
  for (const scheme of ["redis", "http"]) {
    const { code, errors } = await runInProcess(["bench", "--url", `${scheme}://${HOST}:${port}`]);
    assertEquals(code, 1);
    assertMatch(errors, /^vortis: cannot connect to 127\.0\.0\.1:\d+: .*[Cc]onnection refused\n$/);
  }
  const { errors } = await runInProcess(["bench", "--svg", "/nonexistent/chart.svg"]);
  assertEquals(
    errors,
    "vortis: cannot write /nonexistent/chart.svg: No such file or directory\n",
  );
});
