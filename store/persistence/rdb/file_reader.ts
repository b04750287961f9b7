/**
 * Reads an RDB file through a window: a buffer that holds a part of the file and moves forward. However
 * long the file is, there is only the window, which becomes longer for a longer string.
 *
 * ```
 *  file    ────────────┬──────────────────────────────┬──────────────
 *                      │ read │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│
 *  window              0      at                     end
 *                      ╰ base
 * ```
 *
 * The checksum is that of everything up to `at`: it is brought up to date before the window moves.
 */

import { Crc64, CRC64_BYTES } from "../../encoding/crc64.ts";
import { RdbForm, RdbOpcode, StringForm } from "../../encoding/rdb_format.ts";
import { MALFORMED, RdbReader } from "../../encoding/rdb_reader.ts";
import type { LookAhead } from "../../keyspace/look_ahead.ts";
import type { Table } from "../../keyspace/table.ts";
import type { ReadableFile } from "../file_system.ts";

/** Bytes of the window: enough that a read of the file costs little for each key. */
const WINDOW_BYTES = 1 << 18;

/** The longest string; a longer one is none, and its bytes are not worth their memory. */
const MOST_BYTES = 1 << 30;
/** Compressed strings up to this length are all expanded in one buffer. */
const EXPANDED_BYTES = 1 << 14;

/** Where an RDB file is read from. */
export type RdbSource = Pick<ReadableFile, "path" | "size" | "readAt">;

/** Forms of values that are one string: 1. */
const ONE_STRING = new Uint8Array(256);
ONE_STRING[RdbForm.String] = 1;
ONE_STRING[RdbForm.SetIntset] = 1;
ONE_STRING[RdbForm.HashListpack] = 1;
ONE_STRING[RdbForm.SortedSetListpack] = 1;
ONE_STRING[RdbForm.ListNodes] = 1; // most often
/** Keys that are looked ahead for at once. */
const MOST_AHEAD = 64;
/** An expire time, a form, and what a string begins with take fewer bytes. */
const MOST_HEAD_BYTES = 32;

/** The file ends before what is being read does. */
export class TruncatedRdbError extends Error {}

const TRUNCATED = new TruncatedRdbError("Cannot read behind the end of the file");

/** A place in a file, which moves forward. */
export class RdbFileReader extends RdbReader {
  /** The file's position of the window's first byte. */
  #base: number;
  /** Where in the window the bytes begin that the checksum does not know yet. */
  #unsummed = 0;
  readonly #sum: Crc64 | undefined;
  /** For strings that are compressed, as long as they are short. */
  readonly #expanded = new Uint8Array(EXPANDED_BYTES);

  /**
   * Reads from `offset` on. With `sums`, the checksum is computed, of everything from there on.
   */
  constructor(private readonly source: RdbSource, offset: number, sums: boolean) {
    super(new Uint8Array(WINDOW_BYTES), 0, 0);
    this.#base = offset;
    this.#sum = sums ? new Crc64() : undefined;
  }

  /** Bytes of the file that are left. */
  override get left(): number {
    return this.source.size - this.position;
  }

  /** Bytes of the file before the place. */
  get position(): number {
    return this.#base + this.at;
  }

  /** Reads a checksum of eight bytes; whether it is that of what was read before, if that is computed. */
  matchesSum(): boolean {
    this.#addToSum();
    const { bytes, start } = this.raw(CRC64_BYTES);
    return this.#sum === undefined || this.#sum.matches(bytes, start);
  }

  /**
   * Adds the keys that come next, as far as the window shows them and their values are single strings, to
   * those that `ahead` is going to look up in `table`; returns how many keys these are. Nothing is
   * read by that, and nothing checked.
   */
  lookAhead(ahead: LookAhead, table: Table): number {
    const { bytes, end } = this;
    let { at } = this;
    let count = 0;
    while (count < MOST_AHEAD && at + MOST_HEAD_BYTES <= end) {
      if (bytes[at] === RdbOpcode.ExpiryMs) at += 9;
      const form = bytes[at];
      if (ONE_STRING[form] !== 1) break;
      const first = bytes[++at];
      const keyEnd = behindString(bytes, at);
      if (keyEnd + MOST_HEAD_BYTES > end) break;
      // A key that is written in a short form is not worth expanding twice.
      if (first < 0x80) ahead.add(table, bytes, first < 0x40 ? at + 1 : at + 2, keyEnd);
      at = keyEnd;
      if (form === RdbForm.ListNodes) {
        if (bytes[at] !== 1) break;
        at += 2; // the number of nodes, and what the only one is
      }
      at = behindString(bytes, at);
      count++;
    }
    return count;
  }

  /** @throws {TruncatedRdbError} if the file has not as many bytes. */
  protected override refill(count: number): void {
    if (count > this.left) throw TRUNCATED;
    if (count > MOST_BYTES) throw MALFORMED;
    this.#addToSum();
    const kept = this.end - this.at;
    const old = this.bytes;
    if (count > old.length || (old.length > WINDOW_BYTES && count <= WINDOW_BYTES)) {
      this.bytes = new Uint8Array(Math.max(WINDOW_BYTES, count));
      this.view = new DataView(this.bytes.buffer);
      this.bytes.set(old.subarray(this.at, this.end));
    } else {
      old.copyWithin(0, this.at, this.end);
    }
    this.#base += this.at;
    this.#unsummed = 0;
    this.at = 0;
    this.end = kept + this.source.readAt(this.#base + kept, this.bytes, kept, this.bytes.length);
    if (count > this.end) throw TRUNCATED; // the file has become shorter meanwhile
  }

  protected override roomFor(length: number): Uint8Array {
    return length <= EXPANDED_BYTES ? this.#expanded : super.roomFor(length);
  }

  #addToSum(): void {
    this.#sum?.add(this.bytes, this.#unsummed, this.at);
    this.#unsummed = this.at;
  }
}

/** Where the string at `at`, whose first bytes are there, ends; far away if it is none. */
function behindString(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x40) return at + 1 + first;
  if (first < 0x80) return at + 2 + (((first & 63) << 8) | bytes[at + 1]);
  switch (first) {
    case 0x80:
      return at + 5 + bigEndian(bytes, at + 1);
    case StringForm.Int8:
      return at + 2;
    case StringForm.Int16:
      return at + 3;
    case StringForm.Int32:
      return at + 5;
    case StringForm.Lzf: {
      const packed = behindSize(bytes, at + 1);
      const size = bytes[at + 1];
      const length = size < 0x40
        ? size
        : size < 0x80
        ? ((size & 63) << 8) | bytes[at + 2]
        : bigEndian(bytes, at + 2);
      return behindSize(bytes, packed) + length;
    }
    default:
      return Infinity;
  }
}

/** Where the length at `at` ends. */
function behindSize(bytes: Uint8Array, at: number): number {
  return at + (bytes[at] < 0x40 ? 1 : bytes[at] < 0x80 ? 2 : 5);
}

function bigEndian(bytes: Uint8Array, at: number): number {
  return bytes[at] * 0x1000000 + ((bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]);
}
