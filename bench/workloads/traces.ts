/**
 * Sequences of requests to caches: which key is asked for after which.
 *
 * Four shapes, each with what it is hard on:
 * - zipf: few keys take most requests, always the same ones. Frequency is all there is to learn.
 * - scan: the same, cut by long runs of keys that are never asked for again. A policy that admits
 *   whatever came last (LRU, FIFO) throws its good keys out for them.
 * - loop: all keys in turn, over and over. LRU always evicts the key that is needed soonest.
 * - shifting: Zipf whose favourites change. A policy that never forgets keeps yesterday's.
 */
import type { Random } from "../../tests/helpers/random.ts";
import { Zipf } from "../../server/cli/load/zipf.ts";

/** Requests as key numbers. */
export interface Trace {
  /** Name in tables. */
  name: string;
  /** Key numbers are below this. */
  universe: number;
  /** One key number a request. */
  requests: Uint32Array;
}

/** How large a trace is. */
export interface TraceSize {
  /** Keys that a Zipf or a loop draws from. */
  keys: number;
  /** Requests. */
  requests: number;
}

/** The exponent of all Zipf traces. */
export const ZIPF_EXPONENT = 0.99;

/** Zipf over a fixed set of keys. */
export function zipfTrace(size: TraceSize, random: Random): Trace {
  const ranks = new Zipf(size.keys, ZIPF_EXPONENT, random);
  const keyOfRank = permutation(size.keys, random);
  const requests = new Uint32Array(size.requests);
  for (let i = 0; i < requests.length; i++) requests[i] = keyOfRank[ranks.next() - 1];
  return { name: "zipf", universe: size.keys, requests };
}

/**
 * Zipf, in which each stretch of twice a hundredth of the keys is followed by a scan of a
 * hundredth: every third request is to a key that comes up once.
 */
export function scanTrace(size: TraceSize, random: Random): Trace {
  const zipf = zipfTrace(size, random).requests;
  const scan = Math.max(1, Math.floor(size.keys / 100));
  const requests = new Uint32Array(size.requests);
  let fresh = size.keys;
  for (let i = 0; i < requests.length; i++) {
    requests[i] = i % (3 * scan) < 2 * scan ? zipf[i] : fresh++;
  }
  return { name: "scan", universe: fresh, requests };
}

/** All keys in turn, over and over. */
export function loopTrace(size: TraceSize): Trace {
  const requests = Uint32Array.from({ length: size.requests }, (_, i) => i % size.keys);
  return { name: "loop", universe: size.keys, requests };
}

/** Zipf that moves on to other keys: in each twentieth of the trace, rank 1 is another key. */
export function shiftingTrace(size: TraceSize, random: Random): Trace {
  const ranks = new Zipf(size.keys, ZIPF_EXPONENT, random);
  const keyOfRank = permutation(size.keys, random);
  const phases = 20;
  const requests = new Uint32Array(size.requests);
  for (let i = 0; i < requests.length; i++) {
    const phase = Math.floor(i * phases / requests.length);
    const shifted = ranks.next() - 1 + phase * Math.floor(size.keys / phases);
    requests[i] = keyOfRank[shifted % size.keys];
  }
  return { name: "shifting", universe: size.keys, requests };
}

/** All four. */
export function allTraces(size: TraceSize, random: Random): Trace[] {
  return [
    zipfTrace(size, random),
    scanTrace(size, random),
    loopTrace(size),
    shiftingTrace(size, random),
  ];
}

/** The numbers below `n` in random order. */
export function permutation(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}
