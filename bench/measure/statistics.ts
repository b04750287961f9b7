/**
 * Order statistics of small samples: what a table of measurements is made of.
 *
 * Medians and quantiles, not means: one round that was disturbed by another process moves a mean
 * and leaves a median where it was.
 */

/**
 * The value below which the fraction `q` of the sample lies, interpolated linearly between the
 * two neighbouring values.
 *
 * @param q in [0, 1]: 0 is the smallest value, 1 the largest.
 * @throws {RangeError} for an empty sample or a `q` outside [0, 1].
 */
export function quantile(sample: readonly number[], q: number): number {
  if (sample.length === 0) throw new RangeError("Cannot take a quantile of an empty sample");
  if (!(q >= 0 && q <= 1)) {
    throw new RangeError(`Cannot take a quantile: q must be in [0, 1]: current value is ${q}`);
  }
  const sorted = Float64Array.from(sample).sort();
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** The middle value, or the mean of the two middle values. Throws for an empty sample. */
export function median(sample: readonly number[]): number {
  return quantile(sample, 0.5);
}

/** What one measured quantity came to over several rounds. */
export interface Summary {
  /** The middle round. */
  median: number;
  /** The smallest round. */
  min: number;
  /** The largest round. */
  max: number;
  /** How many rounds there were. */
  rounds: number;
}

/** Sums up the rounds of one measurement. Throws for an empty sample. */
export function summarize(sample: readonly number[]): Summary {
  return {
    median: median(sample),
    min: quantile(sample, 0),
    max: quantile(sample, 1),
    rounds: sample.length,
  };
}

/**
 * The median of the quotients of two series that were measured in pairs.
 *
 * Dividing round by round, then taking the median, cancels what disturbed both halves of a round:
 * a busy machine slows the two servers alike.
 *
 * @throws {RangeError} when the series differ in length or are empty.
 */
export function medianRatio(
  numerators: readonly number[],
  denominators: readonly number[],
): number {
  if (numerators.length !== denominators.length) {
    throw new RangeError(
      `Cannot pair series of ${numerators.length} and ${denominators.length} rounds`,
    );
  }
  return median(numerators.map((numerator, round) => numerator / denominators[round]));
}
