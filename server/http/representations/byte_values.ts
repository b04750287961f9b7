/**
 * Keys, values and elements in JSON: bytes that are UTF-8 are strings, all others `{ "base64": "/w==" }`.
 */

/** Bytes in JSON. */
export type JsonBytes = string | { readonly base64: string };

/** What a request may write for bytes: numbers and booleans stand for their texts. */
export type JsonBytesInput = JsonBytes | number | boolean;

/** Keeps a leading U+FEFF: it is data. */
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Bytes as JSON. */
export function jsonOfBytes(bytes: Uint8Array): JsonBytes {
  try {
    return strict.decode(bytes);
  } catch {
    return { base64: bytes.toBase64() };
  }
}

/** What bytes in JSON are: text, or bytes; undefined for what cannot stand for bytes. */
export function bytesOfJson(value: unknown): string | Uint8Array | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { base64, ...others } = value as Record<string, unknown>;
  if (typeof base64 !== "string" || Object.keys(others).length > 0) return undefined;
  return bytesOfBase64(base64);
}

/** The bytes of a base64 or base64url text, padded or not; undefined if it is none. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    const alphabet = /[-_]/.test(text) ? "base64url" : "base64";
    return Uint8Array.fromBase64(text, { alphabet });
  } catch {
    return undefined;
  }
}
