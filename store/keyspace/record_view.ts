/**
 * The open record: the registers through which a record is read, and what can be asked of it.
 *
 * A namespace reads its records through its own; whoever looks at records beside it (a snapshot) has a
 * view of its own and disturbs nobody.
 */

import { type Arena, blockBytes, CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import {
  EXPIRES,
  expiryOf,
  keyLengthOf,
  keyWordOf,
  KIND_MASK,
  recordBytes,
  valueByteOf,
  valueLengthOf,
  WIDE,
} from "./record.ts";

/** The bits of word 0 that say which parts a record has. */
export const LAYOUT_MASK: number = WIDE | EXPIRES;

/** A record that is being looked at. */
export class RecordView {
  /** The chunk of the open record, as words and as bytes, and the index of its word 0. */
  words: Int32Array = new Int32Array(0);
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;

  /** Points the registers at the record of a live address of an arena. */
  openIn(arena: Arena, address: number): void {
    const chunk = address >>> CHUNK_SHIFT;
    this.words = arena.words[chunk];
    this.bytes = arena.bytes[chunk];
    this.at = (address & OFFSET_MASK) << 1;
  }

  /** Kind of the open record's value. */
  kind(): number {
    return this.words[this.at] & KIND_MASK;
  }

  valueLength(): number {
    return valueLengthOf(this.words, this.at);
  }

  /** Where the open record's value begins in `bytes`. */
  valueStart(): number {
    return valueByteOf(this.words, this.at);
  }

  valueEnd(): number {
    return valueByteOf(this.words, this.at) + valueLengthOf(this.words, this.at);
  }

  /** The open record's expire time in ms since the epoch, 0 if it has none. */
  expiry(): number {
    return (this.words[this.at] & EXPIRES) === 0 ? 0 : expiryOf(this.words, this.at);
  }

  /** The open record's access word; its meaning is the eviction policy's. */
  get accessWord(): number {
    return this.words[this.at + 1];
  }

  set accessWord(word: number) {
    this.words[this.at + 1] = word;
  }

  /** Where the open record's key begins in `bytes`. */
  keyStart(): number {
    return keyWordOf(this.words, this.at) << 2;
  }

  keyEnd(): number {
    return (keyWordOf(this.words, this.at) << 2) + keyLengthOf(this.words, this.at);
  }

  /** A copy of the open record's key. */
  keyBytes(): Uint8Array {
    return this.bytes.slice(this.keyStart(), this.keyEnd());
  }

  /** Bytes that the open record takes in the arena. */
  recordBytes(): number {
    const { words, at } = this;
    const layout = words[at] & LAYOUT_MASK;
    return blockBytes(recordBytes(layout, keyLengthOf(words, at), valueLengthOf(words, at)));
  }

  /** The handle that is the open record's value, if its kind is one of large values. */
  handle(): number {
    const { bytes } = this;
    const at = this.valueStart();
    return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
  }
}
