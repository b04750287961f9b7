/**
 * How the server performs: once a second it reads what the commands have counted, and keeps ten minutes
 * of samples for charts and one minute of latencies by family.
 *
 * It exists while HTTP is on and only then. Commands know nothing of it: the cost is its own, a few tenths
 * of a millisecond each second at most.
 */

import { every } from "../../../store/expiry/background_timers.ts";
import type { Server } from "../../server_state.ts";
import { Activity, CommandMeter } from "./activity.ts";
import { LatencyDistribution } from "./latency_distribution.ts";
import { figuresOf, type PerformanceFigures, type Span } from "./performance_figures.ts";
import { type Sample, SampleTaker } from "./samples.ts";

const SECOND_MS = 1000;
/** Seconds of samples that are kept. */
export const HISTORY_SECONDS = 600;
/** Seconds of latencies that are kept. */
export const WINDOW_SECONDS = 60;

/** One second, or about one. */
interface Second {
  readonly seconds: number;
  readonly families: ReadonlyMap<string, Activity>;
  /** Requests for commands that do not exist. */
  readonly unknown: number;
}

/** What was done in a stretch of time, by family or command. */
export interface Performance {
  readonly seconds: number;
  readonly overall: PerformanceFigures;
  /** By name, the busiest first. */
  readonly parts: readonly (PerformanceFigures & { readonly name: string })[];
}

/** Watches one server. */
export class PerformanceMonitor {
  readonly #server: Server;
  readonly #meters: readonly CommandMeter[];
  readonly #taker: SampleTaker;
  readonly #samples: Sample[] = [];
  readonly #seconds: Second[] = [];
  /** What has been read of the second under way. */
  #families = new Map<string, Activity>();
  #unknown = 0;
  #errorsSeen = 0;
  /** Since when the commands count, in ms of `performance.now()`, and when the last second ended. */
  #sinceMs: number;
  #endedMs: number;
  #resets: number;
  #stop: (() => void) | undefined;

  /** @param nowMs for tests: a monotonic clock in ms */
  constructor(server: Server, private readonly nowMs: () => number = () => performance.now()) {
    this.#server = server;
    this.#meters = server.commands.withSubcommands()
      .map((command) => new CommandMeter(command))
      .toArray();
    this.#taker = new SampleTaker(server);
    this.#endedMs = nowMs();
    this.#sinceMs = this.#endedMs - (server.clock.now() - server.startedMs);
    this.#resets = server.stats.resets;
    // What happened before belongs to the totals, and to no second.
    this.advance();
    this.#families = new Map();
    this.#unknown = 0;
    this.#taker.begin();
  }

  /** Begins to take samples. */
  start(): void {
    this.#stop ??= every(SECOND_MS, () => this.endSecond());
  }

  /** Takes no more. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** The samples of the last ten minutes, the oldest first; at most `limit` of the newest. */
  history(limit: number = HISTORY_SECONDS): readonly Sample[] {
    return this.#samples.slice(Math.max(0, this.#samples.length - limit));
  }

  /** What the commands that have been called have done in all, up to this moment. */
  commands(): readonly CommandMeter[] {
    this.advance();
    return this.#meters.filter(({ total }) => total.calls > 0 || total.rejected > 0);
  }

  /** Performance of the last whole seconds, at most {@linkcode WINDOW_SECONDS}, by family. */
  recent(seconds: number = WINDOW_SECONDS): Performance {
    const last = this.#seconds.slice(Math.max(0, this.#seconds.length - seconds));
    const families = new Map<string, Span>();
    let unknown = 0;
    let lengthSeconds = 0;
    for (const second of last) {
      lengthSeconds += second.seconds;
      unknown += second.unknown;
      for (const [name, activity] of second.families) {
        const span = spanOf(families, name);
        span.activity.add(activity);
        activity.addLatenciesTo(span.latencies);
      }
    }
    return performanceOf(families, unknown, lengthSeconds);
  }

  /** Performance since the start, or the last CONFIG RESETSTAT, by family or by command. */
  sinceStart(by: "family" | "command"): Performance {
    const parts = new Map<string, Span>();
    for (const { command, family, total, latencies } of this.commands()) {
      const span = spanOf(parts, by === "family" ? family : command.name);
      span.activity.add(total);
      latencies?.addTo(span.latencies);
    }
    const counted = sum(parts.values().map(({ activity }) => activity));
    const unknown = Math.max(0, this.#server.stats.errors - counted.failed - counted.rejected);
    return performanceOf(parts, unknown, (this.nowMs() - this.#sinceMs) / 1000);
  }

  /** Reads what has happened since it was called last. O(commands + buckets of those called). */
  advance(): void {
    const { stats } = this.#server;
    if (stats.resets !== this.#resets) this.#reset();
    let counted = 0;
    for (const meter of this.#meters) {
      if (!meter.hasMoved) continue;
      const { failed, rejected } = meter.total;
      let activity = this.#families.get(meter.family);
      if (activity === undefined) this.#families.set(meter.family, activity = new Activity());
      meter.read(activity);
      counted += meter.total.failed - failed + meter.total.rejected - rejected;
    }
    this.#unknown += Math.max(0, stats.errors - this.#errorsSeen - counted);
    this.#errorsSeen = stats.errors;
  }

  /** A second is over: what it has had becomes a sample. */
  endSecond(): void {
    this.advance();
    const nowMs = this.nowMs();
    const seconds = Math.max(1e-3, (nowMs - this.#endedMs) / 1000);
    this.#endedMs = nowMs;
    const families = this.#families;
    this.#seconds.push({ seconds, families, unknown: this.#unknown });
    if (this.#seconds.length > WINDOW_SECONDS) this.#seconds.shift();
    const total = { activity: sum(families.values()), latencies: new LatencyDistribution() };
    for (const activity of families.values()) activity.addLatenciesTo(total.latencies);
    this.#samples.push(this.#taker.take(seconds, figuresOf(total, this.#unknown, seconds)));
    if (this.#samples.length > HISTORY_SECONDS) this.#samples.shift();
    this.#families = new Map();
    this.#unknown = 0;
  }

  #reset(): void {
    this.#resets = this.#server.stats.resets;
    this.#sinceMs = this.nowMs();
    this.#errorsSeen = 0;
    for (const meter of this.#meters) meter.reset();
    this.#taker.begin();
  }
}

function spanOf(spans: Map<string, Span>, name: string): Span {
  let span = spans.get(name);
  if (span === undefined) {
    spans.set(name, span = { activity: new Activity(), latencies: new LatencyDistribution() });
  }
  return span;
}

function sum(activities: Iterable<Activity>): Activity {
  const total = new Activity();
  for (const activity of activities) total.add(activity);
  return total;
}

function performanceOf(
  spans: ReadonlyMap<string, Span>,
  unknown: number,
  seconds: number,
): Performance {
  const latencies = new LatencyDistribution();
  for (const span of spans.values()) span.latencies.addTo(latencies);
  const activity = sum(spans.values().map((span) => span.activity));
  return {
    seconds,
    overall: figuresOf({ activity, latencies }, unknown, seconds),
    parts: spans.entries()
      .map(([name, span]) => ({ name, ...figuresOf(span, 0, seconds) }))
      .toArray()
      .sort((a, b) => b.operations - a.operations),
  };
}
