/**
 * `deno task stress:http --seconds 60 --rate 10000`: REST and RESP requests on the same keys, mixed, at
 * that rate, every answer checked and all data at the end. Ends with code 1 at the first wrong answer,
 * and if the rate was not reached.
 *
 * Options: `--seconds N` (20), `--rate N` (10000), `--clients N` (64), `--rest N` (50, per cent of the
 * requests), `--seed N` (random), `--port N --http-port N` (a server that runs already, whose data is
 * removed).
 */
import { parseArgs } from "@std/cli/parse-args";
import { getAvailablePort } from "@std/net";
import { untilAnswered } from "../tests/helpers/until.ts";
import { startVortis } from "../tests/helpers/servers/vortis_server.ts";
import { type MixedLoadResult, type ProtocolFigures, runMixedLoad } from "./stress/mixed_load.ts";

/** A run that needs more time than this share and these seconds on top has not reached its rate. */
const RATE_SHARE = 0.98;
const GRACE_SECONDS = 0.5;

const NAMES = ["seconds", "rate", "clients", "rest", "seed", "port", "http-port"];

const flags = parseArgs(Deno.args.filter((arg) => arg !== "--"), {
  string: NAMES,
  unknown: (flag) => {
    console.error(`${flag} is not known: there are --${NAMES.join(", --")}`);
    Deno.exit(2);
  },
});
const seconds = wholeNumber("seconds", 20);
const rate = wholeNumber("rate", 10_000);
const clients = wholeNumber("clients", 64);
const rest = wholeNumber("rest", 50);
const seed = wholeNumber("seed", crypto.getRandomValues(new Uint32Array(1))[0]);
console.log(`seed ${seed}`);

const given = flags["port"] !== undefined;
const httpPort = given ? wholeNumber("http-port", 0) : getAvailablePort();
const server = given ? undefined : await startVortis(["--http-port", String(httpPort)]);
const port = server?.port ?? wholeNumber("port", 0);
let code = 1;
try {
  await untilAnswered(`http://127.0.0.1:${httpPort}/health`);
  const restShare = rest / 100;
  const result = await runMixedLoad({ port, httpPort, seconds, rate, clients, restShare, seed });
  console.log(describe(result));
  const reached = result.rest.requests + result.resp.requests;
  const late = result.seconds > seconds / RATE_SHARE + GRACE_SECONDS;
  if (late) console.error(`Too slow: ${reached} requests took ${result.seconds.toFixed(1)} s`);
  else code = 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (server?.output) console.error(server.output);
} finally {
  await server?.stop();
}
// After a failure some clients are still at work: they end with the process.
Deno.exit(code);

function describe({ rest, resp, seconds, keys, increments }: MixedLoadResult): string {
  const requests = rest.requests + resp.requests;
  return [
    `${requests} requests in ${seconds.toFixed(1)} s (${
      Math.round(requests / seconds)
    } a second), ` +
    `every answer right, ${keys} keys and ${increments} increments compared at the end`,
    line("REST", rest),
    line("RESP", resp),
  ].join("\n");
}

function line(name: string, { requests, latency }: ProtocolFigures): string {
  if (requests === 0) return `${name}: none`;
  const shown = [50, 95, 99, 99.9, 100].map((percent) => {
    const ms = latency.percentile(percent) / 1000;
    // The histogram ends there.
    return `p${percent} ${ms >= 1000 ? "over 1000" : ms.toFixed(1)}`;
  });
  return `${name}: ${requests} requests, ms from when they were due: ${shown.join(", ")}`;
}

function wholeNumber(name: string, fallback: number): number {
  const value = Number(flags[name] ?? fallback);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} wants a whole number, not ${flags[name]}`);
  Deno.exit(2);
}
