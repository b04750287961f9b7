/**
 * The history in a file: a line each, readable by its owner alone. Lines are appended as they are
 * run, so that several clients at once keep them all; a file that has grown long is cut when it is
 * read. Without a file, or without the right to write it, there is no history beyond the program's
 * end, and nobody is bothered with that.
 */

import type { Environment } from "../../environment.ts";

/** How many lines are kept, unless VORTIS_CLI_HISTSIZE says otherwise. */
const USUAL_LINES = 1000;

/** Where the history is kept, and how much of it. */
export interface HistorySettings {
  /** Undefined: nowhere. */
  readonly path: string | undefined;
  readonly limit: number;
}

/** What the environment says: VORTIS_CLI_HISTFILE ("" for none), VORTIS_CLI_HISTSIZE, HOME. */
export function historySettings(environment: Environment): HistorySettings {
  const named = environment("VORTIS_CLI_HISTFILE");
  const home = environment("HOME") ?? environment("USERPROFILE");
  const size = environment("VORTIS_CLI_HISTSIZE") ?? "";
  const limit = /^\d{1,7}$/.test(size) ? Number(size) : USUAL_LINES;
  const usual = home === undefined ? undefined : `${home}/.vortis_cli_history`;
  const path = named ?? usual;
  return { path: path === "" || limit === 0 ? undefined : path, limit };
}

/** The file, if there is one. */
export class HistoryFile {
  constructor(private readonly settings: HistorySettings) {}

  /** The lines of the file, oldest first; none when it cannot be read. */
  read(): string[] {
    const { path, limit } = this.settings;
    if (path === undefined) return [];
    try {
      const lines = Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
      const kept = lines.slice(-limit);
      // A device, /dev/null above all, is no file to be replaced.
      if (lines.length > 2 * limit && Deno.lstatSync(path).isFile) this.#replace(path, kept);
      return kept;
    } catch {
      return [];
    }
  }

  /** Adds a line. A command of several lines is not kept: a file of lines has no place for it. */
  append(line: string): void {
    const { path } = this.settings;
    if (path === undefined || line.includes("\n")) return;
    try {
      Deno.writeTextFileSync(path, `${line}\n`, { append: true, mode: 0o600 });
    } catch {
      // See above.
    }
  }

  #replace(path: string, lines: readonly string[]): void {
    const temporary = `${path}.${Deno.pid}`;
    Deno.writeTextFileSync(temporary, lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
    Deno.renameSync(temporary, path);
  }
}
