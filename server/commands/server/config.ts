/**
 * CONFIG: reading and changing the settings while the server runs.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { GlobPattern } from "../../../store/encoding/glob.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { ConfigError } from "../../config/config_error.ts";
import { rewriteConfigFile } from "../../config/config_rewrite.ts";
import { listedForeignNames } from "../../config/foreign/lookup.ts";
import { SETTING_LOOKUP } from "../../config/settings.ts";
import { mayDo } from "../../clients/local_client.ts";
import { ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { LOADING } from "../../durability/refusals.ts";
import { describeSystemError } from "../../errors/system_error.ts";

const FLAGS: CommandSpec["flags"] = ["admin", "noscript", "loading", "stale"];

/** The CONFIG family. */
export const CONFIG_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "config",
    arity: -2,
    since: "2.0.0",
    group: "server",
    flags: [],
    summary: "Holds the commands that read and change the settings",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "get",
        arity: -3,
        since: "2.0.0",
        group: "server",
        flags: FLAGS,
        summary: "Lists the settings that match any of the patterns, with their values",
        complexity: "O(N*M), N being the patterns and M the settings",
        syntax: "parameter [parameter ...]",
        history: { "7.0.0": "It takes several patterns" },
        run: get,
      },
      {
        name: "set",
        arity: -4,
        since: "2.0.0",
        group: "server",
        flags: FLAGS,
        summary: "Changes settings: all that are given, or none if one cannot be changed",
        complexity: "O(N), N being the settings given",
        syntax: "parameter value [parameter value ...]",
        tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
        history: { "7.0.0": "It takes several settings" },
        run: set,
      },
      {
        name: "resetstat",
        arity: 2,
        since: "2.0.0",
        group: "server",
        flags: FLAGS,
        summary: "Sets the statistics that INFO reports back to zero",
        complexity: "O(1)",
        syntax: "",
        run: resetStat,
      },
      {
        name: "rewrite",
        arity: 2,
        since: "2.8.0",
        group: "server",
        flags: FLAGS,
        summary: "Writes the settings back to the configuration file",
        complexity: "O(N), N being the lines of the file",
        syntax: "",
        run: rewrite,
      },
      {
        name: "help",
        arity: 2,
        since: "5.0.0",
        group: "server",
        flags: ["loading", "stale"],
        summary: "Lists what the subcommands do",
        complexity: "O(1)",
        syntax: "",
        run: help,
      },
    ],
  }),
];

/** Where the arguments of a subcommand begin: behind CONFIG and its own name. */
const FIRST = 2;

const WILDCARD = /[*?[]/;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

interface ListedName {
  readonly name: string;
  readonly bytes: Uint8Array;
}

let listed: readonly ListedName[] | undefined;

/** The names that patterns are matched against; made when they are first asked for. */
function listedNames(): readonly ListedName[] {
  return listed ??= [...SETTING_LOOKUP.keys(), ...listedForeignNames()]
    .map((name) => ({ name, bytes: encoder.encode(name) }));
}

function get({ args, reply, server }: CommandContext): void {
  // By name in lower case: a setting is listed once, under the first name that found it.
  const found = new Map<string, { shown: string; value: string }>();
  const add = (shown: string): void => {
    const key = shown.toLowerCase();
    if (found.has(key)) return;
    const value = server.config.shown(shown);
    if (value !== undefined) found.set(key, { shown, value });
  };
  for (let i = FIRST; i < args.count; i++) {
    const text = args.text(i);
    if (WILDCARD.test(text)) {
      const pattern = new GlobPattern(args.copy(i), { ignoreCase: true });
      for (const { name, bytes } of listedNames()) {
        if (pattern.matches(bytes, 0, bytes.length)) add(name);
      }
    } else {
      add(text);
    }
  }
  reply.map(found.size);
  for (const { shown, value } of found.values()) {
    reply.bulkText(shown);
    reply.bulkText(value);
  }
}

function set({ args, reply, server, session }: CommandContext): void {
  if ((args.count - FIRST) % 2 !== 0) throw SYNTAX_ERROR;
  const pairs: [name: string, text: string][] = [];
  for (let i = FIRST; i < args.count; i += 2) {
    const text = textOf(args, i + 1);
    if (text === undefined) {
      throw setFailed(args.text(i), "argument must be UTF-8 text");
    }
    pairs.push([args.text(i), text]);
  }
  try {
    server.config.set(pairs, mayDo("enable-protected-configs", server.config, session.peer));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (error.code === "loading") throw LOADING;
    if (error.code !== "unknown") throw setFailed(error.setting, error.message);
    throw new ReplyError(
      `ERR Unknown option or number of arguments for CONFIG SET - '${error.setting}'`,
    );
  }
  reply.ok();
}

function resetStat({ reply, server }: CommandContext): void {
  server.stats.reset();
  server.commands.resetStatistics();
  for (const { counters } of server.engine.namespaces.values()) {
    counters.hits =
      counters.misses =
      counters.expired =
      counters.evicted =
        0;
  }
  reply.ok();
}

function rewrite({ reply, server }: CommandContext): void {
  if (server.config.file === undefined) {
    throw new ReplyError("ERR The server is running without a config file");
  }
  try {
    rewriteConfigFile(server.config, server.defaultUser);
  } catch (error) {
    throw new ReplyError(`ERR Rewriting config file: ${describeSystemError(error)}`);
  }
  reply.ok();
}

function setFailed(setting: string, reason: string): ReplyError {
  return new ReplyError(
    `ERR CONFIG SET failed (possibly related to argument '${setting}') - ${reason}`,
  );
}

/** An argument as text, or undefined when it is not UTF-8: settings are kept as text. */
function textOf(args: Arguments, i: number): string | undefined {
  try {
    return decoder.decode(args.bytes.subarray(args.starts[i], args.ends[i]));
  } catch {
    return undefined;
  }
}
