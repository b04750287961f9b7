/**
 * Writes the parts of Redis's RDB format: lengths, strings, doubles; see `rdb_format.ts`. Strings that
 * spell a 32-bit integer are written as one; longer ones are compressed if that is asked for.
 */

import { NOT_INTEGER, parseSafeInteger } from "./integer.ts";
import { compressLzf } from "./lzf.ts";
import { StringForm } from "./rdb_format.ts";

const INITIAL_BYTES = 256;
/** An empty buffer of more is given back. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
/** Up to here a loop is faster than the two objects that a block copy takes. */
const LOOP_BYTES = 64;
/** The longest text of a 32-bit integer. */
const MAX_INT32_TEXT = 11;
/** Shorter strings are not worth compressing, and of longer ones compressing would take too long. */
const MIN_COMPRESSED = 21;
const MAX_COMPRESSED: number = 1 << 20;
/**
 * Most of the cost of writing a short string is to find that it cannot be compressed. When so many have not
 * become shorter, one after the other, only one in so many is tried until one does.
 */
const SHORT_STRING = 256;
const MAX_IN_VAIN = 32;
const TRIED_IN_VAIN = 16;
/** What a compressed string has before its bytes: its form and two lengths. */
const COMPRESSED_HEAD = 11;

/** A buffer that grows, and the format's parts written to its end. */
export class RdbWriter {
  bytes: Uint8Array = new Uint8Array(INITIAL_BYTES);
  /** Bytes written. */
  length = 0;
  /** Whether strings of more than 20 bytes and up to a mebibyte are compressed where that helps. */
  compresses = false;
  /**
   * Whether it stops trying short strings where those before were compressed in vain. What it writes
   * then depends on what it wrote before, which suits a file and not a value of its own.
   */
  learns = false;
  #inVain = 0;
  #view = new DataView(this.bytes.buffer);

  /** Makes room for `count` bytes, which are the caller's to write; returns where. */
  append(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, 2 * this.bytes.length));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }

  /** Forgets what was written; a buffer that has grown very large is given back. */
  reset(): void {
    this.length = 0;
    if (this.bytes.length <= MAX_KEPT_BYTES) return;
    this.bytes = new Uint8Array(INITIAL_BYTES);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Writes one byte. */
  byte(value: number): void {
    const at = this.append(1); // which may replace the buffer
    this.bytes[at] = value;
  }

  /** Writes `source[start, end)` as it is. */
  raw(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const at = this.append(length);
    const { bytes } = this;
    if (length > LOOP_BYTES) bytes.set(source.subarray(start, end), at);
    else for (let i = 0; i < length; i++) bytes[at + i] = source[start + i];
  }

  /** Writes a length below 2³². */
  size(count: number): void {
    if (count < 64) this.byte(count);
    else if (count < 16384) {
      const at = this.append(2);
      this.#view.setUint16(at, 0x4000 | count);
    } else {
      this.byte(0x80);
      const at = this.append(4);
      this.#view.setUint32(at, count);
    }
  }

  /** Writes a length of 64 bits, given as two words. */
  wideSize(high: number, low: number): void {
    if (high === 0) return this.size(low >>> 0);
    this.byte(0x81);
    const at = this.append(8);
    this.#view.setInt32(at, high);
    this.#view.setInt32(at + 4, low);
  }

  /** Writes four bytes, the highest first. */
  integer32(value: number): void {
    const at = this.append(4);
    this.#view.setInt32(at, value);
  }

  /** Writes an integer of 64 bits, the lowest byte first. */
  integer64(value: number): void {
    const at = this.append(8);
    this.#view.setInt32(at, value | 0, true);
    this.#view.setInt32(at + 4, Math.floor(value / 4294967296), true);
  }

  /** Writes the string `source[start, end)`. */
  string(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length <= MAX_INT32_TEXT) {
      if (this.#integer(parseSafeInteger(source, start, end))) return;
    } else if (this.compresses && length >= MIN_COMPRESSED && length <= MAX_COMPRESSED) {
      if (this.#worthTrying(length) && this.#compressed(source, start, end)) return;
    }
    this.size(end - start);
    this.raw(source, start, end);
  }

  /** Writes a double in eight bytes, the lowest first. */
  double(value: number): void {
    const at = this.append(8);
    this.#view.setFloat64(at, value, true);
  }

  #worthTrying(length: number): boolean {
    if (!this.learns || length > SHORT_STRING) return true;
    return ++this.#inVain <= MAX_IN_VAIN || this.#inVain % TRIED_IN_VAIN === 0;
  }

  /** Writes a string compressed; false if that does not make it at least four bytes shorter. */
  #compressed(source: Uint8Array, start: number, end: number): boolean {
    const begin = this.length;
    const length = end - start;
    const room = this.append(COMPRESSED_HEAD + length) + COMPRESSED_HEAD;
    const packed = compressLzf(source, start, end, this.bytes, room, length - 4);
    this.length = begin;
    if (packed === 0) return false;
    this.#inVain = 0;
    this.byte(StringForm.Lzf);
    this.size(packed);
    this.size(length);
    this.bytes.copyWithin(this.length, room, room + packed);
    this.length += packed;
    return true;
  }

  /** Writes a string that is an integer; false if it is none or needs more than 32 bits. */
  #integer(number: number): boolean {
    if (number === NOT_INTEGER || number !== (number | 0)) return false;
    if (number === (number << 24) >> 24) {
      this.byte(StringForm.Int8);
      this.byte(number & 255);
    } else if (number === (number << 16) >> 16) {
      this.byte(StringForm.Int16);
      const at = this.append(2);
      this.#view.setInt16(at, number, true);
    } else {
      this.byte(StringForm.Int32);
      const at = this.append(4);
      this.#view.setInt32(at, number, true);
    }
    return true;
  }
}
