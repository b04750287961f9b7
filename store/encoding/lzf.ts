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

/** Slots of the table, as bits of a hash: fewer for short sources, whose slots then stay in the cache. */
const SLOT_BITS = 13;
const SHORT_SLOT_BITS = 9;
const SHORT_BYTES = 512;
/** After so many bytes without a match, as a shift, fewer of them are looked at. */
const PATIENCE_SHIFT = 4;

/**
 * Where three bytes of a hash were seen last, counted from `base`. What is below `base` is of an earlier
 * source: so the table need not be emptied for each, which would cost more than a short string.
 */
const seen = new Int32Array(1 << SLOT_BITS);
let base = 1;

/**
 * Compresses `source[start, end)` to `target` from `at` on, in at most `most` bytes; returns how many it
 * took, 0 if it does not get that small. O(n).
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
  const slotShift = 32 - (end - start <= SHORT_BYTES ? SHORT_SLOT_BITS : SLOT_BITS);
  const limit = at + most;
  const last = end - 2;
  let from = start;
  let misses = 0;
  /** Bytes from here on have not been written yet. */
  let pending = start;
  let to = at;
  while (from < last) {
    const first = source[from];
    const second = source[from + 1];
    const third = source[from + 2];
    const slot = Math.imul(first | (second << 8) | (third << 16), 0x9e3779b1) >>> slotShift;
    let match = seen[slot] - shift;
    seen[slot] = from + shift;
    if (
      match < start || from - match > MOST_BACK || source[match] !== first ||
      source[match + 1] !== second || source[match + 2] !== third
    ) {
      from += 1 + (misses++ >>> PATIENCE_SHIFT);
      continue;
    }
    misses = 0;
    // Bytes that were passed over may belong to it.
    while (from > pending && match > start && source[from - 1] === source[match - 1]) {
      from--;
      match--;
    }
    const longest = Math.min(end - from, MOST_MATCH);
    let length = 3;
    while (length < longest && source[match + length] === source[from + length]) length++;
    to = writeLiterals(source, pending, from, target, to, limit - 3);
    if (to < 0) return 0;
    const back = from - match - 1;
    if (length < 9) target[to++] = ((length - 2) << 5) | (back >>> 8);
    else {
      target[to++] = 0xe0 | (back >>> 8);
      target[to++] = length - 9;
    }
    target[to++] = back & 255;
    from += length;
    pending = from;
  }
  to = writeLiterals(source, pending, end, target, to, limit);
  return to < 0 ? 0 : to - at;
}

/** Writes bytes as they are, in runs; returns where they end, -1 if that is beyond `limit`. */
function writeLiterals(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
  limit: number,
): number {
  const runs = Math.ceil((end - start) / MOST_LITERALS);
  if (at + end - start + runs > limit) return -1;
  for (let from = start; from < end;) {
    const run = Math.min(end - from, MOST_LITERALS);
    target[at++] = run - 1;
    for (let i = 0; i < run; i++) target[at++] = source[from++];
  }
  return at;
}
