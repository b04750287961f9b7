/**
 * What redis-server 7.0.15 says of its commands (COMMAND INFO): names, groups, arity, flags,
 * categories and keys, recorded in `redis_commands.json`; and specs made from them.
 */

import { KEY_FLAG_NAMES } from "../../../server/command/keys/key_specs.ts";
import type {
  AclCategory,
  CommandFlag,
  CommandGroup,
  KeyFlag,
  KeySpec,
} from "../../../server/command/description.ts";
import type { CommandSpec } from "../../../server/command/spec.ts";
import commands from "./redis_commands.json" with { type: "json" };

/** One command or subcommand; lists are joined by blanks. */
export interface CommandFacts {
  /** Full name: "client|kill". */
  name: string;
  group: string;
  arity: number;
  flags: string;
  categories: string;
  /** First key, last key, step. */
  range: string;
  /** "begin; find; flags" of each key spec. */
  keys: string[];
  container?: boolean;
}

/** All commands of redis-server 7.0.15, each container before its subcommands. */
export const REDIS_COMMANDS: readonly CommandFacts[] = commands;

/** What a fact's key spec looks like as an object. */
export function parseKeySpec(text: string): KeySpec {
  const [begin, find, flags] = text.split("; ");
  const [how, ...where] = begin.split(" ");
  const [method, ...numbers] = find.split(" ");
  const [a, b, c] = numbers.map(Number);
  return {
    flags: flags.split(" ") as KeyFlag[],
    ...(how === "index" ? { begin: { index: Number(where[0]) } } : {}),
    ...(how === "keyword" ? { begin: { keyword: where[0], startFrom: Number(where[1]) } } : {}),
    ...(method === "range" ? { find: { lastKey: a, step: b, limit: c } } : {}),
    ...(method === "keynum" ? { find: { keyNumIndex: a, firstKey: b, step: c } } : {}),
  };
}

/** The reverse of `parseKeySpec`. */
export function printKeySpec({ begin, find, flags }: KeySpec): string {
  let how = "unknown";
  if (begin !== undefined) {
    how = "index" in begin ? `index ${begin.index}` : `keyword ${begin.keyword} ${begin.startFrom}`;
  }
  let method = "unknown";
  if (find !== undefined) {
    method = "lastKey" in find
      ? `range ${find.lastKey} ${find.step} ${find.limit}`
      : `keynum ${find.keyNumIndex} ${find.firstKey} ${find.step}`;
  }
  const ordered = KEY_FLAG_NAMES.filter((flag) => flags.includes(flag));
  return `${how}; ${method}; ${ordered.join(" ")}`;
}

/** A spec with these facts, and a handler that does nothing (containers have none). */
export function specOf(facts: CommandFacts): CommandSpec {
  const explicit = new Set(facts.categories.split(" "));
  const own = EXCEPTIONS.get(facts.name);
  for (const category of own ?? []) {
    if (!explicit.has(category)) throw new Error(`${facts.name} has no @${category}`);
  }
  const subcommands = REDIS_COMMANDS.filter((other) => other.name.startsWith(`${facts.name}|`));
  const runs = facts.container !== true || facts.name === "command";
  return {
    name: facts.name.slice(facts.name.indexOf("|") + 1),
    arity: facts.arity,
    since: "1.0.0",
    group: facts.group as CommandGroup,
    flags: facts.flags.split(" ").filter((flag) =>
      flag !== "" && flag !== "movablekeys"
    ) as CommandFlag[],
    keys: facts.keys.map(parseKeySpec),
    ...(own === undefined ? {} : { categories: own }),
    ...(subcommands.length === 0 ? {} : { subcommands: subcommands.map(specOf) }),
    ...(runs ? { run: () => {} } : {}),
    summary: "Stands for a command of Redis",
    complexity: "O(1)",
    syntax: "",
  };
}

/** The commands whose categories do not follow from their flags and their group. */
const EXCEPTIONS = new Map<string, AclCategory[]>([
  ["sort", ["list", "set", "sortedset", "dangerous"]],
  ["sort_ro", ["list", "set", "sortedset", "dangerous"]],
  ["migrate", ["keyspace", "dangerous"]],
  ["restore", ["keyspace", "dangerous"]],
  ["keys", ["keyspace", "dangerous"]],
  ["wait", ["connection"]],
  ["dbsize", ["keyspace"]],
  ["info", ["dangerous"]],
  ["role", ["admin", "dangerous"]],
  ["lastsave", ["admin", "dangerous"]],
  ...["flushdb", "flushall", "swapdb", "restore-asking"].map((name) =>
    [name, ["keyspace", "dangerous"]] as [string, AclCategory[]]
  ),
  ...["command", "asking", "readonly", "readwrite"].map((name) =>
    [name, ["connection"]] as [string, AclCategory[]]
  ),
  ...["count", "docs", "getkeys", "getkeysandflags", "help", "info", "list"].map((name) =>
    [`command|${name}`, ["connection"]] as [string, AclCategory[]]
  ),
]);

/** Specs of all commands of redis-server 7.0.15, subcommands inside of their containers. */
export function redisSpecs(): CommandSpec[] {
  return REDIS_COMMANDS.filter((facts) => !facts.name.includes("|")).map(specOf);
}
