/** V8's collector, called by hand: needs `--v8-flags=--expose-gc`. */

/**
 * Collects all garbage, twice: what the first pass finalizes, the second frees.
 *
 * @throws {Error} when the process was started without `--v8-flags=--expose-gc`.
 */
export function collectGarbage(): void {
  fullCollection();
  fullCollection();
}

/** Milliseconds that one full collection takes. Throws as `collectGarbage` does. */
export function timeFullCollection(): number {
  const start = performance.now();
  fullCollection();
  return performance.now() - start;
}

function fullCollection(): void {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Run with --v8-flags=--expose-gc");
  gc();
}
