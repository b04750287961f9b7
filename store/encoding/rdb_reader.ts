/**
 * Reads the parts of Redis's RDB format; see `rdb_format.ts`. The bytes come from anywhere: whatever
 * they are, reading them ends in a value or in {@linkcode MALFORMED}, and allocates no more than a
 * fixed multiple of them.
 */

import { writeInteger } from "./integer.ts";
import { PackedValue } from "./listpack.ts";
import { canExpand, expandLzf } from "./lzf.ts";
import { StringForm } from "./rdb_format.ts";

/** The longest string, 512 MiB, which a compressed one may claim to be. */
const MOST_BYTES = 2 ** 29;

/** The bytes are not what they should be. Caught where a value is restored. */
export class MalformedRdbError extends Error {}

/** The one error that reading throws: made once, so it captures no stack. */
export const MALFORMED: MalformedRdbError = new MalformedRdbError("Cannot read the dump");

/**
 * A collection has no elements: there is no such value. Redis has written such files once, so a loader
 * may pass over it: all of the value has been read.
 */
export const EMPTY_VALUE: MalformedRdbError = new MalformedRdbError("Cannot read an empty value");

/** A place in bytes, which moves forward. */
export class RdbReader {
  /** Where {@linkcode RdbReader.string} leaves the string that it has read. */
  readonly value: PackedValue = new PackedValue();
  /** What is read: `bytes[at, end)`; a kind of reader that holds but a part of it refills that. */
  protected bytes: Uint8Array;
  protected view: DataView;
  protected at: number;
  protected end: number;

  /** Reads `bytes[start, end)`. */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.end = end;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.end - this.at;
  }

  /** Reads one byte. */
  byte(): number {
    const at = this.take(1); // which may replace the buffer
    return this.bytes[at];
  }

  /** Reads a length. One beyond 2³² is malformed: nothing here is as long. */
  size(): number {
    const size = this.#size(this.byte());
    if (size < 0) throw MALFORMED;
    return size;
  }

  /** Reads the number of elements that follow, each of them one byte or more, and not none. */
  count(): number {
    const count = this.size();
    if (count === 0) throw EMPTY_VALUE;
    if (count > this.left) throw MALFORMED;
    return count;
  }

  /** Reads a number of 64 bits that stands where a length may; returns its upper word, the lower in `low`. */
  wide(): number {
    const first = this.byte();
    if (first === 0x81) {
      const at = this.take(8);
      this.low = this.view.getInt32(at + 4);
      return this.view.getInt32(at);
    }
    const size = this.#size(first);
    if (size < 0) throw MALFORMED;
    this.low = size | 0;
    return 0;
  }

  /** The lower word of the number of 64 bits that was read last. */
  low = 0;

  /** Reads `count` bytes as they are; returns {@linkcode RdbReader.value}, good until the next read. */
  raw(count: number): PackedValue {
    const { value } = this;
    value.start = this.take(count);
    value.end = value.start + count;
    value.bytes = this.bytes;
    return value;
  }

  /** Reads a signed number of eight bytes, the lowest first; a time, say. Not safe ones are malformed. */
  integer64(): number {
    const number = this.about64();
    if (!Number.isSafeInteger(number)) throw MALFORMED;
    return number;
  }

  /** The same, as exactly as a number can be. */
  about64(): number {
    const at = this.take(8);
    return this.view.getInt32(at + 4, true) * 4294967296 + this.view.getUint32(at, true);
  }

  /** Reads an unsigned number of four bytes, the lowest first. */
  integer32(): number {
    const at = this.take(4);
    return this.view.getUint32(at, true);
  }

  /** Reads a string; returns {@linkcode RdbReader.value}, good until the next one. */
  string(): PackedValue {
    const { value } = this;
    const first = this.byte();
    const size = this.#size(first);
    if (size >= 0) return this.raw(size);
    if (first === StringForm.Lzf) this.#compressed();
    else if (first > StringForm.Int32) throw MALFORMED;
    else {
      const width = 1 << (first - StringForm.Int8);
      const at = this.take(width);
      const { view } = this;
      this.#integer(
        width === 1
          ? view.getInt8(at)
          : width === 2
          ? view.getInt16(at, true)
          : view.getInt32(at, true),
      );
    }
    return value;
  }

  /** Reads a double of eight bytes. */
  double(): number {
    const at = this.take(8);
    return this.view.getFloat64(at, true);
  }

  /** Reads a text that has its length in one byte before it, or a double that has no text. */
  doubleText(): number {
    const length = this.byte();
    if (length === 255) return -Infinity;
    if (length === 254) return Infinity;
    if (length === 253) return NaN;
    const at = this.take(length);
    return parseScore(this.bytes, at, at + length);
  }

  /** `count` bytes are asked for, more than there are from `at` to `end`: gets them, or throws. */
  protected refill(_count: number): void {
    throw MALFORMED;
  }

  /** A buffer for `length` bytes or more of a string that was compressed. */
  protected roomFor(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  /** Goes past `count` bytes; returns where they begin. */
  protected take(count: number): number {
    if (count > this.end - this.at) this.refill(count);
    const { at } = this;
    this.at = at + count;
    return at;
  }

  /** The length that begins with the byte `first`; -1 if that stands for a short form. */
  #size(first: number): number {
    if (first < 0x40) return first;
    if (first < 0x80) return ((first & 63) << 8) | this.byte();
    if (first >= 0xc0) return -1;
    if (first > 0x81) throw MALFORMED;
    const at = this.take(first === 0x80 ? 4 : 8);
    if (first === 0x80) return this.view.getUint32(at);
    if (this.view.getUint32(at) !== 0) throw MALFORMED;
    return this.view.getUint32(at + 4);
  }

  #integer(number: number): void {
    const { value } = this;
    value.bytes = value.scratch;
    value.start = 0;
    value.end = writeInteger(value.scratch, 0, number);
  }

  #compressed(): void {
    const { value } = this;
    const packed = this.size();
    const length = this.size();
    if (length > MOST_BYTES) throw MALFORMED;
    const at = this.take(packed);
    if (!canExpand(packed, length)) throw MALFORMED;
    const target = this.roomFor(length);
    if (!expandLzf(this.bytes, at, at + packed, target, length)) throw MALFORMED;
    value.bytes = target;
    value.start = 0;
    value.end = length;
  }
}

const SCORE = /^[+-]?(?:inf(?:inity)?|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;

/** The double that the text `bytes[start, end)` spells. Throws {@linkcode MALFORMED} if it is none. */
export function parseScore(bytes: Uint8Array, start: number, end: number): number {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  if (!SCORE.test(text)) throw MALFORMED;
  if (/inf/i.test(text)) return text[0] === "-" ? -Infinity : Infinity;
  return Number(text);
}
