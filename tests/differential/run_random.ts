/**
 * The random differential run by hand: `deno task differential -- --commands 1000000 --seed 7`.
 * Options: `--commands N` (100,000), `--seed N` (random). Exit code 1 on a difference.
 */
import { parseArgs } from "@std/cli/parse-args";
import { runRandom, showRandomDifference } from "./random_run.ts";
import { startPair } from "./yardstick.ts";

const flags = parseArgs(Deno.args.filter((arg) => arg !== "--"), { string: ["commands", "seed"] });
const commands = Number(flags["commands"] ?? 100_000);
const seed = Number(flags["seed"] ?? crypto.getRandomValues(new Uint32Array(1))[0]);
if (!Number.isSafeInteger(commands) || commands < 1 || !Number.isSafeInteger(seed)) {
  console.error("--commands and --seed want integers");
  Deno.exit(2);
}

await using pair = await startPair();
console.log(`seed ${seed}, ${commands} commands`);
const started = performance.now();
const result = await runRandom({
  seed,
  commands,
  expected: pair.redis.port,
  actual: pair.subject.port,
});
const seconds = (performance.now() - started) / 1000;
console.log(`${result.compared} replies compared in ${seconds.toFixed(1)} s`);
if (result.difference) {
  console.error(showRandomDifference(result.difference));
  console.error(pair.subject.output);
  Deno.exitCode = 1;
}
