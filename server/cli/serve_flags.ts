/**
 * The configuration of `vortis serve` from its three sources: flags win over the environment,
 * the environment over the configuration file, the file over the defaults.
 *
 * Every setting is a flag of its own name, and so is every one that redis-server alone has.
 * `--bind 127.0.0.1 ::1` may take several words where the setting does, and a value may begin with one dash
 * (`--slowlog-log-slower-than -1`) or, in the form `--name=value`, with two. As redis-server does, it takes name and
 * value in one argument (`"--maxmemory 1gb"`), and `--save` without a value for `--save ""`.
 */

import { type Args, parseArgs } from "@std/cli/parse-args";
import { Config } from "../config/config.ts";
import { ConfigError } from "../config/config_error.ts";
import { ConfigFileError, loadConfigFile } from "../config/config_file.ts";
import { findForeign, foreignSettings } from "../config/foreign/lookup.ts";
import { didYouMean } from "../config/name_suggestion.ts";
import { isUserLine } from "../config/user_lines.ts";
import { splitArguments } from "../config/split_arguments.ts";
import { findSetting, SETTING_NAMES, type SettingName, SETTINGS } from "../config/settings.ts";
import { CliError } from "./cli_error.ts";
import { CONFIG_FILE_VARIABLE, type Environment, settingsInEnvironment } from "./environment.ts";

/** What the command line asks for: a server with this configuration, or a text. */
export type ServeRequest = Config | "help" | "version";

const SWITCHES: ReadonlyMap<string, string> = new Map([
  ["--help", "help"],
  ["-h", "help"],
  ["--version", "version"],
  ["-v", "version"],
]);

/** Flags that take a value, without their dashes, and the setting each stands for. */
const SETTING_FLAGS: ReadonlyMap<string, SettingName> = new Map(
  SETTING_NAMES.flatMap((name) =>
    [name, ...SETTINGS[name].flagAliases ?? [], ...SETTINGS[name].aliases ?? []]
      .map((flag) => [flag, name] as const)
  ),
);

/** A flag for a setting that redis-server has and this server does not. */
interface ForeignFlag {
  readonly name: string;
  readonly text: string;
}

/**
 * Before each value for `parseArgs`, which takes an empty one (`--save=`) for a missing one and
 * one that begins with a dash for a flag.
 */
const VALUE_MARK = ":";

/**
 * The configuration that flags and environment ask for, or that help or the version is to be
 * shown.
 *
 * @throws {CliError} At the first thing that is wrong with any of the sources.
 */
export function readServeRequest(args: readonly string[], environment: Environment): ServeRequest {
  const foreign: ForeignFlag[] = [];
  const flags = parseFlags(joinValues(args, foreign));
  if (flags.help) return "help";
  if (flags.version) return "version";
  const config = new Config();
  const files = valuesOf(flags, "config");
  if (files.length > 1) throw new CliError("--config can be given only once");
  const file = files.at(0) ?? environment(CONFIG_FILE_VARIABLE);
  if (file !== undefined) loadFile(config, file);
  config.beginSource();
  for (const { variable, name, text } of settingsInEnvironment(environment)) {
    initialise(config, name, text, variable);
  }
  config.beginSource();
  for (const name of SETTING_NAMES) {
    for (const text of valuesOf(flags, name)) initialise(config, name, text, `--${name}`);
  }
  for (const { name, text } of foreign) initialise(config, name, text, `--${name}`);
  const refusal = config.foreign.refusal();
  if (refusal !== undefined) throw new CliError(refusal);
  return config;
}

/** The arguments with each value joined to its flag: `--name=:value`; those only Redis has go to `foreign`. */
function joinValues(args: readonly string[], foreign: ForeignFlag[]): string[] {
  const joined: string[] = [];
  args = args.flatMap(splitFlag);
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (SWITCHES.has(arg)) {
      joined.push(arg);
      continue;
    }
    const [, flag, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (flag === undefined || !takesValue(flag)) throw unknownArgument(arg);
    const words = value === undefined ? [] : [value];
    const most = value !== undefined ? 1 : takesManyWords(flag) ? Infinity : 1;
    while (words.length < most && at + 1 < args.length && !isFlag(args[at + 1])) {
      words.push(args[++at]);
    }
    if (words.length === 0 && SETTING_FLAGS.get(flag) === "save") words.push("");
    if (words.length === 0) throw new CliError(`--${flag} needs a value`);
    const text = words.join(" ");
    if (isForeign(flag)) foreign.push({ name: flag, text });
    else joined.push(`--${flag}=${VALUE_MARK}${text}`);
  }
  return joined;
}

/** An argument, or the words of one that has a flag and its value. */
function splitFlag(arg: string): readonly string[] {
  return /^--[a-z_-]+ /.test(arg) ? splitArguments(arg) ?? [arg] : [arg];
}

function isForeign(flag: string): boolean {
  if (flag === "config" || SETTING_FLAGS.has(flag)) return false;
  return foreignSettings().has(flag) || isUserLine(flag);
}

function takesValue(flag: string): boolean {
  return flag === "config" || SETTING_FLAGS.has(flag) || isForeign(flag);
}

function takesManyWords(flag: string): boolean {
  if (isUserLine(flag)) return true;
  const name = SETTING_FLAGS.get(flag);
  const kind = name === undefined ? foreignSettings().get(flag)?.kind : SETTINGS[name].kind;
  return kind?.manyWords === true;
}

function isFlag(arg: string): boolean {
  return arg.startsWith("--") || SWITCHES.has(arg);
}

function unknownArgument(arg: string): CliError {
  if (!arg.startsWith("-")) {
    return new CliError(`unexpected argument '${arg}' (a configuration file is given by --config)`);
  }
  const flag = arg.replace(/=.*$/s, "");
  if (SWITCHES.has(flag)) return new CliError(`${flag} takes no value`);
  const flags = [
    ...SETTING_FLAGS.keys(),
    ...foreignSettings().keys(),
    "user",
    "config",
    "help",
    "version",
  ];
  const known = didYouMean(flag.replace(/^-+/, ""), flags, "--");
  return new CliError(`unknown flag '${flag}'${known || "; see --help"}`);
}

function parseFlags(args: readonly string[]): Args {
  const alias: Record<string, readonly string[]> = { help: ["h"], version: ["v"] };
  for (const name of SETTING_NAMES) {
    const others = [...SETTING_FLAGS.keys()].filter((flag) =>
      flag !== name && SETTING_FLAGS.get(flag) === name
    );
    if (others.length > 0) alias[name] = others;
  }
  const string = [...SETTING_NAMES, "config"];
  return parseArgs(args, { alias, string, collect: string, boolean: ["help", "version"] });
}

/** The values of a flag in the order in which they were given. */
function valuesOf(flags: Args, name: string): string[] {
  const values = flags[name] as string[] | undefined;
  return (values ?? []).map((value) => value.slice(VALUE_MARK.length));
}

function loadFile(config: Config, path: string): void {
  try {
    loadConfigFile(config, path);
  } catch (error) {
    if (error instanceof ConfigFileError) throw new CliError(error.message);
    throw error;
  }
}

function initialise(config: Config, name: string, text: string, given: string): void {
  const source = isSecret(name) ? given : `${given} '${text}'`;
  try {
    config.initialise(name, text, source);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CliError(`${source}: ${error.message}`);
  }
}

function isSecret(name: string): boolean {
  if (isUserLine(name)) return true;
  const setting = findSetting(name);
  if (setting !== undefined) return SETTINGS[setting].sensitive === true;
  const foreign = findForeign(name);
  return foreign?.isSensitive === true || foreign?.isDirective === true;
}
