/** The text of `--help`: made from the table of settings, at most 80 columns wide. */

import { SETTING_NAMES, type SettingGroup, SETTINGS } from "../config/settings.ts";
import { VERSION } from "../version.ts";
import type { CliCommand } from "./cli_command.ts";

const COLUMNS = 80;
/** Where the descriptions begin; a flag that reaches further has its description below it. */
const DESCRIPTION_COLUMN = 32;

const GROUP_TITLES: Readonly<Record<SettingGroup, string>> = {
  network: "Network",
  clients: "Clients",
  memory: "Memory",
  persistence: "Persistence",
  http: "HTTP",
  diagnostics: "Diagnostics",
};

/** The help of the program: its commands, and the flags of the default one. */
export function programHelp(commands: readonly CliCommand[]): string {
  return asText([
    `Vortis ${VERSION}, an in-memory key-value store that speaks the protocol of Redis`,
    "",
    "Usage: vortis [command] [--flag value ...]",
    "",
    "Commands",
    ...commands.flatMap(({ name, summary }) => entry(name, summary)),
    "",
    ...serveFlags(),
  ]);
}

/** The help of `vortis serve`. */
export function serveHelp(): string {
  return asText(["Usage: vortis serve [--flag value ...]", "", ...serveFlags()]);
}

function serveFlags(): string[] {
  const lines = [
    "Flags of serve",
    ...entry("--config <path>", "Read settings from a file in the form of redis.conf"),
    ...entry("-h, --help", "Show this text"),
    ...entry("-v, --version", "Show the version"),
  ];
  for (const group of Object.keys(GROUP_TITLES) as SettingGroup[]) {
    lines.push("", `${GROUP_TITLES[group]}`);
    for (const name of SETTING_NAMES.filter((name) => SETTINGS[name].group === group)) {
      const { kind, summary, flagAliases = [], default: initial } = SETTINGS[name];
      const flags = [name, ...flagAliases].map((flag) => `--${flag}`).join(", ");
      const shown = initial === "" ? "" : ` [${initial}]`;
      lines.push(...entry(`${flags} <${kind.placeholder}>`, summary + shown));
    }
  }
  lines.push(
    "",
    ...wrap(
      "Sizes take b, kb, mb, gb (powers of 1024) and k, m, g (powers of 1000). Each flag is also " +
        "a variable of the environment, --maxmemory-policy being VORTIS_MAXMEMORY_POLICY, and a " +
        "line of the file. Flags win over the environment, the environment over the file.",
      COLUMNS,
    ),
  );
  return lines;
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** A name and its description beside it. */
function entry(name: string, description: string): string[] {
  const indent = " ".repeat(DESCRIPTION_COLUMN);
  const text = wrap(description, COLUMNS - DESCRIPTION_COLUMN).map((line) => indent + line);
  const left = `  ${name}`;
  if (left.length + 2 > DESCRIPTION_COLUMN) return [left, ...text];
  return [left + text[0].slice(left.length), ...text.slice(1)];
}

/** The words of `text` in lines of at most `columns` characters. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines;
}
