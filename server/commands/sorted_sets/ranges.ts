/**
 * The sorted set commands for ranges: by rank, by score, by the members' bytes; replied with, stored,
 * counted, removed.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import {
  makeRoomFor,
  modifySortedSet,
  readSortedSet,
  reportStored,
  sortedSetBytes,
  sortedSetSize,
} from "../../../store/types/sorted_sets/sorted_sets.ts";
import { removeRange, storeSortedSet } from "../../../store/types/sorted_sets/changes.ts";
import { LargeSortedSet } from "../../../store/types/sorted_sets/large_sorted_set.ts";
import {
  type LexRange,
  limitRanks,
  type RankRange,
  ranksBetween,
  ranksByLex,
  ranksByScore,
  type ScoreRange,
} from "../../../store/types/sorted_sets/ranges.ts";
import { SortedSetWalk } from "../../../store/types/sorted_sets/walk.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import { lexRangeArg, scoreRangeArg } from "../../command/arguments/score_ranges.ts";
import { replyNames } from "../../command/word_reply.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { LIMIT_WITHOUT_BYSCORE, WITHSCORES_WITH_BYLEX } from "../../errors/sorted_set_errors.ts";

/** The commands for ranges of sorted sets. */
export const SORTED_SET_RANGE_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "zcount",
    arity: 4,
    since: "2.0.0",
    group: "sorted-set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Counts the members with a score in a range",
    complexity: "O(log(N)), N being the members of the set",
    syntax: "key min max",
    argumentTypes: { min: "double", max: "double" },
    run: zcount,
  }),
  defineCommand({
    name: "zlexcount",
    arity: 4,
    since: "2.8.9",
    group: "sorted-set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Counts the members in a range of bytes, where all scores are equal",
    complexity: "O(log(N)), N being the members of the set",
    syntax: "key min max",
    run: zlexcount,
  }),
  defineCommand({
    name: "zrange",
    arity: -4,
    since: "1.2.0",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives the members in a range of ranks, scores or bytes",
    complexity: "O(log(N)+M), N being the members of the set and M those replied with",
    syntax: "key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]",
    argumentTypes: { start: "string", stop: "string" },
    history: { "6.2.0": "`REV`, `BYSCORE`, `BYLEX` and `LIMIT`" },
    run: zrange,
  }),
  defineCommand({
    name: "zrangestore",
    arity: -5,
    since: "6.2.0",
    group: "sorted-set",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["OW", "update"]), keyAt(2, ["RO", "access"])],
    summary: "Stores a range of a sorted set under another key",
    complexity: "O(log(N)+M*log(M)), N being the members of the set and M those stored",
    syntax: "dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]",
    argumentTypes: { dst: "key", src: "key" },
    run: zrangestore,
  }),
  defineCommand({
    name: "zrangebyscore",
    arity: -4,
    since: "1.0.5",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `BYSCORE` argument" },
    summary: "Gives the members with a score in a range",
    complexity: "O(log(N)+M), N being the members of the set and M those replied with",
    syntax: "key min max [WITHSCORES] [LIMIT offset count]",
    argumentTypes: { min: "double", max: "double" },
    history: { "2.0.0": "`WITHSCORES`" },
    run: zrangebyscore,
  }),
  defineCommand({
    name: "zrevrangebyscore",
    arity: -4,
    since: "2.2.0",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` and `BYSCORE` arguments" },
    summary: "Gives the members with a score in a range, the highest first",
    complexity: "O(log(N)+M), N being the members of the set and M those replied with",
    syntax: "key max min [WITHSCORES] [LIMIT offset count]",
    argumentTypes: { min: "double", max: "double" },
    history: { "2.1.6": "`min` and `max` can be outside of the range" },
    run: zrevrangebyscore,
  }),
  defineCommand({
    name: "zrangebylex",
    arity: -4,
    since: "2.8.9",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `BYLEX` argument" },
    summary: "Gives the members in a range of bytes, where all scores are equal",
    complexity: "O(log(N)+M), N being the members of the set and M those replied with",
    syntax: "key min max [LIMIT offset count]",
    run: zrangebylex,
  }),
  defineCommand({
    name: "zrevrangebylex",
    arity: -4,
    since: "2.8.9",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` and `BYLEX` arguments" },
    summary: "Gives the members in a range of bytes, the last first, where all scores are equal",
    complexity: "O(log(N)+M), N being the members of the set and M those replied with",
    syntax: "key max min [LIMIT offset count]",
    run: zrevrangebylex,
  }),
  defineCommand({
    name: "zrevrange",
    arity: -4,
    since: "1.2.0",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` argument" },
    summary: "Gives the members in a range of ranks, the highest score first",
    complexity: "O(log(N)+M), N being the members of the set and M those replied with",
    syntax: "key start stop [WITHSCORES]",
    argumentTypes: { start: "integer", stop: "integer" },
    run: zrevrange,
  }),
  defineCommand({
    name: "zremrangebyrank",
    arity: 4,
    since: "2.0.0",
    group: "sorted-set",
    flags: ["write"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Removes the members in a range of ranks",
    complexity: "O(M*log(N)), N being the members of the set and M those removed",
    syntax: "key start stop",
    argumentTypes: { start: "integer", stop: "integer" },
    run: zremrangebyrank,
  }),
  defineCommand({
    name: "zremrangebyscore",
    arity: 4,
    since: "1.2.0",
    group: "sorted-set",
    flags: ["write"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Removes the members with a score in a range",
    complexity: "O(M*log(N)), N being the members of the set and M those removed",
    syntax: "key min max",
    argumentTypes: { min: "double", max: "double" },
    run: zremrangebyscore,
  }),
  defineCommand({
    name: "zremrangebylex",
    arity: 4,
    since: "2.8.9",
    group: "sorted-set",
    flags: ["write"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Removes the members in a range of bytes, where all scores are equal",
    complexity: "O(M*log(N)), N being the members of the set and M those removed",
    syntax: "key min max",
    run: zremrangebylex,
  }),
];

const walk = new SortedSetWalk();
/** Of members on their way into a reply. */
const addresses = new Int32Array(64);

/** How the bounds of a range are meant. */
const By = { Unsaid: 0, Rank: 1, Score: 2, Lex: 3 } as const;

/** The range that the request at hand asks for; of its bounds those that fit `by`. */
let scoreRange: ScoreRange;
let lexRange: LexRange;
const asked = { by: 0, reverse: false, withScores: false, offset: 0, limit: -1, start: 0, stop: 0 };

/**
 * Reads a range into `asked`: the key's place, both bounds behind it, and options. What the command's name
 * does not say, options may.
 */
function readRange(
  context: CommandContext,
  key: number,
  by: number,
  reverse: boolean | undefined,
  stores: boolean,
): void {
  const { args } = context;
  asked.by = by;
  asked.reverse = reverse === true;
  asked.withScores = false;
  asked.offset = 0;
  asked.limit = -1;
  for (let i = key + 3; i < args.count; i++) {
    if (!stores && args.equals(i, "WITHSCORES")) asked.withScores = true;
    else if (args.equals(i, "LIMIT") && args.count - i > 2) {
      asked.offset = integerArg(args, i + 1);
      asked.limit = integerArg(args, i + 2);
      i += 2;
    } else if (reverse === undefined && args.equals(i, "REV")) {
      asked.reverse = true;
      reverse = true;
    } else if (asked.by === By.Unsaid && args.equals(i, "BYLEX")) asked.by = By.Lex;
    else if (asked.by === By.Unsaid && args.equals(i, "BYSCORE")) asked.by = By.Score;
    else throw SYNTAX_ERROR;
  }
  if (asked.by === By.Unsaid) asked.by = By.Rank;
  if (asked.limit !== -1 && asked.by === By.Rank) throw LIMIT_WITHOUT_BYSCORE;
  if (asked.withScores && asked.by === By.Lex) throw WITHSCORES_WITH_BYLEX;
  readBounds(args, key);
}

function readBounds(args: Arguments, key: number): void {
  const { by, reverse } = asked;
  const min = reverse && by !== By.Rank ? key + 2 : key + 1;
  const max = reverse && by !== By.Rank ? key + 1 : key + 2;
  if (by === By.Score) scoreRange = scoreRangeArg(args, min, max);
  else if (by === By.Lex) lexRange = lexRangeArg(args, min, max);
  else {
    asked.start = integerArg(args, min);
    asked.stop = integerArg(args, max);
  }
}

/** The ranks that were asked for of the open set, counted as `walk` does: from the end in reverse. */
function askedRanks({ keyspace }: CommandContext): RankRange {
  const { by, reverse, offset, limit } = asked;
  if (by === By.Rank) return ranksBetween(keyspace, asked.start, asked.stop);
  const ranks = by === By.Score
    ? ranksByScore(keyspace, scoreRange)
    : ranksByLex(keyspace, lexRange, reverse);
  const limited = limitRanks(ranks, offset, limit, reverse);
  if (reverse) limited.first = sortedSetSize(keyspace) - limited.first - limited.count;
  return limited;
}

function replyRange(
  context: CommandContext,
  by: number,
  reverse: boolean | undefined,
): void {
  const { reply, keyspace } = context;
  readRange(context, 1, by, reverse, false);
  loadKey(context, 1);
  if (!readSortedSet(keyspace)) {
    reply.array(0);
    return;
  }
  const { first, count } = askedRanks(context);
  const { withScores } = asked;
  walk.begin(keyspace, first, count, asked.reverse);
  if (!withScores) {
    reply.array(count);
    replyMembers(reply);
    return;
  }
  const paired = reply.protocol === 3;
  reply.array(paired ? count : 2 * count);
  while (walk.next()) {
    if (paired) reply.array(2);
    reply.bulk(walk.bytes, walk.start, walk.end);
    reply.double(walk.score);
  }
}

/** Writes all members that are still to be walked. */
function replyMembers(reply: ReplyWriter): void {
  const { records } = walk;
  if (records === undefined) {
    while (walk.next()) reply.bulk(walk.bytes, walk.start, walk.end);
    return;
  }
  for (;;) {
    const count = walk.nextRecords(addresses);
    if (count === 0) return;
    replyNames(reply, records, addresses, count);
  }
}

function zrange(context: CommandContext): void {
  replyRange(context, By.Unsaid, undefined);
}

function zrevrange(context: CommandContext): void {
  replyRange(context, By.Rank, true);
}

function zrangebyscore(context: CommandContext): void {
  replyRange(context, By.Score, false);
}

function zrevrangebyscore(context: CommandContext): void {
  replyRange(context, By.Score, true);
}

function zrangebylex(context: CommandContext): void {
  replyRange(context, By.Lex, false);
}

function zrevrangebylex(context: CommandContext): void {
  replyRange(context, By.Lex, true);
}

function zrangestore(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const { engine } = keyspace;
  readRange(context, 2, By.Unsaid, undefined, true);
  loadKey(context, 2);
  const result = new LargeSortedSet(engine);
  try {
    if (readSortedSet(keyspace) && makeRoomForRange(context)) {
      const { first, count } = askedRanks(context);
      const { zsetMaxListpackEntries, zsetMaxListpackValue } = engine.packing;
      // Redis begins with a listpack unless it knows the length beforehand, and that does not keep the
      // sign of zero.
      let isListpack = asked.by !== By.Rank || count <= zsetMaxListpackEntries;
      walk.begin(keyspace, first, count, asked.reverse);
      while (walk.next()) {
        isListpack &&= result.size < zsetMaxListpackEntries &&
          walk.end - walk.start <= zsetMaxListpackValue;
        const score = isListpack ? walk.score + 0 : walk.score;
        result.add(walk.bytes, walk.start, walk.end, score);
      }
    }
  } catch (error) {
    engine.reclaimer.add(result);
    throw error;
  }
  loadKey(context, 1);
  const size = storeSortedSet(keyspace, result);
  if (size > 0) reportStored(keyspace, "zrangestore", args, 2);
  reply.integer(size);
}

/** Makes room for a copy of what was asked for of the open set, if there is a limit; false if it is gone. */
function makeRoomForRange(context: CommandContext): boolean {
  const { keyspace } = context;
  if (!keyspace.engine.limited) return true;
  const { count } = askedRanks(context);
  const share = count / sortedSetSize(keyspace);
  makeRoomFor(keyspace, count, Math.ceil(share * sortedSetBytes(keyspace)));
  return keyspace.find() !== 0;
}

function zcount(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const range = scoreRangeArg(args, 2, 3);
  loadKey(context, 1);
  reply.integer(readSortedSet(keyspace) ? ranksByScore(keyspace, range).count : 0);
}

function zlexcount(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const range = lexRangeArg(args, 2, 3);
  loadKey(context, 1);
  reply.integer(readSortedSet(keyspace) ? ranksByLex(keyspace, range).count : 0);
}

function zremrangebyrank(context: CommandContext): void {
  const { args } = context;
  const start = integerArg(args, 2);
  const stop = integerArg(args, 3);
  replyRemoval(context, "zremrangebyrank", (keyspace) => ranksBetween(keyspace, start, stop));
}

function zremrangebyscore(context: CommandContext): void {
  const range = scoreRangeArg(context.args, 2, 3);
  replyRemoval(context, "zremrangebyscore", (keyspace) => ranksByScore(keyspace, range));
}

function zremrangebylex(context: CommandContext): void {
  const range = lexRangeArg(context.args, 2, 3);
  replyRemoval(context, "zremrangebylex", (keyspace) => ranksByLex(keyspace, range));
}

/** Removes the members whose ranks `find` gives for the open set; replies with their number. */
function replyRemoval(
  context: CommandContext,
  event: string,
  find: (keyspace: Namespace) => RankRange,
): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  if (!modifySortedSet(keyspace)) {
    reply.integer(0);
    return;
  }
  const { first, count } = find(keyspace);
  removeRange(keyspace, first, count, event);
  reply.integer(count);
}
