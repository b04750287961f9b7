/**
 * Seeded pseudo-random numbers: mulberry32, one 32-bit word of state. A load, or a test that failed,
 * can be run again from its seed, which `Math.random` does not allow.
 */

/** A generator whose whole sequence follows from its seed. */
export class SeededRandom {
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
}
