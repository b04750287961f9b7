/**
 * LZF, read only: the compression that Redis may use for the strings of a dump.
 *
 * ```
 *   000lllll                    the next l + 1 bytes as they are
 *   lllooooo oooooooo           l + 2 bytes from o + 1 bytes back, l being 1 … 6
 *   111ooooo llllllll oooooooo  l + 9 bytes from o + 1 bytes back
 * ```
 */

/** Three bytes make at most 264: what is said to be longer cannot be. */
const MOST_GROWTH = 88;

/**
 * The `length` bytes that are compressed in `source[start, end)`, or `undefined` if these are not as many
 * bytes or no LZF. Nothing is allocated for a length that cannot be. O(length).
 */
export function expandLzf(
  source: Uint8Array,
  start: number,
  end: number,
  length: number,
): Uint8Array | undefined {
  if (length > (end - start) * MOST_GROWTH) return undefined;
  const target = new Uint8Array(length);
  let from = start;
  let to = 0;
  while (from < end) {
    const control = source[from++];
    if (control < 32) {
      const count = control + 1;
      if (from + count > end || to + count > length) return undefined;
      for (let i = 0; i < count; i++) target[to++] = source[from++];
      continue;
    }
    let count = control >>> 5;
    if (count === 7) {
      if (from >= end) return undefined;
      count += source[from++];
    }
    count += 2;
    if (from >= end) return undefined;
    let back = to - ((control & 31) << 8) - source[from++] - 1;
    if (back < 0 || to + count > length) return undefined;
    // Byte by byte: the copy may run into what it has just written.
    for (let i = 0; i < count; i++) target[to++] = target[back++];
  }
  return to === length ? target : undefined;
}
