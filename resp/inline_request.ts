/**
 * Inline requests: a line of words, as typed into telnet, split the way a shell would.
 *
 * The grammar, which is Redis's and not quite a shell's:
 *
 * - words are separated by space, tab, CR or LF; before a word and after a closing quote,
 *   vertical tab and form feed count as blanks too;
 * - in double quotes, `\xHH` is a byte, `\n \r \t \b \a` are control characters, and a backslash
 *   before anything else is dropped;
 * - in single quotes only `\'` is an escape;
 * - a quote may open inside a word (`fo"o b"` is `foo b`), but after the closing one the word must
 *   end: `"a"b` is an error, like a quote that never closes.
 *
 * Words change length as they are decoded, so they go to a scratch buffer that the arguments then
 * point at. A word is never longer than its source, so the line's length is room enough.
 */

import type { Arguments } from "./arguments.ts";

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const LOWER_X = 0x78;

/** What C's isspace() says of a byte: space, and tab to carriage return. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** The value of a hexadecimal digit, or -1. */
function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** What `\c` means in double quotes, for the escapes of one character. */
function unescape(byte: number): number {
  switch (byte) {
    case 0x6e: // n
      return 0x0a;
    case 0x72: // r
      return 0x0d;
    case 0x74: // t
      return 0x09;
    case 0x62: // b
      return 0x08;
    case 0x61: // a
      return 0x07;
    default:
      return byte;
  }
}

/**
 * Splits the line `bytes[start, end)` (without its line end) into words, and fills `args` with
 * them: the decoded words go to `scratch`, which `args.bytes` becomes and which must be as long as
 * the line. An empty line gives no arguments. O(length).
 *
 * @returns whether the quotes balance; when not, `args` means nothing
 */
export function splitInlineRequest(
  bytes: Uint8Array,
  start: number,
  end: number,
  args: Arguments,
  scratch: Uint8Array,
): boolean {
  args.bytes = scratch;
  args.count = 0;
  let out = 0;
  let at = start;
  for (;;) {
    while (at < end && isBlank(bytes[at])) at++;
    if (at >= end) return true;
    const word = out;
    let quote = 0;
    for (;;) {
      if (at >= end) {
        if (quote !== 0) return false;
        break;
      }
      const byte = bytes[at++];
      if (quote === QUOTE) {
        if (byte === BACKSLASH && at < end) {
          if (bytes[at] === LOWER_X && at + 2 < end) {
            const high = hexValue(bytes[at + 1]);
            const low = hexValue(bytes[at + 2]);
            if (high >= 0 && low >= 0) {
              scratch[out++] = high << 4 | low;
              at += 3;
              continue;
            }
          }
          scratch[out++] = unescape(bytes[at++]);
        } else if (byte === QUOTE) {
          if (at < end && !isBlank(bytes[at])) return false;
          break;
        } else {
          scratch[out++] = byte;
        }
      } else if (quote === APOSTROPHE) {
        if (byte === BACKSLASH && at < end && bytes[at] === APOSTROPHE) {
          scratch[out++] = APOSTROPHE;
          at++;
        } else if (byte === APOSTROPHE) {
          if (at < end && !isBlank(bytes[at])) return false;
          break;
        } else {
          scratch[out++] = byte;
        }
      } else if (byte === QUOTE || byte === APOSTROPHE) {
        quote = byte;
      } else if (byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a) {
        break;
      } else {
        scratch[out++] = byte;
      }
    }
    args.append(word, out);
  }
}
