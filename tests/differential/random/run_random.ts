/**
 * The random differential run by hand: `deno task differential -- --commands 1000000 --seed 7`.
 * Options: `--commands N` (100,000), `--seed N` (random). Exit code 1 on a difference.
 *
 * A long run is many of at most 200,000 commands, from empty servers, with seeds that follow each other:
 * so any of them can be repeated alone.
 */
import { parseArgs } from "@std/cli/parse-args";
import { startPair } from "../yardstick.ts";
import { runRandom, showRandomDifference } from "./run.ts";

const COMMANDS_PER_RUN = 200_000;

const flags = parseArgs(Deno.args.filter((arg) => arg !== "--"), { string: ["commands", "seed"] });
const commands = Number(flags["commands"] ?? 100_000);
const firstSeed = Number(flags["seed"] ?? crypto.getRandomValues(new Uint32Array(1))[0]);
if (!Number.isSafeInteger(commands) || commands < 1 || !Number.isSafeInteger(firstSeed)) {
  console.error("--commands and --seed want integers");
  Deno.exit(2);
}

await using pair = await startPair();
console.log(`seed ${firstSeed}, ${commands} commands`);
const started = performance.now();
let compared = 0;
for (let seed = firstSeed; compared < commands; seed++) {
  const result = await runRandom({
    seed,
    commands: Math.min(COMMANDS_PER_RUN, commands - compared),
    expected: pair.redis.port,
    actual: pair.subject.port,
  });
  compared += result.compared;
  const seconds = (performance.now() - started) / 1000;
  console.log(`seed ${seed}: ${compared} replies compared in ${seconds.toFixed(1)} s`);
  if (result.difference) {
    console.error(showRandomDifference(result.difference));
    console.error(pair.subject.output);
    Deno.exitCode = 1;
    break;
  }
}
