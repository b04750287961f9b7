/**
 * What a server counts: the figures of INFO's stats section.
 */

/** Counters since the start or the last CONFIG RESETSTAT. */
export class ServerStats {
  connections = 0;
  rejectedConnections = 0;
  commands = 0;
  netInputBytes = 0;
  netOutputBytes = 0;
  /** Replies that were errors. */
  errors = 0;
  /** Errors by their first word ("ERR", "WRONGTYPE"). */
  readonly errorsByKind: Map<string, number> = new Map();
  /** Connections closed because of their query buffer or output buffer. */
  queryBufferDisconnections = 0;
  outputBufferDisconnections = 0;
  /** Commands a second and bytes a second over the last samples. */
  readonly commandRate: Rate = new Rate();
  readonly inputRate: Rate = new Rate();
  readonly outputRate: Rate = new Rate();
  /** Most memory that was ever in use, in bytes. */
  peakMemoryBytes = 0;
  /** How often the counters were set back: whoever wants to know what has happened in between compares. */
  resets = 0;

  /** An error reply of that text was written. */
  countError(text: string): void {
    this.errors++;
    const space = text.indexOf(" ");
    const kind = space < 0 ? text : text.slice(0, space);
    // Errors of many kinds come only from scripts gone wild: the table stays small.
    if (this.errorsByKind.size >= 128 && !this.errorsByKind.has(kind)) return;
    this.errorsByKind.set(kind, (this.errorsByKind.get(kind) ?? 0) + 1);
  }

  /** Takes a sample for the rates; called about ten times a second. */
  sample(nowMs: number): void {
    this.commandRate.sample(nowMs, this.commands);
    this.inputRate.sample(nowMs, this.netInputBytes);
    this.outputRate.sample(nowMs, this.netOutputBytes);
  }

  reset(): void {
    this.resets++;
    this.connections = 0;
    this.rejectedConnections = 0;
    this.commands = 0;
    this.netInputBytes = 0;
    this.netOutputBytes = 0;
    this.errors = 0;
    this.errorsByKind.clear();
    this.queryBufferDisconnections = 0;
    this.outputBufferDisconnections = 0;
    for (const rate of [this.commandRate, this.inputRate, this.outputRate]) rate.reset();
  }
}

const SAMPLES = 16;

/** A rate per second, averaged over the last samples of a counter. */
export class Rate {
  readonly #rates = new Float64Array(SAMPLES);
  #next = 0;
  #lastMs = 0;
  #lastCount = 0;

  /** The counter stood at `count` at `nowMs`. */
  sample(nowMs: number, count: number): void {
    const elapsed = nowMs - this.#lastMs;
    if (this.#lastMs !== 0 && elapsed > 0) {
      this.#rates[this.#next] = ((count - this.#lastCount) * 1000) / elapsed;
      this.#next = (this.#next + 1) % SAMPLES;
    }
    this.#lastMs = nowMs;
    this.#lastCount = count;
  }

  /** The average of the samples, per second. */
  perSecond(): number {
    return this.#rates.reduce((sum, rate) => sum + rate, 0) / SAMPLES;
  }

  reset(): void {
    this.#rates.fill(0);
    this.#lastMs = 0;
    this.#lastCount = 0;
  }
}
