/**
 * Packed entries that have given bytes: counted, found from the end, taken out.
 *
 * A run is `bytes[from, end)`, whole entries without a closing byte: a node of a large list, or what a
 * listpack has between header and end. The wanted bytes are `needle[start, stop)`. All is O(entries).
 */

import { entryEquals, nextEntry, previousEntry } from "../../encoding/listpack.ts";

/** A position that no listpack begins at. */
const NO_PACK = -1024;

/** How many entries match, at most `max`. */
export function countMatches(
  bytes: Uint8Array,
  from: number,
  end: number,
  needle: Uint8Array,
  start: number,
  stop: number,
  max: number,
): number {
  let found = 0;
  for (let at = from; at < end && found < max; at = nextEntry(bytes, at)) {
    if (entryEquals(bytes, at, needle, start, stop)) found++;
  }
  return found;
}

/** Position of the `max`-th matching entry counted from the end; `from` if there are fewer. */
export function matchFromEnd(
  bytes: Uint8Array,
  from: number,
  end: number,
  needle: Uint8Array,
  start: number,
  stop: number,
  max: number,
): number {
  let left = max;
  for (let at = end; at > from;) {
    at = previousEntry(bytes, NO_PACK, at);
    if (entryEquals(bytes, at, needle, start, stop) && --left === 0) return at;
  }
  return from;
}

/** Takes the first `count` matching entries out; the others close up. Returns the run's new end. */
export function compactMatches(
  bytes: Uint8Array,
  from: number,
  end: number,
  needle: Uint8Array,
  start: number,
  stop: number,
  count: number,
): number {
  let to = from;
  let kept = from;
  let left = count;
  for (let at = from; at < end && left > 0;) {
    const next = nextEntry(bytes, at);
    if (entryEquals(bytes, at, needle, start, stop)) {
      left--;
      if (to !== kept) bytes.copyWithin(to, kept, at);
      to += at - kept;
      kept = next;
    }
    at = next;
  }
  bytes.copyWithin(to, kept, end);
  return to + end - kept;
}
