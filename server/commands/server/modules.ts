/**
 * MODULE: there are none, and none can be loaded.
 */

import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { MODULES_NOT_ALLOWED } from "../../errors/unavailable_errors.ts";

/** The module commands. */
export const MODULE_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "module",
    arity: -2,
    since: "4.0.0",
    group: "server",
    flags: [],
    summary: "Holds the commands about modules, of which there are none",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "list",
        arity: 2,
        since: "4.0.0",
        group: "server",
        flags: ["admin", "noscript"],
        summary: "Lists the modules: none",
        complexity: "O(1)",
        syntax: "",
        tips: ["nondeterministic_output_order"],
        run: list,
      },
      {
        name: "load",
        arity: -3,
        since: "4.0.0",
        group: "server",
        flags: ["admin", "noscript", "no_async_loading", "protected"],
        summary: "Would load a module; refused",
        complexity: "O(1)",
        syntax: "path [arg [arg ...]]",
        run: refuse,
      },
      {
        name: "loadex",
        arity: -3,
        since: "7.0.0",
        group: "server",
        flags: ["admin", "noscript", "no_async_loading", "protected"],
        summary: "Would load a module with settings of its own; refused",
        complexity: "O(1)",
        syntax: "path [CONFIG name value [CONFIG name value ...]] [ARGS arg [arg ...]]",
        run: refuse,
      },
      {
        name: "unload",
        arity: 3,
        since: "4.0.0",
        group: "server",
        flags: ["admin", "noscript", "no_async_loading", "protected"],
        summary: "Would unload a module; refused",
        complexity: "O(1)",
        syntax: "name",
        run: refuse,
      },
      {
        name: "help",
        arity: 2,
        since: "5.0.0",
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

function list({ reply }: CommandContext): void {
  reply.array(0);
}

/** As a last resort: the gate before the handlers refuses first. */
function refuse(): never {
  throw MODULES_NOT_ALLOWED;
}
