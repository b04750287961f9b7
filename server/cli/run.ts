/**
 * The `vortis` program: picks the command, runs it, and turns what goes wrong into one line on the
 * standard error and an exit code, mostly 1.
 */

import { CliError } from "./cli_error.ts";
import type { CliCommand, CliProcess } from "./cli_command.ts";
import { COMMANDS } from "./command_table.ts";

/** Runs the program with its arguments; resolves with the exit code and never rejects. */
export async function runProgram(
  args: readonly string[],
  process: CliProcess,
): Promise<number> {
  try {
    if (asksForHelp(args)) {
      process.print((await import("./help_text.ts")).programHelp(COMMANDS));
      return 0;
    }
    const { command, rest } = await pickCommand(args);
    const run = await command.load();
    return await run(rest, process);
  } catch (error) {
    process.printError(`vortis: ${describe(error)}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
}

/** Whether help is wanted on the program rather than on one of its commands. */
function asksForHelp([first, ...rest]: readonly string[]): boolean {
  if (first === undefined || !first.startsWith("-")) return false;
  return [first, ...rest].some((arg) => arg === "--help" || arg === "-h");
}

async function pickCommand(
  args: readonly string[],
): Promise<{ command: CliCommand; rest: readonly string[] }> {
  const [name, ...rest] = args;
  if (name === undefined || name.startsWith("-")) return { command: COMMANDS[0], rest: args };
  const command = COMMANDS.find((each) => each.name === name);
  if (command !== undefined) return { command, rest };
  const { didYouMean } = await import("../config/name_suggestion.ts");
  const hint = didYouMean(name, COMMANDS.map((each) => each.name)) ||
    " (a configuration file is given by --config)";
  throw new CliError(`unknown command '${name}'${hint}`);
}

/** A user's mistake is its message; anything else is a fault of ours, and its trace helps. */
function describe(error: unknown): string {
  if (error instanceof CliError) return error.message;
  return `internal error: ${error instanceof Error ? error.stack ?? error.message : error}`;
}
