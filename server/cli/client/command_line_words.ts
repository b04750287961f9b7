/**
 * Lines as they are typed, cut into the words of a command. The grammar of quotes is redis-cli's,
 * which is that of inline requests.
 */

import { Arguments } from "../../../resp/arguments.ts";
import { splitInlineRequest } from "../../../resp/inline_request.ts";

const encoder = new TextEncoder();

/** The words of a line as bytes, or undefined when its quotes do not balance. */
export function splitWords(line: Uint8Array | string): Uint8Array[] | undefined {
  const bytes = typeof line === "string" ? encoder.encode(line) : line;
  const args = new Arguments();
  if (!splitInlineRequest(bytes, 0, bytes.length, args, new Uint8Array(bytes.length))) {
    return undefined;
  }
  return Array.from({ length: args.count }, (_, i) => args.copy(i));
}

/**
 * The lines of a text, cut at its line ends except inside quotes: what a paste of several commands
 * holds.
 */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === "\n") {
      lines.push(text.slice(start, at));
      start = at + 1;
    }
  }
  lines.push(text.slice(start));
  // A quote that nobody closed belongs to its own line alone.
  if (quote !== "") return text.split("\n").filter((line) => line.trim() !== "");
  return lines.filter((line) => line.trim() !== "");
}
