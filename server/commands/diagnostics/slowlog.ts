/**
 * SLOWLOG: the last commands that took long.
 */

import { integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { INVALID_SLOWLOG_COUNT } from "../../errors/reply_errors.ts";
import { wrongSubcommandArity } from "../../errors/request_errors.ts";

/** The slowlog commands. */
export const SLOWLOG_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "slowlog",
    arity: -2,
    since: "2.2.12",
    group: "server",
    flags: [],
    summary: "Inspects the log of slow commands",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "get",
        arity: -2,
        since: "2.2.12",
        group: "server",
        flags: ["admin", "loading", "stale"],
        summary: "Lists the newest slow commands",
        complexity: "O(N), N being the entries returned",
        syntax: "[count]",
        tips: ["request_policy:all_nodes", "nondeterministic_output"],
        history: { "4.0.0": "Entries have the address and the name of the client" },
        run: get,
      },
      {
        name: "len",
        arity: 2,
        since: "2.2.12",
        group: "server",
        flags: ["admin", "loading", "stale"],
        summary: "Counts the entries",
        complexity: "O(1)",
        syntax: "",
        tips: ["request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"],
        run: length,
      },
      {
        name: "reset",
        arity: 2,
        since: "2.2.12",
        group: "server",
        flags: ["admin", "loading", "stale"],
        summary: "Empties the log",
        complexity: "O(N), N being the entries",
        syntax: "",
        tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
        run: reset,
      },
      {
        name: "help",
        arity: 2,
        since: "6.2.0",
        group: "server",
        flags: ["loading", "stale"],
        summary: "Lists what the subcommands do",
        complexity: "O(1)",
        syntax: "",
        run: help,
      },
    ],
  }),
];

/** Entries that GET shows unless it is told a number. */
const DEFAULT_COUNT = 10;

function get({ args, reply, server }: CommandContext): void {
  if (args.count > 3) throw wrongSubcommandArity(args, "slowlog");
  const count = args.count < 3
    ? DEFAULT_COUNT
    : integerInRange(args, 2, -1, Infinity, INVALID_SLOWLOG_COUNT, INVALID_SLOWLOG_COUNT);
  const entries = server.slowLog.newest(count);
  reply.array(entries.length);
  for (const entry of entries) {
    reply.array(6);
    reply.integer(entry.id);
    reply.integer(entry.time);
    reply.integer(entry.microseconds);
    reply.array(entry.args.length);
    for (const arg of entry.args) reply.bulk(arg, 0, arg.length);
    reply.bulkText(entry.clientAddress);
    reply.bulkText(entry.clientName);
  }
}

function length({ reply, server }: CommandContext): void {
  reply.integer(server.slowLog.length);
}

function reset({ reply, server }: CommandContext): void {
  server.slowLog.clear();
  reply.ok();
}
