/** What the formats of replies have in common. */

import type { Reply } from "../../../../resp/reply.ts";
import { quoteBytes } from "../../../quote_bytes.ts";
import type { ByteText } from "./byte_text.ts";

/** Writes a reply to `out`. */
export type ReplyFormat = (reply: Reply, out: ByteText) => void;

/** A reply that holds others. */
export type Container = Reply & { type: "array" | "set" | "push" | "map" };

/** Whether a reply holds others. */
export function isContainer(reply: Reply): reply is Container {
  return reply.type === "array" || reply.type === "set" || reply.type === "push" ||
    reply.type === "map";
}

/** The replies inside, keys and values of a map in turn. */
export function childrenOf(reply: Container): readonly Reply[] {
  return reply.type === "map" ? reply.value.flat() as Reply[] : reply.value;
}

/** Bytes in double quotes with escapes, as redis-cli shows them. */
export function quoted(bytes: Uint8Array): string {
  return quoteBytes(bytes, 0, bytes.length);
}
