/**
 * A line of the console split into arguments, by the rules of redis-cli: blanks separate, "double quotes" know
 * escapes, 'single quotes' only `\'`, and a closing quote must be followed by a blank.
 */

import type { Bytes } from "./byte_text.ts";

const encoder = new TextEncoder();

/** One argument, and where it stands in the line. */
export interface LineArgument {
  readonly bytes: Bytes;
  readonly start: number;
  readonly end: number;
}

/** The arguments of a line, and what is wrong with it, if anything is. */
export interface SplitLine {
  readonly args: readonly LineArgument[];
  readonly error?: string;
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, a: 7 };

/** Splits a line. What stands before a fault is given all the same. */
export function splitLine(line: string): SplitLine {
  const args: LineArgument[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isBlank(line[at])) at++;
    if (at >= line.length) return { args };
    const start = at;
    const bytes: number[] = [];
    while (at < line.length && !isBlank(line[at])) {
      const quote = line[at];
      if (quote !== '"' && quote !== "'") {
        const character = String.fromCodePoint(line.codePointAt(at)!);
        bytes.push(...encoder.encode(character));
        at += character.length;
        continue;
      }
      const end = quoted(line, at + 1, quote, bytes);
      if (end === undefined) return { args, error: "A quote is not closed" };
      at = end;
      if (at < line.length && !isBlank(line[at])) {
        return { args, error: "A closing quote must be followed by a blank" };
      }
    }
    args.push({ bytes: Uint8Array.from(bytes), start, end: at });
  }
}

/** Reads up to the closing quote; gives the place behind it, or undefined if there is none. */
function quoted(line: string, at: number, quote: string, bytes: number[]): number | undefined {
  while (at < line.length) {
    const character = String.fromCodePoint(line.codePointAt(at)!);
    if (character === quote) return at + 1;
    at += character.length;
    if (character !== "\\" || at >= line.length) {
      bytes.push(...encoder.encode(character));
      continue;
    }
    const next = line[at];
    if (quote === "'") {
      if (next === "'") at++;
      bytes.push(next === "'" ? 0x27 : 0x5c);
      continue;
    }
    const pair = line.slice(at + 1, at + 3);
    if (next === "x" && /^[0-9a-f]{2}$/i.test(pair)) {
      bytes.push(parseInt(pair, 16));
      at += 3;
      continue;
    }
    const escaped = String.fromCodePoint(line.codePointAt(at)!);
    const byte = ESCAPES[escaped];
    if (byte === undefined) bytes.push(...encoder.encode(escaped));
    else bytes.push(byte);
    at += escaped.length;
  }
  return undefined;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}
