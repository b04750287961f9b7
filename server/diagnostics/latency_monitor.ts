/**
 * The latency monitor: spikes of named events, and how long each command takes.
 *
 * An event ("command", "fast-command", "expire-cycle", "eviction-cycle") that takes at least the
 * threshold leaves a sample in its history of the last 160 seconds with a spike.
 */

const HISTORY = 160;

/** A spike: the longest one of its second. */
export interface LatencySample {
  /** Seconds since the epoch. */
  readonly time: number;
  milliseconds: number;
}

/** The spikes of one event. */
export interface LatencyEvent {
  /** Oldest first. */
  readonly samples: LatencySample[];
  /** The longest one ever, in milliseconds. */
  maxMilliseconds: number;
}

/** Gathers spikes. */
export class LatencyMonitor {
  /** Spikes from this many milliseconds on are kept; 0: none. */
  thresholdMs = 0;
  /** Whether commands keep a histogram of their latency. */
  tracksCommands = true;
  readonly events: Map<string, LatencyEvent> = new Map();

  /** An event took that long. */
  record(name: string, milliseconds: number, nowMs: number): void {
    if (this.thresholdMs === 0 || milliseconds < this.thresholdMs) return;
    const time = Math.floor(nowMs / 1000);
    const whole = Math.floor(milliseconds);
    let event = this.events.get(name);
    if (event === undefined) {
      event = { samples: [], maxMilliseconds: 0 };
      this.events.set(name, event);
    }
    event.maxMilliseconds = Math.max(event.maxMilliseconds, whole);
    const last = event.samples.at(-1);
    if (last?.time === time) {
      last.milliseconds = Math.max(last.milliseconds, whole);
      return;
    }
    event.samples.push({ time, milliseconds: whole });
    if (event.samples.length > HISTORY) event.samples.shift();
  }

  /** Forgets the named events, or all; returns how many there were. */
  reset(names: readonly string[]): number {
    if (names.length === 0) {
      const count = this.events.size;
      this.events.clear();
      return count;
    }
    return names.filter((name) => this.events.delete(name)).length;
  }
}
