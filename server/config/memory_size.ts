/**
 * Sizes in bytes as redis.conf writes them: `1500`, `64mb`, `2g`.
 *
 * `k`, `m`, `g` are powers of 1000 and `kb`, `mb`, `gb` powers of 1024. Sizes are bigints here
 * because the settings' ranges reach 2^64 - 1.
 */

const UNITS: Readonly<Record<string, bigint>> = {
  "": 1n,
  b: 1n,
  k: 1000n,
  kb: 1024n,
  m: 1000_000n,
  mb: 1024n * 1024n,
  g: 1000_000_000n,
  gb: 1024n * 1024n * 1024n,
};

/** The largest size: what does not fit into 64 bits counts as this much. */
export const MAX_MEMORY_SIZE: bigint = 2n ** 64n - 1n;

/**
 * Bytes of a size such as `64mb` (units in any case), or undefined when it is not one.
 *
 * As in Redis, missing digits are a zero: the empty text means 0 bytes.
 */
export function parseMemorySize(text: string): bigint | undefined {
  const match = /^(\d{0,127})([a-z]{0,2})$/i.exec(text);
  if (match === null) return undefined;
  const unit = UNITS[match[2].toLowerCase()];
  if (unit === undefined) return undefined;
  const bytes = BigInt(match[1]) * unit;
  return bytes > MAX_MEMORY_SIZE ? MAX_MEMORY_SIZE : bytes;
}

/** The shortest exact way to write a number of bytes: `1gb`, `1500`. */
export function formatMemorySize(bytes: bigint): string {
  if (bytes === 0n) return "0";
  for (const unit of ["gb", "mb", "kb"]) {
    const size = UNITS[unit];
    if (bytes % size === 0n) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}
