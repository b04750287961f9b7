/**
 * Long work in slices, beside clients who are to notice little of it.
 *
 * A slice takes a millisecond or two. When the loop has nothing else to do the next one follows soon; when
 * it has, the next one waits until the others have had their share of the time: seven eighths, so
 * that a server under load keeps most of its throughput.
 */

import { soon } from "../../store/expiry/background_timers.ts";

/** How long a slice may take, in milliseconds: while there are others, and while there are none. */
export const SLICE_MS = 1;
const IDLE_SLICE_MS = 2;
/** How long the others may then take, if there are any. */
const OTHERS_MS = 7 * SLICE_MS;
/** A first immediate may come before the loop has looked at anything. */
const LOOKS = 2;

/** Runs `step` in slices until it returns true; what it throws ends the work, too. */
export class SlicedWork {
  #cancel: (() => void) | undefined;

  /**
   * Begins the work; its first slice comes when the loop has seen to everything else once.
   *
   * @param step Works for about so many milliseconds; returns whether all is done.
   * @param ended Called once: without an error after the last slice, with what `step` has thrown.
   * @param keepsAlive Whether the process waits for the end of the work.
   */
  constructor(
    private readonly step: (budgetMs: number) => boolean,
    private readonly ended: (error?: unknown) => void,
    private readonly keepsAlive = true,
  ) {
    this.#wait();
  }

  /** Ends the work without a word. Nothing happens if it has ended. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Waits for the next slice's time; `looks` tells how often the loop is asked for other work. */
  #wait(looks = LOOKS): void {
    this.#cancel = callSoon((isIdle) => {
      if (isIdle) this.#slice(IDLE_SLICE_MS);
      else if (looks > 1) this.#wait(looks - 1);
      else this.#cancel = callIn(OTHERS_MS, () => this.#slice(SLICE_MS), this.keepsAlive);
    }, this.keepsAlive);
  }

  #slice(budgetMs: number): void {
    let isDone: boolean;
    try {
      isDone = this.step(budgetMs);
    } catch (error) {
      this.stop();
      this.ended(error);
      return;
    }
    // The step may have stopped the work.
    if (this.#cancel === undefined) return;
    if (!isDone) return this.#wait();
    this.stop();
    this.ended();
  }
}

/** A file on its way to the disk: a snapshot, a rewrite. */
export interface SlicedSave {
  /** Works for about so many milliseconds; true when all is in the file. */
  step(budgetMs: number): boolean;
  /** Makes the file survive, once `step` has returned true. */
  finish(): Promise<void>;
}

/** Brings a save to its end; `ended` and `keepsAlive` as for {@linkcode SlicedWork}. */
export function saveInSlices(
  save: SlicedSave,
  ended: (error?: unknown) => void,
  keepsAlive = true,
): SlicedWork {
  return new SlicedWork(
    (budgetMs) => save.step(budgetMs),
    (error) => {
      if (error !== undefined) ended(error);
      else save.finish().then(() => ended(), ended);
    },
    keepsAlive,
  );
}

/** Resolves when the loop has seen to everything else once; keeps the process alive until then. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    callSoon(() => resolve());
  });
}

/**
 * Calls `task` when the loop has seen to everything else once, or found nothing to do for a millisecond
 * (`isIdle`), unless the returned function is called before.
 *
 * An immediate that keeps the process alive would be no way to do it: the loop then looks at its sockets
 * once in dozens of turns. One that does not lets an idle loop sleep until the next timer: so there is one,
 * and which of the two comes first tells whether the loop was idle.
 */
function callSoon(task: (isIdle: boolean) => void, keepsAlive = true): () => void {
  const cancelImmediate = soon(() => {
    cancelTimer();
    task(false);
  });
  const cancelTimer = callIn(0, () => {
    cancelImmediate();
    task(true);
  }, keepsAlive);
  return () => {
    cancelImmediate();
    cancelTimer();
  };
}

/** Calls `task` in so many milliseconds, unless the returned function is called before. */
function callIn(ms: number, task: () => void, keepsAlive: boolean): () => void {
  const timer = setTimeout(task, ms);
  if (!keepsAlive) Deno.unrefTimer(timer);
  return () => clearTimeout(timer);
}
