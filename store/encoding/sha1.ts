/**
 * SHA-1, synchronous: for digests that must be those of Redis, not for secrets.
 *
 * FIPS 180-4: the message, a one bit, zeros and its length in bits make blocks of 64 bytes; each block
 * goes through 80 rounds over five words of state.
 */

/** Bytes of a digest. */
export const SHA1_BYTES = 20;

const BLOCK_BYTES = 64;

/** The digest of bytes. O(n). */
export function sha1(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil((message.length + 9) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(padded.length - 4, (message.length << 3) >>> 0);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const schedule = new Int32Array(80);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) {
    for (let i = 0; i < 16; i++) schedule[i] = view.getInt32(at + 4 * i);
    mix(state, schedule);
  }
  const digest = new Uint8Array(SHA1_BYTES);
  const out = new DataView(digest.buffer);
  state.forEach((word, i) => out.setInt32(4 * i, word));
  return digest;
}

/** One block, whose words are the first 16 of `schedule`. */
function mix(state: Int32Array, schedule: Int32Array): void {
  for (let i = 16; i < 80; i++) {
    const word = schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16];
    schedule[i] = rotate(word, 1);
  }
  let [a, b, c, d, e] = state;
  for (let i = 0; i < 80; i++) {
    const chosen = i < 20
      ? ((b & c) | (~b & d)) + 0x5a827999
      : i < 40
      ? (b ^ c ^ d) + 0x6ed9eba1
      : i < 60
      ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
      : (b ^ c ^ d) + 0xca62c1d6;
    const next = (rotate(a, 5) + chosen + e + schedule[i]) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
