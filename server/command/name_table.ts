/**
 * Finds a command by the bytes of its name, whatever their case, without a string: what every
 * request passes through first.
 *
 * The hash takes the length and three bytes (first, middle, last), so its cost does not depend on
 * the length; open addressing with linear probing resolves what collides. Names and their case
 * masks lie in two byte arrays, one row of 32 bytes a name:
 *
 *     names   g e t 0 0 …          a byte of a request matches when
 *     masks   20 20 20 0 0 …         (byte | mask) === name
 *
 * The mask is 0x20 for letters and 0 for the rest: OR with 0x20 alone would take a CR for "-".
 */

/** The longest name that the table takes, in bytes. */
export const MAX_NAME_LENGTH: number = 24;

const ROW_SHIFT = 5;
const CASE_BIT = 0x20;

/** An immutable map from lower-case ASCII names to values. */
export class NameTable<T> {
  readonly #byName: Map<string, T>;
  readonly #values: T[];
  /** Slot → row + 1; 0 is a free slot. At most a quarter of the slots are taken. */
  readonly #slots: Uint16Array;
  readonly #mask: number;
  readonly #names: Uint8Array;
  readonly #masks: Uint8Array;
  readonly #lengths: Uint8Array;

  /** Throws `RangeError` when a name is empty, too long, or given twice. */
  constructor(entries: readonly (readonly [name: string, value: T])[]) {
    let slots = 8;
    while (slots < entries.length * 4) slots *= 2;
    this.#mask = slots - 1;
    this.#slots = new Uint16Array(slots);
    this.#names = new Uint8Array(entries.length << ROW_SHIFT);
    this.#masks = new Uint8Array(entries.length << ROW_SHIFT);
    this.#lengths = new Uint8Array(entries.length);
    this.#values = entries.map(([, value]) => value);
    this.#byName = new Map(entries);
    entries.forEach(([name], row) => this.#insert(name, row));
  }

  /** How many names there are. */
  get size(): number {
    return this.#values.length;
  }

  /** The values, in the order in which they were given. */
  values(): readonly T[] {
    return this.#values;
  }

  /** The value of a name in lower case, or undefined. */
  get(name: string): T | undefined {
    return this.#byName.get(name);
  }

  /**
   * The value of the name `bytes[start, end)` in any mix of cases, or undefined. O(length),
   * allocates nothing.
   */
  lookup(bytes: Uint8Array, start: number, end: number): T | undefined {
    const length = (end - start) | 0;
    if (length <= 0 || length > MAX_NAME_LENGTH) return undefined;
    const slots = this.#slots;
    const names = this.#names;
    const masks = this.#masks;
    let slot = hash(bytes, start, length) & this.#mask;
    for (;;) {
      const row = slots[slot] - 1;
      if (row < 0) return undefined;
      if (this.#lengths[row] === length) {
        const base = row << ROW_SHIFT;
        let i = 0;
        while (i < length && (bytes[start + i] | masks[base + i]) === names[base + i]) i++;
        if (i === length) return this.#values[row];
      }
      slot = (slot + 1) & this.#mask;
    }
  }

  #insert(name: string, row: number): void {
    const bytes = new TextEncoder().encode(name);
    if (bytes.length === 0 || bytes.length > MAX_NAME_LENGTH) {
      throw new RangeError(`Cannot add the name "${name}": its length must be 1 to 24 bytes`);
    }
    if (this.lookup(bytes, 0, bytes.length) !== undefined) {
      throw new RangeError(`Cannot add the name "${name}": it is there already`);
    }
    const base = row << ROW_SHIFT;
    this.#names.set(bytes, base);
    for (let i = 0; i < bytes.length; i++) {
      const isLetter = bytes[i] >= 0x61 && bytes[i] <= 0x7a;
      this.#masks[base + i] = isLetter ? CASE_BIT : 0;
    }
    this.#lengths[row] = bytes.length;
    let slot = hash(bytes, 0, bytes.length) & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = row + 1;
  }
}

/** Letters of both cases hash alike: OR with the case bit. That other bytes collide is harmless. */
function hash(bytes: Uint8Array, start: number, length: number): number {
  const first = bytes[start] | CASE_BIT;
  const middle = bytes[start + (length >> 1)] | CASE_BIT;
  const last = bytes[start + length - 1] | CASE_BIT;
  const mixed = Math.imul(first + (middle << 8) + (last << 16) + (length << 24), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
