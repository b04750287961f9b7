/**
 * Stored bytes as text that a person can read, and back.
 *
 * Keys and values are bytes. What is UTF-8 without control characters is shown as it is; all else in an
 * escaped notation (`\x00`, `\n`, `\\`), which says exactly which bytes there are and can be edited. Letters
 * that turn the direction of text or are not seen at all are escaped too, so that a key cannot pass for
 * another.
 */

/** Bytes as they are stored. */
export type Bytes = Uint8Array;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

// deno-lint-ignore no-control-regex -- control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
/** Seen as nothing, or turning the direction of what follows. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

/** Text as the bytes that are stored for it. */
export function bytesOf(text: string): Bytes {
  return encoder.encode(text);
}

/** Bytes as text; undefined if they are not UTF-8. */
export function textOf(bytes: Bytes): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Text that can be shown and edited as it is, lines and tabs included; undefined for all else. */
export function plainTextOf(bytes: Bytes): string | undefined {
  const text = textOf(bytes);
  return text === undefined || UNPRINTABLE.test(text) || INVISIBLE.test(text) || text.includes("\r")
    ? undefined
    : text;
}

/**
 * Bytes on one line: plain text as it is, all else escaped. At most `limit` bytes are looked at; an ellipsis
 * stands for the rest.
 */
export function lineOf(bytes: Bytes, limit = 400): string {
  const isWhole = bytes.length <= limit;
  const part = isWhole ? bytes : bytes.subarray(0, wholeCharacters(bytes, limit));
  const text = plainTextOf(part);
  const line = text === undefined || text.includes("\n") || text.includes("\t")
    ? escapeBytes(part)
    : text;
  return isWhole ? line : `${line}…`;
}

/** Bytes in escaped notation; {@link unescapeText} gives the same bytes back. */
export function escapeBytes(bytes: Bytes): string {
  const text = textOf(bytes);
  let escaped = "";
  if (text === undefined) {
    for (const byte of bytes) escaped += escapeByte(byte);
    return escaped;
  }
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) escaped += escapeByte(code);
    else if (UNPRINTABLE.test(character) || INVISIBLE.test(character)) {
      for (const byte of encoder.encode(character)) escaped += escapeByte(byte);
    } else escaped += character;
  }
  return escaped;
}

/** Escaped notation as bytes; undefined if an escape is none. */
export function unescapeText(text: string): Bytes | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length;) {
    const backslash = text.indexOf("\\", at);
    const end = backslash < 0 ? text.length : backslash;
    for (const byte of encoder.encode(text.slice(at, end))) bytes.push(byte);
    if (backslash < 0) break;
    const letter = text[backslash + 1];
    if (letter === "x" && /^[0-9a-f]{2}$/i.test(text.slice(backslash + 2, backslash + 4))) {
      bytes.push(parseInt(text.slice(backslash + 2, backslash + 4), 16));
      at = backslash + 4;
      continue;
    }
    const byte = LETTERS.get(letter);
    if (byte === undefined) return undefined;
    bytes.push(byte);
    at = backslash + 2;
  }
  return Uint8Array.from(bytes);
}

/** Whether two byte strings are the same. */
export function equalBytes(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Sixteen bytes a row: offset, hexadecimal, and what is printable of them. */
export function hexRows(bytes: Bytes): { offset: string; hex: string; text: string }[] {
  const rows = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    rows.push({
      offset: at.toString(16).padStart(8, "0"),
      hex: Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" "),
      text: Array.from(row, (byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")
        .join(""),
    });
  }
  return rows;
}

/** Bytes percent-encoded, for the address of a page. */
export function percentEncode(bytes: Bytes): string {
  let encoded = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9_.~-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** The bytes that were percent-encoded; what is not an escape stands for itself. */
export function percentDecode(text: string): Bytes {
  const bytes: number[] = [];
  for (let at = 0; at < text.length;) {
    const pair = text.slice(at + 1, at + 3);
    if (text[at] === "%" && /^[0-9a-f]{2}$/i.test(pair)) {
      bytes.push(parseInt(pair, 16));
      at += 3;
    } else {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      for (const byte of encoder.encode(character)) bytes.push(byte);
      at += character.length;
    }
  }
  return Uint8Array.from(bytes);
}

const LETTERS = new Map([["\\", 0x5c], ["n", 0x0a], ["r", 0x0d], ["t", 0x09], ["0", 0x00]]);

function escapeByte(byte: number): string {
  if (byte === 0x5c) return "\\\\";
  if (byte === 0x0a) return "\\n";
  if (byte === 0x0d) return "\\r";
  if (byte === 0x09) return "\\t";
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** The most bytes, at most `limit`, that do not end inside a UTF-8 character. */
function wholeCharacters(bytes: Bytes, limit: number): number {
  let end = limit;
  while (end > limit - 4 && end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
  return end > 0 ? end : limit;
}
