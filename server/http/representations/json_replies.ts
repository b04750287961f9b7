/**
 * Replies as JSON.
 *
 *     reply              protocol 2 and 3                          protocol 3 alone
 *     string, status     string                                    double         number, "inf", "-inf", "nan"
 *     integer            number; a string beyond ±(2^53 − 1)       boolean        true, false
 *     null               null                                      map            object
 *     array              array                                     set            array
 *     error in an array  { "error": "…" }                          big number     string
 *
 * With base64 every string is base64 of its bytes, numbers written as strings included, except the status
 * "OK" when it is the whole reply. Without, bytes that are not UTF-8 become U+FFFD.
 */

import type { Reply } from "../../../resp/reply.ts";

/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** A reply as JSON; errors that are the whole reply are the caller's. O(size of the reply). */
export function jsonOfReply(reply: Reply, base64: boolean): Json {
  if (reply.type === "simple" && reply.value === "OK") return "OK";
  return convert(reply, base64 ? encodeBytes : decodeBytes);
}

function convert(reply: Reply, toText: (bytes: Uint8Array) => string): Json {
  const text = (value: unknown) => toText(encoder.encode(String(value)));
  switch (reply.type) {
    case "bulk":
    case "verbatim":
      return toText(reply.value);
    case "simple":
      return text(reply.value);
    case "integer":
      return typeof reply.value === "bigint" ? text(reply.value) : reply.value;
    case "bigNumber":
      return text(reply.value);
    case "double":
      return Number.isFinite(reply.value) ? reply.value : text(reply.text);
    case "boolean":
      return reply.value;
    case "nullBulk":
    case "nullArray":
    case "null":
      return null;
    case "error":
    case "bulkError":
      return { error: reply.value };
    case "array":
    case "set":
    case "push":
      return reply.value.map((element) => convert(element, toText));
    case "map": {
      const entries = reply.value.map(([key, value]): [string, Json] => {
        const name = convert(key, toText);
        return [typeof name === "string" ? name : JSON.stringify(name), convert(value, toText)];
      });
      // Made so, a key "__proto__" is one like any other.
      return Object.fromEntries(entries);
    }
  }
}

function decodeBytes(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

function encodeBytes(bytes: Uint8Array): string {
  return bytes.toBase64();
}
