/**
 * Requests as clients send them: an array of bulk strings.
 */

import { writeInteger } from "./numbers.ts";

/** One part of a command: text is sent as UTF-8, numbers as their decimal text. */
export type CommandPart = string | Uint8Array | number | bigint;

const encoder = new TextEncoder();

const CR = 0x0d;
const LF = 0x0a;

/** The longest line that this file writes before a part: a type byte, 16 digits, CR LF. */
const MAX_HEADER_BYTES = 19;

/**
 * The bytes of one request.
 *
 * @example
 * ```ts
 * import { encodeCommand } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = encodeCommand(["GET", "k"]);
 * assertEquals(new TextDecoder().decode(bytes), "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");
 * ```
 */
export function encodeCommand(parts: readonly CommandPart[]): Uint8Array<ArrayBuffer> {
  return encodeCommands([parts]);
}

/** The bytes of several requests in a row: a pipeline. */
export function encodeCommands(
  commands: readonly (readonly CommandPart[])[],
): Uint8Array<ArrayBuffer> {
  const encoded = commands.map((parts) =>
    parts.map((part) => part instanceof Uint8Array ? part : encoder.encode(String(part)))
  );
  let size = 0;
  for (const parts of encoded) {
    size += MAX_HEADER_BYTES;
    for (const part of parts) size += MAX_HEADER_BYTES + part.length + 2;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const parts of encoded) {
    at = writeHeader(bytes, at, 0x2a, parts.length);
    for (const part of parts) {
      at = writeHeader(bytes, at, 0x24, part.length);
      bytes.set(part, at);
      at += part.length;
      bytes[at++] = CR;
      bytes[at++] = LF;
    }
  }
  return bytes.subarray(0, at);
}

function writeHeader(bytes: Uint8Array, at: number, type: number, n: number): number {
  bytes[at] = type;
  at = writeInteger(bytes, at + 1, n);
  bytes[at] = CR;
  bytes[at + 1] = LF;
  return at + 2;
}
