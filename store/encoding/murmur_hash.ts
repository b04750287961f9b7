/**
 * MurmurHash64A, the hash that HyperLogLogs are made with, on 32-bit halves.
 *
 * Bytes are read in little-endian order whatever the machine, so that values travel.
 */

const MULTIPLIER_HIGH = 0xc6a4a793 | 0;
const MULTIPLIER_LOW = 0x5bd1e995;
const BLOCK_BYTES = 8;

/** A 64-bit hash, as signed halves. */
export class MurmurHash {
  high = 0;
  low = 0;

  /** Hashes `bytes[start, end)`. O(bytes); makes nothing. */
  update(bytes: Uint8Array, start: number, end: number, seed: number): void {
    const length = end - start;
    this.high = 0;
    this.low = length | 0;
    this.#multiply();
    this.low ^= seed;
    let at = start;
    for (const stop = end - (length & 7); at < stop; at += BLOCK_BYTES) {
      const high = this.high;
      const low = this.low;
      this.low = readWord(bytes, at);
      this.high = readWord(bytes, at + 4);
      this.#multiply();
      this.#shift();
      this.#multiply();
      this.high ^= high;
      this.low ^= low;
      this.#multiply();
    }
    if (at < end) {
      for (let i = 0; at + i < end; i++) {
        if (i < 4) this.low ^= bytes[at + i] << (8 * i);
        else this.high ^= bytes[at + i] << (8 * (i - 4));
      }
      this.#multiply();
    }
    this.#shift();
    this.#multiply();
    this.#shift();
  }

  /** Folds the upper 17 bits in: x ^= x >> 47. */
  #shift(): void {
    this.low ^= this.high >>> 15;
  }

  /** The low 64 bits of the product with the multiplier. */
  #multiply(): void {
    const { high, low } = this;
    const a = low & 0xffff;
    const b = low >>> 16;
    const c = MULTIPLIER_LOW & 0xffff;
    const d = MULTIPLIER_LOW >>> 16;
    const bc = b * c;
    const middle = a * d + ((a * c) >>> 16) + (bc & 0xffff);
    const carry = b * d + Math.floor(bc / 0x10000) + Math.floor(middle / 0x10000);
    this.low = Math.imul(low, MULTIPLIER_LOW);
    this.high = (carry + Math.imul(high, MULTIPLIER_LOW) + Math.imul(low, MULTIPLIER_HIGH)) | 0;
  }
}

function readWord(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
