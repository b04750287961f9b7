/**
 * Transactions: MULTI queues commands, EXEC runs them with nothing in between, WATCH makes EXEC
 * fail if a key has changed since.
 *
 * Queueing itself is the dispatcher's.
 */

import { Watch } from "../../store/engine/key_watches.ts";
import type { CommandContext } from "../command/context.ts";
import {
  BEHIND_ERROR,
  DISCARD_WITHOUT_MULTI,
  EXEC_ABORTED,
  EXEC_WITHOUT_MULTI,
  NESTED_MULTI,
  REPLY_LEFT_OUT,
  WATCH_INSIDE_MULTI,
} from "../errors/transaction_errors.ts";
import { defineCommand } from "../command/define.ts";
import { keyRange } from "../command/keys/key_specs.ts";
import type { CommandSpec } from "../command/spec.ts";
import type { Transaction } from "../clients/session.ts";

/** What an error reply begins with. */
const MINUS = 0x2d;

/** The transaction commands. */
export const TRANSACTION_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "multi",
    arity: 1,
    since: "1.2.0",
    group: "transactions",
    flags: ["noscript", "loading", "stale", "fast", "allow_busy"],
    summary: "Begins a transaction: the commands that follow are queued",
    complexity: "O(1)",
    syntax: "",
    run: multi,
  }),
  defineCommand({
    name: "exec",
    arity: 1,
    since: "1.2.0",
    group: "transactions",
    flags: ["noscript", "loading", "stale", "skip_slowlog"],
    summary: "Runs the queued commands with nothing in between",
    complexity: "The sum of the queued commands",
    syntax: "",
    run: exec,
  }),
  defineCommand({
    name: "discard",
    arity: 1,
    since: "2.0.0",
    group: "transactions",
    flags: ["noscript", "loading", "stale", "fast", "allow_busy"],
    summary: "Drops the queued commands and ends the transaction",
    complexity: "O(N), N being the queued commands",
    syntax: "",
    run: discard,
  }),
  defineCommand({
    name: "watch",
    arity: -2,
    since: "2.2.0",
    group: "transactions",
    flags: ["noscript", "loading", "stale", "fast", "allow_busy"],
    keys: [keyRange(1, -1, 1, ["RO"])],
    summary: "Makes the next transaction fail if one of the keys changes before it",
    complexity: "O(1) for each key",
    syntax: "key [key ...]",
    run: watch,
  }),
  defineCommand({
    name: "unwatch",
    arity: 1,
    since: "2.2.0",
    group: "transactions",
    flags: ["noscript", "loading", "stale", "fast", "allow_busy"],
    summary: "Forgets the watched keys",
    complexity: "O(1)",
    syntax: "",
    run: unwatch,
  }),
];

function multi({ reply, session }: CommandContext): void {
  if (session.transaction !== undefined) throw NESTED_MULTI;
  session.transaction = { queue: [], aborted: false, bytes: 0 };
  reply.ok();
}

function exec(context: CommandContext): void {
  const { reply, session } = context;
  const { transaction } = session;
  if (transaction === undefined) throw EXEC_WITHOUT_MULTI;
  const changed = session.watch?.check() ?? false;
  session.discardTransaction();
  if (transaction.aborted) throw EXEC_ABORTED;
  if (changed) {
    reply.nullArray();
    return;
  }
  session.executing = transaction;
  try {
    run(context, transaction);
  } finally {
    session.executing = undefined;
  }
}

/** Runs what is queued; the replies are the elements of one. */
function run({ reply, session, server }: CommandContext, transaction: Transaction): void {
  reply.array(transaction.queue.length);
  let failed = false;
  for (const { command, args } of transaction.queue) {
    const mark = reply.length;
    if (failed) {
      reply.error(BEHIND_ERROR.message);
      continue;
    }
    server.runNested(session, command, args);
    failed = session.transactionStopsAtError && reply.bytes[mark] === MINUS;
    if (mark <= session.transactionReplyBytes) continue;
    reply.rewind(mark);
    reply.error(REPLY_LEFT_OUT.message);
  }
}

function discard({ reply, session }: CommandContext): void {
  if (session.transaction === undefined) throw DISCARD_WITHOUT_MULTI;
  session.discardTransaction();
  reply.ok();
}

function watch({ args, reply, session, keyspace }: CommandContext): void {
  if (session.transaction !== undefined) throw WATCH_INSIDE_MULTI;
  session.watch ??= new Watch();
  for (let i = 1; i < args.count; i++) {
    keyspace.load(args.bytes, args.starts[i], args.ends[i]);
    session.watch.add(keyspace);
  }
  reply.ok();
}

function unwatch({ reply, session }: CommandContext): void {
  session.unwatch();
  reply.ok();
}
