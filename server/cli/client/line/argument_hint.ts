/**
 * What may still follow on a line: the arguments of a command without those that have been typed.
 *
 *     SET key value | EX 60 |          →  [NX | XX] [GET]
 *     SET key value | EX |             →  seconds [NX | XX] [GET]
 *     MSET a 1 | b |                   →  value [key value ...]
 *
 * Words are taken by the arguments in order; options may stand in any order among themselves.
 */

import type { SyntaxArgument } from "../../../command/syntax.ts";

/** The rest of the arguments after `words`, and the options that may come next. */
export interface Rest {
  /** As one line; "" when nothing is left, or when the words fit no longer. */
  readonly hint: string;
  /** Words that may be typed next, in upper case. */
  readonly tokens: readonly string[];
}

/** Matches the words behind a command's name with its arguments. O(words × arguments). */
export function restOfArguments(
  args: readonly SyntaxArgument[],
  words: readonly string[],
): Rest {
  let queue: SyntaxArgument[] = [...args];
  for (const word of words) {
    const next = consume(queue, word);
    if (next === undefined) return { hint: "", tokens: [] };
    queue = next;
  }
  return { hint: queue.map(show).join(" "), tokens: [...new Set(tokensOf(queue))] };
}

/** The arguments that are left once the first that can has taken `word`; undefined if none can. */
function consume(queue: readonly SyntaxArgument[], word: string): SyntaxArgument[] | undefined {
  // By its token an option may be any of those up to the next argument that must come.
  for (let i = 0; i < queue.length; i++) {
    const left = takeToken(queue[i], word);
    if (left !== undefined) return [...left, ...queue.slice(0, i), ...queue.slice(i + 1)];
    if (queue[i].optional !== true) break;
  }
  for (let i = 0; i < queue.length; i++) {
    const left = takeValue(queue[i], word);
    // What stands before it was left out.
    if (left !== undefined) return [...left, ...queue.slice(i + 1)];
    if (queue[i].optional !== true) return undefined;
  }
  return undefined;
}

/** What is left of an argument whose token is `word`. */
function takeToken(argument: SyntaxArgument, word: string): SyntaxArgument[] | undefined {
  const { token, type, parts } = argument;
  if (token !== undefined) {
    if (token.toUpperCase() !== word.toUpperCase()) return undefined;
    return [...withoutToken(argument), ...again(argument, argument.multipleToken === true)];
  }
  if (type === "oneof") {
    for (const part of parts!) {
      const left = takeToken(part, word);
      if (left !== undefined) return [...left, ...again(argument, false)];
    }
  }
  if (type === "block") {
    const left = takeToken(parts![0], word);
    if (left !== undefined) return [...left, ...parts!.slice(1), ...again(argument, false)];
  }
  return undefined;
}

/** What is left of an argument whose first word, not a token, is `word`. */
function takeValue(argument: SyntaxArgument, word: string): SyntaxArgument[] | undefined {
  const { token, type, parts } = argument;
  if (token !== undefined || type === "pure-token") return undefined;
  if (type === "oneof") {
    for (const part of parts!) {
      const left = takeValue(part, word);
      if (left !== undefined) return [...left, ...again(argument, false)];
    }
    return undefined;
  }
  if (type === "block") {
    const left = consume(parts!, word);
    return left === undefined ? undefined : [...left, ...again(argument, false)];
  }
  return again(argument, false);
}

/** What follows the token of an argument. */
function withoutToken(argument: SyntaxArgument): SyntaxArgument[] {
  const { type, parts, name } = argument;
  if (type === "pure-token") return [];
  if (type === "block") return [...parts!];
  if (type === "oneof") return [{ name, type, parts: parts! }];
  return [{
    name,
    type,
    // One token stands before all of its values.
    ...(argument.multiple === true && argument.multipleToken !== true ? { multiple: true } : {}),
  }];
}

/** The argument once more, if it may be given more than once. */
function again(argument: SyntaxArgument, withToken: boolean): SyntaxArgument[] {
  if (argument.multiple !== true) return [];
  if (argument.token !== undefined && !withToken) return [];
  return [{ ...argument, optional: true }];
}

/** An argument in the notation of `docs/commands.md`. */
function show(argument: SyntaxArgument): string {
  const once = showOnce(argument);
  if (argument.optional === true) {
    const inner = argument.type === "oneof" && argument.token === undefined
      ? alternatives(argument)
      : once;
    return argument.multiple === true ? `[${inner} ...]` : `[${inner}]`;
  }
  if (argument.multiple !== true) return once;
  return `${once} [${argument.multipleToken === true ? once : showValues(argument)} ...]`;
}

function showOnce(argument: SyntaxArgument): string {
  const { token, type } = argument;
  if (type === "pure-token") return token!;
  return token === undefined ? showValues(argument) : `${token} ${showValues(argument)}`;
}

/** An argument without its token. */
function showValues(argument: SyntaxArgument): string {
  const { type, name, parts } = argument;
  if (type === "block") return parts!.map(show).join(" ");
  return type === "oneof" ? `<${alternatives(argument)}>` : name;
}

function alternatives({ parts }: SyntaxArgument): string {
  return parts!.map(show).join(" | ");
}

/** The tokens that the next word may be. */
function tokensOf(queue: readonly SyntaxArgument[]): string[] {
  const found: string[] = [];
  for (const argument of queue) {
    found.push(...firstTokens(argument));
    if (argument.optional !== true) break;
  }
  return found;
}

function firstTokens({ token, type, parts }: SyntaxArgument): string[] {
  if (token !== undefined) return /^[A-Z]/.test(token) ? [token] : [];
  if (type === "oneof") return parts!.flatMap(firstTokens);
  if (type === "block") return firstTokens(parts![0]);
  return [];
}
