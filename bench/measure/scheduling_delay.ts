/**
 * How long this thread was ready to run but had no processor: the part of a pause that is the
 * machine's doing, not the program's.
 *
 * Linux counts it per thread, in nanoseconds, as the second number of `/proc/PID/schedstat`, where
 * the process's own file is that of its main thread, on which JavaScript runs. Elsewhere the delay
 * reads as 0 and pauses are told as the clock saw them.
 */

/** Reads the counter of this process over one open file, in a few microseconds. */
export class SchedulingDelay {
  readonly #file: Deno.FsFile | undefined;
  readonly #buffer = new Uint8Array(128);

  constructor() {
    try {
      this.#file = Deno.openSync("/proc/self/schedstat");
    } catch {
      this.#file = undefined;
    }
  }

  /** Milliseconds spent waiting for a processor since the process began. */
  readMs(): number {
    if (this.#file === undefined) return 0;
    this.#file.seekSync(0, Deno.SeekMode.Start);
    const length = this.#file.readSync(this.#buffer) ?? 0;
    return parseSecondNumber(this.#buffer, length) / 1e6;
  }

  /** Closes the file. */
  close(): void {
    this.#file?.close();
  }
}

/** The second of several decimal numbers separated by blanks. */
export function parseSecondNumber(bytes: Uint8Array, length: number): number {
  let at = 0;
  while (at < length && bytes[at] !== 0x20) at++;
  let number = 0;
  for (at++; at < length && bytes[at] >= 0x30 && bytes[at] <= 0x39; at++) {
    number = number * 10 + bytes[at] - 0x30;
  }
  return number;
}
