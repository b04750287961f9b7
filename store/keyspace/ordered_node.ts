/**
 * The nodes of an ordered index, blocks of an arena: their layout, and searching in one.
 *
 * An entry is a score and the address of the member's record. Entries are in the order of their scores,
 * those of equal scores in the order of the members' bytes. A leaf holds entries of the index; an
 * inner node holds, for each child, the child's first entry, its address and how many entries there
 * are below it.
 *
 * ```
 * word     0          count of entries, or of children
 *          1          previous leaf (0: none)   } in leaves
 *          2          next leaf                 }
 *          3          unused
 * leaf     4 …        84 scores (8 bytes), 84 members
 * inner    4 …        50 scores (8 bytes), 50 members, 50 children, 50 counts
 * ```
 *
 * The first entry of an inner node, unlike the others, is never looked at and may be stale: what is less
 * than the second belongs to the first child.
 */

import { type Arena, CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import { keyLengthOf, keyWordOf } from "./record.ts";

/** Bytes of a node of either sort: 16 cache lines. */
export const NODE_BYTES = 1024;
/** Entries of a full leaf: 16 + 84 × 12 = 1024 bytes. */
export const LEAF_CAPACITY = 84;
/** Children of a full inner node: 16 + 50 × 20 = 1016 bytes. */
export const INNER_CAPACITY = 50;

export const COUNT = 0;
export const PREVIOUS = 1;
export const NEXT = 2;
/** Where the scores begin, in doubles. */
export const SCORES = 2;
/** Where the members begin, in words. */
export const LEAF_MEMBERS: number = 4 + 2 * LEAF_CAPACITY;
export const INNER_MEMBERS: number = 4 + 2 * INNER_CAPACITY;
export const CHILDREN: number = INNER_MEMBERS + INNER_CAPACITY;
export const COUNTS: number = CHILDREN + INNER_CAPACITY;

/** The words of the chunk in which a block lies. */
export function wordsOf(arena: Arena, address: number): Int32Array {
  return arena.words[address >>> CHUNK_SHIFT];
}

/** The doubles of the chunk in which a block lies. */
export function doublesOf(arena: Arena, address: number): Float64Array {
  return arena.doubles[address >>> CHUNK_SHIFT];
}

/** Index of a block's first word. */
export function wordAt(address: number): number {
  return (address & OFFSET_MASK) << 1;
}

/** Index of a block's first double. */
export function doubleAt(address: number): number {
  return address & OFFSET_MASK;
}

/** The order of two members' bytes: negative, 0 or positive. */
export function compareMembers(arena: Arena, a: number, b: number): number {
  const aWords = arena.words[a >>> CHUNK_SHIFT];
  const bWords = arena.words[b >>> CHUNK_SHIFT];
  const aAt = (a & OFFSET_MASK) << 1;
  const bAt = (b & OFFSET_MASK) << 1;
  const aLength = keyLengthOf(aWords, aAt);
  const bLength = keyLengthOf(bWords, bAt);
  const aKey = keyWordOf(aWords, aAt);
  const bKey = keyWordOf(bWords, bAt);
  const common = aLength < bLength ? aLength : bLength;
  const whole = common >>> 2;
  for (let i = 0; i < whole; i++) {
    const x = aWords[aKey + i];
    const y = bWords[bKey + i];
    if (x === y) continue;
    // The lowest byte that differs comes first in memory.
    const shift = (31 - Math.clz32((x ^ y) & -(x ^ y))) & ~7;
    return ((x >>> shift) & 255) - ((y >>> shift) & 255);
  }
  const rest = common & 3;
  if (rest !== 0) {
    const difference = (aWords[aKey + whole] ^ bWords[bKey + whole]) & ((1 << (rest << 3)) - 1);
    if (difference !== 0) {
      const shift = (31 - Math.clz32(difference & -difference)) & ~7;
      return ((aWords[aKey + whole] >>> shift) & 255) - ((bWords[bKey + whole] >>> shift) & 255);
    }
  }
  return aLength - bLength;
}

/** The order of a member and of `bytes[start, end)`: negative, 0 or positive. */
export function compareMemberTo(
  arena: Arena,
  member: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const words = arena.words[member >>> CHUNK_SHIFT];
  const at = (member & OFFSET_MASK) << 1;
  const own = arena.bytes[member >>> CHUNK_SHIFT];
  const ownStart = keyWordOf(words, at) << 2;
  const ownLength = keyLengthOf(words, at);
  const length = end - start;
  const common = ownLength < length ? ownLength : length;
  for (let i = 0; i < common; i++) {
    const difference = own[ownStart + i] - bytes[start + i];
    if (difference !== 0) return difference;
  }
  return ownLength - length;
}

/**
 * The first slot from `from` on whose entry is behind (`score`, `member`), `count` if none is. `members`
 * is where the node's members begin.
 */
export function slotBehind(
  arena: Arena,
  node: number,
  members: number,
  from: number,
  score: number,
  member: number,
): number {
  const end = slotOfScore(arena, node, from, score, true);
  const scores = doublesOf(arena, node);
  const first = doubleAt(node) + SCORES;
  if (end === from || scores[first + end - 1] !== score) return end;
  // Among those of the same score the members decide; often there is one, and it is this one.
  const words = wordsOf(arena, node);
  const at = wordAt(node) + members;
  if (words[at + end - 1] === member) return end;
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = words[at + middle];
    const behind = scores[first + middle] === score && other !== member &&
      compareMembers(arena, other, member) > 0;
    if (behind) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The first slot from `from` on whose score is at least `score`, or more than it if `above`; `count` if
 * none is.
 */
export function slotOfScore(
  arena: Arena,
  node: number,
  from: number,
  score: number,
  above: boolean,
): number {
  const scores = doublesOf(arena, node);
  const first = doubleAt(node) + SCORES;
  const equal = Number(above);
  let low = first + from;
  let count = wordsOf(arena, node)[wordAt(node) + COUNT] - from;
  // Where it goes on is computed, not jumped to: the processor would guess every other jump wrong.
  while (count > 0) {
    const half = (count + 1) >>> 1;
    const found = scores[low + half - 1];
    low += half & -(Number(found < score) | (Number(found === score) & equal));
    count -= half;
  }
  return low - first;
}

/** As {@linkcode slotOfScore}, by members alone: for entries that all have the same score. */
export function slotOfMember(
  arena: Arena,
  node: number,
  members: number,
  from: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  above: boolean,
): number {
  const words = wordsOf(arena, node);
  const at = wordAt(node) + members;
  let low = from;
  let high = words[wordAt(node) + COUNT];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareMemberTo(arena, words[at + middle], bytes, start, end);
    if (order < 0 || (above && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
