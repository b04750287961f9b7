/**
 * The list commands that wait until there is an element for them; `server/clients/blocking.ts` tells how.
 */

import { Arguments } from "../../../resp/arguments.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { type ListEnd, modifyList, openList } from "../../../store/types/lists/lists.ts";
import { moveElement } from "../../../store/types/lists/move.ts";
import type { Wait } from "../../clients/blocking.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keyRange, keysCountedAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { blockingTimeoutArg } from "../../command/arguments/timeout.ts";
import { listEndArg, multiPopArgs, popMany, popOne } from "./list_pops.ts";

/** The list commands that block. */
export const BLOCKING_LIST_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "blpop",
    arity: -3,
    since: "2.0.0",
    group: "list",
    flags: ["write", "noscript", "blocking"],
    keys: [keyRange(1, -2, 1, ["RW", "access", "delete"])],
    summary: "Takes the first element of a list, waiting until one of several has any",
    complexity: "O(N), N being the keys",
    syntax: "key [key ...] timeout",
    argumentTypes: { timeout: "double" },
    history: { "6.0.0": "`timeout` may be a fraction" },
    run: blpop,
  }),
  defineCommand({
    name: "brpop",
    arity: -3,
    since: "2.0.0",
    group: "list",
    flags: ["write", "noscript", "blocking"],
    keys: [keyRange(1, -2, 1, ["RW", "access", "delete"])],
    summary: "Takes the last element of a list, waiting until one of several has any",
    complexity: "O(N), N being the keys",
    syntax: "key [key ...] timeout",
    argumentTypes: { timeout: "double" },
    history: { "6.0.0": "`timeout` may be a fraction" },
    run: brpop,
  }),
  defineCommand({
    name: "blmove",
    arity: 6,
    since: "6.2.0",
    group: "list",
    flags: ["write", "denyoom", "noscript", "blocking"],
    keys: [keyAt(1, ["RW", "access", "delete"]), keyAt(2, ["RW", "insert"])],
    summary: "Moves an element from a list to another, waiting until there is one",
    complexity: "O(1)",
    syntax: "source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout",
    argumentTypes: { timeout: "double" },
    run: blmove,
  }),
  defineCommand({
    name: "brpoplpush",
    arity: 4,
    since: "2.2.0",
    group: "list",
    flags: ["write", "denyoom", "noscript", "blocking"],
    keys: [keyAt(1, ["RW", "access", "delete"]), keyAt(2, ["RW", "insert"])],
    deprecated: { since: "6.2.0", replacedBy: "`BLMOVE` with the `RIGHT` and `LEFT` arguments" },
    summary: "Moves the last element of a list to the head of another, waiting until there is one",
    complexity: "O(1)",
    syntax: "source destination timeout",
    argumentTypes: { timeout: "double" },
    history: { "6.0.0": "`timeout` may be a fraction" },
    run: brpoplpush,
  }),
  defineCommand({
    name: "blmpop",
    arity: -5,
    since: "7.0.0",
    group: "list",
    flags: ["write", "blocking"],
    keys: [keysCountedAt(2, ["RW", "access", "delete"])],
    summary: "Takes elements from the first of several lists that has any, waiting until one has",
    complexity: "O(N + M), N being the keys and M the elements taken",
    syntax: "timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]",
    argumentTypes: { timeout: "double" },
    run: blmpop,
  }),
];

const value = new PackedValue();

/** Waits for one element, answered with its key. */
class OneElement implements Wait {
  readonly type = "list";
  readonly takesUncounted = true;
  readonly takesUntold = true;

  constructor(private readonly end: ListEnd) {}

  serve(keyspace: Namespace, key: Uint8Array, reply: ReplyWriter): boolean {
    reply.array(2);
    reply.bulk(key, 0, key.length);
    popOne(openList(keyspace), this.end, reply);
    return true;
  }
}

/** Waits for up to `count` elements, answered with their key. */
class ManyElements implements Wait {
  readonly type = "list";

  constructor(private readonly end: ListEnd, private readonly count: number) {}

  serve(keyspace: Namespace, key: Uint8Array, reply: ReplyWriter): boolean {
    reply.array(2);
    reply.bulk(key, 0, key.length);
    popMany(openList(keyspace), this.end, this.count, reply);
    return true;
  }
}

/** Waits for an element of the first of `keys` that goes to the second one. */
class MovedElement implements Wait {
  readonly type = "list";
  readonly takesUntold = true;
  readonly takesUncounted = true;

  constructor(
    private readonly keys: Arguments,
    private readonly from: ListEnd,
    private readonly to: ListEnd,
  ) {}

  serve(keyspace: Namespace, _key: Uint8Array, reply: ReplyWriter): boolean {
    moveElement(keyspace, this.keys, 0, 1, this.from, this.to, value);
    reply.bulk(value.bytes, value.start, value.end);
    return true;
  }
}

function blpop(context: CommandContext): void {
  blockingPop(context, "left");
}

function brpop(context: CommandContext): void {
  blockingPop(context, "right");
}

function blockingPop(context: CommandContext, end: ListEnd): void {
  const { args } = context;
  const last = args.count - 1;
  const timeoutMs = blockingTimeoutArg(args, last);
  popOrWait(context, 1, last, timeoutMs, new OneElement(end));
}

function blmpop(context: CommandContext): void {
  const { args } = context;
  const { firstKey, endKey, end, count } = multiPopArgs(args, 2);
  const timeoutMs = blockingTimeoutArg(args, 1);
  popOrWait(context, firstKey, endKey, timeoutMs, new ManyElements(end, count));
}

/** Serves `wait` from the first of the keys that has a list, or lets the client wait. */
function popOrWait(
  context: CommandContext,
  firstKey: number,
  endKey: number,
  timeoutMs: number,
  wait: Wait,
): void {
  const { args, reply, keyspace, session, server } = context;
  for (let i = firstKey; i < endKey; i++) {
    loadKey(context, i);
    if (modifyList(keyspace) === undefined) continue;
    wait.serve(keyspace, args.bytes.subarray(args.starts[i], args.ends[i]), reply);
    return;
  }
  if (context.neverWaits) reply.nullArray();
  else server.blocking.wait(session, args, firstKey, endKey, timeoutMs, wait);
}

function blmove(context: CommandContext): void {
  const { args } = context;
  const from = listEndArg(args, 3);
  const to = listEndArg(args, 4);
  moveOrWait(context, from, to, blockingTimeoutArg(args, 5));
}

function brpoplpush(context: CommandContext): void {
  moveOrWait(context, "right", "left", blockingTimeoutArg(context.args, 3));
}

function moveOrWait(
  context: CommandContext,
  from: ListEnd,
  to: ListEnd,
  timeoutMs: number,
): void {
  const { args, reply, keyspace, session, server } = context;
  if (moveElement(keyspace, args, 1, 2, from, to, value)) {
    reply.bulk(value.bytes, value.start, value.end);
  } else if (context.neverWaits) reply.null();
  else {
    const keys = Arguments.from([args.copy(1), args.copy(2)]);
    server.blocking.wait(session, args, 1, 2, timeoutMs, new MovedElement(keys, from, to));
  }
}
