/** Texts as ranges of one buffer: what the functions of `store/types` take several strings as. */
import type { ByteRanges } from "../../store/byte_ranges.ts";

const encoder = new TextEncoder();

/** The UTF-8 bytes of texts, one behind the other. */
export function byteRanges(texts: readonly string[]): ByteRanges {
  const parts = texts.map((text) => encoder.encode(text));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  const starts = new Int32Array(parts.length);
  const ends = new Int32Array(parts.length);
  let at = 0;
  parts.forEach((part, i) => {
    bytes.set(part, at);
    starts[i] = at;
    ends[i] = at += part.length;
  });
  return { bytes, starts, ends };
}
