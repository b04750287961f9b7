/**
 * Writes the parts of Redis's RDB format: lengths, strings, doubles; see `rdb_format.ts`. Strings that
 * spell a 32-bit integer are written as one; nothing is compressed.
 */

import { NOT_INTEGER, parseSafeInteger } from "./integer.ts";
import { StringForm } from "./rdb_format.ts";

const INITIAL_BYTES = 256;
/** The longest text of a 32-bit integer. */
const MAX_INT32_TEXT = 11;

/** A buffer that grows, and the format's parts written to its end. */
export class RdbWriter {
  bytes: Uint8Array = new Uint8Array(INITIAL_BYTES);
  /** Bytes written. */
  length = 0;
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

  /** Writes one byte. */
  byte(value: number): void {
    const at = this.append(1); // which may replace the buffer
    this.bytes[at] = value;
  }

  /** Writes `source[start, end)` as it is. */
  raw(source: Uint8Array, start: number, end: number): void {
    const at = this.append(end - start);
    this.bytes.set(source.subarray(start, end), at);
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

  /** Writes the string `source[start, end)`. */
  string(source: Uint8Array, start: number, end: number): void {
    if (end - start <= MAX_INT32_TEXT && this.#integer(parseSafeInteger(source, start, end))) {
      return;
    }
    this.size(end - start);
    this.raw(source, start, end);
  }

  /** Writes a double in eight bytes, the lowest first. */
  double(value: number): void {
    const at = this.append(8);
    this.#view.setFloat64(at, value, true);
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
