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
