/**
 * A clock that stands still while this thread is ready to run but has no processor: what it
 * measures is the program's doing, not that of other programs on the machine.
 *
 * Linux counts that delay per thread, in nanoseconds, as the second number of
 * `/proc/PID/schedstat`, where the process's own file is that of its main thread, on which
 * JavaScript runs. Elsewhere the delay reads as 0 and this is an ordinary clock.
 */

/** Elapsed time less the time spent waiting for a processor. */
export class RunningClock {
  readonly #file: Deno.FsFile | undefined;
  readonly #buffer = new Uint8Array(128);
  #lastMs = -Infinity;

  constructor() {
    try {
      this.#file = Deno.openSync("/proc/self/schedstat");
    } catch {
      this.#file = undefined;
    }
  }

  /** Milliseconds since some moment, never less than before; a reading costs a few microseconds. */
  nowMs(): number {
    for (;;) {
      const delay = this.delayMs();
      const now = performance.now();
      // A wait between the two readings would be counted on the wrong side of this moment.
      if (this.delayMs() !== delay) continue;
      // The delay is counted by another clock than the time, and may be ahead of it by a little.
      return this.#lastMs = Math.max(this.#lastMs, now - delay);
    }
  }

  /** Milliseconds that the thread has spent waiting for a processor so far. */
  delayMs(): number {
    if (this.#file === undefined) return 0;
    this.#file.seekSync(0, Deno.SeekMode.Start);
    const length = this.#file.readSync(this.#buffer) ?? 0;
    return parseSecondNumber(this.#buffer, length) / 1e6;
  }

  /** Closes its file. */
  [Symbol.dispose](): void {
    this.#file?.close();
  }
}

/** The second of several decimal numbers separated by blanks; 0 when there is none. */
export function parseSecondNumber(bytes: Uint8Array, length: number): number {
  let at = 0;
  while (at < length && bytes[at] !== 0x20) at++;
  let number = 0;
  for (at++; at < length && bytes[at] >= 0x30 && bytes[at] <= 0x39; at++) {
    number = number * 10 + bytes[at] - 0x30;
  }
  return number;
}
