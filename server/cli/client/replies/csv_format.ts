/** Replies as one line of comma-separated values, nested ones laid flat: redis-cli's `--csv`. */

import type { Reply } from "../../../../resp/reply.ts";
import type { ByteText } from "./byte_text.ts";
import { childrenOf, isContainer, quoted } from "./format.ts";

const encoder = new TextEncoder();

/** Writes a reply as a line of CSV. */
export function csvFormat(reply: Reply, out: ByteText): void {
  out.text(`${csv(reply)}\n`);
}

function csv(reply: Reply): string {
  if (isContainer(reply)) return childrenOf(reply).map(csv).join(",");
  switch (reply.type) {
    case "error":
    case "bulkError":
      return `ERROR,${quoted(encoder.encode(reply.value))}`;
    case "simple":
      return quoted(encoder.encode(reply.value));
    case "bulk":
    case "verbatim":
      return quoted(reply.value);
    case "double":
      return reply.text;
    case "null":
    case "nullArray":
    case "nullBulk":
      return "NULL";
    default:
      return String(reply.value);
  }
}
