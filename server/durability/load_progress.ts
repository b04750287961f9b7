/** How far loading has come: what INFO shows, and what the log says now and then. */

import type { Logger } from "../log.ts";

/** The log gets a line so often. */
const LOG_INTERVAL_MS = 2000;

/** Data on its way into memory. */
export class LoadProgress {
  /** Bytes of all files to load, and how many of them have been. */
  totalBytes = 0;
  loadedBytes = 0;
  /** What the writer of the snapshot had in use, in bytes; 0 if it does not tell. */
  usedMemoryBytes = 0;
  #loggedMs: number;

  /** @param startedMs in ms since the epoch */
  constructor(readonly startedMs: number, private readonly log: Logger) {
    this.#loggedMs = startedMs;
  }

  /** The share that is done, in per cent. */
  get percent(): number {
    return this.totalBytes === 0 ? 0 : (this.loadedBytes / this.totalBytes) * 100;
  }

  /** How long the rest will take, in seconds, if it goes on like this. */
  remainingSeconds(nowMs: number): number {
    const elapsed = Math.floor((nowMs - this.startedMs) / 1000);
    if (elapsed === 0 || this.loadedBytes === 0) return 1;
    return Math.floor((elapsed * (this.totalBytes - this.loadedBytes)) / this.loadedBytes);
  }

  /** So many bytes of `file` have been loaded, with so many keys in memory by now. */
  advance(file: string, loadedBytes: number, keys: number, nowMs: number): void {
    this.loadedBytes = loadedBytes;
    if (nowMs - this.#loggedMs < LOG_INTERVAL_MS) return;
    this.#loggedMs = nowMs;
    this.log.notice(
      `Loading ${file}: ${this.percent.toFixed(0)}% (${keys.toLocaleString("en")} keys, ` +
        `about ${this.remainingSeconds(nowMs)} s to go)`,
    );
  }
}
