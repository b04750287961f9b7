/**
 * COMMAND: the server describes its own commands, and finds the keys in a request.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { GlobPattern } from "../../../store/encoding/glob.ts";
import type { Command } from "../../command/command.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { writeCommandDocs } from "../../command/docs.ts";
import { NO_MANDATORY_KEYS } from "../../command/flags.ts";
import { help } from "../../command/help.ts";
import { writeCommandInfo, writeStatusSet } from "../../command/info.ts";
import { KeyPositions } from "../../command/keys/key_positions.ts";
import { keyFlagNames } from "../../command/keys/key_specs.ts";
import { findKeys, takesKeys } from "../../command/keys/find_keys.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";

/** The COMMAND family. */
export const COMMAND_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "command",
    arity: -1,
    since: "2.8.13",
    group: "server",
    flags: ["loading", "stale"],
    categories: ["connection"],
    summary: "Describes every command",
    complexity: "O(N), N being the commands",
    syntax: "",
    tips: ["nondeterministic_output_order"],
    subcommands: [
      {
        name: "count",
        arity: 2,
        since: "2.8.13",
        group: "server",
        flags: ["loading", "stale"],
        categories: ["connection"],
        summary: "Counts the commands",
        complexity: "O(1)",
        syntax: "",
        run: count,
      },
      {
        name: "info",
        arity: -2,
        since: "2.8.13",
        group: "server",
        flags: ["loading", "stale"],
        categories: ["connection"],
        summary: "Describes the given commands, or all",
        complexity: "O(N), N being the names given",
        syntax: "[command-name [command-name ...]]",
        tips: ["nondeterministic_output_order"],
        history: { "7.0.0": "Without a name it describes all" },
        run: info,
      },
      {
        name: "docs",
        arity: -2,
        since: "7.0.0",
        group: "server",
        flags: ["loading", "stale"],
        categories: ["connection"],
        summary: "Documents the given commands, or all",
        complexity: "O(N), N being the names given",
        syntax: "[command-name [command-name ...]]",
        tips: ["nondeterministic_output_order"],
        run: docs,
      },
      {
        name: "list",
        arity: -2,
        since: "7.0.0",
        group: "server",
        flags: ["loading", "stale"],
        categories: ["connection"],
        summary: "Lists the names of commands",
        complexity: "O(N), N being the commands",
        syntax: "[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]",
        tips: ["nondeterministic_output_order"],
        run: list,
      },
      {
        name: "getkeys",
        arity: -4,
        since: "2.8.13",
        group: "server",
        flags: ["loading", "stale"],
        categories: ["connection"],
        summary: "Finds the keys in a full command",
        complexity: "O(N), N being its arguments",
        syntax: "command [arg ...]",
        run: getKeys,
      },
      {
        name: "getkeysandflags",
        arity: -4,
        since: "7.0.0",
        group: "server",
        flags: ["loading", "stale"],
        categories: ["connection"],
        summary: "Finds the keys in a full command, and what it does with them",
        complexity: "O(N), N being its arguments",
        syntax: "command [arg ...]",
        run: getKeysAndFlags,
      },
      {
        name: "help",
        arity: 2,
        since: "5.0.0",
        group: "server",
        flags: ["loading", "stale"],
        categories: ["connection"],
        summary: "Lists what the subcommands do",
        complexity: "O(1)",
        syntax: "",
        run: help,
      },
    ],
    run: describeAll,
  }),
];

/** Where the arguments of a subcommand begin: behind COMMAND and its own name. */
const FIRST = 2;

const INVALID_COMMAND = new ReplyError("ERR Invalid command specified");
const NO_KEY_ARGUMENTS = new ReplyError("ERR The command has no key arguments");
const INVALID_ARITY = new ReplyError("ERR Invalid number of arguments specified for command");
const INVALID_ARGUMENTS = new ReplyError("ERR Invalid arguments specified for command");

const found = new KeyPositions();

function describeAll({ reply, server }: CommandContext): void {
  reply.array(server.commands.size);
  for (const command of server.commands.values()) writeCommandInfo(reply, command);
}

function count({ reply, server }: CommandContext): void {
  reply.integer(server.commands.size);
}

function info(context: CommandContext): void {
  const { args, reply, server } = context;
  if (args.count === FIRST) return describeAll(context);
  reply.array(args.count - FIRST);
  for (let i = FIRST; i < args.count; i++) {
    const command = server.commands.get(args.binary(i));
    if (command === undefined) reply.null();
    else writeCommandInfo(reply, command);
  }
}

function docs({ args, reply, server }: CommandContext): void {
  if (args.count === FIRST) {
    reply.map(server.commands.size);
    for (const command of server.commands.values()) writeCommandDocs(reply, command);
    return;
  }
  const mark = reply.beginMap();
  let documented = 0;
  for (let i = FIRST; i < args.count; i++) {
    const command = server.commands.get(args.binary(i));
    if (command === undefined) continue;
    writeCommandDocs(reply, command);
    documented++;
  }
  reply.endMap(mark, documented);
}

function list({ args, reply, server }: CommandContext): void {
  const accepts = listFilter(args);
  const names: string[] = [];
  for (const command of server.commands.values()) {
    if (accepts(command)) names.push(command.name);
    for (const sub of command.subcommands?.values() ?? []) if (accepts(sub)) names.push(sub.name);
  }
  reply.array(names.length);
  for (const name of names) reply.bulkText(name);
}

/** What FILTERBY asks for; everything without it. */
function listFilter(args: Arguments): (command: Command) => boolean {
  if (args.count === FIRST) return () => true;
  if (args.count !== FIRST + 3 || !args.equals(FIRST, "FILTERBY")) throw SYNTAX_ERROR;
  const value = FIRST + 2;
  // There are no modules, so none of the commands comes from one.
  if (args.equals(FIRST + 1, "MODULE")) return () => false;
  if (args.equals(FIRST + 1, "ACLCAT")) {
    return (command) =>
      command.categories.some((category) => args.equals(value, category.toUpperCase()));
  }
  if (args.equals(FIRST + 1, "PATTERN")) {
    const pattern = new GlobPattern(args.copy(value), { ignoreCase: true });
    const encoder = new TextEncoder();
    return (command) => {
      const name = encoder.encode(command.name);
      return pattern.matches(name, 0, name.length);
    };
  }
  throw SYNTAX_ERROR;
}

function getKeys(context: CommandContext): void {
  const { args, reply } = context;
  locateKeys(context);
  reply.array(found.count);
  for (let i = 0; i < found.count; i++) {
    const at = found.position(i);
    reply.bulk(args.bytes, args.starts[at], args.ends[at]);
  }
}

function getKeysAndFlags(context: CommandContext): void {
  const { args, reply } = context;
  locateKeys(context);
  reply.array(found.count);
  for (let i = 0; i < found.count; i++) {
    const at = found.position(i);
    reply.array(2);
    reply.bulk(args.bytes, args.starts[at], args.ends[at]);
    writeStatusSet(reply, keyFlagNames(found.flags(i)));
  }
}

/** Finds the keys of the request behind COMMAND GETKEYS, or throws why there are none. */
function locateKeys({ args, server }: CommandContext): void {
  const command = server.commands.resolve(args, FIRST);
  if (command === undefined) throw INVALID_COMMAND;
  if (!takesKeys(command)) throw NO_KEY_ARGUMENTS;
  const given = args.count - FIRST;
  if (given < command.minArgs || given > command.maxArgs) throw INVALID_ARITY;
  const makesSense = findKeys(command, args, FIRST, found);
  if (!makesSense && (command.flags & NO_MANDATORY_KEYS) === 0) throw INVALID_ARGUMENTS;
}
