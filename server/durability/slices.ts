/**
 * Long work in slices, beside clients who are to notice little of it.
 *
 * A slice takes a millisecond or two. While the loop has nothing else to do, one follows the other;
 * when it has, the next one waits until the others have had their share of the time: four
 * fifths, so that a server under load keeps most of its throughput.
 */

import { soon } from "../../store/expiry/background_timers.ts";

/** How long a slice may take, in milliseconds. */
export const SLICE_MS = 1;
/** How long the others may then take, if they want to. */
const OTHERS_MS = 4 * SLICE_MS;
/** The loop is idle if it comes back in less. */
const IDLE_MS = 0.15;

/** Runs `step` in slices until it returns true; what it throws ends the work, too. */
export class SlicedWork {
  #cancel: (() => void) | undefined;
  #waitingSinceMs = 0;
  #othersMs = OTHERS_MS;

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

  #wait(): void {
    this.#waitingSinceMs = performance.now();
    this.#cancel = callSoon(() => this.#turn(), this.keepsAlive);
  }

  #turn(): void {
    const waitedMs = performance.now() - this.#waitingSinceMs;
    this.#othersMs += waitedMs;
    if (waitedMs > IDLE_MS && this.#othersMs < OTHERS_MS) return this.#wait();
    this.#othersMs = 0;
    let isDone: boolean;
    try {
      isDone = this.step(SLICE_MS);
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
    callSoon(resolve);
  });
}

/**
 * Calls `task` when the loop has seen to everything else once, or after a millisecond, unless the returned
 * function is called before.
 *
 * An immediate that keeps the process alive would be no way to do it: the loop then looks at its sockets
 * once in dozens of turns. One that does not lets an idle loop sleep until the next timer: so there is one.
 */
function callSoon(task: () => void, keepsAlive = true): () => void {
  const run = () => {
    cancel();
    task();
  };
  const cancelImmediate = soon(run);
  const timer = setTimeout(run, 0);
  if (!keepsAlive) Deno.unrefTimer(timer);
  const cancel = () => {
    cancelImmediate();
    clearTimeout(timer);
  };
  return cancel;
}
