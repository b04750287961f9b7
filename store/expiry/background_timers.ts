/**
 * Timers that never keep a process alive, on every platform that has timers.
 *
 * Node, Bun and Deno 2.8 give timers an `unref` method, older Deno numbers and a function for
 * them; in a browser nothing has to be done. This file is the one place that looks for the platform.
 *
 * `soon` matters for backlogs: `setTimeout(…, 0)` waits 1 to 2 ms, which would leave the work
 * idle two thirds of the time. `setImmediate`, where there is one, comes back after the loop has
 * seen to its sockets and timers once.
 */

/** What a platform may return for a timer. */
interface TimerObject {
  unref?: () => void;
}

interface Platform {
  setInterval(task: () => void, ms: number): TimerObject | number;
  clearInterval(timer: TimerObject | number): void;
  setTimeout(task: () => void, ms: number): TimerObject | number;
  clearTimeout(timer: TimerObject | number): void;
  setImmediate?: (task: () => void) => TimerObject | number;
  clearImmediate?: (timer: TimerObject | number) => void;
  Deno?: { unrefTimer?: (id: number) => void };
}

const platform = globalThis as unknown as Platform;

/** Runs `task` every `ms` milliseconds until the returned function is called. */
export function every(ms: number, task: () => void): () => void {
  const timer = platform.setInterval(task, ms);
  unref(timer);
  return () => platform.clearInterval(timer);
}

/**
 * Runs `task` as soon as the loop has looked after everything else once, unless the returned
 * function is called before.
 */
export function soon(task: () => void): () => void {
  if (platform.setImmediate !== undefined && platform.clearImmediate !== undefined) {
    const immediate = platform.setImmediate(task);
    unref(immediate);
    const clear = platform.clearImmediate;
    return () => clear(immediate);
  }
  const timer = platform.setTimeout(task, 0);
  unref(timer);
  return () => platform.clearTimeout(timer);
}

function unref(timer: TimerObject | number): void {
  if (typeof timer === "number") platform.Deno?.unrefTimer?.(timer);
  else timer.unref?.();
}
