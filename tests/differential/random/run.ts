/**
 * Runs random commands on two servers and compares every reply, and at the end all that they hold. Two
 * connections each, one in RESP2 and one in RESP3, take turns of a pipelined batch, so that watches meet
 * another's writes; between batches stand the steps of `interludes.ts`.
 *
 * When replies differ, the run stops and its history is shrunk: steps are left out as long as the
 * last one still gets two different replies.
 */
import { latin1 } from "../../helpers/command_line.ts";
import { showReply } from "../../helpers/transcripts/compare_replies.ts";
import type { Address } from "../../helpers/servers/raw_connection.ts";
import { CommandGenerator } from "./commands.ts";
import { contentSteps } from "./contents.ts";
import { Interludes } from "./interludes.ts";
import { isSame, RandomPair } from "./pair.ts";
import { shrink } from "./shrink.ts";
import { CLIENT, type RandomStep, showStep } from "./steps.ts";

/** What to run. */
export interface RandomRunOptions {
  seed: number;
  /** How many commands, besides those of interludes. */
  commands: number;
  /** The yardstick. */
  expected: Address;
  /** The server under test. */
  actual: Address;
}

/** A difference, with the shortest history found that leads to it. */
export interface RandomDifference {
  /** Index of the command in the run. */
  index: number;
  expected: string;
  actual: string;
  /** Steps from an empty server to the difference; the last one differs. */
  history: string[];
}

/** How a run ended. */
export interface RandomRunResult {
  /** Commands whose replies were compared, without interludes and what is read at the end. */
  compared: number;
  difference?: RandomDifference;
}

const BATCH = 150;

/** Runs until the first difference or until all commands are done. */
export async function runRandom(options: RandomRunOptions): Promise<RandomRunResult> {
  const pair = await RandomPair.connect(options.expected, options.actual);
  try {
    const generators = [
      new CommandGenerator(options.seed),
      new CommandGenerator(options.seed ^ 0x5bd1e995),
    ];
    const interludes = new Interludes(options.seed ^ 0x2545f491);
    const history: RandomStep[] = [];
    let compared = 0;
    for (let turn = 0; compared < options.commands; turn++) {
      const client = CLIENT.commands + turn % 2;
      const generator = generators[turn % 2];
      const size = Math.min(BATCH, options.commands - compared);
      const before = interludes.before();
      const { unwanted } = interludes;
      const batch = Array.from({ length: size }, (): RandomStep => {
        return { kind: "command", client, command: generator.next(unwanted) };
      });
      const steps = [...before, ...batch, ...interludes.after()];
      const difference = await takeAndCompare(pair, steps, history, compared - before.length);
      if (difference) return { compared: difference.index + 1, difference };
      history.push(...steps);
      compared += size;
    }
    const difference = await takeAndCompare(pair, await contentSteps(pair), history, compared);
    return difference ? { compared, difference } : { compared };
  } finally {
    pair.close();
  }
}

/** The first difference among the steps, if any; `index` is that of the first one. */
async function takeAndCompare(
  pair: RandomPair,
  steps: readonly RandomStep[],
  history: readonly RandomStep[],
  index: number,
): Promise<RandomDifference | undefined> {
  const results = await pair.take(steps);
  const at = results.findIndex((result, i) => !isSame(steps[i], result));
  if (at < 0 && results.length === steps.length) return undefined;
  const last = at < 0 ? results.length - 1 : at;
  const all = [...history, ...steps.slice(0, last + 1)];
  // A server that is gone cannot be asked again.
  const shrunk = await shrink(all, pair).catch(() => all.slice(-BATCH));
  const { expected, actual } = results[last];
  return {
    index: Math.max(0, index + last),
    expected: showOther(expected, actual, steps[last]),
    actual: showOther(actual, expected, steps[last]),
    history: shrunk.map(showStep),
  };
}

/** A result to print; of what has many lines those that the other one does not have. */
function showOther(
  bytes: Uint8Array | undefined,
  other: Uint8Array | undefined,
  step: RandomStep,
): string {
  if (bytes === undefined) return "(gone)";
  if (step.kind !== "info" && step.kind !== "messages" || !other) return showReply(bytes);
  const lines = latin1(other).split("\n");
  return latin1(bytes).split("\n").filter((line) => !lines.includes(line)).join(", ");
}

/** A difference as lines to print. */
export function showRandomDifference(difference: RandomDifference): string {
  return `command ${difference.index} differs, after (connection) command:\n` +
    difference.history.map((line) => `    ${line}`).join("\n") +
    `\n    redis-server: ${difference.expected}\n    here:         ${difference.actual}`;
}
