/** What a command of the `vortis` program is, and what it gets. */

import type { Environment } from "./environment.ts";

/** What a command uses of the process around it; tests pass their own. */
export interface CliProcess {
  readonly environment: Environment;
  /** Writes to the standard output. */
  print(text: string): void;
  /** Writes to the standard error. */
  printError(text: string): void;
  /** Asks a question on the terminal; whether the answer is yes. No without a terminal. */
  confirm(question: string): boolean;
  /** Shows on the terminal how far the work is, in place of what it showed before; "" for nothing. */
  progress(text: string): void;
  /** How wide the terminal is that `progress` writes to; undefined if that is no terminal. */
  columns(): number | undefined;
  /** Whether what is printed may be coloured: it goes to a terminal, and NO_COLOR is not set. */
  readonly hasColors: boolean;
  /**
   * Calls `stop` when the process is asked to end, with the signal's name. Asked once more it ends at once,
   * unless the promise of `stop` has been rejected: then `stop` is called again.
   */
  onStopRequest(stop: (signal: string) => void | Promise<void>): void;
}

/**
 * Runs a command with the arguments behind its name; resolves with the exit code.
 *
 * It rejects with `CliError` for a mistake of the user.
 */
export type CliRun = (args: readonly string[], process: CliProcess) => Promise<number>;

/** A command of the program. */
export interface CliCommand {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Imports the command's code. */
  load(): Promise<CliRun>;
}
