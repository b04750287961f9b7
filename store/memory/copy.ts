/**
 * Copying bytes between buffers, or between two places of one.
 *
 * A short copy is cheaper as a loop: `set` on a subarray costs two objects and a call into the
 * runtime. From some sixty bytes on the runtime's block copy wins.
 */

/** The longest copy that is made byte by byte. */
const LOOP_BYTES = 64;

/** Copies `source[start, end)` to `target` at `at`. In one buffer, the ranges do not overlap. */
export function copyBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): void {
  const length = end - start;
  if (length <= LOOP_BYTES) {
    for (let i = 0; i < length; i++) target[at + i] = source[start + i];
  } else {
    target.set(source.subarray(start, end), at);
  }
}
