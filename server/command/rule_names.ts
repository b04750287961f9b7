/** The names of commands and categories, for the rules of ACL SETUSER. */

import type { RuleNames } from "../acl/permissions.ts";
import { ACL_CATEGORIES } from "./acl_categories.ts";
import type { CommandRegistry } from "./registry.ts";

/** The names that a server's commands have. */
export function ruleNames(commands: CommandRegistry): RuleNames {
  return {
    command(name) {
      const command = commands.get(name);
      if (command === undefined) return undefined;
      const { parent, subcommands } = command;
      return {
        isSubcommand: parent !== undefined,
        isContainer: subcommands !== undefined,
        names: [command, ...subcommands?.values() ?? []].map((each) => each.name),
      };
    },
    category(name) {
      const category = ACL_CATEGORIES.find((each) => each === name.toLowerCase());
      if (category === undefined) return undefined;
      return [...commands.withSubcommands()]
        .filter(({ categories }) => categories.includes(category))
        .map((command) => command.name);
    },
  };
}
