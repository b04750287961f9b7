/**
 * How a string is shown: as JSON if the client asks for JSON and it is, as text if it is UTF-8, or as
 * bytes. A store keeps bytes and no types, so its first writer's type is not known any more.
 */

import { Problem } from "../problem.ts";

const JSON_TYPE = "application/json";
/** As Deno spells it for the text of a response. */
const TEXT_TYPE = "text/plain;charset=UTF-8";
const BYTES_TYPE = "application/octet-stream";

const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * The content type for a value.
 *
 * @param accept The header `Accept`.
 * @throws {Problem} 406 if the client takes JSON alone and the value is none.
 */
export function contentTypeOf(value: Uint8Array, accept: string | null): string {
  const wantsJson = accept !== null && accept.includes(JSON_TYPE);
  if (!wantsJson && value.length <= SHORT_BYTES && isAscii(value, 0, value.length)) {
    return TEXT_TYPE;
  }
  let text: string;
  try {
    text = strict.decode(value);
  } catch {
    if (wantsJson && !/\*\/\*|application\/(\*|octet-stream)/.test(accept!)) throw notAcceptable();
    return BYTES_TYPE;
  }
  if (!wantsJson) return TEXT_TYPE;
  try {
    JSON.parse(text);
    return JSON_TYPE;
  } catch {
    if (/\*\/\*|text\/(\*|plain)/.test(accept!)) return TEXT_TYPE;
    throw notAcceptable();
  }
}

/** A decoder's call costs more than looking at this many bytes. */
const SHORT_BYTES = 64;

/** Whether all of `bytes[start, end)` are ASCII. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] > 0x7f) return false;
  return true;
}

function notAcceptable(): Problem {
  return new Problem({
    code: "not-acceptable",
    status: 406,
    title: "Not acceptable",
    detail: "The value is no JSON: accept text/plain or application/octet-stream, too",
  });
}
