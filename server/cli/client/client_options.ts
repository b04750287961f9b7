/**
 * The command line of `vortis cli`: options in redis-cli's grammar, then the words of a command.
 *
 * An option takes the word behind it, whatever it looks like (`-a -secret`), and the first word
 * that is no option begins the command, so that `vortis cli GET -n` asks for the key `-n`. That is
 * why it is read here rather than by a parser that looks for flags everywhere.
 */

import { didYouMean } from "../../config/name_suggestion.ts";
import { CliError } from "../cli_error.ts";
import type { Environment } from "../environment.ts";
import { isServerUrl, parseServerUrl } from "../server_url.ts";

/** How replies are shown; "auto": for people on a terminal, raw elsewhere. */
export type OutputMode = "auto" | "human" | "raw" | "csv" | "json" | "quoted-json";

/** What the client does apart from running commands. */
export type ClientMode =
  | "commands"
  | "scan"
  | "bigkeys"
  | "memkeys"
  | "hotkeys"
  | "stat"
  | "latency"
  | "latency-history"
  | "pipe";

/** Everything that the command line and the environment say. */
export interface ClientOptions {
  hostname: string;
  port: number;
  /** A Unix socket, which wins over host and port. */
  socket: string | undefined;
  username: string | undefined;
  password: string | undefined;
  /** Whether the password stood on the command line, where others can see it. */
  passwordIsVisible: boolean;
  askPassword: boolean;
  authWarning: boolean;
  database: number;
  /** Undefined: RESP2, or RESP3 where the output wants it and the server has it. */
  protocol: 2 | 3 | undefined;
  repeat: number;
  /** Seconds. */
  interval: number | undefined;
  /** The last argument is the input. */
  lastFromInput: boolean;
  /** The argument that is this word is the input. */
  taggedFromInput: string | undefined;
  quotedInput: boolean;
  exitWithErrors: boolean;
  output: OutputMode;
  between: string;
  after: string;
  showPushes: boolean | undefined;
  mode: ClientMode;
  pattern: string | undefined;
  count: number | undefined;
  memorySamples: number | undefined;
  /** Seconds without a reply, after which `--pipe` gives up; 0 for never. */
  pipeTimeout: number;
  help: boolean;
  version: boolean;
  command: string[];
}

const DEFAULTS: ClientOptions = {
  hostname: "127.0.0.1",
  port: 6379,
  socket: undefined,
  username: undefined,
  password: undefined,
  passwordIsVisible: false,
  askPassword: false,
  authWarning: true,
  database: 0,
  protocol: undefined,
  repeat: 1,
  interval: undefined,
  lastFromInput: false,
  taggedFromInput: undefined,
  quotedInput: false,
  exitWithErrors: false,
  output: "auto",
  between: "\n",
  after: "\n",
  showPushes: undefined,
  mode: "commands",
  pattern: undefined,
  count: undefined,
  memorySamples: undefined,
  pipeTimeout: 30,
  help: false,
  version: false,
  command: [],
};

const SWITCHES: Readonly<Record<string, (options: ClientOptions) => void>> = {
  "-2": (options) => setProtocol(options, 2),
  "-3": (options) => setProtocol(options, 3),
  "-e": (options) => options.exitWithErrors = true,
  "-x": (options) => options.lastFromInput = true,
  "--askpass": (options) => options.askPassword = true,
  "--no-auth-warning": (options) => options.authWarning = false,
  "--quoted-input": (options) => options.quotedInput = true,
  "--raw": (options) => options.output = "raw",
  "--no-raw": (options) => options.output = "human",
  "--csv": (options) => options.output = "csv",
  "--json": (options) => options.output = "json",
  "--quoted-json": (options) => options.output = "quoted-json",
  "--scan": (options) => setMode(options, "scan"),
  "--bigkeys": (options) => setMode(options, "bigkeys"),
  "--memkeys": (options) => setMode(options, "memkeys"),
  "--hotkeys": (options) => setMode(options, "hotkeys"),
  "--stat": (options) => setMode(options, "stat"),
  "--latency": (options) => setMode(options, "latency"),
  "--latency-history": (options) => setMode(options, "latency-history"),
  "--pipe": (options) => setMode(options, "pipe"),
  "--help": (options) => options.help = true,
  "--version": (options) => options.version = true,
  "-v": (options) => options.version = true,
};

const VALUES: Readonly<Record<string, (options: ClientOptions, value: string) => void>> = {
  "-h": (options, value) => options.hostname = value,
  "-p": (options, value) => options.port = integer("-p", value, 0, 65535),
  "-s": (options, value) => options.socket = value,
  "-a": setPassword,
  "--pass": setPassword,
  "--user": (options, value) => options.username = value,
  "-u": setUrl,
  "-n": (options, value) => options.database = integer("-n", value, 0, 2 ** 31 - 1),
  "-r": (options, value) => options.repeat = integer("-r", value, -1, Number.MAX_SAFE_INTEGER),
  "-i": (options, value) => options.interval = seconds("-i", value),
  "-X": (options, value) => options.taggedFromInput = value,
  "-d": (options, value) => options.between = value,
  "-D": (options, value) => options.after = value,
  "--show-pushes": (options, value) => options.showPushes = yesNo("--show-pushes", value),
  "--pattern": (options, value) => options.pattern = value,
  "--count": (options, value) => options.count = integer("--count", value, 1, 2 ** 31 - 1),
  "--memkeys-samples": (options, value) => {
    setMode(options, "memkeys");
    options.memorySamples = integer("--memkeys-samples", value, 0, 2 ** 31 - 1);
  },
  "--pipe-timeout": (options, value) => options.pipeTimeout = seconds("--pipe-timeout", value),
};

/** Parts of redis-cli that are not here, and what is in their place. */
const ABSENT: Readonly<Record<string, string>> = {
  "-c": "there is no cluster mode",
  "--cluster": "there is no cluster mode",
  "--eval": "send EVAL with the script's text: vortis cli -x EVAL takes it from a file",
  "--functions-rdb": "vortis export writes the keys to a file",
  "--rdb": "vortis export writes the keys to a file",
  "--tls": "there is no TLS",
};

/**
 * Reads the command line.
 * @throws {CliError} naming what is wrong
 */
export function readClientOptions(
  args: readonly string[],
  environment: Environment,
): ClientOptions {
  const options: ClientOptions = { ...DEFAULTS };
  setFromEnvironment(options, environment);
  let at = 0;
  for (; at < args.length && args[at].startsWith("-") && args[at] !== "-"; at++) {
    const [, name, attached] = /^(--[^=]+)=(.*)$/s.exec(args[at]) ?? ["", args[at], undefined];
    const takesValue = VALUES[name];
    if (takesValue !== undefined) {
      const value = attached ?? args[++at];
      if (value === undefined) throw new CliError(`${name} needs a value`);
      takesValue(options, value);
    } else if (SWITCHES[name] !== undefined && attached === undefined) {
      SWITCHES[name](options);
    } else {
      const why = ABSENT[name] === undefined ? "" : `: ${ABSENT[name]}`;
      throw new CliError(`unknown option '${args[at]}'${why || suggestion(name)}`);
    }
  }
  options.command = args.slice(at);
  if (options.askPassword) options.password = undefined;
  return options;
}

function suggestion(name: string): string {
  const known = [...Object.keys(SWITCHES), ...Object.keys(VALUES)].filter((each) =>
    each.startsWith("--")
  );
  return didYouMean(name, known) || "; see vortis cli --help";
}

function setFromEnvironment(options: ClientOptions, environment: Environment): void {
  const password = environment("VORTIS_CLI_AUTH") ?? environment("REDISCLI_AUTH");
  if (password !== undefined && password !== "") options.password = password;
  const url = environment("VORTIS_CLI_URL");
  if (url !== undefined && url !== "") {
    setUrl(options, url);
    options.passwordIsVisible = false;
  }
}

function setPassword(options: ClientOptions, value: string): void {
  options.password = value;
  options.passwordIsVisible = true;
}

function setUrl(options: ClientOptions, value: string): void {
  if (!isServerUrl(value)) throw new CliError(`-u '${value}': a server is named by redis://…`);
  const url = parseServerUrl(value);
  options.hostname = url.hostname;
  options.port = url.port;
  options.username = url.username ?? options.username;
  if (url.password !== undefined) setPassword(options, url.password);
  options.database = url.database ?? options.database;
}

function setProtocol(options: ClientOptions, protocol: 2 | 3): void {
  if (options.protocol !== undefined && options.protocol !== protocol) {
    throw new CliError("-2 and -3 exclude each other");
  }
  options.protocol = protocol;
}

function setMode(options: ClientOptions, mode: ClientMode): void {
  if (options.mode !== "commands" && options.mode !== mode) {
    throw new CliError(`--${options.mode} and --${mode} exclude each other`);
  }
  options.mode = mode;
}

function integer(name: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || number < least || number > most) {
    const range = most > 2 ** 31 ? `from ${least} on` : `from ${least} to ${most}`;
    throw new CliError(`${name} '${value}': it takes a whole number ${range}`);
  }
  return number;
}

function seconds(name: string, value: string): number {
  const number = Number(value);
  if (!/^\d*\.?\d+$/.test(value)) throw new CliError(`${name} '${value}': it takes seconds`);
  return number;
}

function yesNo(name: string, value: string): boolean {
  if (/^(yes|y)$/i.test(value)) return true;
  if (/^(no|n)$/i.test(value)) return false;
  throw new CliError(`${name} '${value}': it takes yes or no`);
}
