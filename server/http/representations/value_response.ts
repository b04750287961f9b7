/** The response to GET of a string: its bytes, its ETag, its time to live. */

import { asciiString, MAX_ASCII_STRING } from "../../../store/encoding/ascii_string.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { checkPreconditions, entityTag, tagMatches } from "./entity_tag.ts";
import { contentTypeOf, isAscii } from "./representation.ts";

/**
 * The response for the value `bytes[start, end)`, which is copied.
 *
 * @param asked The headers of the request.
 * @param expiryMs When it expires, in ms since the epoch; `NO_EXPIRY`: never.
 * @param ttlMs How long that is from now.
 * @throws {Problem} 412 if `If-Match` names another value, 406 if it cannot be shown as asked.
 */
export function valueResponse(
  asked: Headers,
  bytes: Uint8Array,
  start: number,
  end: number,
  expiryMs: number,
  ttlMs: number,
): Response {
  const tag = entityTag(bytes, start, end);
  // As few as can be: each costs as much as looking up the key.
  const headers: Record<string, string> = { "etag": tag, "x-content-type-options": "nosniff" };
  if (expiryMs !== NO_EXPIRY) addExpiry(headers, expiryMs, ttlMs);
  const ifNoneMatch = asked.get("if-none-match");
  if (ifNoneMatch !== null && tagMatches(ifNoneMatch, tag)) {
    return new Response(null, { status: 304, headers });
  }
  if (asked.has("if-match")) checkPreconditions(asked, tag);
  const accept = asked.get("accept");
  const wantsJson = accept !== null && accept.includes("json");
  if (!wantsJson && end - start <= MAX_ASCII_STRING && isAscii(bytes, start, end)) {
    // The type of texts is what Deno gives them.
    return new Response(asciiString(bytes, start, end), { headers });
  }
  const value = bytes.slice(start, end) as Uint8Array<ArrayBuffer>;
  headers["content-type"] = contentTypeOf(value, accept);
  if (wantsJson) headers.vary = "accept";
  return new Response(value, { headers });
}

/** Adds what is told of a time to live. */
export function addExpiry(headers: Record<string, string>, expiryMs: number, ttlMs: number): void {
  headers["vortis-ttl"] = String(Math.max(0, ttlMs) / 1000);
  headers["vortis-expires-at"] = new Date(expiryMs).toISOString();
}
