/** How many HTTP requests have been answered, by status. Counting costs one addition. */

const FIRST_STATUS = 100;
const STATUSES = 500;

/** Counts the responses of one server. */
export class HttpCounters {
  readonly #responses = new Float64Array(STATUSES);

  /** A response of that status, 100 … 599, is on its way. */
  count(status: number): void {
    this.#responses[status - FIRST_STATUS]++;
  }

  /** The statuses that have been, and how often. */
  *responses(): Generator<[status: number, count: number]> {
    for (let i = 0; i < STATUSES; i++) {
      if (this.#responses[i] > 0) yield [i + FIRST_STATUS, this.#responses[i]];
    }
  }
}
