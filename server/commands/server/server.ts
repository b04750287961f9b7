/**
 * The server commands: what the server tells of itself, what concerns whole keyspaces, and its end.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { timeoutArg } from "../../command/arguments/timeout.ts";
import { infoText } from "../../info/sections.ts";
import { nowMicroseconds } from "../../microsecond_clock.ts";
import { MONITOR_NOT_HERE } from "../../errors/client_errors.ts";
import {
  CANNOT_SAVE,
  DB_INDEX_OUT_OF_RANGE,
  INVALID_FIRST_INDEX,
  INVALID_SECOND_INDEX,
  NO_SHUTDOWN_IN_PROGRESS,
  type ReplyError,
  SYNTAX_ERROR,
} from "../../errors/reply_errors.ts";
import type { Server } from "../../server_state.ts";
import { lolwutText } from "./lolwut_picture.ts";

/** The server commands. */
export const SERVER_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "info",
    arity: -1,
    since: "1.0.0",
    group: "server",
    flags: ["loading", "stale"],
    categories: ["dangerous"],
    summary: "Reports on the server, section by section",
    complexity: "O(1)",
    syntax: "[section [section ...]]",
    tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
    history: { "7.0.0": "More than one section may be given" },
    run: info,
  }),
  defineCommand({
    name: "dbsize",
    arity: 1,
    since: "1.0.0",
    group: "server",
    flags: ["readonly", "fast"],
    categories: ["keyspace"],
    summary: "Counts the keys of the database",
    complexity: "O(1)",
    syntax: "",
    tips: ["request_policy:all_shards", "response_policy:agg_sum"],
    run: dbsize,
  }),
  defineCommand({
    name: "flushdb",
    arity: -1,
    since: "1.0.0",
    group: "server",
    flags: ["write"],
    categories: ["keyspace", "dangerous"],
    summary: "Removes all keys of the database",
    complexity: "O(N), N being the keys of the database",
    syntax: "[ASYNC | SYNC]",
    tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
    history: { "4.0.0": "`ASYNC`", "6.2.0": "`SYNC`" },
    run: flushdb,
  }),
  defineCommand({
    name: "flushall",
    arity: -1,
    since: "1.0.0",
    group: "server",
    flags: ["write"],
    categories: ["keyspace", "dangerous"],
    summary: "Removes all keys of all databases",
    complexity: "O(N), N being the keys of all databases",
    syntax: "[ASYNC | SYNC]",
    tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
    history: { "4.0.0": "`ASYNC`", "6.2.0": "`SYNC`" },
    run: flushall,
  }),
  defineCommand({
    name: "swapdb",
    arity: 3,
    since: "4.0.0",
    group: "server",
    flags: ["write", "fast"],
    categories: ["keyspace", "dangerous"],
    summary: "Exchanges the contents of two databases",
    complexity: "O(N), N being the clients that watch or wait for keys of the two",
    syntax: "index1 index2",
    run: swapdb,
  }),
  defineCommand({
    name: "time",
    arity: 1,
    since: "2.6.0",
    group: "server",
    flags: ["loading", "stale", "fast"],
    summary: "Tells the server's time in seconds and microseconds",
    complexity: "O(1)",
    syntax: "",
    tips: ["nondeterministic_output"],
    run: time,
  }),
  defineCommand({
    name: "wait",
    arity: 3,
    since: "3.0.0",
    group: "generic",
    flags: ["noscript"],
    categories: ["connection"],
    summary: "Waits until replicas have acknowledged this connection's writes",
    complexity: "O(1)",
    syntax: "numreplicas timeout",
    tips: ["request_policy:all_shards", "response_policy:agg_min"],
    run: wait,
  }),
  defineCommand({
    name: "shutdown",
    arity: -1,
    since: "1.0.0",
    group: "server",
    flags: ["admin", "noscript", "loading", "stale", "no_multi", "allow_busy"],
    summary: "Stops the server, saving first if told or set up to",
    complexity: "O(N) when it saves N keys, else O(1)",
    syntax: "[NOSAVE | SAVE] [NOW] [FORCE] [ABORT]",
    history: { "7.0.0": "`NOW`, `FORCE` and `ABORT`" },
    run: shutdown,
  }),
  defineCommand({
    name: "monitor",
    arity: 1,
    since: "1.0.0",
    group: "server",
    flags: ["admin", "noscript", "loading", "stale"],
    summary: "Shows every command that is executed from now on",
    complexity: "O(1), and O(N) for each command, N being its arguments",
    syntax: "",
    run: monitor,
  }),
  defineCommand({
    name: "lolwut",
    arity: -1,
    since: "5.0.0",
    group: "server",
    flags: ["readonly", "fast"],
    summary: "Draws a picture and tells the version",
    complexity: "O(N), N being the characters drawn",
    syntax: "[VERSION version]",
    run: lolwut,
  }),
];

const MAX_INT32 = 0x7fffffff;

function info({ args, reply, server }: CommandContext): void {
  const names: string[] = [];
  for (let i = 1; i < args.count; i++) names.push(args.text(i));
  reply.verbatim(infoText(server, names));
}

function dbsize({ reply, keyspace }: CommandContext): void {
  reply.integer(keyspace.size);
}

function monitor({ nested, reply, server, session }: CommandContext): void {
  if (nested) throw MONITOR_NOT_HERE;
  // As in Redis, one that monitors already gets no answer.
  if (session.monitors) return;
  server.monitors.add(session);
  reply.ok();
}

function flushdb({ args, reply, keyspace }: CommandContext): void {
  checkFlushMode(args);
  keyspace.clear();
  reply.ok();
}

function flushall({ args, keyspace, reply, server }: CommandContext): void {
  checkFlushMode(args);
  server.engine.clear(keyspace);
  server.durability.flushed();
  reply.ok();
}

/** Both modes do the same here: a keyspace is dropped at once, however many keys it has. */
function checkFlushMode(args: Arguments): void {
  if (args.count === 1) return;
  if (args.count > 2 || (!args.equals(1, "ASYNC") && !args.equals(1, "SYNC"))) throw SYNTAX_ERROR;
}

function swapdb({ args, reply, server }: CommandContext): void {
  const first = int32Arg(args, 1, INVALID_FIRST_INDEX);
  const second = int32Arg(args, 2, INVALID_SECOND_INDEX);
  if (!isDatabase(server, first) || !isDatabase(server, second)) throw DB_INDEX_OUT_OF_RANGE;
  server.engine.swap(server.keyspace(first).name, server.keyspace(second).name);
  reply.ok();
}

function int32Arg(args: Arguments, i: number, error: ReplyError): number {
  const value = integerArg(args, i, error);
  if (value > MAX_INT32 || value < -MAX_INT32 - 1) throw error;
  return value;
}

function isDatabase(server: Server, index: number): boolean {
  return index >= 0 && index < server.config.get("databases");
}

function time({ reply }: CommandContext): void {
  const microseconds = nowMicroseconds();
  reply.array(2);
  reply.bulkInteger(Math.floor(microseconds / 1e6));
  reply.bulkInteger(microseconds % 1e6);
}

/** There are no replicas to wait for: none has acknowledged, and none ever will. */
function wait({ args, reply }: CommandContext): void {
  integerArg(args, 1);
  timeoutArg(args, 2);
  reply.integer(0);
}

function shutdown({ args, server, session }: CommandContext): void {
  let save = false;
  let noSave = false;
  let force = false;
  let now = false;
  let abort = false;
  for (let i = 1; i < args.count; i++) {
    if (args.equals(i, "NOSAVE")) noSave = true;
    else if (args.equals(i, "SAVE")) save = true;
    else if (args.equals(i, "NOW")) now = true;
    else if (args.equals(i, "FORCE")) force = true;
    else if (args.equals(i, "ABORT")) abort = true;
    else throw SYNTAX_ERROR;
  }
  if ((save && noSave) || (abort && (save || noSave || now || force))) throw SYNTAX_ERROR;
  // It ends at once, with nothing to wait for: nobody can come in between.
  if (abort) throw NO_SHUTDOWN_IN_PROGRESS;
  server.log.warning("User requested shutdown...");
  const wantsSnapshot = save ? { save } : noSave ? { save: false } : {};
  const obstacle = server.durability.prepareShutdown({ ...wantsSnapshot, force });
  if (obstacle !== undefined) throw CANNOT_SAVE;
  // No reply: the connection closes with the others.
  session.closing = true;
  server.shutdown();
}

function lolwut({ args, reply }: CommandContext): void {
  const size: number[] = [];
  if (args.count > 2 && args.equals(1, "VERSION")) {
    integerArg(args, 2);
    for (let i = 3; i < args.count; i++) size.push(integerArg(args, i));
  }
  reply.verbatim(lolwutText(...size));
}
