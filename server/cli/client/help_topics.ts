/** `help`: what a command does, the commands of a group, how to begin. */

import { didYouMean } from "../../config/name_suggestion.ts";
import { VERSION } from "../../version.ts";
import { type KnownCommand, KnownCommands } from "./known_commands.ts";
import type { Paint } from "./paint.ts";

/** The answer to `help` with these words behind it. */
export function helpText(
  topic: readonly string[],
  paint: Paint,
  commands: KnownCommands = new KnownCommands(),
): string {
  if (topic.length === 0) return general(commands, paint);
  if (topic[0].startsWith("@")) return groupHelp(topic[0].slice(1).toLowerCase(), paint, commands);
  const command = commands.find(topic);
  const isWhole = command !== undefined && command.name.split(" ").length >= topic.length;
  if (!isWhole) {
    const name = topic.join(" ");
    const near = didYouMean(name, commands.all().map((each) => each.name));
    return `No help for '${name}'${near}; help @group lists a group.\n`;
  }
  const subcommands = [...command.subcommands?.values() ?? []];
  return [
    "",
    ...details(command, paint),
    ...subcommands.flatMap((each) => ["", ...brief(each, paint)]),
  ]
    .map((line) => `${line}\n`).join("") + "\n";
}

function general(commands: KnownCommands, paint: Paint): string {
  const entry = (words: string, text: string) => `  ${paint("strong", words.padEnd(18))}${text}\n`;
  return [
    `vortis cli ${VERSION}\n`,
    entry("help <command>", "what a command does and takes"),
    entry("help @<group>", "the commands of a group:"),
    ...groupLines(commands).map((line) => `${" ".repeat(20)}${paint("faint", line)}\n`),
    entry("Tab", "completes commands, subcommands and options"),
    entry("Ctrl-R", "searches the history"),
    entry("5 INCR counter", "runs a command five times"),
    entry("connect host port", "goes to another server"),
    entry("clear, quit", "what they say; Ctrl-D quits too"),
  ].join("");
}

function groupLines(commands: KnownCommands): string[] {
  const lines: string[] = [];
  for (const group of commands.groups()) {
    const word = `@${group}`;
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 56) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function groupHelp(group: string, paint: Paint, commands: KnownCommands): string {
  const members = commands.all().filter((each) => each.group === group);
  if (members.length === 0) {
    return `There is no group '@${group}'${didYouMean(group, commands.groups(), "@")}.\n`;
  }
  return members.flatMap((each) => ["", ...brief(each, paint)]).map((line) => `${line}\n`).join(
    "",
  ) +
    "\n";
}

function brief(command: KnownCommand, paint: Paint): string[] {
  return [title(command, paint), `    ${command.summary}`];
}

function details(command: KnownCommand, paint: Paint): string[] {
  const { summary, since, group, complexity, replacedBy } = command;
  const field = (name: string, text: string) =>
    text === "" ? [] : [`  ${paint("warning", `${name}:`)} ${text}`];
  return [
    title(command, paint),
    ...field("summary", summary),
    ...field("complexity", complexity),
    ...field("since", since),
    ...field("group", group),
    ...field("replaced by", replacedBy ?? ""),
  ];
}

function title({ name, syntax, subcommands }: KnownCommand, paint: Paint): string {
  const behind = subcommands === undefined ? syntax : "subcommand";
  return `  ${paint("strong", name)}${behind === "" ? "" : ` ${paint("faint", behind)}`}`;
}
