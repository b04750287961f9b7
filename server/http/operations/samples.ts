/** Samples: one second of a server in figures, for charts. */

import type { Server } from "../../server_state.ts";
import { keyspaceTotals } from "../../diagnostics/keyspace_totals.ts";
import type { LatencyFigures, PerformanceFigures } from "./performance_figures.ts";

/** One second, or about one. All but the levels at its end are sums per second. */
export interface Sample {
  /** When it ended, in ms since the epoch. */
  readonly timeMs: number;
  /** How long it was, in seconds. */
  readonly seconds: number;
  readonly operationsPerSecond: number;
  readonly errorsPerSecond: number;
  readonly hitsPerSecond: number;
  readonly missesPerSecond: number;
  readonly expiredPerSecond: number;
  readonly evictedPerSecond: number;
  readonly inputBytesPerSecond: number;
  readonly outputBytesPerSecond: number;
  /** In microseconds; null where nothing was measured in it. */
  readonly latency: LatencyFigures;
  /** Levels at its end. */
  readonly usedMemoryBytes: number;
  readonly residentMemoryBytes: number;
  readonly clients: number;
  readonly keys: number;
}

/** What grows. */
interface Counters {
  readonly hits: number;
  readonly misses: number;
  readonly expired: number;
  readonly evicted: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

const NOTHING: Counters = {
  hits: 0,
  misses: 0,
  expired: 0,
  evicted: 0,
  inputBytes: 0,
  outputBytes: 0,
};

/** Takes samples of one server. */
export class SampleTaker {
  #last: Counters = NOTHING;

  constructor(private readonly server: Server) {}

  /** What the counters say now belongs to no sample: at the beginning, or after they were set back. */
  begin(): void {
    this.#last = countersOf(this.server);
  }

  /** The sample of so many seconds since the last one, in which commands performed like that. */
  take(seconds: number, performance: PerformanceFigures): Sample {
    const { server } = this;
    const last = this.#last;
    const now = this.#last = countersOf(server);
    const rate = (name: keyof Counters) => perSecond(now[name] - last[name], seconds);
    return {
      timeMs: server.clock.now(),
      seconds: Math.round(seconds * 1000) / 1000,
      operationsPerSecond: performance.operationsPerSecond,
      errorsPerSecond: perSecond(performance.errors, seconds),
      hitsPerSecond: rate("hits"),
      missesPerSecond: rate("misses"),
      expiredPerSecond: rate("expired"),
      evictedPerSecond: rate("evicted"),
      inputBytesPerSecond: rate("inputBytes"),
      outputBytesPerSecond: rate("outputBytes"),
      latency: performance.latency,
      usedMemoryBytes: server.engine.usedBytes,
      residentMemoryBytes: Deno.memoryUsage().rss,
      clients: server.sessions.size,
      keys: server.engine.keys,
    };
  }
}

function countersOf({ engine, stats }: Server): Counters {
  return {
    ...keyspaceTotals(engine),
    inputBytes: stats.netInputBytes,
    outputBytes: stats.netOutputBytes,
  };
}

/** A namespace that is gone has taken its counts with it: no rate is below 0. */
function perSecond(count: number, seconds: number): number {
  return Math.max(0, Math.round((count / seconds) * 1000) / 1000);
}
