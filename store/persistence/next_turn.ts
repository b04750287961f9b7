/**
 * The next turn of the event loop.
 *
 * Unlike `soon` of `store/expiry/background_timers.ts` it keeps the process alive, and the loop awake: an
 * immediate that does not (`unref`) is run in an idle program only when the next timer is due.
 */

/** What Deno and Node have for it. */
interface Immediates {
  setImmediate?: (task: () => void) => unknown;
  clearImmediate?: (immediate: unknown) => void;
}

const { setImmediate, clearImmediate } = globalThis as Immediates;

/**
 * Calls `task` when the loop has seen to its sockets and timers once, unless the returned function is
 * called before.
 */
export function nextTurn(task: () => void): () => void {
  if (setImmediate !== undefined && clearImmediate !== undefined) {
    const immediate = setImmediate(task);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(task, 0);
  return () => clearTimeout(timer);
}
