/**
 * The commands that intersect, unite and subtract sets, and answer with the result, store it or count it.
 */

import {
  combineSets,
  countIntersection,
  openSets,
  type SetOperation,
  storeCombined,
} from "../../../store/types/sets/algebra.ts";
import { integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keyRange, keysCountedAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import {
  MORE_KEYS_THAN_ARGUMENTS,
  NEGATIVE_LIMIT,
  NUMKEYS_NOT_POSITIVE,
  SYNTAX_ERROR,
} from "../../errors/reply_errors.ts";

/** The commands on several sets. */
export const SET_ALGEBRA_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "sinter",
    arity: -2,
    since: "1.0.0",
    group: "set",
    flags: ["readonly"],
    keys: [keyRange(1, -1, 1, ["RO", "access"])],
    summary: "Lists the members that sets have in common",
    complexity: "O(N*M), N being the members of the smallest set and M the sets",
    syntax: "key [key ...]",
    tips: ["nondeterministic_output_order"],
    run: (context) => reply(context, "intersection"),
  }),
  defineCommand({
    name: "sintercard",
    arity: -3,
    since: "7.0.0",
    group: "set",
    flags: ["readonly"],
    keys: [keysCountedAt(1, ["RO", "access"])],
    summary: "Counts the members that sets have in common, up to a limit",
    complexity: "O(N*M), N being the members of the smallest set and M the sets",
    syntax: "numkeys key [key ...] [LIMIT limit]",
    run: sintercard,
  }),
  defineCommand({
    name: "sinterstore",
    arity: -3,
    since: "1.0.0",
    group: "set",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "update"]), keyRange(2, -1, 1, ["RO", "access"])],
    summary: "Stores the members that sets have in common",
    complexity: "O(N*M), N being the members of the smallest set and M the sets",
    syntax: "destination key [key ...]",
    run: (context) => store(context, "intersection"),
  }),
  defineCommand({
    name: "sunion",
    arity: -2,
    since: "1.0.0",
    group: "set",
    flags: ["readonly"],
    keys: [keyRange(1, -1, 1, ["RO", "access"])],
    summary: "Lists the members of all sets together",
    complexity: "O(N), N being the members of all sets",
    syntax: "key [key ...]",
    tips: ["nondeterministic_output_order"],
    run: (context) => reply(context, "union"),
  }),
  defineCommand({
    name: "sunionstore",
    arity: -3,
    since: "1.0.0",
    group: "set",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["OW", "update"]), keyRange(2, -1, 1, ["RO", "access"])],
    summary: "Stores the members of all sets together",
    complexity: "O(N), N being the members of all sets",
    syntax: "destination key [key ...]",
    run: (context) => store(context, "union"),
  }),
  defineCommand({
    name: "sdiff",
    arity: -2,
    since: "1.0.0",
    group: "set",
    flags: ["readonly"],
    keys: [keyRange(1, -1, 1, ["RO", "access"])],
    summary: "Lists the members of the first set that no other set has",
    complexity: "O(N), N being the members of all sets",
    syntax: "key [key ...]",
    tips: ["nondeterministic_output_order"],
    run: (context) => reply(context, "difference"),
  }),
  defineCommand({
    name: "sdiffstore",
    arity: -3,
    since: "1.0.0",
    group: "set",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["OW", "update"]), keyRange(2, -1, 1, ["RO", "access"])],
    summary: "Stores the members of the first set that no other set has",
    complexity: "O(N), N being the members of all sets",
    syntax: "destination key [key ...]",
    run: (context) => store(context, "difference"),
  }),
];

function reply({ args, reply, keyspace }: CommandContext, operation: SetOperation): void {
  const sets = openSets(keyspace, args, 1, args.count);
  const mark = reply.beginSet();
  let found = 0;
  combineSets(keyspace, operation, sets, ({ bytes, start, end }) => {
    reply.bulk(bytes, start, end);
    found++;
  });
  reply.endSet(mark, found);
}

function store(context: CommandContext, operation: SetOperation): void {
  const { args, reply, keyspace } = context;
  const sets = openSets(keyspace, args, 2, args.count);
  loadKey(context, 1);
  reply.integer(storeCombined(keyspace, operation, sets, args, 2, args.count));
}

function sintercard({ args, reply, keyspace }: CommandContext): void {
  const keys = integerInRange(args, 1, 1, Infinity, NUMKEYS_NOT_POSITIVE, NUMKEYS_NOT_POSITIVE);
  if (keys > args.count - 2) throw MORE_KEYS_THAN_ARGUMENTS;
  const end = 2 + keys;
  let limit = 0;
  for (let i = end; i < args.count; i += 2) {
    if (!args.equals(i, "LIMIT") || i + 1 >= args.count) throw SYNTAX_ERROR;
    limit = integerInRange(args, i + 1, 0, Infinity, NEGATIVE_LIMIT, NEGATIVE_LIMIT);
  }
  const sets = openSets(keyspace, args, 2, end);
  reply.integer(countIntersection(sets, limit === 0 ? Infinity : limit));
}
