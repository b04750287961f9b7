/** How far a copy has come, as a line on the terminal. */

import type { CliProcess } from "../cli_command.ts";
import { CliError } from "../cli_error.ts";
import { counted } from "./contents_report.ts";

const EVERY_MS = 200;

/** Counts what has been copied, shows it, and ends the copy when the process is asked to end. */
export class CopyProgress {
  keys = 0;
  bytes = 0;
  readonly #startedMs = performance.now();
  #shownMs = 0;
  #isStopped = false;

  /** @param total Keys to copy, about. */
  constructor(
    private readonly process: CliProcess,
    private readonly what: string,
    private readonly total: number,
  ) {
    process.onStopRequest(() => {
      this.#isStopped = true;
    });
  }

  /** For how long it has gone on. */
  get seconds(): number {
    return (performance.now() - this.#startedMs) / 1000;
  }

  /**
   * More has been copied.
   * @throws {CliError} if the process is to end.
   */
  advance(keys: number, bytes: number): void {
    this.keys += keys;
    this.bytes += bytes;
    if (this.#isStopped) throw new CliError(`stopped after ${counted(this.keys, "key")}`);
    const nowMs = performance.now();
    if (nowMs - this.#shownMs < EVERY_MS) return;
    this.#shownMs = nowMs;
    const percent = this.total === 0 ? 100 : Math.min(100, (100 * this.keys) / this.total);
    const rate = counted(Math.round(this.keys / this.seconds), "key");
    this.process.progress(
      `${this.what} ${counted(this.keys, "key")} (${Math.floor(percent)} %), ` +
        `${(this.bytes / 2 ** 20).toFixed(1)} MiB, ${rate} a second`,
    );
  }

  /** Takes the line away. */
  end(): void {
    this.process.progress("");
  }
}
