/**
 * CRC-64 with Jones's polynomial, reflected, begun at 0: the checksum of Redis's dumps and files.
 *
 * A remainder is kept as two words of 32 bits. Eight bytes are taken at once ("slicing by eight", Kounavis
 * and Berry 2005): table k has, for each byte, the remainder of that byte followed by k + 8 zero
 * bytes, and the remainder of eight bytes is the sum of what the tables have for each of them.
 */

/** 0xad93d23594c935a9 with its bits in reverse order. */
const POLYNOMIAL_HIGH = 0x95ac9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;

/** Bytes of a checksum. */
export const CRC64_BYTES = 8;

/** Eight tables of 256 remainders, each its lower word and its upper one. */
const TABLES = new Int32Array(8 * 256 * 2);
const TABLE_WORDS = 256 * 2;
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry !== 0) {
      high ^= POLYNOMIAL_HIGH;
      low ^= POLYNOMIAL_LOW;
    }
  }
  TABLES[byte * 2] = low;
  TABLES[byte * 2 + 1] = high;
}
for (let at = TABLE_WORDS; at < TABLES.length; at += 2) {
  const low = TABLES[at - TABLE_WORDS];
  const high = TABLES[at - TABLE_WORDS + 1];
  const index = (low & 255) * 2;
  TABLES[at] = ((low >>> 8) | (high << 24)) ^ TABLES[index];
  TABLES[at + 1] = (high >>> 8) ^ TABLES[index + 1];
}

/** A checksum of bytes that come in parts. */
export class Crc64 {
  #low = 0;
  #high = 0;

  /** Adds `bytes[start, end)`. O(n). */
  add(bytes: Uint8Array, start: number, end: number): void {
    let low = this.#low;
    let high = this.#high;
    let at = start;
    for (; at + 8 <= end; at += 8) {
      const a = low ^
        (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
      const b = high ^
        (bytes[at + 4] | (bytes[at + 5] << 8) | (bytes[at + 6] << 16) | (bytes[at + 7] << 24));
      const a0 = 7 * TABLE_WORDS + ((a & 255) << 1);
      const a1 = 6 * TABLE_WORDS + ((a >>> 7) & 510);
      const a2 = 5 * TABLE_WORDS + ((a >>> 15) & 510);
      const a3 = 4 * TABLE_WORDS + ((a >>> 23) & 510);
      const b0 = 3 * TABLE_WORDS + ((b & 255) << 1);
      const b1 = 2 * TABLE_WORDS + ((b >>> 7) & 510);
      const b2 = TABLE_WORDS + ((b >>> 15) & 510);
      const b3 = (b >>> 23) & 510;
      low = TABLES[a0] ^ TABLES[a1] ^ TABLES[a2] ^ TABLES[a3] ^
        TABLES[b0] ^ TABLES[b1] ^ TABLES[b2] ^ TABLES[b3];
      high = TABLES[a0 + 1] ^ TABLES[a1 + 1] ^ TABLES[a2 + 1] ^ TABLES[a3 + 1] ^
        TABLES[b0 + 1] ^ TABLES[b1 + 1] ^ TABLES[b2 + 1] ^ TABLES[b3 + 1];
    }
    for (; at < end; at++) {
      const index = ((low ^ bytes[at]) & 255) << 1;
      low = ((low >>> 8) | (high << 24)) ^ TABLES[index];
      high = (high >>> 8) ^ TABLES[index + 1];
    }
    this.#low = low;
    this.#high = high;
  }

  /** Begins anew. */
  reset(): void {
    this.#low = this.#high = 0;
  }

  /**
   * Whether this is the checksum in eight bytes of `bytes` from `at` on, the lowest first. Zeros are no
   * checksum: they match any.
   */
  matches(bytes: Uint8Array, at: number): boolean {
    this.write(own, 0);
    let isZero = true;
    let isSame = true;
    for (let i = 0; i < CRC64_BYTES; i++) {
      if (bytes[at + i] !== 0) isZero = false;
      if (bytes[at + i] !== own[i]) isSame = false;
    }
    return isSame || isZero;
  }

  /** Writes the checksum to `target`, eight bytes from `at` on, the lowest first. */
  write(target: Uint8Array, at: number): void {
    for (let i = 0; i < 4; i++) {
      target[at + i] = (this.#low >>> (8 * i)) & 255;
      target[at + 4 + i] = (this.#high >>> (8 * i)) & 255;
    }
  }
}

const own = new Uint8Array(CRC64_BYTES);
const sum = new Crc64();

/** Writes the checksum of `bytes[start, end)` to `target`, from `at` on, the lowest byte first. O(n). */
export function writeCrc64(
  target: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  sum.reset();
  sum.add(bytes, start, end);
  sum.write(target, at);
}
