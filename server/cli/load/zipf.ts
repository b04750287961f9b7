/**
 * Random ranks in Zipf's distribution: rank k comes up in proportion to 1 / k^s.
 *
 * Rejection-inversion (W. Hörmann, G. Derflinger: "Rejection-inversion to generate variates from
 * monotone discrete distributions", ACM Transactions on Modeling and Computer Simulation 6(3),
 * 1996). It needs no table, so a universe of any size costs nothing to set up, and takes little
 * more than one uniform number a sample.
 *
 * How: let h(x) = x^-s and H be its integral. Drawing u uniformly between H(1.5) - h(1) and
 * H(n + 0.5) and taking x = H⁻¹(u) gives a continuous variate whose mass between k - 0.5 and
 * k + 0.5 is a little more than h(k), because h is convex. Rounding x to k and rejecting where u
 * lies beyond H(k + 0.5) - h(k) cuts that surplus off exactly. Nearly all samples lie so close
 * under k that they pass by comparing k - x with one constant, without evaluating H again.
 */
import type { SeededRandom } from "./seeded_random.ts";

/** Draws ranks from 1 to `n`. */
export class Zipf {
  readonly #n: number;
  readonly #exponent: number;
  readonly #random: SeededRandom;
  readonly #low: number;
  readonly #high: number;
  readonly #acceptance: number;

  /**
   * @param n number of ranks, at least 1.
   * @param exponent s above, greater than 0; 0.99 is what YCSB and most cache studies take.
   * @param random source of uniform numbers.
   * @throws {RangeError} for an `n` below 1 or an exponent that is not positive.
   */
  constructor(n: number, exponent: number, random: SeededRandom) {
    if (!(Number.isInteger(n) && n >= 1)) {
      throw new RangeError(`Cannot draw ranks: n must be at least 1: current value is ${n}`);
    }
    if (!(exponent > 0)) {
      throw new RangeError(
        `Cannot draw ranks: the exponent must be positive: current value is ${exponent}`,
      );
    }
    this.#n = n;
    this.#exponent = exponent;
    this.#random = random;
    this.#low = this.#integral(1.5) - 1;
    this.#high = this.#integral(n + 0.5);
    this.#acceptance = 2 - this.#inverse(this.#integral(2.5) - this.#weight(2));
  }

  /** The next rank, from 1 (the most frequent) to `n`. */
  next(): number {
    for (;;) {
      const u = this.#high + this.#random.float() * (this.#low - this.#high);
      const x = this.#inverse(u);
      const rank = Math.min(this.#n, Math.max(1, Math.floor(x + 0.5)));
      if (rank - x <= this.#acceptance) return rank;
      if (u >= this.#integral(rank + 0.5) - this.#weight(rank)) return rank;
    }
  }

  /** h(x) = x^-s. */
  #weight(x: number): number {
    return Math.exp(-this.#exponent * Math.log(x));
  }

  /** H(x) = (x^(1 - s) - 1) / (1 - s), which is log x where s is 1. */
  #integral(x: number): number {
    const logX = Math.log(x);
    return expm1OverX((1 - this.#exponent) * logX) * logX;
  }

  /** The x whose H is `y`. */
  #inverse(y: number): number {
    // Rounding may carry the product below -1, where the logarithm ends.
    const t = Math.max(-1, y * (1 - this.#exponent));
    return Math.exp(log1pOverX(t) * y);
  }
}

/** Below this, x² / 6 no longer shows in a double and two terms of the series are exact. */
const TINY = 1e-8;

/** (e^x - 1) / x, which is 1 at 0. Dividing as it stands would lose all digits near 0. */
function expm1OverX(x: number): number {
  return Math.abs(x) > TINY ? Math.expm1(x) / x : 1 + x / 2;
}

/** log(1 + x) / x, which is 1 at 0. */
function log1pOverX(x: number): number {
  return Math.abs(x) > TINY ? Math.log1p(x) / x : 1 - x / 2;
}
