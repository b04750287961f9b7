/**
 * Where the store gets the time from: nothing else in `store/` asks for it.
 *
 * A clock is passed in, so tests and simulations move time by hand, and a server reads the system's
 * clock once per turn of its loop instead of once per command.
 */

/**
 * A source of wall-clock time.
 *
 * @example A clock that is a minute ahead
 * ```ts
 * import { type Clock, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * const ahead: Clock = { now: () => Date.now() + 60_000 };
 * using store = new Store({ clock: ahead });
 * store.set("key", "value", { pxAt: Date.now() + 30_000 });
 * assertEquals(store.get("key"), undefined);
 * ```
 */
export interface Clock {
  /** Milliseconds since the Unix epoch; whole numbers, as `Date.now()` gives them. */
  now(): number;
}

/**
 * A stopwatch: milliseconds, with fractions, from some fixed moment on. For how long things take;
 * nobody sets it back, as may happen to the wall clock.
 */
export function monotonicMs(): number {
  return performance.now();
}

/** The system's clock, read at each call. */
export const systemClock: Clock = {
  now: () => Date.now(),
};

/**
 * A clock that stands still between calls of {@linkcode CachedClock.refresh}.
 *
 * All commands of one batch see the same time, and none of them pays for reading it.
 */
export class CachedClock implements Clock {
  #now: number;

  constructor(readonly source: Clock = systemClock) {
    this.#now = source.now();
  }

  now(): number {
    return this.#now;
  }

  /** Reads the source again. */
  refresh(): void {
    this.#now = this.source.now();
  }
}

/**
 * A clock that stands still until it is moved: for tests of what expires.
 *
 * @example
 * ```ts
 * import { ManualClock, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new ManualClock();
 * using store = new Store({ clock });
 * store.set("key", "value", { ex: 10 });
 * clock.advance(10_001);
 * assertEquals(store.get("key"), undefined);
 * ```
 */
export class ManualClock implements Clock {
  /** Makes a clock that shows `time`, in milliseconds since the Unix epoch. */
  constructor(private time: number = 1_000_000_000_000) {}

  /** The time that it shows, in milliseconds since the Unix epoch. */
  now(): number {
    return this.time;
  }

  /** Moves the time on by `ms` milliseconds. */
  advance(ms: number): void {
    this.time += ms;
  }
}
