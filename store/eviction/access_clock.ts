/**
 * The time of last use as an access word: milliseconds since the epoch in units of 4 ms, modulo
 * 2³², which goes round in 198 days.
 */

import type { Sample } from "./policy.ts";

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

/**
 * Ranks sampled records whose access words are times: the earliest goes first. The score is the time
 * itself, not how long ago that is, so it stays right while others are sampled.
 */
export function rankByTime({ count, words, scores }: Sample, nowMs: number): void {
  const now = accessWord(nowMs);
  for (let i = 0; i < count; i++) {
    scores[i] = ((now - words[i]) >>> 0) * ACCESS_UNIT_MS - nowMs;
  }
}
