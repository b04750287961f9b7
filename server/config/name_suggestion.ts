/** "Did you mean": finding the name that a mistyped one was probably meant to be. */

/**
 * The candidate that takes the fewest edits to reach from `typed` (insertions, deletions,
 * substitutions, swaps of neighbours), or undefined when none is near: more than two edits
 * away, or more than a third of the name. Letters are compared in either case.
 * O(candidates × length²).
 */
export function suggestName(typed: string, candidates: Iterable<string>): string | undefined {
  const name = typed.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` (did you mean 'x'?)` when a candidate is near, otherwise the empty text. */
export function didYouMean(typed: string, candidates: Iterable<string>, prefix = ""): string {
  const name = suggestName(typed, candidates);
  return name === undefined ? "" : ` (did you mean '${prefix}${name}'?)`;
}

/** Edits between two words, a swap of neighbouring letters counting as one. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], beforePrevious[j - 2] + 1);
      }
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length];
}
