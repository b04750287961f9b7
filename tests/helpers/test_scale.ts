/**
 * How long random tests run: `VORTIS_TEST_SCALE=20 deno task test` makes twenty times the usual number
 * of operations, for a night's run or after a change to the engine.
 */

/** The factor; 1 unless the environment says otherwise. */
export const TEST_SCALE: number = Number(Deno.env.get("VORTIS_TEST_SCALE") ?? 1);

/** A number of operations, scaled. */
export function scaled(operations: number): number {
  return Math.ceil(operations * TEST_SCALE);
}
