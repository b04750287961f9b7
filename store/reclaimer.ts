/**
 * Frees what large values leave behind, a little at a time.
 *
 * Removing a key with a million elements takes no longer than removing any other: the value goes
 * onto a list here, and the sweeper frees its elements in slices. When nobody sweeps, an engine
 * without timers, everything is freed at once.
 */

import type { LargeValue } from "./large_values.ts";

/** What is freed at once, before a value is put on the list. */
const AT_ONCE = 64;

/** The values of one engine that are being freed. */
export class Reclaimer {
  /** Whether somebody calls {@linkcode Reclaimer.step} from time to time. */
  attended = false;
  readonly #pending: LargeValue[] = [];

  /** Number of values that are not freed completely yet. */
  get size(): number {
    return this.#pending.length;
  }

  /** Takes over a value that is out of use. */
  add(value: LargeValue): void {
    if (value.free(this.attended ? AT_ONCE : Infinity)) return;
    this.#pending.push(value);
  }

  /** Frees about `limit` elements. */
  step(limit: number): void {
    const value = this.#pending.at(-1);
    if (value !== undefined && value.free(limit)) this.#pending.pop();
  }

  /** Forgets everything: the arena for elements has been cleared. */
  clear(): void {
    this.#pending.length = 0;
  }
}
