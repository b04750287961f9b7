/**
 * The commands that completion, hints and help know: those of the command table, and those that
 * the server has beyond it.
 */

import type { CommandDescription } from "../../command/description.ts";
import { parseSyntax, type SyntaxArgument } from "../../command/syntax.ts";
import { COMMAND_SPECS } from "../../command_table.ts";

/** What the client knows of a command. */
export interface KnownCommand {
  /** In upper case, with the container's name: "CONFIG GET". */
  readonly name: string;
  readonly summary: string;
  readonly since: string;
  readonly group: string;
  readonly complexity: string;
  /** The arguments behind the name, in one line. */
  readonly syntax: string;
  /** What does better what it does. */
  readonly replacedBy?: string;
  /** By name without the container's; undefined unless it is a container. */
  readonly subcommands?: ReadonlyMap<string, KnownCommand>;
  /** The same arguments as a tree. */
  arguments(): readonly SyntaxArgument[];
}

/** Commands by name in upper case. */
export class KnownCommands {
  readonly #commands = new Map<string, KnownCommand>();

  /** @param specs Default: the command table. */
  constructor(specs: readonly CommandDescription[] = COMMAND_SPECS) {
    for (const spec of specs) {
      const command = fromSpec(spec, "");
      this.#commands.set(command.name, command);
    }
  }

  /** All commands in alphabetical order, subcommands not among them. */
  all(): KnownCommand[] {
    return [...this.#commands.values()].sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /** The groups, in alphabetical order. */
  groups(): string[] {
    return [...new Set(this.all().map(({ group }) => group))].sort();
  }

  /** A command, or a subcommand by two words, in any case. */
  find(words: readonly string[]): KnownCommand | undefined {
    const command = this.#commands.get((words[0] ?? "").toUpperCase());
    if (command?.subcommands === undefined || words.length < 2) return command;
    return command.subcommands.get(words[1].toUpperCase()) ?? command;
  }

  /** Those of these names that are not known. */
  unknownOf(names: readonly string[]): string[] {
    return names.filter((name) => !this.#commands.has(name.toUpperCase()));
  }

  /** Adds commands that the server has and the table has not. */
  add(commands: Iterable<KnownCommand>): void {
    for (const command of commands) {
      if (!this.#commands.has(command.name)) this.#commands.set(command.name, command);
    }
  }
}

function fromSpec(spec: CommandDescription, container: string): KnownCommand {
  const name = `${container}${spec.name.toUpperCase()}`;
  const subcommands = spec.subcommands?.map((each) =>
    [each.name.toUpperCase(), fromSpec(each, `${name} `)] as const
  );
  let tree: readonly SyntaxArgument[] | undefined;
  return {
    name,
    summary: withoutTicks(spec.summary),
    since: spec.since,
    group: spec.group,
    complexity: withoutTicks(spec.complexity),
    syntax: spec.syntax,
    ...(spec.deprecated === undefined
      ? {}
      : { replacedBy: withoutTicks(spec.deprecated.replacedBy) }),
    ...(subcommands === undefined ? {} : { subcommands: new Map(subcommands) }),
    arguments: () => tree ??= parseSyntax(spec),
  };
}

/** The table marks code as Markdown does. */
function withoutTicks(text: string): string {
  return text.replaceAll("`", "");
}
