/** Bytes from clients as people see them: in log lines and in what MONITOR shows. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_X = 0x78;
const HEX_DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/** The letters behind the backslash of those bytes that have one; 0 for all others. */
const LETTERS = new Uint8Array(256);
for (const [byte, letter] of [[7, "a"], [8, "b"], [9, "t"], [10, "n"], [13, "r"]] as const) {
  LETTERS[byte] = letter.charCodeAt(0);
}
LETTERS[QUOTE] = QUOTE;
LETTERS[BACKSLASH] = BACKSLASH;

/** The most bytes that quoting makes of `length` bytes. */
export function quotedBytesAtMost(length: number): number {
  return 4 * length + 2;
}

/**
 * Writes `bytes[start, end)` to `out` from `at` on, in quotes, with everything escaped that is not
 * printable ASCII; returns where it ends. O(its bytes), allocates nothing.
 */
export function writeQuoted(
  out: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  out[at++] = QUOTE;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    const letter = LETTERS[byte];
    if (letter !== 0) {
      out[at++] = BACKSLASH;
      out[at++] = letter;
    } else if (byte >= 0x20 && byte < 0x7f) {
      out[at++] = byte;
    } else {
      out[at++] = BACKSLASH;
      out[at++] = LETTER_X;
      out[at++] = HEX_DIGITS[byte >>> 4];
      out[at++] = HEX_DIGITS[byte & 15];
    }
  }
  out[at++] = QUOTE;
  return at;
}

/** `bytes[start, end)` in quotes, as text. */
export function quoteBytes(bytes: Uint8Array, start: number, end: number): string {
  const out = new Uint8Array(quotedBytesAtMost(end - start));
  return new TextDecoder().decode(out.subarray(0, writeQuoted(out, 0, bytes, start, end)));
}
