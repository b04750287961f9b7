/**
 * Reads the parts of Redis's RDB format; see `rdb_format.ts`. The bytes come from anywhere: whatever
 * they are, reading them ends in a value or in {@linkcode MALFORMED}, and allocates no more than a
 * fixed multiple of them.
 */

import { writeInteger } from "./integer.ts";
import { PackedValue } from "./listpack.ts";
import { expandLzf } from "./lzf.ts";
import { StringForm } from "./rdb_format.ts";

/** The longest string, 512 MiB, which a compressed one may claim to be. */
const MOST_BYTES = 2 ** 29;

/** The bytes are not what they should be. Caught where a value is restored. */
export class MalformedRdbError extends Error {}

/** The one error that reading throws: made once, so it captures no stack. */
export const MALFORMED: MalformedRdbError = new MalformedRdbError("Cannot read the dump");

/** A place in bytes, which moves forward. */
export class RdbReader {
  /** Where {@linkcode RdbReader.string} leaves the string that it has read. */
  readonly value: PackedValue = new PackedValue();
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;

  /** Reads `bytes[start, end)`. */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = end;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** Reads one byte. */
  byte(): number {
    return this.#bytes[this.#take(1)];
  }

  /** Reads a length. One beyond 2³² is malformed: nothing here is as long. */
  size(): number {
    const size = this.#size(this.byte());
    if (size < 0) throw MALFORMED;
    return size;
  }

  /** Reads the number of elements that follow, each of them one byte or more; 0 is malformed. */
  count(): number {
    const count = this.size();
    if (count === 0 || count > this.left) throw MALFORMED;
    return count;
  }

  /** Reads a string; returns {@linkcode RdbReader.value}, good until the next one. */
  string(): PackedValue {
    const { value } = this;
    const first = this.byte();
    const size = this.#size(first);
    if (size >= 0) {
      value.bytes = this.#bytes;
      value.start = this.#take(size);
      value.end = value.start + size;
    } else if (first === StringForm.Int8) this.#integer(this.#view.getInt8(this.#take(1)));
    else if (first === StringForm.Int16) this.#integer(this.#view.getInt16(this.#take(2), true));
    else if (first === StringForm.Int32) this.#integer(this.#view.getInt32(this.#take(4), true));
    else if (first === StringForm.Lzf) this.#compressed();
    else throw MALFORMED;
    return value;
  }

  /** Reads a double of eight bytes. */
  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** Reads a text that has its length in one byte before it, or a double that has no text. */
  doubleText(): number {
    const length = this.byte();
    if (length === 255) return -Infinity;
    if (length === 254) return Infinity;
    if (length === 253) return NaN;
    const at = this.#take(length);
    return parseScore(this.#bytes, at, at + length);
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.#end - at) throw MALFORMED;
    this.#at = at + count;
    return at;
  }

  /** The length that begins with the byte `first`; -1 if that stands for a short form. */
  #size(first: number): number {
    if (first < 0x40) return first;
    if (first < 0x80) return ((first & 63) << 8) | this.byte();
    if (first >= 0xc0) return -1;
    if (first === 0x80) return this.#view.getUint32(this.#take(4));
    if (first !== 0x81) throw MALFORMED;
    const at = this.#take(8);
    if (this.#view.getUint32(at) !== 0) throw MALFORMED;
    return this.#view.getUint32(at + 4);
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
    const at = this.#take(packed);
    const bytes = expandLzf(this.#bytes, at, at + packed, length);
    if (bytes === undefined) throw MALFORMED;
    value.bytes = bytes;
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
