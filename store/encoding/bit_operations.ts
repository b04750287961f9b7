/**
 * AND, OR, XOR and NOT over ranges of bytes, for BITOP.
 *
 * The operations combine one source into a target in place, so any number of sources takes one
 * buffer: copy the first source into it, padded with zeros to the longest length, then combine
 * each other one. A source that is shorter than the target counts as padded with zeros.
 *
 * Long ranges go 32 bits at a time. Values stand at any alignment in memory, so a block of the
 * source is first copied to where its words are aligned like the target's: such a copy is nearly
 * free, and the loop over words takes a quarter of the time of one over bytes.
 */

type Operation = 0 | 1 | 2;
const AND: Operation = 0;
const OR: Operation = 1;
const XOR: Operation = 2;

/** Words of the source that are aligned at a time: small enough for the first-level cache. */
const BLOCK_WORDS = 2048;

/** Below this many bytes the views of 32-bit words cost more than they save. */
const MIN_WORDS_BYTES = 512;

const blockWords = new Int32Array(BLOCK_WORDS);
const blockBytes = new Uint8Array(blockWords.buffer);

/** Puts the AND of `target[at, end)` and `source[start, sourceEnd)` into the target. */
export function andInto(
  target: Uint8Array,
  at: number,
  end: number,
  source: Uint8Array,
  start: number,
  sourceEnd: number,
): void {
  const shared = at + Math.min(end - at, sourceEnd - start);
  combine(AND, target, at, shared, source, start);
  target.fill(0, shared, end);
}

/** Puts the OR of `target[at, end)` and `source[start, sourceEnd)` into the target. */
export function orInto(
  target: Uint8Array,
  at: number,
  end: number,
  source: Uint8Array,
  start: number,
  sourceEnd: number,
): void {
  combine(OR, target, at, at + Math.min(end - at, sourceEnd - start), source, start);
}

/** Puts the exclusive OR of `target[at, end)` and `source[start, sourceEnd)` into the target. */
export function xorInto(
  target: Uint8Array,
  at: number,
  end: number,
  source: Uint8Array,
  start: number,
  sourceEnd: number,
): void {
  combine(XOR, target, at, at + Math.min(end - at, sourceEnd - start), source, start);
}

/** Inverts every bit of `target[at, end)`. */
export function notInto(target: Uint8Array, at: number, end: number): void {
  if (end - at >= MIN_WORDS_BYTES) {
    for (; ((target.byteOffset + at) & 3) !== 0; at++) target[at] = ~target[at];
    const words = new Int32Array(target.buffer, target.byteOffset + at, (end - at) >> 2);
    for (let i = 0; i < words.length; i++) words[i] = ~words[i];
    at += words.length << 2;
  }
  for (; at < end; at++) target[at] = ~target[at];
}

/** Combines `target[at, end)` with as many bytes of the source. */
function combine(
  operation: Operation,
  target: Uint8Array,
  at: number,
  end: number,
  source: Uint8Array,
  start: number,
): void {
  if (end - at >= MIN_WORDS_BYTES) {
    const lead = -(target.byteOffset + at) & 3;
    combineBytes(operation, target, at, at + lead, source, start);
    at += lead;
    start += lead;
    const words = new Int32Array(target.buffer, target.byteOffset + at, (end - at) >> 2);
    for (let done = 0; done < words.length; done += BLOCK_WORDS) {
      const count = Math.min(BLOCK_WORDS, words.length - done);
      blockBytes.set(source.subarray(start, start + (count << 2)));
      combineWords(operation, words, done, count);
      start += count << 2;
    }
    at += words.length << 2;
  }
  combineBytes(operation, target, at, end, source, start);
}

/** Combines `count` words of the target with the first words of the block. */
function combineWords(operation: Operation, words: Int32Array, at: number, count: number): void {
  if (operation === AND) {
    for (let i = 0; i < count; i++) words[at + i] &= blockWords[i];
  } else if (operation === OR) {
    for (let i = 0; i < count; i++) words[at + i] |= blockWords[i];
  } else {
    for (let i = 0; i < count; i++) words[at + i] ^= blockWords[i];
  }
}

function combineBytes(
  operation: Operation,
  target: Uint8Array,
  at: number,
  end: number,
  source: Uint8Array,
  start: number,
): void {
  const distance = start - at;
  if (operation === AND) {
    for (; at < end; at++) target[at] &= source[at + distance];
  } else if (operation === OR) {
    for (; at < end; at++) target[at] |= source[at + distance];
  } else {
    for (; at < end; at++) target[at] ^= source[at + distance];
  }
}
