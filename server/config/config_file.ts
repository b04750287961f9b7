/**
 * Reading a configuration file in redis.conf's form.
 *
 *     # a comment stands on a line of its own
 *     maxmemory 64mb
 *     requirepass "with \"quotes\""
 *     include /etc/vortis/more.conf
 *
 * A line is a setting's name and its value. Later lines override earlier ones; a value made of
 * parts (`client-output-buffer-limit`) collects them over several lines. `include` reads another
 * file in the line's place, or all that a pattern matches; its path is relative to the working
 * directory. A line `user default …` says who that user is (`user_lines.ts`). What only redis-server has
 * is taken as well, as far as it changes nothing here: `config.foreign` tells what it is.
 */

import type { Config } from "./config.ts";
import { ConfigError } from "./config_error.ts";
import { findForeign, foreignSettings } from "./foreign/lookup.ts";
import { includedPaths } from "./include_paths.ts";
import { didYouMean } from "./name_suggestion.ts";
import { findSetting, SETTING_LOOKUP, SETTINGS } from "./settings.ts";
import { splitArguments } from "./split_arguments.ts";
import { isUserLine } from "./user_lines.ts";
import { describeSystemError } from "../errors/system_error.ts";

/** A configuration file that cannot be used; the message is one line, `FILE:LINE: reason`. */
export class ConfigFileError extends Error {
  override readonly name = "ConfigFileError";
}

/** One line of a file: the position for messages, and the words. */
interface Line {
  readonly file: string;
  /** Counted from 1. */
  readonly number: number;
  readonly words: readonly string[];
}

/**
 * Reads `path` into `config`, and makes it the file that CONFIG REWRITE writes.
 *
 * @throws {ConfigFileError} When a file cannot be read, or at the first line that is wrong.
 */
export function loadConfigFile(config: Config, path: string): void {
  config.file = load(config, path, undefined, []);
}

/** Loads a file that `from` includes, or the first one; its absolute path. */
function load(
  config: Config,
  path: string,
  from: Line | undefined,
  open: readonly string[],
): string {
  const where = from === undefined ? "" : position(from);
  let absolute: string;
  let content: string;
  try {
    absolute = Deno.realPathSync(path);
    content = new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(absolute));
  } catch (error) {
    const reason = error instanceof TypeError ? "it is not UTF-8 text" : describeSystemError(error);
    throw new ConfigFileError(`${where}cannot read configuration file '${path}': ${reason}`);
  }
  if (open.includes(absolute)) {
    throw new ConfigFileError(`${where}'${path}' includes itself`);
  }
  content.split("\n").forEach((text, index) => {
    const trimmed = text.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return;
    const words = splitArguments(trimmed);
    if (words === undefined) {
      throw new ConfigFileError(`${path}:${index + 1}: unbalanced quotes`);
    }
    const line: Line = { file: path, number: index + 1, words };
    if (words[0].toLowerCase() === "include") {
      if (words.length !== 2) throw wrong(line, "'include' takes one path");
      for (const included of pathsOf(line, words[1])) {
        load(config, included, line, [...open, absolute]);
      }
    } else {
      applyLine(config, line, open.length > 0);
    }
  });
  return absolute;
}

/** The files that an `include` names. */
function pathsOf(line: Line, path: string): string[] {
  try {
    return includedPaths(path);
  } catch (error) {
    throw wrong(line, `cannot read configuration files '${path}': ${describeSystemError(error)}`);
  }
}

function applyLine(config: Config, line: Line, included: boolean): void {
  const [given, ...values] = line.words;
  if (isUserLine(given)) {
    if (values.length === 0) throw wrong(line, `wrong number of arguments for '${given}'`);
    const source = `${position(line)}'${given}'`;
    return config.addUserLine({ words: values, source, isIncluded: included });
  }
  const name = findSetting(given);
  const foreign = findForeign(given);
  if (name === undefined && foreign === undefined) {
    const known = didYouMean(given, [...SETTING_LOOKUP.keys(), ...foreignSettings().keys()]);
    throw wrong(line, `unknown setting '${given}'${known}`);
  }
  const { manyWords } = name === undefined ? foreign!.kind : SETTINGS[name].kind;
  // Of several words there may be none: `save` alone is `save ""`.
  if (values.length !== 1 && !manyWords) {
    throw wrong(line, `wrong number of arguments for '${name ?? given}'`);
  }
  try {
    config.initialise(given, values.join(" "), `${position(line)}'${given}'`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw wrong(line, `'${name ?? given}': ${error.message}`);
  }
  if (included && name !== undefined) config.includedNames.add(name);
}

function wrong(line: Line, reason: string): ConfigFileError {
  return new ConfigFileError(position(line) + reason);
}

/** What a message about a line begins with. */
function position({ file, number }: Line): string {
  return `${file}:${number}: `;
}
