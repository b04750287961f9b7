/**
 * The commands for keys of any type: removing, counting, naming, copying and moving them.
 */

import { copyKey, moveKey, peek, renameKey } from "../../../store/types/key_operations.ts";
import { valueTypeOf } from "../../../store/types/value_types.ts";
import type { CommandContext } from "../../command/context.ts";
import { databaseArg } from "../../command/arguments/database.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keyRange } from "../../command/keys/key_specs.ts";
import { keyBytes, loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SAME_OBJECTS, SYNTAX_ERROR } from "../../errors/reply_errors.ts";

/** The key commands. */
export const KEY_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "del",
    arity: -2,
    since: "1.0.0",
    group: "generic",
    flags: ["write"],
    keys: [keyRange(1, -1, 1, ["RM", "delete"])],
    summary: "Removes keys",
    complexity: "O(N), N being the keys; a collection adds O(M) for its M elements",
    syntax: "key [key ...]",
    tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
    run: del,
  }),
  defineCommand({
    name: "unlink",
    arity: -2,
    since: "4.0.0",
    group: "generic",
    flags: ["write", "fast"],
    keys: [keyRange(1, -1, 1, ["RM", "delete"])],
    summary: "Removes keys; what they held may be freed later",
    complexity: "O(1) a key, then O(M) to free its M elements",
    syntax: "key [key ...]",
    tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
    run: unlink,
  }),
  defineCommand({
    name: "exists",
    arity: -2,
    since: "1.0.0",
    group: "generic",
    flags: ["readonly", "fast"],
    keys: [keyRange(1, -1, 1, ["RO"])],
    summary: "Counts those of the given keys that exist",
    complexity: "O(N), N being the keys",
    syntax: "key [key ...]",
    tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
    history: { "3.0.3": "More than one key may be given" },
    run: exists,
  }),
  defineCommand({
    name: "type",
    arity: 2,
    since: "1.0.0",
    group: "generic",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Names the type of the value at a key",
    complexity: "O(1)",
    syntax: "key",
    run: typeOf,
  }),
  defineCommand({
    name: "touch",
    arity: -2,
    since: "3.2.1",
    group: "generic",
    flags: ["readonly", "fast"],
    keys: [keyRange(1, -1, 1, ["RO"])],
    summary: "Counts the keys that exist and marks them as just used",
    complexity: "O(N), N being the keys",
    syntax: "key [key ...]",
    tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
    run: touch,
  }),
  defineCommand({
    name: "rename",
    arity: 3,
    since: "1.0.0",
    group: "generic",
    flags: ["write"],
    keys: [keyAt(1, ["RW", "access", "delete"]), keyAt(2, ["OW", "update"])],
    summary: "Gives a value another key, replacing what was there",
    complexity: "O(1)",
    syntax: "key newkey",
    run: rename,
  }),
  defineCommand({
    name: "renamenx",
    arity: 3,
    since: "1.0.0",
    group: "generic",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"]), keyAt(2, ["OW", "insert"])],
    summary: "Gives a value another key if that key is free",
    complexity: "O(1)",
    syntax: "key newkey",
    history: { "3.2.0": "Renaming a key to itself is no longer an error" },
    run: renamenx,
  }),
  defineCommand({
    name: "copy",
    arity: -3,
    since: "6.2.0",
    group: "generic",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RO", "access"]), keyAt(2, ["OW", "update"])],
    summary: "Copies a value to another key or database",
    complexity: "O(1) for a string, else O(N), N being the nested elements",
    syntax: "source destination [DB destination-db] [REPLACE]",
    run: copy,
  }),
  defineCommand({
    name: "move",
    arity: 3,
    since: "1.0.0",
    group: "generic",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Moves a key to another database",
    complexity: "O(1)",
    syntax: "key db",
    run: move,
  }),
];

function del(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let removed = 0;
  for (let i = 1; i < args.count; i++) {
    loadKey(context, i);
    if (keyspace.delete()) removed++;
  }
  reply.integer(removed);
}

/** Freeing a value takes no time here, whatever its size, so there is nothing to put off. */
function unlink(context: CommandContext): void {
  del(context);
}

function exists(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let found = 0;
  for (let i = 1; i < args.count; i++) {
    loadKey(context, i);
    if (peek(keyspace) !== 0) found++;
  }
  reply.integer(found);
}

function typeOf(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  reply.simple(peek(keyspace) === 0 ? "none" : valueTypeOf(keyspace.kind()).name);
}

function touch(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let found = 0;
  for (let i = 1; i < args.count; i++) {
    loadKey(context, i);
    if (keyspace.read() !== 0) found++;
  }
  reply.integer(found);
}

function rename(context: CommandContext): void {
  renameKey(context.keyspace, keyBytes(context, 1), keyBytes(context, 2), false);
  context.reply.ok();
}

function renamenx(context: CommandContext): void {
  const { reply, keyspace } = context;
  const renamed = renameKey(keyspace, keyBytes(context, 1), keyBytes(context, 2), true);
  reply.integer(renamed ? 1 : 0);
}

function copy(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let target = keyspace;
  let replace = false;
  for (let i = 3; i < args.count; i++) {
    if (args.equals(i, "REPLACE")) replace = true;
    else if (args.equals(i, "DB") && i + 1 < args.count) target = databaseArg(context, ++i);
    else throw SYNTAX_ERROR;
  }
  const from = keyBytes(context, 1);
  const to = keyBytes(context, 2);
  if (target === keyspace && sameBytes(from, to)) throw SAME_OBJECTS;
  reply.integer(copyKey(keyspace, target, from, to, replace) ? 1 : 0);
}

function move(context: CommandContext): void {
  const { reply, keyspace } = context;
  const target = databaseArg(context, 2);
  if (target === keyspace) throw SAME_OBJECTS;
  reply.integer(moveKey(keyspace, target, keyBytes(context, 1)) ? 1 : 0);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
