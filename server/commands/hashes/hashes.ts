/**
 * The hash commands: fields with values under one key. Draws and scans are `walks.ts`.
 */

import { NOT_INTEGER } from "../../../store/encoding/integer.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import { isFiniteLongDouble, parseLongDouble } from "../../../store/encoding/long_double.ts";
import { StoreError } from "../../../store/errors.ts";
import {
  deleteFields,
  findField,
  hashLength,
  liveFields,
  packedPairs,
  readHash,
  setFieldIfFree,
  setFields,
  visitFields,
} from "../../../store/types/hashes/hashes.ts";
import {
  incrementField,
  incrementFieldByFloat,
  incrementFieldLarge,
} from "../../../store/types/hashes/field_numbers.ts";
import { integer64Arg, integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import { replyEntries } from "../../command/packed_reply.ts";
import type { CommandSpec } from "../../command/spec.ts";
import {
  HASH_VALUE_NOT_A_FLOAT,
  HASH_VALUE_NOT_AN_INTEGER,
  NAN_OR_INFINITY,
} from "../../errors/hash_errors.ts";
import { NOT_A_FLOAT } from "../../errors/reply_errors.ts";
import { wrongArity } from "../../errors/request_errors.ts";

/** The hash commands. */
export const HASH_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "hset",
    arity: -4,
    since: "2.0.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Gives fields of a hash values",
    complexity: "O(N), N being the pairs",
    syntax: "key field value [field value ...]",
    history: { "4.0.0": "Takes several pairs" },
    run: hset,
  }),
  defineCommand({
    name: "hmset",
    arity: -4,
    since: "2.0.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    deprecated: { since: "4.0.0", replacedBy: "`HSET` with several pairs" },
    summary: "Gives several fields of a hash values",
    complexity: "O(N), N being the pairs",
    syntax: "key field value [field value ...]",
    run: hmset,
  }),
  defineCommand({
    name: "hsetnx",
    arity: 4,
    since: "2.0.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Gives a field of a hash a value if there is no such field",
    complexity: "O(1)",
    syntax: "key field value",
    run: hsetnx,
  }),
  defineCommand({
    name: "hget",
    arity: 3,
    since: "2.0.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads a field of a hash",
    complexity: "O(1)",
    syntax: "key field",
    run: hget,
  }),
  defineCommand({
    name: "hmget",
    arity: -3,
    since: "2.0.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads several fields of a hash",
    complexity: "O(N), N being the fields asked for",
    syntax: "key field [field ...]",
    run: hmget,
  }),
  defineCommand({
    name: "hgetall",
    arity: 2,
    since: "2.0.0",
    group: "hash",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads a whole hash",
    complexity: "O(N), N being the fields of the hash",
    syntax: "key",
    tips: ["nondeterministic_output_order"],
    run: hgetall,
  }),
  defineCommand({
    name: "hkeys",
    arity: 2,
    since: "2.0.0",
    group: "hash",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Lists the fields of a hash",
    complexity: "O(N), N being the fields of the hash",
    syntax: "key",
    tips: ["nondeterministic_output_order"],
    run: hkeys,
  }),
  defineCommand({
    name: "hvals",
    arity: 2,
    since: "2.0.0",
    group: "hash",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Lists the values of a hash",
    complexity: "O(N), N being the fields of the hash",
    syntax: "key",
    tips: ["nondeterministic_output_order"],
    run: hvals,
  }),
  defineCommand({
    name: "hdel",
    arity: -3,
    since: "2.0.0",
    group: "hash",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Removes fields of a hash",
    complexity: "O(N), N being the fields to remove",
    syntax: "key field [field ...]",
    history: { "2.4.0": "Takes several fields" },
    run: hdel,
  }),
  defineCommand({
    name: "hlen",
    arity: 2,
    since: "2.0.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Counts the fields of a hash",
    complexity: "O(1)",
    syntax: "key",
    run: hlen,
  }),
  defineCommand({
    name: "hexists",
    arity: 3,
    since: "2.0.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Tells whether a hash has a field",
    complexity: "O(1)",
    syntax: "key field",
    run: hexists,
  }),
  defineCommand({
    name: "hstrlen",
    arity: 3,
    since: "3.2.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Measures the value of a field in bytes",
    complexity: "O(1)",
    syntax: "key field",
    run: hstrlen,
  }),
  defineCommand({
    name: "hincrby",
    arity: 4,
    since: "2.0.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Adds a number to an integer in a field",
    complexity: "O(1)",
    syntax: "key field increment",
    run: hincrby,
  }),
  defineCommand({
    name: "hincrbyfloat",
    arity: 4,
    since: "2.6.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Adds a number to a floating point value in a field",
    complexity: "O(1)",
    syntax: "key field increment",
    argumentTypes: { increment: "double" },
    run: hincrbyfloat,
  }),
];

/** What a look-up points at the bytes it finds. */
const VALUE = new PackedValue();

/** Whether the hash, whose look-up said `exists`, has the field that is argument `i`: see `VALUE`. */
function find({ args, keyspace }: CommandContext, exists: boolean, i: number): boolean {
  return exists && findField(keyspace, args.bytes, args.starts[i], args.ends[i], VALUE);
}

function hset(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if ((args.count & 1) !== 0) throw wrongArity("hset");
  loadKey(context, 1);
  reply.integer(setFields(keyspace, args, 2, args.count));
}

function hmset(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if ((args.count & 1) !== 0) throw wrongArity("hmset");
  loadKey(context, 1);
  setFields(keyspace, args, 2, args.count);
  reply.ok();
}

function hsetnx(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(setFieldIfFree(keyspace, args, 2) ? 1 : 0);
}

function hget(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  if (find(context, readHash(keyspace), 2)) reply.bulk(VALUE.bytes, VALUE.start, VALUE.end);
  else reply.null();
}

function hmget(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const exists = readHash(keyspace);
  reply.array(args.count - 2);
  for (let i = 2; i < args.count; i++) {
    if (find(context, exists, i)) reply.bulk(VALUE.bytes, VALUE.start, VALUE.end);
    else reply.null();
  }
}

function hgetall(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  if (!readHash(keyspace)) {
    reply.map(0);
    return;
  }
  const fields = liveFields(keyspace);
  reply.map(fields);
  const entries = packedPairs(keyspace);
  if (entries >= 0) {
    replyEntries(reply, keyspace.bytes, entries, 2 * fields);
    return;
  }
  visitFields(keyspace, (field, value) => {
    reply.bulk(field.bytes, field.start, field.end);
    reply.bulk(value.bytes, value.start, value.end);
  });
}

function hkeys(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  if (!readHash(keyspace)) {
    reply.array(0);
    return;
  }
  reply.array(liveFields(keyspace));
  visitFields(keyspace, (field) => reply.bulk(field.bytes, field.start, field.end));
}

function hvals(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  if (!readHash(keyspace)) {
    reply.array(0);
    return;
  }
  reply.array(liveFields(keyspace));
  visitFields(keyspace, (_, value) => reply.bulk(value.bytes, value.start, value.end));
}

function hdel(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(deleteFields(keyspace, args, 2, args.count));
}

function hlen(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(readHash(keyspace) ? hashLength(keyspace) : 0);
}

function hexists(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(find(context, readHash(keyspace), 2) ? 1 : 0);
}

function hstrlen(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(find(context, readHash(keyspace), 2) ? VALUE.end - VALUE.start : 0);
}

function hincrby(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const delta = integerArg(args, 3);
  loadKey(context, 1);
  const { bytes } = args;
  const start = args.starts[2];
  const end = args.ends[2];
  const sum = Number.isFinite(delta)
    ? incrementField(keyspace, bytes, start, end, delta)
    : NOT_INTEGER;
  if (sum !== NOT_INTEGER) {
    reply.integer(sum);
    return;
  }
  try {
    reply.bigint(incrementFieldLarge(keyspace, bytes, start, end, integer64Arg(args, 3)));
  } catch (error) {
    throw codeOf(error) === "NOT_AN_INTEGER" ? HASH_VALUE_NOT_AN_INTEGER : error;
  }
}

function hincrbyfloat(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const increment = parseLongDouble(args.bytes, args.starts[3], args.ends[3]);
  if (increment === undefined) throw NOT_A_FLOAT;
  if (!isFiniteLongDouble(increment)) throw NAN_OR_INFINITY;
  loadKey(context, 1);
  try {
    const sum = incrementFieldByFloat(
      keyspace,
      args.bytes,
      args.starts[2],
      args.ends[2],
      increment,
    );
    reply.bulk(sum, 0, sum.length);
  } catch (error) {
    throw codeOf(error) === "NOT_A_FLOAT" ? HASH_VALUE_NOT_A_FLOAT : error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof StoreError ? error.code : undefined;
}
