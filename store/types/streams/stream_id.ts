/**
 * The ID of a stream's entry: two unsigned integers of 64 bits, most often a time in ms and a sequence
 * number within it.
 *
 * Neither is a safe integer in general, so each is kept as two words of 32 bits, the way it is stored:
 * comparing and adding then make no BigInt. An ID is a register that is filled again and again, not
 * a value: nothing makes one per entry.
 */

import { asciiString, MAX_ASCII_STRING } from "../../encoding/ascii_string.ts";
import { writeInteger } from "../../encoding/integer.ts";

/** Most bytes of an ID's text: twenty digits, a dash, twenty digits. */
export const ID_TEXT_BYTES = 41;

const TWO_POW_32 = 4294967296;
/** Below this, the upper word leaves the number a safe integer. */
const SAFE_HIGH = 1 << 21;
const DASH = 0x2d;

/** An ID; words are signed in JavaScript, the numbers that they make are not. */
export class StreamId {
  msHigh = 0;
  msLow = 0;
  seqHigh = 0;
  seqLow = 0;

  /** A new ID of these numbers, for cold paths. @throws {RangeError} if one is not of 64 bits. */
  static of(ms: bigint | number, seq: bigint | number): StreamId {
    const id = new StreamId();
    for (const part of [ms, seq]) {
      if (BigInt.asUintN(64, BigInt(part)) !== BigInt(part)) {
        throw new RangeError(`Cannot make a stream ID of ${part}: it is not of 64 bits`);
      }
    }
    id.msHigh = Number(BigInt.asIntN(32, BigInt(ms) >> 32n));
    id.msLow = Number(BigInt.asIntN(32, BigInt(ms)));
    id.seqHigh = Number(BigInt.asIntN(32, BigInt(seq) >> 32n));
    id.seqLow = Number(BigInt.asIntN(32, BigInt(seq)));
    return id;
  }

  /** Takes over another ID. */
  copy(other: StreamId): void {
    this.msHigh = other.msHigh;
    this.msLow = other.msLow;
    this.seqHigh = other.seqHigh;
    this.seqLow = other.seqLow;
  }

  /** Becomes the ID in the four words from `words[at]` on: the upper ones first. */
  read(words: Int32Array, at: number): void {
    this.msHigh = words[at];
    this.msLow = words[at + 1];
    this.seqHigh = words[at + 2];
    this.seqLow = words[at + 3];
  }

  /** Writes the ID into four words; see {@linkcode StreamId.read}. */
  store(words: Int32Array, at: number): void {
    words[at] = this.msHigh;
    words[at + 1] = this.msLow;
    words[at + 2] = this.seqHigh;
    words[at + 3] = this.seqLow;
  }

  /** Becomes 0-0. */
  setMin(): void {
    this.msHigh =
      this.msLow =
      this.seqHigh =
      this.seqLow =
        0;
  }

  /** Becomes the largest ID. */
  setMax(): void {
    this.msHigh =
      this.msLow =
      this.seqHigh =
      this.seqLow =
        -1;
  }

  /** Becomes `ms`-0, for a safe integer. */
  setTime(ms: number): void {
    this.msHigh = Math.floor(ms / TWO_POW_32) | 0;
    this.msLow = ms | 0;
    this.seqHigh = this.seqLow = 0;
  }

  get isMin(): boolean {
    return (this.msHigh | this.msLow | this.seqHigh | this.seqLow) === 0;
  }

  get isMax(): boolean {
    return (this.msHigh & this.msLow & this.seqHigh & this.seqLow) === -1;
  }

  /** Below 0, 0 or above 0, as this ID comes before, is or comes behind the other. */
  compare(other: StreamId): number {
    if (this.msHigh !== other.msHigh) return this.msHigh >>> 0 < other.msHigh >>> 0 ? -1 : 1;
    if (this.msLow !== other.msLow) return this.msLow >>> 0 < other.msLow >>> 0 ? -1 : 1;
    if (this.seqHigh !== other.seqHigh) return this.seqHigh >>> 0 < other.seqHigh >>> 0 ? -1 : 1;
    if (this.seqLow !== other.seqLow) return this.seqLow >>> 0 < other.seqLow >>> 0 ? -1 : 1;
    return 0;
  }

  /** As {@linkcode StreamId.compare}, with the ID in four words. */
  compareWords(words: Int32Array, at: number): number {
    let mine = this.msHigh;
    let other = words[at];
    if (mine !== other) return mine >>> 0 < other >>> 0 ? -1 : 1;
    mine = this.msLow;
    other = words[at + 1];
    if (mine !== other) return mine >>> 0 < other >>> 0 ? -1 : 1;
    mine = this.seqHigh;
    other = words[at + 2];
    if (mine !== other) return mine >>> 0 < other >>> 0 ? -1 : 1;
    mine = this.seqLow;
    other = words[at + 3];
    if (mine !== other) return mine >>> 0 < other >>> 0 ? -1 : 1;
    return 0;
  }

  /** Compares the first numbers alone. */
  compareTime(other: StreamId): number {
    if (this.msHigh !== other.msHigh) return this.msHigh >>> 0 < other.msHigh >>> 0 ? -1 : 1;
    if (this.msLow !== other.msLow) return this.msLow >>> 0 < other.msLow >>> 0 ? -1 : 1;
    return 0;
  }

  /** Becomes the next ID; false, and nothing happens, at the largest. */
  increment(): boolean {
    if (this.isMax) return false;
    this.seqLow = (this.seqLow + 1) | 0;
    if (this.seqLow !== 0) return true;
    this.seqHigh = (this.seqHigh + 1) | 0;
    if (this.seqHigh !== 0) return true;
    this.msLow = (this.msLow + 1) | 0;
    if (this.msLow === 0) this.msHigh = (this.msHigh + 1) | 0;
    return true;
  }

  /** Becomes the ID before; false, and nothing happens, at 0-0. */
  decrement(): boolean {
    if (this.isMin) return false;
    this.seqLow = (this.seqLow - 1) | 0;
    if (this.seqLow !== -1) return true;
    this.seqHigh = (this.seqHigh - 1) | 0;
    if (this.seqHigh !== -1) return true;
    this.msLow = (this.msLow - 1) | 0;
    if (this.msLow === -1) this.msHigh = (this.msHigh - 1) | 0;
    return true;
  }

  /**
   * Writes the ID's text, `ms-seq`, into `target` at `at`, where {@linkcode ID_TEXT_BYTES} are free;
   * returns the position behind it.
   */
  write(target: Uint8Array, at: number): number {
    at = writeUnsigned(target, at, this.msHigh, this.msLow);
    target[at] = DASH;
    return writeUnsigned(target, at + 1, this.seqHigh, this.seqLow);
  }

  /** The ID's text, for cold paths. */
  toString(): string {
    const end = this.write(TEXT, 0);
    if (end <= MAX_ASCII_STRING) return asciiString(TEXT, 0, end);
    return String.fromCharCode(...TEXT.subarray(0, end));
  }

  /** The ID's text as bytes of its own, for cold paths. */
  text(): Uint8Array {
    return TEXT.slice(0, this.write(TEXT, 0));
  }
}

const TEXT = new Uint8Array(ID_TEXT_BYTES);

/** The number that was written last of those with an upper word, and its text: most often a time, again. */
const written = { high: 0, low: 0, text: new Uint8Array(20), length: 0 };

function writeUnsigned(target: Uint8Array, at: number, high: number, low: number): number {
  if (high === 0) return writeInteger(target, at, low >>> 0);
  const { text } = written;
  if (high !== written.high || low !== written.low) {
    written.length = writeLarge(text, 0, high, low);
    written.high = high;
    written.low = low;
  }
  const { length } = written;
  for (let i = 0; i < length; i++) target[at + i] = text[i];
  return at + length;
}

function writeLarge(target: Uint8Array, at: number, high: number, low: number): number {
  if (high > 0 && high < SAFE_HIGH) {
    return writeInteger(target, at, high * TWO_POW_32 + (low >>> 0));
  }
  const text = String((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
  for (let i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
  return at + text.length;
}
