/**
 * CRC-64 with Jones's polynomial, reflected, begun at 0: the checksum of Redis's dumps.
 *
 * A remainder is kept as two words of 32 bits. The table has, for each byte, the remainder of that
 * byte followed by eight zero bytes.
 */

/** 0xad93d23594c935a9 with its bits in reverse order. */
const POLYNOMIAL_HIGH = 0x95ac9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;

/** Bytes of a checksum. */
export const CRC64_BYTES = 8;

const TABLE_HIGH = new Int32Array(256);
const TABLE_LOW = new Int32Array(256);
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
  TABLE_HIGH[byte] = high;
  TABLE_LOW[byte] = low;
}

/** Writes the checksum of `bytes[start, end)` to `target`, from `at` on, the lowest byte first. O(n). */
export function writeCrc64(
  target: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let high = 0;
  let low = 0;
  for (let i = start; i < end; i++) {
    const index = (low ^ bytes[i]) & 255;
    low = ((low >>> 8) | (high << 24)) ^ TABLE_LOW[index];
    high = (high >>> 8) ^ TABLE_HIGH[index];
  }
  for (let i = 0; i < 4; i++) {
    target[at + i] = (low >>> (8 * i)) & 255;
    target[at + 4 + i] = (high >>> (8 * i)) & 255;
  }
}
