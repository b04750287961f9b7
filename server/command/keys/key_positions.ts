/**
 * The keys of one request: where they stand among its arguments, and what happens to them.
 */

/** The keys that were found: argument indexes and the flags of each. Made once and used again. */
export class KeyPositions {
  /** How many keys were found. */
  count = 0;
  #positions: Int32Array = new Int32Array(16);
  #flags: Int32Array = new Int32Array(16);

  /** Argument index of the `i`-th key. */
  position(i: number): number {
    return this.#positions[i];
  }

  /** Flags of the `i`-th key, as bits of `KEY_FLAG_NAMES`. */
  flags(i: number): number {
    return this.#flags[i];
  }

  /** Adds the key at argument `position`. */
  add(position: number, flags: number): void {
    if (this.count === this.#positions.length) {
      const positions = new Int32Array(this.count * 2);
      positions.set(this.#positions);
      this.#positions = positions;
      const flagsOfKeys = new Int32Array(this.count * 2);
      flagsOfKeys.set(this.#flags);
      this.#flags = flagsOfKeys;
    }
    this.#positions[this.count] = position;
    this.#flags[this.count] = flags;
    this.count++;
  }

  /** Forgets all keys. */
  clear(): void {
    this.count = 0;
  }
}
