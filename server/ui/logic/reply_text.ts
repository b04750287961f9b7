/** Replies as the console writes them, in the manner of redis-cli. */

import { CommandError, type Reply } from "../api.ts";
import { escapeBytes, plainTextOf } from "./byte_text.ts";

/** Elements of one list written out; the others are counted. */
const MOST_ELEMENTS = 1000;

/** A reply on as many lines as it needs. */
export function replyLines(reply: Reply): string[] {
  if (!Array.isArray(reply)) return [scalarText(reply)];
  if (reply.length === 0) return ["(empty array)"];
  const shown = reply.slice(0, MOST_ELEMENTS);
  const width = String(shown.length).length;
  const lines = shown.flatMap((element, i) => {
    const mark = `${String(i + 1).padStart(width)}) `;
    const indent = " ".repeat(mark.length);
    return replyLines(element).map((line, at) => (at === 0 ? mark : indent) + line);
  });
  if (reply.length > shown.length) lines.push(`… and ${reply.length - shown.length} more`);
  return lines;
}

/** A report in lines (INFO, CLIENT LIST) as it is; undefined for a reply that is none. */
export function reportOf(reply: Reply): string | undefined {
  if (!(reply instanceof Uint8Array)) return undefined;
  const text = plainTextOf(reply.filter((byte) => byte !== 0x0d));
  return text?.includes("\n") ? text.trimEnd() : undefined;
}

function scalarText(reply: Exclude<Reply, Reply[]>): string {
  if (reply === null) return "(nil)";
  if (reply instanceof CommandError) return `(error) ${reply.message}`;
  if (reply instanceof Uint8Array) return `"${escapeBytes(reply).replaceAll('"', '\\"')}"`;
  return typeof reply === "number" ? `(integer) ${reply}` : String(reply);
}
