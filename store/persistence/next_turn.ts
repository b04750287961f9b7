/**
 * The next turn of the event loop.
 *
 * Unlike `soon` of `store/expiry/background_timers.ts` it keeps the process alive, and the loop awake: an
 * immediate that does not (`unref`) is run in an idle program only when the next timer is due.
 */

/** What Deno and Node have for it. */
const { setImmediate } = globalThis as { setImmediate?: (task: () => void) => unknown };

/** Calls `task` when the loop has seen to its sockets and timers once. */
export function nextTurn(task: () => void): void {
  if (setImmediate !== undefined) setImmediate(task);
  else setTimeout(task, 0);
}
