/** What can stand where the console's line is being written: commands, subcommands, and words of their syntax. */

import type { CommandDoc } from "./command_syntax.ts";

/** The commands, by their names. */
export type CommandDocs = ReadonlyMap<string, CommandDoc>;

/** What can stand in place of a part of the line. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly words: readonly string[];
}

/** Words offered at most. */
const MOST = 50;

/** What can stand where the caret is; no words where nothing is known. */
export function complete(line: string, caret: number, docs: CommandDocs): Completion {
  const before = line.slice(0, caret);
  const start = before.search(/\S*$/);
  const written = before.slice(start);
  const words = before.slice(0, start).trim().toLowerCase().split(/\s+/).filter(Boolean);
  const none = { start, end: caret, words: [] };
  if (/["']/.test(before)) return none;
  if (words.length === 0 && written === "") return none;
  return { start, end: caret, words: candidates(words, written, docs).slice(0, MOST) };
}

function candidates(words: readonly string[], written: string, docs: CommandDocs): string[] {
  const start = written.toLowerCase();
  const prefix = words.length === 0 ? "" : `${words.join(" ")} `;
  const found: string[] = [];
  for (const name of docs.keys()) {
    if (!name.startsWith(prefix + start)) continue;
    const rest = name.slice(prefix.length);
    // Subcommands are offered when their command has been written.
    if (!rest.includes(" ")) found.push(rest.toUpperCase());
  }
  if (found.length > 0 || words.length === 0) return found.sort();
  const doc = commandOf(words, docs);
  if (doc === undefined || start === "") return [];
  const used = new Set(words.map((word) => word.toUpperCase()));
  const tokens = doc.syntax.match(/\b[A-Z][A-Z0-9-]+\b/g) ?? [];
  return [...new Set(tokens)].filter((token) =>
    token.toLowerCase().startsWith(start) && !used.has(token)
  );
}

/** The command that a line begins with, a subcommand before its command. */
export function commandOf(words: readonly string[], docs: CommandDocs): CommandDoc | undefined {
  const [first = "", second = ""] = words.map((word) => word.toLowerCase());
  return docs.get(`${first} ${second}`) ?? docs.get(first);
}

/** What all words begin with, as far as they agree. */
export function commonStart(words: readonly string[]): string {
  let common = words[0] ?? "";
  for (const word of words) {
    while (!word.startsWith(common)) common = common.slice(0, -1);
  }
  return common;
}
