/**
 * A key on its way into the table: its bytes as 32-bit words, its length and its hash.
 *
 * Keys come as a range of some buffer (from the wire) or as a string (from the library). Both are
 * packed into words once; hashing, comparing with a record's key and storing a new record then
 * work on four bytes at a time. One probe is used again and again, so looking a key up makes no
 * object. A string and its UTF-8 bytes make the same probe.
 *
 * The key that was there last is often the next one, too (pushes to one list, members of one set):
 * then it has its hash already.
 */

import { encodeInto, utf8Length } from "../encoding/utf8.ts";
import { halfSipHash } from "./half_sip_hash.ts";

/** Word buffers longer than this are given back after use. */
const KEPT_WORDS = 4096;

/** One key, packed and hashed. */
export class KeyProbe {
  /** The key's bytes, little-endian; bytes of the last word past the key are zero. */
  words: Int32Array = new Int32Array(64);
  /** Length in bytes; negative if there is a hash alone. */
  length = -1;
  /** The table's hash of the key. */
  hash = 0;

  /** The seeds are the table's: a probe is good for tables of the same seeds. */
  constructor(readonly seed0: number, readonly seed1: number) {}

  /** Takes the key from `bytes[start, end)`. */
  load(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length);
    const words = this.words;
    const whole = length >>> 2;
    let at = start;
    let changed = length ^ this.length;
    // A DataView reads a word at once, but making one for each client's buffer costs more than
    // all of this at one command a read.
    for (let i = 0; i < whole; i++, at += 4) {
      const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
      changed |= word ^ words[i];
      words[i] = word;
    }
    if ((length & 3) !== 0) {
      let last = 0;
      for (let shift = 0; at < end; at++, shift += 8) last |= bytes[at] << shift;
      changed |= last ^ words[whole];
      words[whole] = last;
    }
    if (changed === 0) return;
    this.length = length;
    this.hash = halfSipHash(words, 0, length, this.seed0, this.seed1);
  }

  /** Takes a hash alone: enough to remove a record that has been located by it. */
  loadHash(hash: number): void {
    this.length = -1;
    this.hash = hash;
  }

  /** Takes the key from a string: its UTF-8 bytes. */
  loadText(text: string): void {
    const length = text.length;
    this.#reserve(length);
    const words = this.words;
    const whole = length >>> 2;
    let at = 0;
    let all = 0;
    for (let i = 0; i < whole; i++, at += 4) {
      const a = text.charCodeAt(at);
      const b = text.charCodeAt(at + 1);
      const c = text.charCodeAt(at + 2);
      const d = text.charCodeAt(at + 3);
      all |= a | b | c | d;
      words[i] = a | (b << 8) | (c << 16) | (d << 24);
    }
    if ((length & 3) !== 0) {
      let last = 0;
      for (let shift = 0; at < length; at++, shift += 8) {
        const unit = text.charCodeAt(at);
        all |= unit;
        last |= unit << shift;
      }
      words[whole] = last;
    }
    if (all > 127) {
      const bytes = new Uint8Array(utf8Length(text));
      encodeInto(text, bytes, 0);
      this.load(bytes, 0, bytes.length);
      return;
    }
    this.length = length;
    this.hash = halfSipHash(words, 0, length, this.seed0, this.seed1);
  }

  /** Takes the key of a record: `length` bytes that begin at word `at` of a chunk. */
  loadWords(chunk: Int32Array, at: number, length: number): void {
    this.#reserve(length);
    const words = this.words;
    const count = (length + 3) >>> 2;
    for (let i = 0; i < count; i++) words[i] = chunk[at + i];
    const rest = length & 3;
    if (rest !== 0) words[count - 1] &= (1 << (rest << 3)) - 1;
    this.length = length;
    this.hash = halfSipHash(words, 0, length, this.seed0, this.seed1);
  }

  /** Whether the key of the record whose key begins at word `at` of `chunk` is this one. */
  matches(chunk: Int32Array, at: number): boolean {
    const words = this.words;
    const length = this.length;
    const whole = length >>> 2;
    for (let i = 0; i < whole; i++) {
      if (chunk[at + i] !== words[i]) return false;
    }
    const rest = length & 3;
    return rest === 0 || ((chunk[at + whole] ^ words[whole]) & ((1 << (rest << 3)) - 1)) === 0;
  }

  /** Writes the key at word `at` of a chunk; up to three bytes behind it become zero. */
  store(chunk: Int32Array, at: number): void {
    const words = this.words;
    const count = (this.length + 3) >>> 2;
    for (let i = 0; i < count; i++) chunk[at + i] = words[i];
  }

  /** The key's bytes, as a copy. */
  bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer, 0, this.length).slice();
  }

  /** The key as a string with a character for each byte: any bytes, and equal only for equal keys. */
  binary(): string {
    let binary = "";
    for (let i = 0; i < this.length; i++) {
      binary += String.fromCharCode((this.words[i >>> 2] >>> ((i & 3) << 3)) & 255);
    }
    return binary;
  }

  #reserve(length: number): void {
    const count = (length + 3) >>> 2;
    if (count > this.words.length) this.words = new Int32Array(Math.max(count, 256));
    else if (this.words.length > KEPT_WORDS && count <= 64) this.words = new Int32Array(64);
  }
}
