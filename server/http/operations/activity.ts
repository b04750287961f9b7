/**
 * What commands have done in a stretch of time: how many, how many in vain, how long they took.
 *
 *     LatencyHistogram of each command ──growth──► CommandMeter ──► Activity of its family, this second
 *                                                       └─────────► totals of the command
 */

import type { Command } from "../../command/command.ts";
import { SeenLatencies } from "../../latency_histogram.ts";
import { LatencyDistribution } from "./latency_distribution.ts";

/** The activity of one or more commands. */
export class Activity {
  /** Executions, the failed ones included. */
  calls = 0;
  /** Executions that ended in an error. */
  failed = 0;
  /** Requests refused before execution. */
  rejected = 0;
  /** The executions that `microseconds` is about, and how long they took. */
  measured = 0;
  microseconds = 0;
  /** Pairs of a bucket of `LatencyHistogram` and the executions in it. */
  readonly latencies: number[] = [];

  /** Adds another one, its latencies excepted. */
  add(other: Activity): void {
    this.calls += other.calls;
    this.failed += other.failed;
    this.rejected += other.rejected;
    this.measured += other.measured;
    this.microseconds += other.microseconds;
  }

  /** Adds its latencies to a distribution. */
  addLatenciesTo(distribution: LatencyDistribution): void {
    const { latencies } = this;
    for (let i = 0; i < latencies.length; i += 2) distribution.add(latencies[i], latencies[i + 1]);
  }
}

/** Reads what one command has counted, now and then; executing it costs nothing more for it. */
export class CommandMeter {
  /** All that was read since the start or the last CONFIG RESETSTAT. */
  total: Activity = new Activity();
  /** The latencies of all that, and their sum; undefined before the first one. */
  latencies: LatencyDistribution | undefined;
  latencyMicroseconds = 0;
  /** What has been read of the command's histogram. */
  #seen: SeenLatencies | undefined;
  /** Executions that `measured` stands for already, and those of them that were timed. */
  #measured = 0;
  #timedCalls = 0;
  #timedMicroseconds = 0;

  constructor(readonly command: Command) {}

  /** Family of the command, as COMMAND DOCS names it. */
  get family(): string {
    return this.command.spec.group;
  }

  /** Whether there is anything new. */
  get hasMoved(): boolean {
    const { command, total } = this;
    return command.calls !== total.calls || command.rejectedCalls !== total.rejected ||
      command.failedCalls !== total.failed;
  }

  /** The counters were set back. */
  reset(): void {
    this.total = new Activity();
    this.latencies = undefined;
    this.latencyMicroseconds = 0;
    this.#seen = undefined;
    this.#measured = this.#timedCalls = this.#timedMicroseconds = 0;
  }

  /** Adds what has happened since the last time to `total` and to `activity`. */
  read(activity: Activity): void {
    const { command, total } = this;
    const more = new Activity();
    more.calls = command.calls - total.calls;
    more.failed = command.failedCalls - total.failed;
    more.rejected = command.rejectedCalls - total.rejected;
    const timed = command.timedCalls - this.#timedCalls;
    if (timed > 0) {
      more.measured = command.calls - this.#measured;
      const weight = more.measured / timed;
      more.microseconds = (command.timedMicroseconds - this.#timedMicroseconds) * weight;
      this.#measured = command.calls;
      this.#timedCalls = command.timedCalls;
      this.#timedMicroseconds = command.timedMicroseconds;
      if (this.#readLatencies(activity, weight)) this.latencyMicroseconds += more.microseconds;
    }
    total.add(more);
    activity.add(more);
  }

  /** False if there are none: the setting `latency-tracking` is off. */
  #readLatencies(activity: Activity, weight: number): boolean {
    const { latency } = this.command;
    if (latency === undefined) return false;
    const seen = this.#seen ??= new SeenLatencies();
    const total = this.latencies ??= new LatencyDistribution();
    const before = total.count;
    latency.growth(seen, (bucket, count) => {
      total.add(bucket, count * weight);
      activity.latencies.push(bucket, count * weight);
    });
    return total.count > before;
  }
}
