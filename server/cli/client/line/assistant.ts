/** Helps with a line that is being typed: how a word may end, and what may follow. */

import { SETTING_NAMES } from "../../../config/settings.ts";
import type { KnownCommand, KnownCommands } from "../known_commands.ts";
import { restOfArguments } from "./argument_hint.ts";

/** How the word before the cursor may end. */
export interface Completion {
  /** Where the word begins. */
  readonly start: number;
  /** Whole words in its place. */
  readonly words: readonly string[];
}

/** Words that the client itself takes, with what follows them. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  CLEAR: "",
  CONNECT: "host port",
  EXIT: "",
  HELP: "[command | @group]",
  QUIT: "",
};

/** Completes and hints by the commands that are known. */
export class LineAssistant {
  constructor(private readonly commands: KnownCommands) {}

  /** How the word that ends at the end of `text` may end. */
  complete(text: string): Completion {
    const { words, start, quoted } = wordsOf(text);
    const typed = words.at(-1) ?? "";
    const before = words.slice(0, -1);
    const found = quoted ? [] : this.#candidates(before, typed);
    const isLower = /[a-z]/.test(typed) || (typed === "" && /^[a-z]/.test(text.trimStart()));
    const upper = typed.toUpperCase();
    return {
      start,
      words: found.filter((word) => word.toUpperCase().startsWith(upper))
        .map((word) => isLower && /^[A-Z0-9_| -]+$/.test(word) ? word.toLowerCase() : word),
    };
  }

  /** What may follow `text`, with the space that is missing in between; "" for nothing. */
  hint(text: string): string {
    const { words, quoted } = wordsOf(text);
    if (quoted) return "";
    const complete = words.at(-1) === "" ? words.slice(0, -1) : words;
    const typed = withoutRepetition(complete);
    if (typed.length === 0) return "";
    const rest = this.#rest(typed);
    if (rest === "") return "";
    return words.at(-1) === "" ? rest : ` ${rest}`;
  }

  #rest(words: readonly string[]): string {
    const command = this.commands.find(words);
    if (command === undefined) {
      const own = OWN_WORDS[words[0].toUpperCase()];
      return own === undefined ? "" : own.split(" ").slice(words.length - 1).join(" ");
    }
    if (command.subcommands !== undefined) {
      return words.length === 1 ? "subcommand" : "";
    }
    return restOfArguments(command.arguments(), behindName(command, words)).hint;
  }

  #candidates(typedBefore: readonly string[], typed: string): readonly string[] {
    const before = withoutRepetition(typedBefore);
    if (before.length === 0) {
      if (typed === "") return [];
      return [
        ...new Set([...this.commands.all().map(({ name }) => name), ...Object.keys(OWN_WORDS)]),
      ]
        .sort();
    }
    if (/^(help|\?)$/i.test(before[0])) return this.#helpTopics(before.slice(1));
    const command = this.commands.find(before);
    if (command === undefined) return [];
    if (command.subcommands !== undefined) {
      return before.length === 1 ? [...command.subcommands.keys()].sort() : [];
    }
    const behind = behindName(command, before);
    if (/^CONFIG (GET|SET)$/.test(command.name) && isNameOfSetting(command, behind)) {
      return SETTING_NAMES;
    }
    return restOfArguments(command.arguments(), behind).tokens;
  }

  #helpTopics(before: readonly string[]): readonly string[] {
    if (before.length > 0) return [...this.commands.find(before)?.subcommands?.keys() ?? []];
    return [
      ...this.commands.groups().map((group) => `@${group}`),
      ...this.commands.all().map(({ name }) => name),
    ];
  }
}

function isNameOfSetting({ name }: KnownCommand, behind: readonly string[]): boolean {
  return name === "CONFIG GET" || behind.length % 2 === 0;
}

function behindName({ name }: KnownCommand, words: readonly string[]): readonly string[] {
  return words.slice(name.split(" ").length);
}

/** `5 INCR` is INCR. */
function withoutRepetition(words: readonly string[]): readonly string[] {
  return /^\d+$/.test(words[0] ?? "") ? words.slice(1) : words;
}

/**
 * The words of an unfinished line; the last one is the one that is being typed, "" behind a blank.
 * `quoted` tells that it stands in quotes, where nothing is completed.
 */
function wordsOf(text: string): { words: string[]; start: number; quoted: boolean } {
  const words: string[] = [];
  let start = 0;
  let word = "";
  let quote = "";
  let wasQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
      word += character;
    } else if (/\s/.test(character)) {
      if (word !== "") words.push(word);
      word = "";
      wasQuoted = false;
      start = at + 1;
    } else {
      if (character === '"' || character === "'") {
        quote = character;
        wasQuoted = true;
      }
      word += character;
    }
  }
  words.push(word);
  return { words, start, quoted: quote !== "" || wasQuoted };
}
