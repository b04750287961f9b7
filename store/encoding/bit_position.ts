/**
 * Finding the first zero or the first one in a range of bits, as BITPOS does.
 *
 * A long range is skipped a 32-bit word at a time while every bit is the other one. Positions are
 * counted from the highest bit of the byte at `start` and may reach 2^32: no shifts on them.
 */

/** Below this many bytes the view of 32-bit words costs more than it saves. */
const MIN_WORDS_BYTES = 96;

/**
 * The position of the first bit equal to `bit` among bits `first` to `last`, both included and
 * both within the value, or -1. O((last - first) / 32).
 *
 * What BITPOS adds for zeros past the end of a value without an explicit end is the caller's.
 *
 * @example
 * ```ts
 * import { findBit } from "./bit_position.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = Uint8Array.of(0xff, 0xf0, 0x00);
 * assertEquals(findBit(bytes, 0, 0, 23, 0), 12);
 * assertEquals(findBit(bytes, 1, 4, 15, 1), -1);
 * ```
 */
export function findBit(
  bytes: Uint8Array,
  start: number,
  first: number,
  last: number,
  bit: 0 | 1,
): number {
  if (first > last) return -1;
  // Exclusive or with this makes the bit sought a one; it is also the byte to skip.
  const flip = bit === 1 ? 0 : 0xff;
  const firstByte = start + Math.floor(first / 8);
  const lastByte = start + Math.floor(last / 8);
  let byte = (bytes[firstByte] ^ flip) & (0xff >> (first % 8));
  let at = firstByte;
  if (byte === 0) {
    at = skip(bytes, firstByte + 1, lastByte + 1, flip);
    if (at > lastByte) return -1;
    byte = bytes[at] ^ flip;
  }
  const position = (at - start) * 8 + Math.clz32(byte) - 24;
  return position > last ? -1 : position;
}

/** The first place from `at` on whose byte is not `filler`, or `end`. */
function skip(bytes: Uint8Array, at: number, end: number, filler: number): number {
  if (end - at >= MIN_WORDS_BYTES) {
    for (; ((bytes.byteOffset + at) & 3) !== 0; at++) if (bytes[at] !== filler) return at;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (end - at) >> 2);
    const fillerWord = filler === 0 ? 0 : -1;
    let index = 0;
    while (index < words.length && words[index] === fillerWord) index++;
    at += index << 2;
  }
  while (at < end && bytes[at] === filler) at++;
  return at;
}
