/**
 * The sizes in which the arena hands out blocks.
 *
 * Up to 256 bytes every multiple of 8 is a class of its own: a record of a short key and a short
 * value loses nothing but its rounding to 8. Above that, eight classes to each doubling, so that a
 * block is at most an eighth larger than what was asked for, and a value that grows byte by byte
 * is moved a logarithmic number of times.
 *
 * ```
 * class  1 … 32    8, 16, 24 … 256
 *       33 … 40    288, 320 … 512
 *       41 … 48    576, 640 … 1024
 *          … 120   up to 512 KiB
 * ```
 */

/** The largest size that has a class; what is larger gets whole pages. */
export const MAX_CLASS_BYTES: number = 512 * 1024;

const FINE_CLASSES = 32;
const FINE_BYTES = 256;
const DOUBLINGS = 11; // 256 B × 2^11 = 512 KiB

/** How many classes there are, with the unused class 0. */
export const CLASS_COUNT: number = 1 + FINE_CLASSES + DOUBLINGS * 8;

/** Bytes of a block of each class; index 0 is unused. */
export const CLASS_BYTES: Int32Array = classBytes();

function classBytes(): Int32Array {
  const bytes = new Int32Array(CLASS_COUNT);
  for (let i = 1; i <= FINE_CLASSES; i++) bytes[i] = i * 8;
  for (let d = 0; d < DOUBLINGS; d++) {
    const low = FINE_BYTES << d;
    for (let k = 1; k <= 8; k++) bytes[FINE_CLASSES + d * 8 + k] = low + (low >>> 3) * k;
  }
  return bytes;
}

/** The smallest class whose blocks hold `size` bytes (1 … {@linkcode MAX_CLASS_BYTES}). */
export function sizeClassOf(size: number): number {
  if (size <= FINE_BYTES) return (size + 7) >>> 3;
  const last = size - 1;
  const exponent = 31 - Math.clz32(last);
  return FINE_CLASSES + (exponent - 8) * 8 + ((last >>> (exponent - 3)) & 7) + 1;
}
