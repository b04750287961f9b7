/**
 * All commands of one server, found by the bytes of a request's first arguments.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { Command } from "./command.ts";
import type { CommandDescription } from "./description.ts";
import { NameTable } from "./name_table.ts";

/**
 * A server's commands. Immutable but for the commands' counters. The dispatcher's is a
 * `CommandRegistry<CommandHandler>`; handlers see it without the handlers' type.
 */
export class CommandRegistry<Handler = unknown> {
  readonly #table: NameTable<Command<Handler>>;

  /** Throws `RangeError` when two specs have one name. */
  constructor(specs: readonly CommandDescription<Handler>[]) {
    this.#table = new NameTable(specs.map((spec) => [spec.name, new Command(spec)] as const));
  }

  /** How many commands there are, subcommands not counted. */
  get size(): number {
    return this.#table.size;
  }

  /** The commands in the order of their specs, without the subcommands. */
  values(): readonly Command<Handler>[] {
    return this.#table.values();
  }

  /** Commands and subcommands, each container's right behind it. */
  *withSubcommands(): Generator<Command<Handler>> {
    for (const command of this.values()) {
      yield command;
      yield* command.subcommands?.values() ?? [];
    }
  }

  /**
   * The command whose name is `bytes[start, end)`, in any mix of cases; never a subcommand.
   * Allocates nothing.
   */
  lookup(bytes: Uint8Array, start: number, end: number): Command<Handler> | undefined {
    return this.#table.lookup(bytes, start, end);
  }

  /**
   * The command of the request that begins at argument `first`, or the subcommand when its
   * command has some and a second argument is given. Undefined when either name is unknown;
   * `lookup` tells which. Allocates nothing.
   */
  resolve(args: Arguments, first = 0): Command<Handler> | undefined {
    const command = this.#table.lookup(args.bytes, args.starts[first], args.ends[first]);
    if (command === undefined || command.subcommands === undefined) return command;
    const second = first + 1;
    if (args.count <= second) return command;
    return command.subcommands.lookup(args.bytes, args.starts[second], args.ends[second]);
  }

  /** The command of a full name ("get", "CLIENT|KILL"), ASCII case aside. */
  get(name: string): Command<Handler> | undefined {
    const bar = name.indexOf("|");
    if (bar < 0) return this.#table.get(asciiLowerCase(name));
    const command = this.#table.get(asciiLowerCase(name.slice(0, bar)));
    return command?.subcommands?.get(asciiLowerCase(name.slice(bar + 1)));
  }

  /** Sets all counters back to zero. */
  resetStatistics(): void {
    for (const command of this.values()) command.resetStatistics();
  }
}

/** Unlike `toLowerCase`, leaves what is not ASCII alone: the Kelvin sign is no "k". */
function asciiLowerCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
