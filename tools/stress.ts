/**
 * `deno task stress -- --seconds 60`: mixed random load from real clients against the server, and
 * against the library in this process, every reply checked against a model. Ends with code 1 at
 * the first reply that a correct store could not have given.
 *
 * Options: `--seconds N` (20, split between both parts), `--clients N` (8), `--seed N` (random),
 * `--port N` (a server that runs already, whose data is flushed), `--only server|library`.
 */
import { parseArgs } from "@std/cli/parse-args";
import { startVortis } from "../tests/helpers/vortis_server.ts";
import { stressServer } from "./stress/server_load.ts";

const flags = parseArgs(Deno.args.filter((arg) => arg !== "--"), {
  string: ["seconds", "clients", "seed", "port", "only"],
});
const seconds = wholeNumber("seconds", 20);
const clients = wholeNumber("clients", 8);
const seed = wholeNumber("seed", crypto.getRandomValues(new Uint32Array(1))[0]!);
console.log(`seed ${seed}`);

const port = flags["port"] === undefined ? undefined : wholeNumber("port", 0);
const server = port === undefined ? await startVortis() : undefined;
let code = 0;
try {
  const report = await stressServer({ port: port ?? server!.port, seconds, clients, seed });
  console.log(report);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (server?.output) console.error(server.output);
  code = 1;
} finally {
  await server?.stop();
}
// After a failure the other clients are still at work: they end with the process.
Deno.exit(code);

function wholeNumber(name: string, fallback: number): number {
  const value = Number(flags[name] ?? fallback);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} wants a whole number, not ${flags[name]}`);
  Deno.exit(2);
}
