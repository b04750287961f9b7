/**
 * Plays a trace against a cache and counts hits: look the key up, and on a miss store it.
 */
import type { Trace } from "./traces.ts";

/** A cache as a trace sees it. */
export interface SimulatedCache {
  /** Asks for a key, stores it when it is missing, and returns whether it was there. */
  request(key: number): boolean;
}

/**
 * The share of requests that hit.
 *
 * @param warmUp share of the trace that is played before counting begins, in [0, 1): the misses of
 *   an empty cache say nothing about what it evicts.
 */
export function hitRatio(trace: Trace, cache: SimulatedCache, warmUp = 0.2): number {
  const { requests } = trace;
  const begin = Math.floor(requests.length * warmUp);
  for (let i = 0; i < begin; i++) cache.request(requests[i]);
  let hits = 0;
  for (let i = begin; i < requests.length; i++) {
    if (cache.request(requests[i])) hits++;
  }
  return hits / (requests.length - begin);
}

/** Time that a simulation moves: a fixed step for each request, told in whole milliseconds. */
export class RequestClock {
  #microseconds = 1e15;

  /** @param stepMicros microseconds between two requests. */
  constructor(readonly stepMicros: number) {}

  /** Milliseconds, whole, as `Date.now()` gives them. */
  now(): number {
    return Math.floor(this.#microseconds / 1000);
  }

  /** Moves on by one request. */
  step(): void {
    this.#microseconds += this.stepMicros;
  }
}
