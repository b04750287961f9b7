/**
 * A list of byte strings in one buffer, used again and again: how a view hands names and values to
 * the engine.
 */

import type { ByteRanges } from "../byte_ranges.ts";
import { encodeInto, utf8Length } from "../encoding/utf8.ts";

/** A buffer larger than this is not kept for the next call. */
const KEPT_BYTES = 64 * 1024;
const INITIAL_BYTES = 256;
const INITIAL_STRINGS = 16;

/** Strings as ranges of a buffer that grows. */
export class ByteList implements ByteRanges {
  bytes: Uint8Array = new Uint8Array(INITIAL_BYTES);
  starts: Int32Array = new Int32Array(INITIAL_STRINGS);
  ends: Int32Array = new Int32Array(INITIAL_STRINGS);
  /** Number of strings. */
  count = 0;
  #length = 0;

  /** Forgets all strings. */
  clear(): void {
    this.count = 0;
    this.#length = 0;
    if (this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(INITIAL_BYTES);
  }

  /** Length of the string added last, in bytes. */
  get lastLength(): number {
    return this.ends[this.count - 1] - this.starts[this.count - 1];
  }

  /** Adds a text as UTF-8. */
  addText(text: string): void {
    const length = utf8Length(text);
    this.#add(length);
    encodeInto(text, this.bytes, this.starts[this.count - 1]);
  }

  /** Adds a copy of bytes. */
  addBytes(bytes: Uint8Array): void {
    this.#add(bytes.length);
    this.bytes.set(bytes, this.starts[this.count - 1]);
  }

  #add(length: number): void {
    const start = this.#length;
    if (start + length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(start + length, 2 * this.bytes.length));
      grown.set(this.bytes.subarray(0, start));
      this.bytes = grown;
    }
    if (this.count === this.starts.length) {
      const starts = new Int32Array(2 * this.count);
      const ends = new Int32Array(2 * this.count);
      starts.set(this.starts);
      ends.set(this.ends);
      this.starts = starts;
      this.ends = ends;
    }
    this.starts[this.count] = start;
    this.ends[this.count] = this.#length = start + length;
    this.count++;
  }
}
