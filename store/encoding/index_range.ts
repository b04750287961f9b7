/**
 * Ranges as clients give them: from a first to a last index, both included, negative ones counted
 * from the end.
 */

/**
 * The position that an index means in a sequence of `length` elements: a negative one counts from
 * the end, and one before the start is the start. The end is not looked at.
 */
export function positionOf(index: number, length: number): number {
  return index < 0 ? Math.max(0, index + length) : index;
}
