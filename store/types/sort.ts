/**
 * SORT: the elements of a list, a set or a sorted set, in the order of numbers or of texts, theirs or
 * those of other keys.
 *
 * The elements are copied first, into one buffer, since looking up what they are sorted by opens
 * other records. What is sorted is their numbers: an index each, a double or a range of another
 * buffer as its weight, and no object.
 */

import { type ByteRanges, copyRanges, RangeBuffer } from "../byte_ranges.ts";
import { PackedValue } from "../encoding/listpack.ts";
import { WrongTypeError } from "../errors.ts";
import type { Namespace } from "../engine/namespace.ts";
import { createList } from "./lists/lists.ts";
import type { SortPattern } from "./sort_pattern.ts";
import { valueTypeOf } from "./value_types.ts";

/** What to sort by, and which part of the result is wanted. */
export interface SortRequest {
  /** The pattern of what elements are sorted by; undefined for the elements themselves. */
  readonly by: SortPattern | undefined;
  /** Whether a constant pattern was given, also before another one: elements stay as they are. */
  readonly unsorted: boolean;
  /** Whether to sort as texts, not as numbers. */
  readonly alpha: boolean;
  readonly descending: boolean;
  /** How many to leave out at the beginning; below 0 is none. */
  readonly offset: number;
  /** How many to return; below 0 is all. */
  readonly count: number;
  /** Whether the result will be stored: then texts are compared in full, and sets always sorted. */
  readonly stores: boolean;
  /** The number that bytes spell, NaN if they spell none. */
  readonly score: (bytes: Uint8Array, start: number, end: number) => number;
}

/** Elements in an order: the one at place `i` is string `order[i]` of `elements`. */
export interface SortedElements {
  readonly elements: ByteRanges;
  readonly order: Uint32Array;
}

const WRONG_TYPE = new WrongTypeError();
const value = new PackedValue();

/**
 * Sorts the elements of the loaded key, none if it is missing. Counts as a read of it and of all keys that
 * the pattern leads to. O(N · log N), but O(count) for lists and sorted sets that are not to be sorted.
 *
 * @returns undefined if something to sort by is no number.
 * @throws {WrongTypeError}
 */
export function sortElements(
  namespace: Namespace,
  request: SortRequest,
): SortedElements | undefined {
  const elements = new RangeBuffer();
  if (namespace.read() === 0) return { elements, order: new Uint32Array(0) };
  const sequence = valueTypeOf(namespace.kind()).elements;
  if (sequence === undefined) throw WRONG_TYPE;
  sequence.prepare?.(namespace);
  let { by, alpha } = request;
  let sorts = !request.unsorted;
  if (!sorts && !sequence.ordered && request.stores) {
    // What is stored must be the same wherever the command is executed again.
    sorts = true;
    alpha = true;
    by = undefined;
  }
  const size = sequence.count(namespace);
  const from = Math.min(Math.max(request.offset, 0), size);
  const count = request.count < 0 ? size - from : Math.min(request.count, size - from);
  const add = (element: PackedValue) => elements.add(element.bytes, element.start, element.end);
  if (!sorts && sequence.ordered) {
    sequence.visit(namespace, from, count, request.descending, add);
    return { elements, order: Uint32Array.from({ length: count }, (_, i) => i) };
  }
  sequence.visit(namespace, 0, size, false, add);
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  if (sorts) {
    const compare = alpha
      ? compareTexts(namespace, elements, by, request.stores)
      : compareNumbers(namespace, elements, by, request.score);
    if (compare === undefined) return undefined;
    const sign = request.descending ? -1 : 1;
    order.sort((a, b) => sign * compare(a, b) || a - b);
  }
  return { elements, order: order.subarray(from, from + count) };
}

/** Compares elements by their indexes. */
type Compare = (a: number, b: number) => number;

/** By the numbers that elements, or what belongs to them, spell; equal ones by their bytes. */
function compareNumbers(
  namespace: Namespace,
  elements: RangeBuffer,
  by: SortPattern | undefined,
  score: SortRequest["score"],
): Compare | undefined {
  const { bytes, starts, ends, count } = elements;
  const scores = new Float64Array(count);
  // All are looked up, even if one that is no number has been met: each counts as a read.
  let areNumbers = true;
  for (let i = 0; i < count; i++) {
    if (by === undefined) scores[i] = score(bytes, starts[i], ends[i]);
    else if (by.lookUp(namespace, bytes, starts[i], ends[i], value)) {
      scores[i] = score(value.bytes, value.start, value.end);
    }
    if (scores[i] !== scores[i]) areNumbers = false;
  }
  if (!areNumbers) return undefined;
  return (a, b) => {
    const x = scores[a];
    const y = scores[b];
    return x < y ? -1 : x > y ? 1 : compareBytes(elements, a, b, false);
  };
}

/** By bytes; what belongs to nothing comes first. */
function compareTexts(
  namespace: Namespace,
  elements: RangeBuffer,
  by: SortPattern | undefined,
  inFull: boolean,
): Compare {
  if (by === undefined) return (a, b) => compareBytes(elements, a, b, !inFull);
  const { bytes, starts, ends, count } = elements;
  const weights = new RangeBuffer();
  const missing = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (by.lookUp(namespace, bytes, starts[i], ends[i], value)) {
      weights.add(value.bytes, value.start, value.end);
    } else {
      missing[i] = 1;
      weights.append(0);
    }
  }
  return (a, b) => missing[b] - missing[a] || compareBytes(weights, a, b, !inFull);
}

/** Compares two strings as C does: up to their first zero byte if `asText`, else all bytes. */
function compareBytes(
  { bytes, starts, ends }: ByteRanges,
  a: number,
  b: number,
  asText: boolean,
): number {
  let i = starts[a];
  let j = starts[b];
  const lengthA = ends[a] - i;
  const lengthB = ends[b] - j;
  for (let left = Math.min(lengthA, lengthB); left > 0; left--, i++, j++) {
    if (bytes[i] !== bytes[j]) return bytes[i] - bytes[j];
    if (asText && bytes[i] === 0) return 0;
  }
  // A text that goes on with a zero byte is no longer than one that ends.
  if (asText && lengthA !== lengthB) {
    if (lengthA > lengthB ? bytes[i] === 0 : bytes[j] === 0) return 0;
  }
  return lengthA - lengthB;
}

/**
 * Stores strings as a list under the loaded key, in place of what was there; without any, the key
 * goes.
 */
export function storeSorted(namespace: Namespace, result: RangeBuffer): void {
  if (result.count === 0) {
    namespace.delete();
    return;
  }
  const replaces = namespace.find() !== 0;
  if (replaces) namespace.discard();
  createList(namespace, result, 0, result.count);
  namespace.engine.changes += result.count;
  if (!namespace.observed) return;
  if (replaces) namespace.effect("", "DEL", []);
  namespace.effect("sortstore", "RPUSH", copyRanges(result, 0, result.count));
}
