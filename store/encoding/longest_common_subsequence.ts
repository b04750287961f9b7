/**
 * The longest common subsequence of two byte strings, for LCS.
 *
 * The textbook table holds L(i, j), the length for the first i bytes of a and the first j of b, in
 * four bytes a cell. Neighbours in a row differ by 0 or 1, so one bit a cell says as much: here
 * bit j of row i is *clear* where L(i, j + 1) = L(i, j) + 1. A row follows from the one before it
 * 32 cells at a time, as an addition whose carries run through the row (Hyyrö 2004, after
 * Crochemore and others 2001):
 *
 *     matches = the places in b that hold a[i]
 *     row     = (row + (row & matches)) | (row & ~matches)
 *
 * That takes a thirty-second of the table's memory and less of its time, and it keeps what
 * the way back through the table needs: where bytes differ, Redis goes up if L(i - 1, j) is greater
 * than L(i, j - 1) and left otherwise, and the former is so exactly where the bit is clear. So the
 * choice among solutions of equal length is the same as Redis's.
 */

/** A stretch that both strings share within their common subsequence; both ends are included. */
export interface CommonRange {
  /** First byte of the stretch in the first string. */
  readonly aStart: number;
  /** Last byte of the stretch in the first string. */
  readonly aEnd: number;
  /** First byte of the stretch in the second string. */
  readonly bStart: number;
  /** Last byte of the stretch in the second string. */
  readonly bEnd: number;
}

/** What {@linkcode commonRanges} found. */
export interface CommonRanges {
  /** Length of the whole subsequence in bytes, whatever ranges were left out. */
  readonly length: number;
  /** The stretches that are long enough, from the last one to the first. */
  readonly ranges: CommonRange[];
}

/**
 * The bytes that Redis's table takes for strings of these lengths. LCS refuses more than
 * proto-max-bulk-len ("Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len").
 * What is used here is about a thirty-second of it.
 */
export function lcsTableBytes(aLength: number, bLength: number): number {
  return (aLength + 1) * (bLength + 1) * 4;
}

/**
 * The length of the longest common subsequence of `a[aStart, aEnd)` and `b[bStart, bEnd)`.
 * O(a × b / 32) time, O(256 × b / 32) memory.
 */
export function lcsLength(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const words = (bEnd - bStart + 31) >>> 5;
  const masks = matchMasks(a, aStart, aEnd, b, bStart, bEnd);
  const row = new Int32Array(words).fill(-1);
  for (let i = aStart; i < aEnd; i++) nextRow(row, 0, row, 0, words, masks, a[i]);
  return clearBits(row, 0, bEnd - bStart);
}

/**
 * The longest common subsequence itself; among several the one that Redis gives.
 * O(a × b / 32) time and memory.
 */
export function longestCommonSubsequence(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): Uint8Array<ArrayBuffer> {
  const table = buildTable(a, aStart, aEnd, b, bStart, bEnd);
  const aLength = aEnd - aStart;
  const bLength = bEnd - bStart;
  let left = aLength === 0 ? 0 : clearBits(table, (aLength - 1) * ((bLength + 31) >>> 5), bLength);
  const text = new Uint8Array(left);
  walkBack(a, aStart, aLength, b, bStart, bLength, table, (i) => text[--left] = a[aStart + i]);
  return text;
}

/**
 * Where the longest common subsequence lies in both strings: LCS IDX. Stretches of fewer than
 * `minLength` bytes are left out. Positions are relative to `aStart` and `bStart`.
 *
 * @example
 * ```ts
 * import { commonRanges } from "./longest_common_subsequence.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const a = new TextEncoder().encode("ohmytext");
 * const b = new TextEncoder().encode("mynewtext");
 * assertEquals(commonRanges(a, 0, 8, b, 0, 9, 0), {
 *   length: 6,
 *   ranges: [
 *     { aStart: 4, aEnd: 7, bStart: 5, bEnd: 8 },
 *     { aStart: 2, aEnd: 3, bStart: 0, bEnd: 1 },
 *   ],
 * });
 * ```
 */
export function commonRanges(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
  minLength: number,
): CommonRanges {
  const table = buildTable(a, aStart, aEnd, b, bStart, bEnd);
  const ranges: CommonRange[] = [];
  let length = 0;
  // The stretch that is being walked back through: its first and last byte so far.
  let first = -1;
  let last = -1;
  let firstOther = -1;
  const finish = () => {
    const size = last - first + 1;
    if (first < 0 || size < minLength) return;
    ranges.push({
      aStart: first,
      aEnd: last,
      bStart: firstOther,
      bEnd: firstOther + size - 1,
    });
  };
  walkBack(a, aStart, aEnd - aStart, b, bStart, bEnd - bStart, table, (i, j) => {
    length++;
    if (first !== i + 1 || firstOther !== j + 1) {
      finish();
      last = i;
    }
    first = i;
    firstOther = j;
  });
  finish();
  return { length, ranges };
}

/** The places of each byte value in b, as one row of bits for each value that a holds. */
interface MatchMasks {
  /** Where the row of a byte value begins in `bits`. */
  readonly offsets: Int32Array;
  readonly bits: Int32Array;
}

function matchMasks(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): MatchMasks {
  const words = (bEnd - bStart + 31) >>> 5;
  const offsets = new Int32Array(256).fill(-1);
  let distinct = 0;
  for (let i = aStart; i < aEnd; i++) {
    if (offsets[a[i]] < 0) offsets[a[i]] = words * distinct++;
  }
  const bits = new Int32Array(words * distinct);
  for (let j = bStart; j < bEnd; j++) {
    const offset = offsets[b[j]];
    const position = j - bStart;
    if (offset >= 0) bits[offset + (position >>> 5)] |= 1 << (position & 31);
  }
  return { offsets, bits };
}

/** Computes the row at `to` from the one at `from`, which may be the same. */
function nextRow(
  source: Int32Array,
  from: number,
  target: Int32Array,
  to: number,
  words: number,
  masks: MatchMasks,
  byte: number,
): void {
  const bits = masks.bits;
  const offset = masks.offsets[byte];
  let carry = 0;
  for (let w = 0; w < words; w++) {
    const row = source[from + w];
    const matches = row & bits[offset + w];
    const sum = (row + matches + carry) | 0;
    // The carry out of 32 bits, from the highest bits of both terms and of their sum.
    carry = (matches | (row & ~sum)) >>> 31;
    target[to + w] = sum | (row ^ matches);
  }
}

/** All rows of the table but the first, which would be all ones. */
function buildTable(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): Int32Array {
  const words = (bEnd - bStart + 31) >>> 5;
  const masks = matchMasks(a, aStart, aEnd, b, bStart, bEnd);
  const table = new Int32Array((aEnd - aStart) * words);
  const ones = new Int32Array(words).fill(-1);
  for (let i = aStart, to = 0; i < aEnd; i++, to += words) {
    if (to === 0) nextRow(ones, 0, table, 0, words, masks, a[i]);
    else nextRow(table, to - words, table, to, words, masks, a[i]);
  }
  return table;
}

/** How many of the first `count` bits of the row at `at` are clear: the length at its end. */
function clearBits(table: Int32Array, at: number, count: number): number {
  let clear = 0;
  for (let j = 0; j < count; j++) clear += ((table[at + (j >>> 5)] >>> (j & 31)) & 1) ^ 1;
  return clear;
}

/** Follows the table from its end, and reports each byte of the subsequence, the last one first. */
function walkBack(
  a: Uint8Array,
  aStart: number,
  aLength: number,
  b: Uint8Array,
  bStart: number,
  bLength: number,
  table: Int32Array,
  onMatch: (i: number, j: number) => void,
): void {
  const words = (bLength + 31) >>> 5;
  let i = aLength - 1;
  let j = bLength - 1;
  while (i >= 0 && j >= 0) {
    if (a[aStart + i] === b[bStart + j]) {
      onMatch(i, j);
      i--;
      j--;
    } else if (((table[i * words + (j >>> 5)] >>> (j & 31)) & 1) === 0) {
      i--;
    } else {
      j--;
    }
  }
}
