/**
 * The commands that unite, intersect and subtract sorted sets, and answer with the result, store it or
 * count it.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { makeRoomFor, reportStored } from "../../../store/types/sorted_sets/sorted_sets.ts";
import {
  type Aggregate,
  type AlgebraSource,
  combine,
  countCommon,
  openSources,
  type SortedSetOperation,
} from "../../../store/types/sorted_sets/algebra.ts";
import { storeSortedSet } from "../../../store/types/sorted_sets/changes.ts";
import { SortedSetWalk } from "../../../store/types/sorted_sets/walk.ts";
import { doubleArg, integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keysCountedAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { atLeastOneKey, NEGATIVE_LIMIT, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { WEIGHT_NOT_A_FLOAT } from "../../errors/sorted_set_errors.ts";

const COMPLEXITY: Readonly<Record<SortedSetOperation, string>> = {
  union: "O(N+M*log(M)), N being the members of all sets and M those of the result",
  intersection: "O(N*K+M*log(M)), N being the members of the smallest of K sets and M the result's",
  difference: "O(N*K+M*log(M)), N being the members of the first of K sets and M the result's",
};
const OPTIONS = "[WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>]";

/** The commands on several sorted sets. */
export const SORTED_SET_ALGEBRA_COMMANDS: readonly CommandSpec[] = [
  define("zunion", "6.2.0", "union", "Gives the members of all sets with their scores added up"),
  define("zinter", "6.2.0", "intersection", "Gives the members that all sets have in common"),
  define("zdiff", "6.2.0", "difference", "Gives the members of the first set that no other has"),
  defineStore("zunionstore", "2.0.0", "union", "Stores the members of all sets"),
  defineStore("zinterstore", "2.0.0", "intersection", "Stores the members that all sets have"),
  defineStore(
    "zdiffstore",
    "6.2.0",
    "difference",
    "Stores the members that only the first set has",
  ),
  defineCommand({
    name: "zintercard",
    arity: -3,
    since: "7.0.0",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keysCountedAt(1, ["RO", "access"])],
    summary: "Counts the members that all sets have in common, up to a limit",
    complexity: "O(N*K), N being the members of the smallest of K sets",
    syntax: "numkeys key [key ...] [LIMIT limit]",
    run: zintercard,
  }),
];

function define(
  name: string,
  since: string,
  operation: SortedSetOperation,
  summary: string,
): CommandSpec {
  const options = operation === "difference" ? "" : `${OPTIONS} `;
  return defineCommand({
    name,
    arity: -3,
    since,
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keysCountedAt(1, ["RO", "access"])],
    summary,
    complexity: COMPLEXITY[operation],
    syntax: `numkeys key [key ...] ${options}[WITHSCORES]`,
    argumentTypes: { weight: "integer" },
    run: (context) => replyCombined(context, name, operation),
  });
}

function defineStore(
  name: string,
  since: string,
  operation: SortedSetOperation,
  summary: string,
): CommandSpec {
  const options = operation === "difference" ? "" : ` ${OPTIONS}`;
  return defineCommand({
    name,
    arity: -4,
    since,
    group: "sorted-set",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["OW", "update"]), keysCountedAt(2, ["RO", "access"])],
    summary,
    complexity: COMPLEXITY[operation],
    syntax: `destination numkeys key [key ...]${options}`,
    argumentTypes: { weight: "integer" },
    run: (context) => storeCombined(context, name, operation),
  });
}

const walk = new SortedSetWalk();

/** What a request asks for beside the operation. */
interface Request {
  readonly sources: AlgebraSource[];
  readonly aggregate: Aggregate;
  readonly withScores: boolean;
}

/** Opens the sets, whose number is argument `i`; the index behind their keys. */
function countedSources(
  { args, keyspace }: CommandContext,
  i: number,
  name: string,
): { sources: AlgebraSource[]; end: number } {
  const count = integerArg(args, i);
  if (count < 1) throw atLeastOneKey(name);
  const end = i + 1 + count;
  if (end > args.count) throw SYNTAX_ERROR;
  return { sources: openSources(keyspace, args, i + 1, end), end };
}

function readRequest(
  context: CommandContext,
  i: number,
  name: string,
  operation: SortedSetOperation,
  stores: boolean,
): Request {
  const { args } = context;
  const { sources, end } = countedSources(context, i, name);
  let aggregate: Aggregate = "sum";
  let withScores = false;
  const weighs = operation !== "difference";
  for (let at = end; at < args.count;) {
    const behind = args.count - at - 1;
    if (weighs && behind >= sources.length && args.equals(at, "WEIGHTS")) {
      sources.forEach((source, k) => {
        source.weight = doubleArg(args, at + 1 + k, WEIGHT_NOT_A_FLOAT);
      });
      at += 1 + sources.length;
    } else if (weighs && behind >= 1 && args.equals(at, "AGGREGATE")) {
      aggregate = aggregateArg(args, at + 1);
      at += 2;
    } else if (!stores && args.equals(at, "WITHSCORES")) {
      withScores = true;
      at++;
    } else throw SYNTAX_ERROR;
  }
  return { sources, aggregate, withScores };
}

function aggregateArg(args: Arguments, i: number): Aggregate {
  if (args.equals(i, "SUM")) return "sum";
  if (args.equals(i, "MIN")) return "min";
  if (args.equals(i, "MAX")) return "max";
  throw SYNTAX_ERROR;
}

function replyCombined(
  context: CommandContext,
  name: string,
  operation: SortedSetOperation,
): void {
  const { reply, keyspace } = context;
  const { engine } = keyspace;
  const { sources, aggregate, withScores } = readRequest(context, 1, name, operation, false);
  const result = combine(engine, operation, sources, aggregate);
  const paired = withScores && reply.protocol === 3;
  reply.array(withScores && !paired ? 2 * result.size : result.size);
  walk.beginLarge(result, 0, result.size, false);
  while (walk.next()) {
    if (paired) reply.array(2);
    reply.bulk(walk.bytes, walk.start, walk.end);
    if (withScores) reply.double(walk.score);
  }
  engine.reclaimer.add(result);
}

function storeCombined(
  context: CommandContext,
  name: string,
  operation: SortedSetOperation,
): void {
  const { args, reply, keyspace } = context;
  const { engine } = keyspace;
  let request = readRequest(context, 2, name, operation, true);
  if (engine.limited) {
    makeRoomFor(keyspace, 0, roomFor(operation, request.sources));
    // Making room may have evicted one of the sets.
    request = readRequest(context, 2, name, operation, true);
  }
  const result = combine(engine, operation, request.sources, request.aggregate);
  loadKey(context, 1);
  const size = storeSortedSet(keyspace, result);
  if (size > 0) reportStored(keyspace, name, args, 2);
  reply.integer(size);
}

/** Bytes that a result takes at most, about. */
function roomFor(operation: SortedSetOperation, sources: readonly AlgebraSource[]): number {
  const bytes = sources.map(({ totalBytes }) => totalBytes);
  if (operation === "union") return bytes.reduce((sum, each) => sum + each, 0);
  return operation === "intersection" ? Math.min(...bytes) : bytes[0];
}

function zintercard(context: CommandContext): void {
  const { args, reply } = context;
  const { sources, end } = countedSources(context, 1, "zintercard");
  let limit = 0;
  for (let at = end; at < args.count; at += 2) {
    if (!args.equals(at, "LIMIT") || at + 1 >= args.count) throw SYNTAX_ERROR;
    limit = integerArg(args, at + 1, NEGATIVE_LIMIT);
    if (limit < 0) throw NEGATIVE_LIMIT;
  }
  reply.integer(countCommon(sources, limit === 0 ? Infinity : limit));
}
