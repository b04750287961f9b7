/**
 * Replies as JSON, one a line. It is always JSON, where redis-cli's is not: an error is an object
 * `{"error": …}`, infinity and "not a number" are strings, and bytes that are no UTF-8 become
 * U+FFFD, or escapes in the quoted form.
 */

import type { Reply } from "../../../../resp/reply.ts";
import { isContainer, quoted, type ReplyFormat } from "./format.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The JSON format.
 *
 * @param asciiSafe Strings hold redis-cli's escapes (`\xff`) instead of characters beyond ASCII.
 */
export function jsonFormat(asciiSafe: boolean): ReplyFormat {
  const string = (bytes: Uint8Array): string =>
    JSON.stringify(asciiSafe ? quoted(bytes).slice(1, -1) : decoder.decode(bytes));
  return (reply, out) => out.text(`${json(reply, string)}\n`);
}

function json(reply: Reply, string: (bytes: Uint8Array) => string): string {
  if (reply.type === "map") {
    return `{${
      reply.value.map(([key, value]) => `${name(key, string)}:${json(value, string)}`).join()
    }}`;
  }
  if (isContainer(reply)) return `[${reply.value.map((each) => json(each, string)).join()}]`;
  switch (reply.type) {
    case "error":
    case "bulkError":
      return `{"error":${string(encoder.encode(reply.value))}}`;
    case "simple":
      return string(encoder.encode(reply.value));
    case "bulk":
    case "verbatim":
      return string(reply.value);
    case "double":
      return Number.isFinite(reply.value) ? plainNumber(reply) : JSON.stringify(reply.text);
    default:
      return String(reply.value);
  }
}

/** The server's own spelling, if JSON allows it. */
function plainNumber({ text, value }: Reply & { type: "double" }): string {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? text : JSON.stringify(value);
}

/** A key of a map as the name of a member, which is always a string. */
function name(key: Reply, string: (bytes: Uint8Array) => string): string {
  const text = json(key, string);
  return text.startsWith('"') ? text : JSON.stringify(text);
}
