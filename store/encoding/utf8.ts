/**
 * Strings to UTF-8 bytes and back, for keys and values that the library takes and gives as text.
 *
 * The platform's TextEncoder and TextDecoder are fast per byte but cost about 100 ns a call
 * (Deno 2.9, 2-core x86-64: encodeInto 86–110 ns, decode 110–130 ns at any length up to 100),
 * which is more than the whole lookup. So short texts are converted here:
 *
 * | ASCII characters    |  3 |  8 | 16 | 32 |  48 |  64 |
 * |---------------------|---:|---:|---:|---:|----:|----:|
 * | encode, loop (ns)   | 12 | 20 | 32 | 54 |  86 | 109 |
 * | encode, TextEncoder | 86 | 91 | 98 |110 | 119 |  86 |
 * | decode, one call    | 14 | 25 | 38 | 60 |     |     |
 * | decode, TextDecoder |117 |116 |118 |127 | 115 | 115 |
 *
 * and the limits below stand where the lines cross. Both directions agree with the platform's
 * classes: a lone surrogate is encoded as U+FFFD, malformed bytes decode to U+FFFD, and a byte
 * order mark is a character like any other.
 */

import { asciiString, MAX_ASCII_STRING } from "./ascii_string.ts";

/** Up to this many UTF-16 units a loop encodes faster than one call of TextEncoder. */
const MAX_LOOP_ENCODE = 56;

const encoder = new TextEncoder();
// By default a TextDecoder drops a leading U+FEFF: what was stored would not come back.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * How many bytes {@linkcode encodeInto} writes for `text`. O(length), allocates nothing.
 *
 * @example
 * ```ts
 * import { utf8Length } from "./utf8.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(utf8Length("héllo €"), 10);
 * ```
 */
export function utf8Length(text: string): number {
  const units = text.length;
  let length = units;
  for (let i = 0; i < units; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      length += 1;
    } else {
      length += 2;
      // A pair of surrogates takes four bytes: two more than its two units.
      if ((unit & 0xfc00) === 0xd800 && i + 1 < units && isLowSurrogate(text.charCodeAt(i + 1))) {
        i++;
      }
    }
  }
  return length;
}

/**
 * Writes `text` as UTF-8 into `bytes` from `at` on and returns the end of what it wrote.
 *
 * The caller has made room for {@linkcode utf8Length} bytes (three times the text's length is
 * always enough); without it the result is cut off. Allocates nothing for texts of up to 56 units.
 *
 * @example
 * ```ts
 * import { decode, encodeInto } from "./utf8.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = new Uint8Array(16);
 * const end = encodeInto("naïve", bytes, 2);
 * assertEquals(end, 8);
 * assertEquals(decode(bytes, 2, end), "naïve");
 * ```
 */
export function encodeInto(text: string, bytes: Uint8Array, at: number): number {
  const units = text.length;
  if (units > MAX_LOOP_ENCODE) return at + encoder.encodeInto(text, bytes.subarray(at)).written;
  for (let i = 0; i < units; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return encodeRest(text, i, bytes, at + i);
    bytes[at + i] = unit;
  }
  return at + units;
}

/** `text` as UTF-8 in an array of its own, of exactly its length. */
export function encode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(utf8Length(text));
  encodeInto(text, bytes, 0);
  return bytes;
}

/**
 * The text of the UTF-8 bytes from `start` to `end`. Each malformed sequence becomes U+FFFD, in
 * the way of the Encoding Standard; the bytes of such a value are not recoverable from the text.
 */
export function decode(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= MAX_ASCII_STRING) {
    let union = 0;
    for (let i = start; i < end; i++) union |= bytes[i];
    if (union < 0x80) return asciiString(bytes, start, end);
  }
  return decoder.decode(bytes.subarray(start, end));
}

/** Encodes the units of `text` from `i` on, of which at least the first is not ASCII. */
function encodeRest(text: string, i: number, bytes: Uint8Array, at: number): number {
  const units = text.length;
  for (; i < units; i++) {
    let unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[at++] = unit;
      continue;
    }
    if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
      continue;
    }
    if ((unit & 0xf800) === 0xd800) {
      const low = i + 1 < units ? text.charCodeAt(i + 1) : 0;
      if (unit < 0xdc00 && isLowSurrogate(low)) {
        const point = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
        bytes[at++] = 0xf0 | (point >> 18);
        bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
        bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
        bytes[at++] = 0x80 | (point & 0x3f);
        i++;
        continue;
      }
      unit = 0xfffd;
    }
    bytes[at++] = 0xe0 | (unit >> 12);
    bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
    bytes[at++] = 0x80 | (unit & 0x3f);
  }
  return at;
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}
