/**
 * Binary strings: bytes as a string with a character for each, 0 to 255. What has bytes for a name is
 * found in a `Map` by its binary string, whose order is that of the bytes.
 */

import { encode } from "./utf8.ts";

/** Characters that stand for themselves in UTF-8. */
const ASCII = /^[\0-\x7f]*$/;

/** The binary string of `bytes[start, end)`. O(bytes). */
export function binaryString(bytes: Uint8Array, start: number, end: number): string {
  let binary = "";
  for (let i = start; i < end; i++) binary += String.fromCharCode(bytes[i]);
  return binary;
}

/** The binary string of a text's UTF-8, or of bytes. */
export function binaryName(name: string | Uint8Array): string {
  if (typeof name !== "string") return binaryString(name, 0, name.length);
  if (ASCII.test(name)) return name;
  const bytes = encode(name);
  return binaryString(bytes, 0, bytes.length);
}
