/**
 * The text of `docs/commands.md`, made from the command table alone, so that the page cannot say
 * anything that the server does not do.
 */
import type { CommandDescription, CommandGroup } from "../server/command/description.ts";

/** Families in the order of the page, with their headings. */
const HEADINGS: Record<CommandGroup, string> = {
  string: "Strings",
  bitmap: "Bitmaps",
  generic: "Keys",
  list: "Lists",
  hash: "Hashes",
  set: "Sets",
  "sorted-set": "Sorted sets",
  geo: "Geo",
  hyperloglog: "HyperLogLogs",
  stream: "Streams",
  pubsub: "Publish and subscribe",
  transactions: "Transactions",
  scripting: "Scripting",
  connection: "Connection",
  server: "Server",
  cluster: "Cluster",
};

/** The page for a table of commands. */
export function commandReference(specs: readonly CommandDescription[]): string {
  const total = specs.length;
  const lines = [
    "# Commands",
    "",
    "<!-- Written by `deno task docs` from the command table; do not edit. -->",
    "",
    `The server has ${total} commands. Arguments in brackets may be left out, a bar separates`,
    "alternatives, and three dots mean that what stands before may be repeated. *Since* is the Redis",
    "version that brought the command.",
    "",
  ];
  for (const [group, heading] of Object.entries(HEADINGS)) {
    const members = specs.filter((spec) => spec.group === group)
      .toSorted((a, b) => a.name < b.name ? -1 : 1);
    if (members.length === 0) continue;
    lines.push(`## ${heading}`, "");
    for (const spec of members) lines.push(...entry(spec, spec.name.toUpperCase()));
  }
  return lines.join("\n").trimEnd() + "\n";
}

function entry(spec: CommandDescription, name: string): string[] {
  const lines = [`### ${name}`, ""];
  // A command that only holds others has no call of its own.
  if (spec.run !== undefined) lines.push("```", `${name} ${spec.syntax}`.trim(), "```", "");
  lines.push(`${spec.summary}.`, "", facts(spec), "");
  const history = Object.entries(spec.history ?? {});
  for (const [version, change] of history) lines.push(`- ${version}: ${change}`);
  if (history.length > 0) lines.push("");
  const subcommands = (spec.subcommands ?? []).toSorted((a, b) => a.name < b.name ? -1 : 1);
  for (const sub of subcommands) {
    const full = `${name} ${sub.name.toUpperCase()}`;
    lines.push(`- \`${`${full} ${sub.syntax}`.trim()}\`: ${sub.summary}. ${facts(sub)}`);
  }
  if (subcommands.length > 0) lines.push("");
  return lines;
}

function facts(spec: CommandDescription): string {
  const parts = [`Since ${spec.since}`, spec.complexity];
  if (spec.flags.includes("write")) parts.push("writes");
  if (spec.flags.includes("readonly")) parts.push("reads only");
  if (spec.deprecated) {
    parts.push(
      `deprecated since ${spec.deprecated.since} in favour of ${spec.deprecated.replacedBy}`,
    );
  }
  return `*${parts.join(" · ")}*`;
}
