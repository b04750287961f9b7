/**
 * DEBUG: looks inside the server and provokes it; for the tests of clients and of the server.
 *
 * Closed by default, as in Redis: `enable-debug-command` opens it for all or for local clients.
 */

import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { wrongSubcommandArity } from "../../errors/request_errors.ts";
import { DEBUG_SUBCOMMANDS } from "./debug_subcommands.ts";

/** The DEBUG command. Its subcommands are no commands of their own: COMMAND does not list them. */
export const DEBUG_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "debug",
    arity: -2,
    since: "1.0.0",
    group: "server",
    flags: ["admin", "noscript", "loading", "stale", "protected"],
    system: true,
    summary: "Inspects and provokes the server, for tests",
    complexity: "Depends on the subcommand",
    syntax: "subcommand [arg ...]",
    run: debug,
  }),
];

function debug(context: CommandContext): void {
  const { args } = context;
  const found = DEBUG_SUBCOMMANDS.find(({ name, least, most }) =>
    args.equals(1, name) && args.count >= least + 2 && args.count <= most + 2
  );
  if (found === undefined) throw wrongSubcommandArity(args, "debug");
  found.run(context);
}
