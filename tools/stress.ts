/**
 * `deno task stress -- --seconds 60`: mixed random load from real clients against the server, and
 * against the library in this process, every reply checked against a model. Ends with code 1 at
 * the first reply that a correct store could not have given.
 *
 * Options: `--seconds N` (20, split between both parts), `--clients N` (8), `--seed N` (random),
 * `--port N` (a server that runs already, whose data is flushed), `--only server|library`.
 */
import { parseArgs } from "@std/cli/parse-args";
import { startVortis } from "../tests/helpers/servers/vortis_server.ts";
import { stressLibrary } from "./stress/library_load.ts";
import { stressServer } from "./stress/server_load.ts";

const flags = parseArgs(Deno.args.filter((arg) => arg !== "--"), {
  string: ["seconds", "clients", "seed", "port", "only"],
});
const seconds = wholeNumber("seconds", 20);
const clients = wholeNumber("clients", 8);
const seed = wholeNumber("seed", crypto.getRandomValues(new Uint32Array(1))[0]!);
console.log(`seed ${seed}`);

const only = flags["only"];
if (only !== undefined && only !== "server" && only !== "library") {
  console.error(`--only wants "server" or "library", not ${only}`);
  Deno.exit(2);
}
const share = only === undefined ? Math.ceil(seconds / 2) : seconds;
let code = 0;
if (only !== "server") await attempt(() => stressLibrary({ seconds: share, seed }));
if (only !== "library") {
  const port = flags["port"] === undefined ? undefined : wholeNumber("port", 0);
  const server = port === undefined ? await startVortis() : undefined;
  await attempt(() => stressServer({ port: port ?? server!.port, seconds: share, clients, seed }));
  if (code !== 0 && server?.output) console.error(server.output);
  await server?.stop();
}
// After a failure some clients are still at work: they end with the process.
Deno.exit(code);

async function attempt(run: () => string | Promise<string>): Promise<void> {
  try {
    console.log(await run());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    code = 1;
  }
}

function wholeNumber(name: string, fallback: number): number {
  const value = Number(flags[name] ?? fallback);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} wants a whole number, not ${flags[name]}`);
  Deno.exit(2);
}
