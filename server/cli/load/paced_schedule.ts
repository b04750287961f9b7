/**
 * When requests are due at a fixed rate, and with it from when on their latency counts.
 *
 * A generator that sends its next request when the last one was answered asks least while the server
 * is slowest: one stall of a second is one long request, where clients that come by their own clock
 * would have met it a thousand times. Gil Tene calls that coordinated omission; wrk2 answers it as is
 * done here. Each request has its time, whatever became of those before it, and if no connection is
 * free at that time, the waiting belongs to its latency.
 */

/** Times in equal distances. */
export class PacedSchedule {
  #taken = 0;

  /**
   * @param beginMs When the first one is due.
   * @param perSecond How many are, in a second.
   */
  constructor(private readonly beginMs: number, private readonly perSecond: number) {}

  /** When the next request is due. */
  get dueMs(): number {
    return this.beginMs + (this.#taken * 1000) / this.perSecond;
  }

  /** The next request is sent now; returns when it was due. */
  take(): number {
    const due = this.dueMs;
    this.#taken++;
    return due;
  }

  /** How many that have not been taken are due before a time, from another time on. */
  dueBetween(fromMs: number, toMs: number): number {
    return Math.max(0, this.#before(toMs) - Math.max(this.#taken, this.#before(fromMs)));
  }

  /** How many in all are due before a time. */
  #before(ms: number): number {
    return Math.max(0, Math.ceil(((ms - this.beginMs) * this.perSecond) / 1000));
  }
}
