/**
 * The time of last use as an access word: milliseconds since the epoch in units of 4 ms, modulo
 * 2³², which goes round in 198 days.
 */

/** Milliseconds to a unit. */
export const ACCESS_UNIT_MS = 4;

/** The access word of a use at `nowMs`. */
export function accessWord(nowMs: number): number {
  return (nowMs / ACCESS_UNIT_MS) | 0;
}

/** Milliseconds since the use that `word` stands for. */
export function idleMs(word: number, nowMs: number): number {
  return ((accessWord(nowMs) - word) >>> 0) * ACCESS_UNIT_MS;
}
