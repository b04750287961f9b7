/**
 * Names in the path of a request: percent-encoded bytes, so that every key can be written, also one that
 * is no UTF-8.
 *
 * They are read from the address as it was sent: what the router hands on has been decoded as text.
 * Two keys have no address that every client would send: browsers take `.` and `..` for directories,
 * encoded or not.
 */

import { invalidField } from "../problem.ts";

const PERCENT = 0x25;

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * The path of an absolute URL, still percent-encoded. The guard and the routes look at
 * the same one, so that nothing is public but what is looked for there.
 */
export function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  if (start < 0) return "/";
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}

/** What stands between the slashes of the address, from `index` on: 1 is the first name. */
export function pathName(url: string, index: number): string {
  return pathOf(url).split("/")[index] ?? "";
}

/**
 * The namespace of `/v1/namespaces/{namespace}/…`.
 *
 * @throws {Problem} if it is not percent-encoded UTF-8.
 */
export function namespaceOfUrl(url: string): string {
  return namespaceOfName(pathName(url, 3));
}

/** The same for the name alone. */
export function namespaceOfName(name: string): string {
  if (!name.includes("%")) return name;
  try {
    return strict.decode(decodeName(name, "namespace"));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalidField("namespace", "must be UTF-8");
  }
}

/**
 * The key of `/v1/namespaces/{namespace}/{collection}/{key}`.
 *
 * @throws {Problem} if it is not percent-encoded.
 */
export function keyOfUrl(url: string): Uint8Array {
  return decodeName(pathName(url, 5), "key");
}

/** The bytes of a name. @throws {Problem} that names `field`, if a % has no two digits after it. */
export function decodeName(name: string, field: string): Uint8Array {
  const bytes = encoder.encode(name);
  if (!name.includes("%")) return bytes;
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== PERCENT) {
      bytes[length++] = bytes[at];
      continue;
    }
    const byte = hexDigit(bytes[at + 1]) * 16 + hexDigit(bytes[at + 2]);
    if (!(byte >= 0)) throw invalidField(field, "must be percent-encoded: % and two hex digits");
    bytes[length++] = byte;
    at += 2;
  }
  return bytes.subarray(0, length);
}

/** NaN for what is no hexadecimal digit. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : NaN;
}
