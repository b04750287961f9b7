/**
 * The sorted set commands for single members: scores given, changed, asked for, taken away, and ranks.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import {
  Added,
  AddMode,
  memberScore,
  readSortedSet,
  sortedSetSize,
} from "../../../store/types/sorted_sets/sorted_sets.ts";
import { addMembers, removeMembers } from "../../../store/types/sorted_sets/changes.ts";
import { memberRank } from "../../../store/types/sorted_sets/ranges.ts";
import { doubleArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import {
  GT_LT_NX,
  INCR_NEEDS_ONE_PAIR,
  SCORE_NOT_A_NUMBER,
  XX_WITH_NX,
} from "../../errors/sorted_set_errors.ts";

/** The commands for members of sorted sets. */
export const SORTED_SET_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "zadd",
    arity: -4,
    since: "1.2.0",
    group: "sorted-set",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Gives members of a sorted set their scores, adding those that are new",
    complexity: "O(log(N)) for each member, N being the members of the set",
    syntax: "key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]",
    argumentTypes: { score: "double" },
    history: {
      "2.4.0": "Takes several members",
      "3.0.2": "`XX`, `NX`, `CH` and `INCR`",
      "6.2.0": "`GT` and `LT`",
    },
    run: zadd,
  }),
  defineCommand({
    name: "zincrby",
    arity: 4,
    since: "1.2.0",
    group: "sorted-set",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Adds a number to a member's score",
    complexity: "O(log(N)), N being the members of the set",
    syntax: "key increment member",
    argumentTypes: { increment: "integer" },
    run: zincrby,
  }),
  defineCommand({
    name: "zrem",
    arity: -3,
    since: "1.2.0",
    group: "sorted-set",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Removes members",
    complexity: "O(M*log(N)), N being the members of the set and M those to be removed",
    syntax: "key member [member ...]",
    history: { "2.4.0": "Takes several members" },
    run: zrem,
  }),
  defineCommand({
    name: "zscore",
    arity: 3,
    since: "1.2.0",
    group: "sorted-set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives a member's score",
    complexity: "O(1)",
    syntax: "key member",
    run: zscore,
  }),
  defineCommand({
    name: "zmscore",
    arity: -3,
    since: "6.2.0",
    group: "sorted-set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives the scores of members",
    complexity: "O(N), N being the members asked for",
    syntax: "key member [member ...]",
    run: zmscore,
  }),
  defineCommand({
    name: "zcard",
    arity: 2,
    since: "1.2.0",
    group: "sorted-set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Counts the members",
    complexity: "O(1)",
    syntax: "key",
    run: zcard,
  }),
  defineCommand({
    name: "zrank",
    arity: 3,
    since: "2.0.0",
    group: "sorted-set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives a member's rank, 0 being that of the lowest score",
    complexity: "O(log(N)), N being the members of the set",
    syntax: "key member",
    run: zrank,
  }),
  defineCommand({
    name: "zrevrank",
    arity: 3,
    since: "2.0.0",
    group: "sorted-set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives a member's rank, 0 being that of the highest score",
    complexity: "O(log(N)), N being the members of the set",
    syntax: "key member",
    run: zrevrank,
  }),
];

/** Options of ZADD that are no bits of `AddMode`. */
const CHANGED = 32;

const OPTIONS: readonly (readonly [string, number])[] = [
  ["NX", AddMode.OnlyNew],
  ["XX", AddMode.OnlyKnown],
  ["CH", CHANGED],
  ["INCR", AddMode.Increment],
  ["GT", AddMode.Raise],
  ["LT", AddMode.Lower],
];
const LONGEST_OPTION = 4;
const DIGIT_NINE = 0x39;

/** The option that argument `i` is, 0 if it is none: the first score follows. */
function optionOf(args: Arguments, i: number): number {
  const length = args.ends[i] - args.starts[i];
  // Scores begin with digits, points and signs, but for infinities.
  if (length > LONGEST_OPTION || args.bytes[args.starts[i]] <= DIGIT_NINE) return 0;
  for (const [name, bit] of OPTIONS) if (args.equals(i, name)) return bit;
  return 0;
}

/** The scores of the request at hand; most have one. */
let scores = new Float64Array(16);
const KEPT_SCORES = 1024;

function zadd(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let mode = 0;
  let first = 2;
  for (; first < args.count; first++) {
    const option = optionOf(args, first);
    if (option === 0) break;
    mode |= option;
  }
  const count = (args.count - first) >>> 1;
  if (((args.count - first) & 1) !== 0 || count === 0) throw SYNTAX_ERROR;
  if ((mode & ~CHANGED) !== 0) checkOptions(mode, count);
  if (count > scores.length) scores = new Float64Array(count);
  for (let i = 0; i < count; i++) scores[i] = doubleArg(args, first + 2 * i);
  loadKey(context, 1);
  const result = addMembers(keyspace, args, first + 1, count, scores, mode & ~CHANGED);
  if (scores.length > KEPT_SCORES) scores = new Float64Array(16);
  if ((mode & AddMode.Increment) === 0) {
    reply.integer((mode & CHANGED) !== 0 ? result.added + result.rescored : result.added);
  } else if (result.outcome === Added.NotANumber) {
    throw SCORE_NOT_A_NUMBER;
  } else if (result.outcome === Added.Refused) {
    reply.null();
  } else {
    reply.double(result.score);
  }
}

function checkOptions(mode: number, count: number): void {
  const has = (bits: number) => (mode & bits) === bits;
  if (has(AddMode.OnlyNew | AddMode.OnlyKnown)) throw XX_WITH_NX;
  if (
    has(AddMode.Raise | AddMode.OnlyNew) || has(AddMode.Lower | AddMode.OnlyNew) ||
    has(AddMode.Raise | AddMode.Lower)
  ) throw GT_LT_NX;
  if (has(AddMode.Increment) && count > 1) throw INCR_NEEDS_ONE_PAIR;
}

function zincrby(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  scores[0] = doubleArg(args, 2);
  loadKey(context, 1);
  const result = addMembers(keyspace, args, 3, 1, scores, AddMode.Increment);
  if (result.outcome === Added.NotANumber) throw SCORE_NOT_A_NUMBER;
  reply.double(result.score);
}

function zrem(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(removeMembers(keyspace, args, 2, args.count));
}

function zscore(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const score = readSortedSet(keyspace)
    ? memberScore(keyspace, args.bytes, args.starts[2], args.ends[2])
    : NaN;
  if (score !== score) reply.null();
  else reply.double(score);
}

function zmscore(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const exists = readSortedSet(keyspace);
  reply.array(args.count - 2);
  for (let i = 2; i < args.count; i++) {
    const score = exists ? memberScore(keyspace, args.bytes, args.starts[i], args.ends[i]) : NaN;
    if (score !== score) reply.null();
    else reply.double(score);
  }
}

function zcard(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(readSortedSet(keyspace) ? sortedSetSize(keyspace) : 0);
}

function zrank(context: CommandContext): void {
  replyRank(context, false);
}

function zrevrank(context: CommandContext): void {
  replyRank(context, true);
}

function replyRank(context: CommandContext, reverse: boolean): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const rank = readSortedSet(keyspace)
    ? memberRank(keyspace, args.bytes, args.starts[2], args.ends[2])
    : -1;
  if (rank < 0) reply.null();
  else reply.integer(reverse ? sortedSetSize(keyspace) - 1 - rank : rank);
}
