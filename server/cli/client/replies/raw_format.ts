/**
 * Replies for programs: values alone, byte by byte, one a line. What redis-cli prints when its
 * output is not a terminal.
 */

import type { Reply } from "../../../../resp/reply.ts";
import type { ByteText } from "./byte_text.ts";
import { isContainer, type ReplyFormat } from "./format.ts";

/**
 * The raw format.
 *
 * @param between Stands between the elements of one reply (`-d`).
 * @param after Stands behind each reply (`-D`).
 */
export function rawFormat(between = "\n", after = "\n"): ReplyFormat {
  return (reply, out) => {
    write(reply, between, out);
    out.text(after);
  };
}

function write(reply: Reply, between: string, out: ByteText): void {
  if (reply.type === "map") {
    reply.value.forEach(([key, value], i) => {
      if (i > 0) out.text(between);
      write(key, between, out);
      out.text(" ");
      write(value, between, out);
    });
  } else if (isContainer(reply)) {
    reply.value.forEach((element, i) => {
      if (i > 0) out.text(between);
      write(element, between, out);
    });
  } else if (reply.type === "bulk" || reply.type === "verbatim") {
    out.bytes(reply.value);
  } else {
    out.text(scalarText(reply));
  }
}

function scalarText(reply: Reply): string {
  switch (reply.type) {
    case "error":
    case "bulkError":
      // An empty line behind an error tells it from a value.
      return `${reply.value}\n`;
    case "double":
      return reply.text;
    case "boolean":
      return `(${reply.value})`;
    case "null":
    case "nullArray":
    case "nullBulk":
      return "";
    default:
      return String(reply.value);
  }
}
