/** How many HTTP requests have been answered, by status, and how long it took. */

import { latencyBucket, MAX_NANOSECONDS } from "../../latency_histogram.ts";
import { LatencyDistribution } from "./latency_distribution.ts";
import { type LatencyFigures, latencyFigures } from "./performance_figures.ts";

const FIRST_STATUS = 100;
const STATUSES = 500;
const SERVER_ERROR = 500;

/** The figures of HTTP requests since the start. */
export interface HttpFigures {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Responses that were the server's fault: status 500 and above. */
  readonly errors: number;
  readonly errorRate: number;
  /** From the request's head to the head of its response, in microseconds. */
  readonly latency: LatencyFigures;
  /** How many responses there were of each status. */
  readonly responses: Readonly<Record<string, number>>;
}

/** Reading the clock twice costs some per cent of the shortest request: one in so many is timed. */
const TIMED_ONE_IN = 16;

/** Counts the responses of one server. */
export class HttpCounters {
  /** The latencies of all requests, each timed one standing for those since the one before. */
  readonly latencies: LatencyDistribution = new LatencyDistribution();
  /** Their sum. */
  microseconds = 0;
  readonly #responses = new Float64Array(STATUSES);
  #begun = 0;
  /** How many of them the latencies stand for. */
  #measured = 0;

  /** A request has come. What this returns is to be given to `count`. */
  begin(): number {
    return (this.#begun++ & (TIMED_ONE_IN - 1)) === 0 ? performance.now() : 0;
  }

  /** Its response, of status 100 … 599, is on its way. */
  count(status: number, begun: number): void {
    this.#responses[status - FIRST_STATUS]++;
    if (begun !== 0) this.#measure(performance.now() - begun);
  }

  #measure(milliseconds: number): void {
    const weight = this.#begun - this.#measured;
    this.#measured = this.#begun;
    // It began together with others, one of which stands for it.
    if (weight === 0) return;
    const nanoseconds = Math.min(milliseconds * 1e6, MAX_NANOSECONDS) | 0;
    this.latencies.add(latencyBucket(nanoseconds), weight);
    this.microseconds += milliseconds * 1000 * weight;
  }

  /** The statuses that have been, and how often. */
  *responses(): Generator<[status: number, count: number]> {
    for (let i = 0; i < STATUSES; i++) {
      if (this.#responses[i] > 0) yield [i + FIRST_STATUS, this.#responses[i]];
    }
  }

  /** The figures of so many seconds. */
  figures(seconds: number): HttpFigures {
    const responses = [...this.responses()];
    const requests = responses.reduce((sum, [, count]) => sum + count, 0);
    const errors = responses
      .filter(([status]) => status >= SERVER_ERROR)
      .reduce((sum, [, count]) => sum + count, 0);
    const { latencies, microseconds } = this;
    const average = latencies.count === 0 ? undefined : microseconds / latencies.count;
    return {
      requests,
      requestsPerSecond: seconds <= 0 ? 0 : Math.round((requests / seconds) * 1000) / 1000,
      errors,
      errorRate: requests === 0 ? 0 : errors / requests,
      latency: latencyFigures(latencies, average),
      responses: Object.fromEntries(responses),
    };
  }
}
