/** Seeded random numbers for tests: those of the product, and what only tests draw. */

import { SeededRandom } from "../../server/cli/load/seeded_random.ts";

/** A generator whose whole sequence follows from its seed. */
export class Random extends SeededRandom {
  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.float() < probability;
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)]!;
  }

  /** One element, chosen in proportion to its weight. */
  weighted<T>(table: readonly (readonly [weight: number, value: T])[]): T {
    let total = 0;
    for (const [weight] of table) total += weight;
    let left = this.float() * total;
    for (const [weight, value] of table) {
      left -= weight;
      if (left < 0) return value;
    }
    return table[table.length - 1]![1];
  }

  /** Bytes of every value, `length` of them. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.uint32();
    return bytes;
  }

  /** Lower-case letters and digits, `length` of them. */
  text(length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += this.int(36).toString(36);
    return text;
  }

  /** Shuffles in place and returns the same array. */
  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
    return list;
  }
}

/** The seed that every run uses. */
export const FIXED_SEED = 20240717;

/**
 * The seeds that a random test runs: one fixed, one new each time, which is printed with the
 * test's name. `VORTIS_SEED` in the environment replaces the new one, to repeat a failure.
 */
export function seeds(test: string): number[] {
  const given = Deno.env.get("VORTIS_SEED");
  const fresh = given ? Number(given) : crypto.getRandomValues(new Uint32Array(1))[0]!;
  console.log(`${test}: seeds ${FIXED_SEED} and ${fresh} (repeat with VORTIS_SEED=${fresh})`);
  return [FIXED_SEED, fresh];
}
