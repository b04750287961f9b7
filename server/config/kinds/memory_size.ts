/** Sizes in bytes as CONFIG REWRITE writes them; `store/encoding/byte_size.ts` reads them. */

const UNITS: readonly (readonly [string, bigint])[] = [
  ["gb", 1024n ** 3n],
  ["mb", 1024n ** 2n],
  ["kb", 1024n],
];

/** The largest size that a setting can have. */
export const MAX_MEMORY_SIZE: bigint = 2n ** 64n - 1n;

/** The shortest exact way to write a number of bytes: `1gb`, `1500`. */
export function formatMemorySize(bytes: bigint): string {
  const unit = UNITS.find(([, size]) => bytes !== 0n && bytes % size === 0n);
  return unit === undefined ? String(bytes) : `${bytes / unit[1]}${unit[0]}`;
}
