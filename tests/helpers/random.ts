/**
 * Seeded pseudo-random numbers for tests: mulberry32, one 32-bit word of state. A failing random
 * test can be run again from the seed that it printed, which `Math.random` does not allow.
 */

/** A generator whose whole sequence follows from its seed. */
export class Random {
  #state: number;

  /** @param seed any number; its low 32 bits count. */
  constructor(readonly seed: number) {
    this.#state = seed | 0;
  }

  /** The next 32 bits, as an unsigned integer. */
  uint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A number in [0, 1). */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** An integer in [min, max], both included; `int(n)` is in [0, n - 1]. */
  int(min: number, max?: number): number {
    if (max === undefined) return Math.floor(this.float() * min);
    return min + Math.floor(this.float() * (max - min + 1));
  }

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
