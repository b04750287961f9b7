/**
 * What a family of random commands is made of: a file in `families/` holds a function that gets
 * these parts and answers with a command, and `commands.ts` calls it now and then.
 */
import type { Argument } from "../../helpers/command_line.ts";
import type { Random } from "../../helpers/random.ts";
import type { Comparison } from "../../helpers/transcripts/transcript.ts";

/** A command and how its replies are compared. */
export interface GeneratedCommand {
  args: Argument[];
  compare: Comparison;
  /** Whether it must stay as it is: with an argument less, its effect or its reply would be random. */
  intact?: boolean;
}

/** Parts of commands, drawn from what all families share. */
export interface CommandParts {
  readonly random: Random;
  /** Whether a transaction is open: EXEC's reply is compared as a whole, so order matters there. */
  readonly inMulti: boolean;
  /** A key of any family. */
  key(): Argument;
  /** A value of any kind. */
  value(): Argument;
  /** An integer, or what nearly is one. */
  integer(): string;
  /** A decimal number, or what nearly is one. */
  float(): string;
  /** A number that is greater than all before it in this run, by more than a run adds entries in between. */
  ascending(): number;
}

/** Remaining times, in seconds or ms: what a slow machine may add between two servers. */
export const REMAINING_TIMES: Comparison = { how: "approx", tolerance: 10_000 };
/**
 * Idle times and moments among the replies of streams: those named so, and the ones that stand before a
 * count of deliveries.
 */
const STREAM_TIMES: Comparison = {
  how: "times",
  pattern: /(?<=\$(?:4\r\nidle|9\r\nseen-time)\r\n:)\d+|(?<=:)\d+(?=\r\n:)/g,
  tolerance: 10_000,
};

/** A command whose replies must be the same bytes. */
export function exact(args: Argument[]): GeneratedCommand {
  return { args, compare: { how: "exact" } };
}

/** A command whose reply's elements have no order. */
export function unordered(args: Argument[]): GeneratedCommand {
  return { args, compare: { how: "unordered" } };
}

/** A command whose reply is random but for its types and lengths. */
export function sameTypes(args: Argument[]): GeneratedCommand {
  return { args, compare: { how: "type" } };
}

/** A command of streams whose reply holds times. */
export function withTimes(args: Argument[]): GeneratedCommand {
  return { args, compare: STREAM_TIMES };
}

/** HRANDFIELD, ZRANDMEMBER: of small collections only, with counts that do not flood. */
export function drawPairs(
  { random }: CommandParts,
  key: Argument,
  command: string,
  withSeconds: string,
): GeneratedCommand {
  const count = random.chance(0.8) ? String(random.int(-20, 20)) : random.pick([
    ...["abc", "", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1.5"],
    ...["4611686018427387904", "1000"],
  ]);
  const more = random.weighted([
    [4, []],
    [4, [withSeconds]],
    [1, [withSeconds.toLowerCase(), "x"]],
    [1, [
      "x",
    ]],
  ]);
  if (random.chance(0.2)) return { args: [command, key], compare: { how: "kind" } };
  return sameTypes([command, key, count, ...more]);
}
