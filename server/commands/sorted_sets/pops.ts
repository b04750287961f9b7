/**
 * The sorted set commands that take members from an end: the lowest or the highest scores, of one set or
 * of the first of several that is there, at once or as soon as there is one.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { modifySortedSet, sortedSetSize } from "../../../store/types/sorted_sets/sorted_sets.ts";
import { removeRange } from "../../../store/types/sorted_sets/changes.ts";
import { SortedSetWalk } from "../../../store/types/sorted_sets/walk.ts";
import type { Wait } from "../../clients/blocking.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keyRange, keysCountedAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { blockingTimeoutArg } from "../../command/arguments/timeout.ts";
import {
  NUMKEYS_NOT_POSITIVE,
  SYNTAX_ERROR,
  VALUE_NOT_POSITIVE,
} from "../../errors/reply_errors.ts";
import { COUNT_NOT_POSITIVE } from "../../errors/sorted_set_errors.ts";

/** The commands that pop members of sorted sets. */
export const SORTED_SET_POP_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "zpopmin",
    arity: -2,
    since: "5.0.0",
    group: "sorted-set",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"])],
    summary: "Removes the members with the lowest scores and replies with them",
    complexity: "O(M*log(N)), N being the members of the set and M those removed",
    syntax: "key [count]",
    run: zpopmin,
  }),
  defineCommand({
    name: "zpopmax",
    arity: -2,
    since: "5.0.0",
    group: "sorted-set",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"])],
    summary: "Removes the members with the highest scores and replies with them",
    complexity: "O(M*log(N)), N being the members of the set and M those removed",
    syntax: "key [count]",
    run: zpopmax,
  }),
  defineCommand({
    name: "zmpop",
    arity: -4,
    since: "7.0.0",
    group: "sorted-set",
    flags: ["write"],
    keys: [keysCountedAt(1, ["RW", "access", "delete"])],
    summary: "Removes members from an end of the first sorted set that is there",
    complexity: "O(K+M*log(N)), K being the keys, N the members of the set and M those removed",
    syntax: "numkeys key [key ...] <MIN | MAX> [COUNT count]",
    run: zmpop,
  }),
  defineCommand({
    name: "bzpopmin",
    arity: -3,
    since: "5.0.0",
    group: "sorted-set",
    flags: ["write", "noscript", "blocking", "fast"],
    keys: [keyRange(1, -2, 1, ["RW", "access", "delete"])],
    summary: "Removes the member with the lowest score, waiting until there is one",
    complexity: "O(log(N)), N being the members of the set",
    syntax: "key [key ...] timeout",
    argumentTypes: { timeout: "double" },
    history: { "6.0.0": "`timeout` may be a fraction" },
    run: bzpopmin,
  }),
  defineCommand({
    name: "bzpopmax",
    arity: -3,
    since: "5.0.0",
    group: "sorted-set",
    flags: ["write", "noscript", "blocking", "fast"],
    keys: [keyRange(1, -2, 1, ["RW", "access", "delete"])],
    summary: "Removes the member with the highest score, waiting until there is one",
    complexity: "O(log(N)), N being the members of the set",
    syntax: "key [key ...] timeout",
    argumentTypes: { timeout: "double" },
    history: { "6.0.0": "`timeout` may be a fraction" },
    run: bzpopmax,
  }),
  defineCommand({
    name: "bzmpop",
    arity: -5,
    since: "7.0.0",
    group: "sorted-set",
    flags: ["write", "blocking"],
    keys: [keysCountedAt(2, ["RW", "access", "delete"])],
    summary: "Removes members from an end of the first sorted set, waiting until there is one",
    complexity: "O(K+M*log(N)), K being the keys, N the members of the set and M those removed",
    syntax: "timeout numkeys key [key ...] <MIN | MAX> [COUNT count]",
    argumentTypes: { timeout: "double" },
    run: bzmpop,
  }),
];

const walk = new SortedSetWalk();

/** Writes `count` members from an end of the open set as they are walked, then removes them. */
function popMembers(
  keyspace: Namespace,
  reply: ReplyWriter,
  count: number,
  highest: boolean,
  nested: boolean,
): void {
  walk.begin(keyspace, 0, count, highest);
  while (walk.next()) {
    if (nested) reply.array(2);
    reply.bulk(walk.bytes, walk.start, walk.end);
    reply.double(walk.score);
  }
  const first = highest ? sortedSetSize(keyspace) - count : 0;
  removeRange(keyspace, first, count, highest ? "zpopmax" : "zpopmin");
}

function zpopmin(context: CommandContext): void {
  zpop(context, false);
}

function zpopmax(context: CommandContext): void {
  zpop(context, true);
}

function zpop(context: CommandContext, highest: boolean): void {
  const { args, reply, keyspace } = context;
  if (args.count > 3) throw SYNTAX_ERROR;
  const count = args.count === 3 ? integerArg(args, 2, VALUE_NOT_POSITIVE) : 1;
  if (count < 0) throw VALUE_NOT_POSITIVE;
  loadKey(context, 1);
  if (!modifySortedSet(keyspace) || count === 0) {
    reply.array(0);
    return;
  }
  const popped = Math.min(count, sortedSetSize(keyspace));
  const nested = reply.protocol === 3 && args.count === 3;
  reply.array(nested ? popped : 2 * popped);
  popMembers(keyspace, reply, popped, highest, nested);
}

/** What ZMPOP and BZMPOP say: the keys' range, which end, and how many. */
interface Pop {
  readonly firstKey: number;
  readonly endKey: number;
  readonly highest: boolean;
  readonly count: number;
}

/** Reads a pop whose number of keys is argument `i`. */
function popArgs(args: Arguments, i: number): Pop {
  const keys = integerArg(args, i, NUMKEYS_NOT_POSITIVE);
  if (keys <= 0) throw NUMKEYS_NOT_POSITIVE;
  const where = i + 1 + keys;
  if (where >= args.count) throw SYNTAX_ERROR;
  const highest = args.equals(where, "MAX");
  if (!highest && !args.equals(where, "MIN")) throw SYNTAX_ERROR;
  let count = -1;
  for (let at = where + 1; at < args.count; at += 2) {
    if (count !== -1 || !args.equals(at, "COUNT") || at + 1 >= args.count) throw SYNTAX_ERROR;
    count = integerArg(args, at + 1, COUNT_NOT_POSITIVE);
    if (count <= 0) throw COUNT_NOT_POSITIVE;
  }
  return { firstKey: i + 1, endKey: where, highest, count: count === -1 ? 1 : count };
}

/** Pops from the first of the keys that is there, as ZMPOP replies; false if none is. */
function popFirst(context: CommandContext, pop: Pop): boolean {
  const { args, reply, keyspace } = context;
  for (let i = pop.firstKey; i < pop.endKey; i++) {
    loadKey(context, i);
    if (!modifySortedSet(keyspace)) continue;
    popNested(keyspace, reply, args.bytes, args.starts[i], args.ends[i], pop);
    return true;
  }
  return false;
}

/** Pops from the open set: its key, and an array of pairs. */
function popNested(
  keyspace: Namespace,
  reply: ReplyWriter,
  key: Uint8Array,
  start: number,
  end: number,
  { highest, count }: Pop,
): void {
  const popped = Math.min(count, sortedSetSize(keyspace));
  reply.array(2);
  reply.bulk(key, start, end);
  reply.array(popped);
  popMembers(keyspace, reply, popped, highest, true);
}

function zmpop(context: CommandContext): void {
  if (!popFirst(context, popArgs(context.args, 1))) context.reply.nullArray();
}

function bzpopmin(context: CommandContext): void {
  bzpop(context, false);
}

function bzpopmax(context: CommandContext): void {
  bzpop(context, true);
}

/** Pops one member from the open set: its key, the member, its score. */
function popFlat(
  keyspace: Namespace,
  reply: ReplyWriter,
  key: Uint8Array,
  start: number,
  end: number,
  highest: boolean,
): void {
  reply.array(3);
  reply.bulk(key, start, end);
  popMembers(keyspace, reply, 1, highest, false);
}

function bzpop(context: CommandContext, highest: boolean): void {
  const { args, reply, keyspace, session, server } = context;
  const last = args.count - 1;
  const timeoutMs = blockingTimeoutArg(args, last);
  for (let i = 1; i < last; i++) {
    loadKey(context, i);
    if (!modifySortedSet(keyspace)) continue;
    popFlat(keyspace, reply, args.bytes, args.starts[i], args.ends[i], highest);
    return;
  }
  if (context.neverWaits) reply.nullArray();
  else server.blocking.wait(session, args, 1, last, timeoutMs, new WaitForMember(highest));
}

function bzmpop(context: CommandContext): void {
  const { args, reply, session, server } = context;
  const pop = popArgs(args, 2);
  const timeoutMs = blockingTimeoutArg(args, 1);
  if (popFirst(context, pop)) return;
  if (context.neverWaits) reply.nullArray();
  else {
    server.blocking.wait(
      session,
      args,
      pop.firstKey,
      pop.endKey,
      timeoutMs,
      new WaitForMembers(pop),
    );
  }
}

/** A client that waits for one member. */
class WaitForMember implements Wait {
  readonly type = "zset";

  constructor(private readonly highest: boolean) {}

  serve(keyspace: Namespace, key: Uint8Array, reply: ReplyWriter): boolean {
    popFlat(keyspace, reply, key, 0, key.length, this.highest);
    return true;
  }
}

/** A client that waits for members. */
class WaitForMembers implements Wait {
  readonly type = "zset";

  constructor(private readonly pop: Pop) {}

  serve(keyspace: Namespace, key: Uint8Array, reply: ReplyWriter): boolean {
    popNested(keyspace, reply, key, 0, key.length, this.pop);
    return true;
  }
}
