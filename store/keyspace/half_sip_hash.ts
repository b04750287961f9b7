/**
 * HalfSipHash-1-3: the hash of keys.
 *
 * It is keyed by a random seed per table, so nobody outside can choose keys that collide, and it is
 * made of 32-bit additions, rotations and exclusive-ors, which JavaScript has. Aumasson and
 * Bernstein, "SipHash: a fast short-input PRF" (2012); the 32-bit variant with one round a word
 * and three at the end is the one that Linux uses for its hash tables.
 */

/**
 * Hashes `length` bytes that begin at word `at`, four to a word in little-endian order. What lies
 * past the last byte in its word does not matter. Returns a signed 32-bit integer.
 */
export function halfSipHash(
  words: Int32Array,
  at: number,
  length: number,
  seed0: number,
  seed1: number,
): number {
  let v0 = seed0;
  let v1 = seed1;
  let v2 = 0x6c796765 ^ seed0;
  let v3 = 0x74656462 ^ seed1;
  const last = at + (length >>> 2);
  // One word a turn; the turn after the last whole word takes the rest and the length.
  for (let i = at; i <= last; i++) {
    let m: number;
    if (i < last) m = words[i];
    else {
      const rest = length & 3;
      m = length << 24;
      if (rest !== 0) m |= words[i] & ((1 << (rest << 3)) - 1);
    }
    v3 ^= m;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= m;
  }
  v2 ^= 0xff;
  for (let round = 0; round < 3; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  return v1 ^ v3;
}

/** The hash of the bytes `bytes[start, end)`: what {@linkcode halfSipHash} gives for them as words. */
export function halfSipHashOfBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  seed0: number,
  seed1: number,
): number {
  const length = end - start;
  let v0 = seed0;
  let v1 = seed1;
  let v2 = 0x6c796765 ^ seed0;
  let v3 = 0x74656462 ^ seed1;
  const whole = start + (length & ~3);
  for (let at = start; at <= whole; at += 4) {
    let m: number;
    if (at < whole) {
      m = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    } else {
      m = length << 24;
      for (let rest = at, shift = 0; rest < end; rest++, shift += 8) m |= bytes[rest] << shift;
    }
    v3 ^= m;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= m;
  }
  v2 ^= 0xff;
  for (let round = 0; round < 3; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  return v1 ^ v3;
}
