/**
 * LZF: the compression that Redis may use for the strings of a dump. Fast rather than thorough: whoever
 * compresses remembers where each three bytes were seen last, and looks nowhere else.
 *
 * ```
 *   000lllll                    the next l + 1 bytes as they are
 *   lllooooo oooooooo           l + 2 bytes from o + 1 bytes back, l being 1 … 6
 *   111ooooo llllllll oooooooo  l + 9 bytes from o + 1 bytes back
 * ```
 */

/** Three bytes make at most 264: what is said to be longer cannot be. */
const MOST_GROWTH = 88;

/** Whether so many bytes of LZF can be `length` bytes; where they cannot, nothing is to be allocated. */
export function canExpand(compressed: number, length: number): boolean {
  return length <= compressed * MOST_GROWTH;
}

/**
 * Writes what is compressed in `source[start, end)` to the first `length` bytes of `target`; false if it is
 * not as many bytes or no LZF. O(length).
 */
export function expandLzf(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  length: number,
): boolean {
  let from = start;
  let to = 0;
  while (from < end) {
    const control = source[from++];
    if (control < 32) {
      const count = control + 1;
      if (from + count > end || to + count > length) return false;
      for (let i = 0; i < count; i++) target[to++] = source[from++];
      continue;
    }
    let count = control >>> 5;
    if (count === 7) {
      if (from >= end) return false;
      count += source[from++];
    }
    count += 2;
    if (from >= end) return false;
    let back = to - ((control & 31) << 8) - source[from++] - 1;
    if (back < 0 || to + count > length) return false;
    // Byte by byte: the copy may run into what it has just written.
    for (let i = 0; i < count; i++) target[to++] = target[back++];
  }
  return to === length;
}

/** How far back a match may be. */
const MOST_BACK = 1 << 13;
/** The longest match. */
const MOST_MATCH = 264;
/** The longest run of literal bytes. */
const MOST_LITERALS = 32;
const SLOT_BITS = 13;

/**
 * Where three bytes of a hash were seen last, counted from `base`. What is below `base` is of an earlier
 * source: so the table need not be emptied for each, which would cost more than a short string.
 */
const seen = new Int32Array(1 << SLOT_BITS);
let base = 1;

/**
 * Compresses `source[start, end)` to `target` from `at` on, in less than `most` bytes; returns how many
 * it took, 0 if it does not get that small. `target` needs room for `most` bytes. O(n).
 */
export function compressLzf(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
  most: number,
): number {
  if (base > 0x7fffffff - (end - start)) {
    seen.fill(0);
    base = 1;
  }
  // Position `from` of the source is `shift + from` in the table.
  const shift = base - start;
  base += end - start;
  const limit = at + most - 4;
  const last = end - 2;
  let from = start;
  let control = at;
  let to = at + 1;
  while (from < last) {
    if (to >= limit) return 0;
    const three = source[from] | (source[from + 1] << 8) | (source[from + 2] << 16);
    const slot = Math.imul(three, 0x9e3779b1) >>> (32 - SLOT_BITS);
    const match = seen[slot] - shift;
    seen[slot] = from + shift;
    if (
      match < start || from - match > MOST_BACK || source[match] !== source[from] ||
      source[match + 1] !== source[from + 1] || source[match + 2] !== source[from + 2]
    ) {
      target[to++] = source[from++];
      if (to - control > MOST_LITERALS) {
        target[control] = MOST_LITERALS - 1;
        control = to++;
      }
      continue;
    }
    const longest = Math.min(end - from, MOST_MATCH);
    let length = 3;
    while (length < longest && source[match + length] === source[from + length]) length++;
    const literals = to - control - 1;
    if (literals === 0) to--;
    else target[control] = literals - 1;
    const back = from - match - 1;
    if (length < 9) target[to++] = ((length - 2) << 5) | (back >>> 8);
    else {
      target[to++] = 0xe0 | (back >>> 8);
      target[to++] = length - 9;
    }
    target[to++] = back & 255;
    control = to++;
    from += length;
  }
  for (; from < end; from++) {
    if (to >= limit) return 0;
    target[to++] = source[from];
    if (to - control > MOST_LITERALS) {
      target[control] = MOST_LITERALS - 1;
      control = to++;
    }
  }
  const literals = to - control - 1;
  if (literals === 0) to--;
  else target[control] = literals - 1;
  return to - at;
}
