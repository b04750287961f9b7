/**
 * Least frequently used: a logarithmic counter that decays with time, as Redis has it.
 *
 * ```
 * access word   bits 0–7   counter, 0 … 255
 *               bits 8–23  minute of the last decay, modulo 2¹⁶
 * ```
 *
 * The counter is Morris's (1978): a use increments it with the probability
 * 1 / ((counter − 5) × logFactor + 1), so 255 stands for about a million uses at a factor of 10.
 * It begins at 5, lest a new key go before it had a chance, and loses one for each `decayMinutes`
 * without use.
 */

import type { CandidateSource, EvictionPolicy } from "./policy.ts";

const INITIAL = 5;
const MINUTE_MS = 60_000;

/** How the counter grows and decays; see the file's head. */
export interface LfuTuning {
  /** 0 counts every use; larger values need more uses for the same counter. */
  logFactor: number;
  /** Minutes after which the counter loses one; 0: never. */
  decayMinutes: number;
}

/** Redis's defaults. */
export const DEFAULT_LFU_TUNING: LfuTuning = { logFactor: 10, decayMinutes: 1 };

function minuteOf(nowMs: number): number {
  return Math.floor(nowMs / MINUTE_MS) & 0xffff;
}

/** The counter of an access word as it stands at `nowMs`, decay included: 0 … 255. */
export function frequency(word: number, nowMs: number, tuning: LfuTuning): number {
  const counter = word & 255;
  if (tuning.decayMinutes === 0) return counter;
  const elapsed = (minuteOf(nowMs) - (word >>> 8)) & 0xffff;
  return Math.max(0, counter - Math.floor(elapsed / tuning.decayMinutes));
}

/** The access word of a key whose counter is set to `counter`, 0 … 255, at `nowMs`. */
export function frequencyWord(counter: number, nowMs: number): number {
  return (minuteOf(nowMs) << 8) | counter;
}

/** Makes the policy for a source of candidates. `tuning` may change while it is in use. */
export function lfu(name: string, source: CandidateSource, tuning: LfuTuning): EvictionPolicy {
  return {
    name,
    source,
    indifferent: false,
    countsFrequency: true,
    created: (nowMs) => (minuteOf(nowMs) << 8) | INITIAL,
    used(word, nowMs) {
      const counter = frequency(word, nowMs, tuning);
      const chance = 1 / (Math.max(0, counter - INITIAL) * tuning.logFactor + 1);
      const next = counter < 255 && Math.random() < chance ? counter + 1 : counter;
      return (minuteOf(nowMs) << 8) | next;
    },
    rank({ count, words, scores }, nowMs) {
      for (let i = 0; i < count; i++) scores[i] = 255 - frequency(words[i], nowMs, tuning);
    },
  };
}
