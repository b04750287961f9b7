/**
 * A count of 64 bits, as two words: entries added and read can be set to any integer of that size, and
 * counting on must not make a BigInt.
 */

const TWO_POW_32 = 4294967296;
/** Upper words within which the number is a safe integer. */
const SAFE_HIGH = 1 << 21;

/** A count that wraps at 64 bits. */
export class WideCount {
  #high = 0;
  #low = 0;

  /** Adds one. */
  increment(): void {
    this.#low = (this.#low + 1) | 0;
    if (this.#low === 0) this.#high = (this.#high + 1) | 0;
  }

  get isZero(): boolean {
    return (this.#high | this.#low) === 0;
  }

  /** Whether it is −1. */
  get isMinusOne(): boolean {
    return (this.#high & this.#low) === -1;
  }

  /** The number, taken as signed; a BigInt only if it is not safe. */
  get value(): number | bigint {
    const high = this.#high;
    if (high >= -SAFE_HIGH && high < SAFE_HIGH) return high * TWO_POW_32 + (this.#low >>> 0);
    return (BigInt(high) << 32n) | BigInt(this.#low >>> 0);
  }

  set value(value: number | bigint) {
    if (typeof value === "number") {
      this.#high = Math.floor(value / TWO_POW_32) | 0;
      this.#low = value | 0;
    } else {
      this.#high = Number(BigInt.asIntN(32, value >> 32n));
      this.#low = Number(BigInt.asIntN(32, value));
    }
  }

  /** Becomes the count of these words. */
  setWords(high: number, low: number): void {
    this.#high = high | 0;
    this.#low = low | 0;
  }

  /** Becomes the count in two words, the upper one first. */
  read(words: Int32Array, at: number): void {
    this.#high = words[at];
    this.#low = words[at + 1];
  }

  /** Writes the count into two words; see {@linkcode WideCount.read}. */
  store(words: Int32Array, at: number): void {
    words[at] = this.#high;
    words[at + 1] = this.#low;
  }

  /** Takes over another count. */
  copy(other: WideCount): void {
    this.#high = other.#high;
    this.#low = other.#low;
  }
}

/** `a - b` in 64 bits. */
export function subtractWide(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a - b)) return a - b;
  return narrow(BigInt.asIntN(64, BigInt(a) - BigInt(b)));
}

/** A number, if it is a safe integer. */
export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
