/**
 * Words, quotes and escapes of a configuration line.
 *
 *     name plain "double \"quoted\" \x41\n" 'single \'quoted\''
 *
 * The grammar is that of inline requests. Escapes stand for bytes, so that `\xc3\xa9` is one
 * "é": the words are put together as UTF-8 and decoded whole.
 */

import { Arguments } from "../../resp/arguments.ts";
import { splitInlineRequest } from "../../resp/inline_request.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\b", "\\b"],
  ["\x07", "\\a"],
  ['"', '\\"'],
  ["\\", "\\\\"],
]);

/**
 * The words of a line, or undefined when a quote is not closed, is followed by more than white
 * space, or when a word's bytes are not UTF-8.
 */
export function splitArguments(line: string): string[] | undefined {
  const bytes = encoder.encode(line);
  const args = new Arguments();
  if (!splitInlineRequest(bytes, 0, bytes.length, args, new Uint8Array(bytes.length))) {
    return undefined;
  }
  try {
    return Array.from({ length: args.count }, (_, i) => decoder.decode(args.copy(i)));
  } catch {
    return undefined;
  }
}

/** The text in double quotes, so that `splitArguments` reads it back as one word. */
export function quoteArgument(text: string): string {
  let quoted = "";
  for (const byte of encoder.encode(text)) {
    const character = String.fromCharCode(byte);
    const escape = NAMED_ESCAPES.get(character);
    if (escape !== undefined) quoted += escape;
    else if (byte >= 0x20 && byte < 0x7f) quoted += character;
    else quoted += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `"${quoted}"`;
}
