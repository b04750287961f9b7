/**
 * Several strings of bytes as ranges of one buffer, so that a list of any length makes no objects: the
 * arguments of a request have this shape.
 */

/** String `i` is `bytes[starts[i], ends[i])`. */
export interface ByteRanges {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Copies of the strings from index `from` up to `to`. */
export function copyRanges(ranges: ByteRanges, from: number, to: number): Uint8Array[] {
  const copies: Uint8Array[] = [];
  for (let i = from; i < to; i++) copies.push(ranges.bytes.slice(ranges.starts[i], ranges.ends[i]));
  return copies;
}

const INITIAL_BYTES = 256;
const INITIAL_STRINGS = 16;
/** A longer buffer is given back when it is cleared. */
const KEPT_BYTES = 64 * 1024;

/** Strings that are copied into one buffer, which grows. */
export class RangeBuffer implements ByteRanges {
  bytes: Uint8Array = new Uint8Array(INITIAL_BYTES);
  starts: Int32Array = new Int32Array(INITIAL_STRINGS);
  ends: Int32Array = new Int32Array(INITIAL_STRINGS);
  /** Number of strings. */
  count = 0;

  /** Forgets all strings, and a buffer that has become very long. */
  clear(): void {
    this.count = 0;
    if (this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(INITIAL_BYTES);
    if (this.starts.byteLength > KEPT_BYTES) {
      this.starts = new Int32Array(INITIAL_STRINGS);
      this.ends = new Int32Array(INITIAL_STRINGS);
    }
  }

  /** Adds a copy of `bytes[start, end)`. Amortised O(its length). */
  add(bytes: Uint8Array, start: number, end: number): void {
    const at = this.append(end - start);
    if (end - start <= LOOP_BYTES) {
      for (let i = start, to = at; i < end; i++, to++) this.bytes[to] = bytes[i];
    } else {
      this.bytes.set(bytes.subarray(start, end), at);
    }
  }

  /** Adds a string of that length, whose bytes are the caller's to write; returns where it begins. */
  append(length: number): number {
    const { count } = this;
    const start = count === 0 ? 0 : this.ends[count - 1];
    if (start + length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(start + length, 2 * this.bytes.length));
      grown.set(this.bytes.subarray(0, start));
      this.bytes = grown;
    }
    if (count === this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
    }
    this.starts[count] = start;
    this.ends[count] = start + length;
    this.count++;
    return start;
  }
}

/** Up to this length a loop copies faster than `set` with a subarray. */
const LOOP_BYTES = 64;

function doubled(array: Int32Array): Int32Array {
  const grown = new Int32Array(2 * array.length);
  grown.set(array);
  return grown;
}
