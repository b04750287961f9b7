/**
 * `deno task stress:crash --rounds 200`: servers are killed with SIGKILL at random moments under load,
 * started again, and looked at: every acknowledged write must be there, and nothing that was never
 * written. Ends with code 1 at the first round after which that is not so; the directory is kept then.
 *
 * Options: `--rounds N` (200), `--seed N` (random), `--lanes N` (2: so many servers at a time),
 * `--mode always|everysec|no|snapshots` (all of them, in turn).
 */
import { parseArgs } from "@std/cli/parse-args";
import { CrashLife, type CrashMode, noCounts } from "./stress/crash_life.ts";
import { bundleServer } from "./stress/crash_server.ts";

/** Half of the rounds are of the strictest mode. */
const MODES: readonly CrashMode[] = ["always", "everysec", "always", "snapshots", "always", "no"];
/** After so many rounds a life ends, and the next one begins with an empty directory. */
const ROUNDS_OF_A_LIFE = 20;

const flags = parseArgs(Deno.args.filter((arg) => arg !== "--"), {
  string: ["rounds", "seed", "lanes", "mode"],
});
const rounds = wholeNumber("rounds", 200);
const lanes = wholeNumber("lanes", 2);
const seed = wholeNumber("seed", crypto.getRandomValues(new Uint32Array(1))[0]!);
const mode = flags["mode"] as CrashMode | undefined;
if (mode !== undefined && !MODES.includes(mode)) {
  console.error(`--mode wants one of always, everysec, no, snapshots, not ${mode}`);
  Deno.exit(2);
}
console.log(`seed ${seed}`);

const started = performance.now();
const counts = noCounts();
const top = await Deno.makeTempDir({ prefix: "vortis-crash-" });
const program = await bundleServer(top);
let begun = 0;
let lives = 0;
let failure: string | undefined;

await Promise.all(Array.from({ length: lanes }, runLane));

if (failure === undefined) await Deno.remove(top, { recursive: true });
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${counts.rounds} rounds in ${seconds} s: ${counts.writes} writes, ${counts.acknowledged} of ` +
    `them acknowledged; ${counts.extra} others were there, too; ${counts.rewrites} rewrites, ` +
    `${counts.snapshots} snapshots, ${counts.flushes} FLUSHALLs, ${counts.tornEnds} torn ends, ` +
    `${counts.killedAtStart} kills during a start; lost, as everysec allows: ${counts.lost} of at most ` +
    `the last ${counts.lostMs} ms`,
);
if (failure !== undefined) {
  console.error(failure);
  Deno.exit(1);
}

/** Lives one after the other, until there are enough rounds. */
async function runLane(): Promise<void> {
  while (begun < rounds && failure === undefined) {
    const number = lives++;
    const life = new CrashLife(
      program,
      `${top}/${number}`,
      mode ?? MODES[number % MODES.length],
      seed + number,
      counts,
    );
    await Deno.mkdir(`${top}/${number}`);
    let round = 0;
    try {
      for (; round < ROUNDS_OF_A_LIFE && begun < rounds && failure === undefined; round++) {
        begun++;
        await life.round();
      }
      await life.end();
      await Deno.remove(`${top}/${number}`, { recursive: true });
    } catch (error) {
      failure ??= `life ${number} (${life.mode}), round ${round}, seed ${seed}, files in ` +
        `${top}/${number}:\n${error instanceof Error ? error.stack : error}`;
    }
  }
}

function wholeNumber(name: string, fallback: number): number {
  const value = Number(flags[name] ?? fallback);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} wants a whole number, not ${flags[name]}`);
  Deno.exit(2);
}
