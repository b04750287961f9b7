import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CliError } from "../../../../server/cli/cli_error.ts";
import { benchHelp } from "../../../../server/cli/load/bench_help.ts";
import { readBenchFlags } from "../../../../server/cli/load/bench_flags.ts";
import { OPERATIONS } from "../../../../server/cli/load/operations.ts";

function read(...args: string[]) {
  const request = readBenchFlags(args);
  assert(request !== undefined);
  return request;
}

Deno.test("bench flags: what holds by itself", () => {
  const { plan, target, ...rest } = read();
  const { mix, ...others } = plan;
  assertEquals(mix.map(({ operation, weight }) => [operation.name, weight]), [
    ["set", 1],
    ["get", 9],
  ]);
  assertEquals(others, {
    ...{ distribution: { kind: "uniform" }, keys: 100_000, elements: 100 },
    ...{ sizes: { min: 32, max: 32 }, ttlMs: undefined, keyPrefix: "", clients: 50, pipeline: 1 },
    ...{ durationMs: 10_000, requests: undefined, rate: undefined, warmUpMs: 1000, seed: 1 },
  });
  assertEquals([target.kind, target.url.name], ["resp", "127.0.0.1:6379"]);
  assertEquals(rest, { fills: false, isJson: false, isQuiet: false, svgPath: undefined });
});

Deno.test("bench flags: letters as redis-benchmark has them, numbers with separators, times", () => {
  const { plan, isQuiet } = read(
    ...["-c", "20", "-P16", "-n", "1_000,000", "-r", "5", "-d", "1kb-2KB", "-q"],
    ...["--rate", "2500.5", "--ttl", "1.5s"],
  );
  assertEquals([plan.clients, plan.pipeline, plan.requests, plan.keys], [20, 16, 1_000_000, 5]);
  assertEquals([plan.sizes, plan.rate, isQuiet], [{ min: 1024, max: 2048 }, 2500.5, true]);
  // So many requests and not more: there is no warm-up unless it is asked for.
  assertEquals([plan.durationMs, plan.warmUpMs, plan.ttlMs], [undefined, 0, 1500]);
  const times: [string, number][] = [["7", 7000], ["500ms", 500], ["2m", 120_000], ["1h", 3.6e6]];
  for (const [text, ms] of times) assertEquals(read("--duration", text).plan.durationMs, ms);
  assertEquals(read("--warmup=0").plan.warmUpMs, 0);
});

Deno.test("bench flags: HTTP by its URL", () => {
  const { target } = read("--url", "http://:p%20w@[::1]:8080/my%20space");
  assert(target.kind === "http");
  assertEquals(target.url, {
    ...{ hostname: "::1", port: 8080, name: "[::1]:8080", namespace: "my space" },
    authorization: "Bearer p w",
  });
});

Deno.test("bench flags: mistakes", () => {
  const cases: [string[], string][] = [
    [["--clients", "0"], "--clients '0': expected a number from 1 to 10000"],
    [["--duration", "10x"], "--duration '10x': expected a time such as 30s, 500ms or 2m"],
    [["--size", "b"], "--size 'b': expected bytes such as 32 or 4kb, or a range such as 16-1024"],
    [["--size", "9-8"], "--size '9-8': expected bytes"],
    [["--size", "1-2-3"], "--size '1-2-3': expected bytes"],
    [["--rate", "0"], "--rate '0': expected a number of requests a second"],
    [["--distribution", "gauss"], "expected uniform, zipf, zipf:EXPONENT or sequential"],
    [["--seed=-1"], "--seed '-1': expected a number from 0 to 4294967295"],
    [["-n", "5", "--duration", "1s"], "either --requests or --duration ends a load"],
    [["--durations", "1s"], "unknown flag '--durations' (did you mean '--duration'?)"],
    [["word"], "unexpected argument 'word'"],
    [["--url", "http://h", "--ratio", "get=1,incr=1"], "over HTTP there are get, set and del"],
    [["--url", "http://h/a/b"], "HTTP is asked for as http://"],
    [["--url", "http://:%zz@h"], "an escape that is none"],
    [["--url", "https://h"], "'https://' is not known: redis:// and http:// are, without TLS"],
    [["--url", "rediss://h"], "'rediss://' is not known: redis:// and http:// are, without TLS"],
    [["--url", "ftp://h"], "--url: 'ftp://' is not known: redis:// and http:// are"],
    [["--url", "unix:///tmp/s"], "--url: 'unix://' is not known: redis:// and http:// are"],
    [["--url", "redis://h:0"], "0 is no port"],
    [["--url", "http://h:0"], "0 is no port"],
    [["--url", "redis://h/1?db=2"], "behind '?' and '#' a URL says nothing here"],
    ...["h", "h:6379", "127.0.0.1:6379", "redis://", "http://", "http://h:99999", "//h"].map(
      (url): [string[], string] => [
        ["--url", url],
        "--url: expected redis://[user:password@]host[:port][/database] or " +
        "http://[user:password@]host[:port][/namespace]",
      ],
    ),
  ];
  for (const [args, message] of cases) {
    assertThrows(() => readBenchFlags(args), CliError, message, args.join(" "));
  }
});

Deno.test("bench --help: names all operations, in 80 columns", () => {
  assertEquals(readBenchFlags(["-n", "5", "--help"]), undefined);
  const help = benchHelp();
  for (const line of help.split("\n")) {
    assert(line.length <= 80, line);
    assertEquals(line, line.trimEnd());
  }
  for (const { name } of OPERATIONS) assertStringIncludes(help, ` ${name}`);
});
