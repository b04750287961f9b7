/**
 * The text of `docs/commands.md`, made from the command table alone, so that the page cannot say
 * anything that the server does not do.
 */

import type { CommandDescription, CommandGroup } from "../server/command/description.ts";
import redisCommands from "../tests/server/command/redis_commands.json" with { type: "json" };

/** Families in the order of the page, with their headings. */
const HEADINGS: Readonly<Record<CommandGroup, string>> = {
  connection: "Connection",
  generic: "Keys",
  string: "Strings",
  bitmap: "Bits",
  list: "Lists",
  hash: "Hashes",
  set: "Sets",
  "sorted-set": "Sorted sets",
  stream: "Streams",
  geo: "Geo",
  hyperloglog: "HyperLogLog",
  transactions: "Transactions",
  pubsub: "Publish and subscribe",
  scripting: "Scripting",
  server: "Server",
  cluster: "Cluster",
};

/** A command of Redis, to tell which ones are not there yet. */
export interface KnownCommand {
  readonly name: string;
  readonly group: CommandGroup;
}

/**
 * The page for a table of commands: counts, a table per group, and those of the known commands
 * that the table has not.
 */
export function commandReference(
  specs: readonly CommandDescription[],
  known: readonly KnownCommand[] = redisCommands as KnownCommand[],
): string {
  const names = new Set(specs.map((spec) => spec.name));
  const missing = known.filter(({ name }) => !name.includes("|") && !names.has(name));
  const subcommands = specs.reduce((sum, spec) => sum + (spec.subcommands?.length ?? 0), 0);
  const there = known.filter(({ name }) => names.has(name)).length;
  const lines = [
    "# Commands",
    "",
    "<!-- Written by `deno task docs` from the command table: change the table, not this page. -->",
    "",
    `${specs.length} commands and ${subcommands} subcommands; ${there} of Redis 7.0's ` +
    `${there + missing.length} commands are among them. Arguments in brackets may be left out, a ` +
    "bar separates alternatives, and three dots mean that what stands before may be repeated. " +
    "*Since* is the version of Redis that brought the command.",
  ];
  for (const group of groupsOf(specs)) {
    const members = specs.filter((spec) => spec.group === group);
    lines.push("", `## ${HEADINGS[group]}`, "", ...table(members));
  }
  if (missing.length > 0) lines.push("", "## Not there yet", "");
  for (const group of groupsOf(missing)) {
    const members = missing.filter((command) => command.group === group);
    const list = members.map(({ name }) => code(name.toUpperCase())).join(" ");
    lines.push(`- ${HEADINGS[group]} (${members.length}): ${list}`);
  }
  return lines.join("\n") + "\n";
}

/** The groups that occur, in the order of the page. */
function groupsOf(members: readonly { readonly group: CommandGroup }[]): CommandGroup[] {
  const groups = Object.keys(HEADINGS) as CommandGroup[];
  return groups.filter((group) => members.some((member) => member.group === group));
}

function table(specs: readonly CommandDescription[]): string[] {
  const rows = specs.flatMap((spec) => [
    row(spec, spec.name),
    ...(spec.subcommands ?? []).map((sub) => row(sub, `${spec.name} ${sub.name}`)),
  ]);
  return [
    "| Command | Arguments | Complexity | Since | Summary |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
}

function row(spec: CommandDescription, name: string): string {
  const { deprecated } = spec;
  const note = deprecated === undefined ? "" : `; since ${deprecated.since} rather ` +
    `${deprecated.replacedBy}`;
  const cells = [
    code(name.toUpperCase()),
    spec.syntax === "" ? "" : code(spec.syntax),
    spec.complexity,
    spec.since,
    spec.summary + note,
  ];
  // A bar would end the cell, in code spans too.
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function code(text: string): string {
  return "`" + text + "`";
}
