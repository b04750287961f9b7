/** `--stat`: a line of figures about the server, again and again. */

import type { Reply } from "../../../../resp/reply.ts";
import { LinkError } from "../server_link.ts";
import type { ToolContext } from "../tool_context.ts";

/** Lines between two headings. */
const LINES_PER_HEADING = 20;

const HEADING = [
  "------- data ------ --------------------- load -------------------- - child -",
  "keys       mem      clients blocked requests            connections",
];

/** Shows figures until it is interrupted, or `-r` times; resolves with the exit code. */
export async function showStatistics(
  { link, options, printer }: ToolContext,
): Promise<number> {
  const intervalMs = (options.interval ?? 1) * 1000;
  // One repetition is what -r says when it is not given.
  const lines = options.repeat === 1 ? -1 : options.repeat;
  let before: number | undefined;
  for (let line = 0; lines < 0 || line < lines; line++) {
    if (line > 0) await new Promise((resolve) => setTimeout(resolve, intervalMs));
    const reply = await link.command(["INFO"]);
    const fields = infoFields(reply);
    const requests = Number(fields.get("total_commands_processed") ?? 0);
    if (line % LINES_PER_HEADING === 0) {
      const [groups, names] = HEADING;
      printer.text(`${printer.paint("faint", groups)}\n${printer.paint("strong", names)}\n`);
    }
    const more = before === undefined ? 0 : requests - before;
    printer.text(`${statLine(fields, requests, more)}\n`);
    before = requests;
  }
  return 0;
}

/** The fields of INFO by name. @throws {LinkError} for an error reply */
export function infoFields(reply: Reply): Map<string, string> {
  if (reply.type !== "bulk" && reply.type !== "verbatim") {
    throw new LinkError(`INFO failed: ${String(reply.value)}`);
  }
  const text = new TextDecoder().decode(reply.value);
  return new Map(
    Array.from(text.matchAll(/^([^#:\r\n]+):([^\r\n]*)/gm), ([, name, value]) => [name, value]),
  );
}

/** One line in redis-cli's columns. */
export function statLine(
  fields: ReadonlyMap<string, string>,
  requests: number,
  more: number,
): string {
  const number = (name: string) => Number(fields.get(name) ?? 0);
  let keys = 0;
  for (const [name, value] of fields) {
    if (/^db\d+$/.test(name)) keys += Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  }
  const child = [
    number("aof_rewrite_in_progress") > 0 ? "AOF" : "",
    number("rdb_bgsave_in_progress") > 0 ? "SAVE" : "",
  ].join("");
  return [
    String(keys).padEnd(10),
    bytesText(number("used_memory")).padEnd(8),
    String(number("connected_clients")).padEnd(7),
    String(number("blocked_clients")).padEnd(7),
    `${requests} (+${more})`.padEnd(19),
    String(number("total_connections_received")).padEnd(11),
    child,
  ].join(" ").trimEnd();
}

/** Bytes in the largest unit that leaves a number: "1.69M". */
function bytesText(bytes: number): string {
  const units = ["B", "K", "M", "G", "T"];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes}B` : `${amount.toFixed(2)}${units[unit]}`;
}
