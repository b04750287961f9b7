/**
 * Active expiry: removes the keys of an engine whose time has come, a little at a time.
 *
 * Reads remove what they find expired; keys that nobody asks for are the sweeper's. Every interval it
 * runs a cycle that takes at most its budget, so that the loop it shares is never blocked longer.
 * The timing wheels say what is due: a cycle costs what it removes, not what there is, and nothing
 * at all when nothing is due. If the budget ends before the work does, further slices follow
 * as soon as the loop has seen to the rest, until the backlog is gone.
 *
 * The timers hold the sweeper weakly and never keep a process alive: a store that is forgotten
 * without having been stopped is collected, and its timer ends with it.
 */

import { monotonicMs } from "../clock.ts";
import { every, soon } from "./background_timers.ts";

/** A keyspace as the sweeper sees it. */
export interface Sweepable {
  readonly wheel: { readonly size: number; readonly busy: boolean };
  /** Removes at most `limit` due keys; returns how many. */
  removeDue(limit: number): number;
}

/** What is swept: an engine's namespaces. */
export interface SweptKeyspaces {
  readonly namespaces: ReadonlyMap<string, Sweepable>;
  /** Elements of collections that have expire times of their own. */
  readonly elementExpiry?: Sweepable;
  /** Large values that have been removed and are to be freed in slices. */
  readonly reclaimer?: { attended: boolean; readonly busy: boolean; step(limit: number): void };
}

/** How often and how long a sweeper works. */
export interface SweeperOptions {
  /** Milliseconds from one cycle to the next. */
  readonly intervalMs: number;
  /** The longest that one slice of work may take, in milliseconds. */
  readonly budgetMs: number;
  /** A stopwatch in milliseconds; for tests. */
  readonly stopwatch?: () => number;
  /** Called before each slice: a server sets its clock. */
  readonly beforeSlice?: () => void;
  /** Called after each slice with how long it took, in milliseconds. */
  readonly afterSlice?: (spentMs: number) => void;
}

/** Keys removed between two looks at the stopwatch: some ten microseconds of work. */
const BATCH = 32;

/** Elements of removed values that are freed between two such looks. */
const RECLAIMED_AT_ONCE = 256;

/** Removes expired keys in the background; see the file's head. */
export class ExpirySweeper {
  /** Keys, and elements of collections, removed so far. */
  removed = 0;
  /** Slices of work done so far. */
  slices = 0;
  /** Milliseconds spent so far. */
  spentMs = 0;

  readonly #keyspaces: SweptKeyspaces;
  readonly #stopwatch: () => number;
  #intervalMs: number;
  /** The longest that one slice of work may take, in milliseconds. */
  budgetMs: number;
  readonly #beforeSlice: (() => void) | undefined;
  readonly #afterSlice: ((spentMs: number) => void) | undefined;
  #stopInterval: (() => void) | undefined;
  #cancelSlice: (() => void) | undefined;
  /** The keyspace with which the next slice begins, so that none is starved. */
  #turn = 0;
  /** Whether the last slice left work undone. */
  #behind = false;

  constructor(keyspaces: SweptKeyspaces, options: SweeperOptions) {
    this.#keyspaces = keyspaces;
    this.#intervalMs = options.intervalMs;
    this.budgetMs = options.budgetMs;
    this.#beforeSlice = options.beforeSlice;
    this.#afterSlice = options.afterSlice;
    this.#stopwatch = options.stopwatch ?? monotonicMs;
  }

  /** Whether cycles run in the background. */
  get running(): boolean {
    return this.#stopInterval !== undefined;
  }

  /** Whether the last slice ended with its budget rather than with its work. */
  get behind(): boolean {
    return this.#behind;
  }

  /** Milliseconds from one cycle to the next; a change restarts a running timer. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  set intervalMs(ms: number) {
    this.#intervalMs = ms;
    if (!this.running) return;
    this.stop();
    this.start();
  }

  /** Starts the background cycles; nothing happens if they run already. */
  start(): void {
    if (this.#stopInterval !== undefined) return;
    const { reclaimer } = this.#keyspaces;
    if (reclaimer !== undefined) reclaimer.attended = true;
    const self = new WeakRef(this);
    const stop = every(this.#intervalMs, () => {
      const sweeper = self.deref();
      if (sweeper === undefined) stop();
      else sweeper.#tick();
    });
    this.#stopInterval = stop;
  }

  /** Stops the background cycles; nothing happens if they do not run. */
  stop(): void {
    const { reclaimer } = this.#keyspaces;
    if (reclaimer !== undefined) reclaimer.attended = false;
    this.#stopInterval?.();
    this.#stopInterval = undefined;
    this.#cancelSlice?.();
    this.#cancelSlice = undefined;
  }

  /**
   * Removes due keys until none is left or the budget is spent; returns how many. Runs whether or not
   * the background cycles do.
   */
  cycle(): number {
    this.#beforeSlice?.();
    const begin = this.#stopwatch();
    const deadline = begin + this.budgetMs;
    const { namespaces, elementExpiry } = this.#keyspaces;
    const keyspaces = [...namespaces.values()];
    if (elementExpiry !== undefined) keyspaces.push(elementExpiry);
    let removed = 0;
    let late = false;
    // Once round, beginning where the last cycle was late.
    for (let i = 0; i < keyspaces.length && !late; i++) {
      const place = (this.#turn + i) % keyspaces.length;
      const keyspace = keyspaces[place];
      if (keyspace.wheel.size === 0) continue;
      for (;;) {
        const count = keyspace.removeDue(BATCH);
        removed += count;
        if (count < BATCH && !keyspace.wheel.busy) break;
        if (this.#stopwatch() < deadline) continue;
        late = true;
        this.#turn = place + 1;
        break;
      }
    }
    late = this.#reclaim(deadline) || late;
    this.#behind = late;
    this.slices++;
    this.removed += removed;
    const spentMs = this.#stopwatch() - begin;
    this.spentMs += spentMs;
    this.#afterSlice?.(spentMs);
    return removed;
  }

  /** Frees removed values; true if the deadline came before the end. */
  #reclaim(deadline: number): boolean {
    const { reclaimer } = this.#keyspaces;
    while (reclaimer !== undefined && reclaimer.busy) {
      if (this.#stopwatch() >= deadline) return true;
      reclaimer.step(RECLAIMED_AT_ONCE);
    }
    return false;
  }

  #tick(): void {
    // A backlog is being worked off already: its slices come more often than the interval.
    if (this.#cancelSlice === undefined) this.#slice();
  }

  #slice(): void {
    this.#cancelSlice = undefined;
    this.cycle();
    if (!this.#behind || !this.running) return;
    const self = new WeakRef(this);
    this.#cancelSlice = soon(() => {
      const sweeper = self.deref();
      if (sweeper !== undefined) sweeper.#slice();
    });
  }
}
