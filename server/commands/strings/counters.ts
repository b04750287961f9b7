/**
 * The counters: strings that are integers or floating point numbers.
 */

import {
  incrementByFloat,
  incrementLarge,
  incrementSafe,
  NOT_INTEGER,
} from "../../../store/types/strings/strings.ts";
import { integer64Arg, integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { DECREMENT_OVERFLOW } from "../../errors/string_errors.ts";

/** The commands that count. */
export const COUNTER_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "incr",
    arity: 2,
    since: "1.0.0",
    group: "string",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Adds one to an integer",
    complexity: "O(1)",
    syntax: "key",
    run: incr,
  }),
  defineCommand({
    name: "decr",
    arity: 2,
    since: "1.0.0",
    group: "string",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Subtracts one from an integer",
    complexity: "O(1)",
    syntax: "key",
    run: decr,
  }),
  defineCommand({
    name: "incrby",
    arity: 3,
    since: "1.0.0",
    group: "string",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Adds a number to an integer",
    complexity: "O(1)",
    syntax: "key increment",
    run: incrby,
  }),
  defineCommand({
    name: "decrby",
    arity: 3,
    since: "1.0.0",
    group: "string",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Subtracts a number from an integer",
    complexity: "O(1)",
    syntax: "key decrement",
    run: decrby,
  }),
  defineCommand({
    name: "incrbyfloat",
    arity: 3,
    since: "2.6.0",
    group: "string",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Adds a number to a floating point value",
    complexity: "O(1)",
    syntax: "key increment",
    argumentTypes: { increment: "double" },
    run: incrbyfloat,
  }),
];

function incr(context: CommandContext): void {
  increment(context, 1, 1n);
}

function decr(context: CommandContext): void {
  increment(context, -1, -1n);
}

function incrby(context: CommandContext): void {
  const { args } = context;
  const delta = integerArg(args, 2);
  increment(context, delta, Number.isFinite(delta) ? undefined : integer64Arg(args, 2));
}

function decrby(context: CommandContext): void {
  const { args } = context;
  const delta = -integerArg(args, 2);
  const exact = Number.isFinite(delta) ? undefined : -integer64Arg(args, 2);
  if (exact === MAX_INT64 + 1n) throw DECREMENT_OVERFLOW;
  increment(context, delta, exact);
}

const MAX_INT64 = 2n ** 63n - 1n;

/** Adds `delta`, which is `exact` if it is no safe integer. */
function increment(context: CommandContext, delta: number, exact: bigint | undefined): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  const sum = Number.isFinite(delta) ? incrementSafe(keyspace, delta) : NOT_INTEGER;
  if (sum !== NOT_INTEGER) reply.integer(sum);
  else reply.bigint(incrementLarge(keyspace, exact ?? BigInt(delta)));
}

function incrbyfloat(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  incrementByFloat(keyspace, args.bytes, args.starts[2], args.ends[2]);
  reply.bulk(keyspace.bytes, keyspace.valueStart(), keyspace.valueEnd());
}
