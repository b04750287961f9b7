/**
 * Looks at the requests of a pipeline before they are executed, so that their keys are in the
 * processor's cache when they are: see `store/keyspace/prefetch.ts`.
 *
 * What it sees is a guess that nothing depends on. It takes the second word of a request for its
 * key, which is right for nearly all commands, and understands only requests in the form that
 * clients send; at anything else it stops. The parser reads everything again.
 */

import { KeyProbe } from "../store/keyspace/key_probe.ts";
import { isWorthPrefetching, prefetch } from "../store/keyspace/prefetch.ts";
import type { Table } from "../store/keyspace/table.ts";

/** Requests per look. The processor has about a dozen memory accesses under way at once. */
const WINDOW = 16;
/** A pipeline of short requests is at least so long; below, there is nothing to look ahead to. */
const MIN_BYTES = 80;
const MAX_ARGUMENTS = 9;
const MAX_KEY_BYTES = 256;

const CR = 0x0d;
const ZERO = 0x30;
const DOLLAR = 0x24;
const ASTERISK = 0x2a;

/** Looks ahead in the tables of one engine. One serves all clients. */
export class LookAhead {
  readonly #hashes = new Int32Array(WINDOW);
  #probe = new KeyProbe(0, 0);
  /** How many hashes the last look has found. */
  count = 0;
  /** Keeps the loads of `prefetch` from being left out. */
  touched = 0;

  /**
   * Looks at the next requests of `bytes[start, end)`, which begin at `start`. Returns up to where
   * it saw requests: look again when execution has come so far. Returns `end` when there is nothing
   * to gain or to understand. Never reads at or past `end`.
   */
  look(table: Table, bytes: Uint8Array, start: number, end: number): number {
    this.count = 0;
    if (end - start < MIN_BYTES || !isWorthPrefetching(table)) return end;
    if (this.#probe.seed0 !== table.seed0 || this.#probe.seed1 !== table.seed1) {
      this.#probe = new KeyProbe(table.seed0, table.seed1);
    }
    let at = start;
    for (let requests = 0; requests < WINDOW; requests++) {
      const next = this.#request(bytes, at, end);
      if (next < 0) {
        at = end;
        break;
      }
      at = next;
    }
    if (this.count > 1) this.touched = prefetch(table, this.#hashes, this.count);
    return at;
  }

  /** Notes the key of the request at `at`. Returns where the next one begins, or -1. */
  #request(bytes: Uint8Array, at: number, end: number): number {
    if (at + 4 > end || bytes[at] !== ASTERISK || bytes[at + 2] !== CR) return -1;
    const count = bytes[at + 1] - ZERO;
    if (count < 1 || count > MAX_ARGUMENTS) return -1;
    at += 4;
    for (let i = 0; i < count; i++) {
      if (at + 4 > end || bytes[at] !== DOLLAR) return -1;
      let length = 0;
      for (at++; bytes[at] !== CR; at++) {
        // Longer than what is there, or no number at all: not for here.
        if (at + 1 >= end || length > end) return -1;
        length = length * 10 + bytes[at] - ZERO;
      }
      at += 2;
      if (!(length >= 0 && at + length + 2 <= end)) return -1;
      if (i === 1 && length <= MAX_KEY_BYTES) {
        this.#probe.load(bytes, at, at + length);
        this.#hashes[this.count++] = this.#probe.hash;
      }
      at += length + 2;
    }
    return at;
  }
}
