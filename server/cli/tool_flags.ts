/**
 * The command line of a tool: words, switches (`--fix`) and flags with a value (`--to url`, `--to=url`).
 *
 * Nothing is passed over: what is not known is a mistake.
 */

import { parseArgs } from "@std/cli/parse-args";
import { didYouMean } from "../config/name_suggestion.ts";
import { CliError } from "./cli_error.ts";

/** Which flags a tool has, without their dashes, and how many words. */
export interface ToolGrammar {
  readonly switches: readonly string[];
  readonly values: readonly string[];
  /** What the words stand for, for the message when there are others. */
  readonly words: readonly string[];
  /** One letter for flags that are typed often, `{ clients: "c" }` for `-c`. */
  readonly letters?: Readonly<Record<string, string>>;
  /** Exit code of a mistake. */
  readonly mistakeCode?: number;
}

/** What has been given. */
export interface ToolFlags {
  readonly words: readonly string[];
  /** Whether a switch is on; `--help` and `-h` are one of every tool. */
  is(name: string): boolean;
  /** The value of a flag. */
  value(name: string): string | undefined;
}

/**
 * Reads a command line.
 * @throws {CliError}
 */
export function readToolFlags(args: readonly string[], grammar: ToolGrammar): ToolFlags {
  const { values, words: expected, letters = {}, mistakeCode = 1 } = grammar;
  const switches = [...grammar.switches, "help"];
  const fail = (message: string): never => {
    throw new CliError(message, mistakeCode);
  };
  const parsed = parseArgs(args, {
    boolean: switches,
    string: [...values, "_"],
    collect: values,
    alias: { ...letters, help: "h" },
    unknown(arg) {
      if (!/^-./.test(arg)) return true;
      const name = arg.replace(/=.*$/s, "");
      const near = didYouMean(name.replace(/^-+/, ""), [...switches, ...values], "--");
      return fail(`unknown flag '${name}'${near || "; see --help"}`);
    },
  });
  const words = parsed._.map(String);
  for (const name of values) {
    const given = parsed[name] as string[] | undefined;
    if (given === undefined) continue;
    if (given.length > 1) fail(`--${name} can be given only once`);
    if (given[0] === "") fail(`--${name} needs a value`);
  }
  if (parsed.help !== true) {
    if (words.length < expected.length) fail(`${expected[words.length]} is missing; see --help`);
    if (words.length > expected.length) fail(`unexpected argument '${words[expected.length]}'`);
  }
  return {
    words,
    is: (name) => parsed[name] === true,
    value: (name) => (parsed[name] as string[] | undefined)?.[0],
  };
}
