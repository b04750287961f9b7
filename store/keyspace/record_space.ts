/**
 * The records of one keyspace: arena, table and timing wheel, kept in step.
 *
 * This is the mechanics of making, moving and removing records, without any meaning: no clock, no
 * limits, no listeners. `Namespace` adds those. An operation works on registers instead of making
 * objects: `words`, `bytes` and `at` point at the open record.
 */

import { TimingWheel } from "../expiry/timing_wheel.ts";
import { type Arena, blockBytes, CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import { copyBytes } from "../memory/copy.ts";
import type { KeyProbe } from "./key_probe.ts";
import {
  EXPIRES,
  headerBytes,
  keyLengthOf,
  keyWordOf,
  KIND_MASK,
  layoutOf,
  recordBytes,
  valueLengthOf,
  writeExpiry,
  writeHeader,
} from "./record.ts";
import { LAYOUT_MASK, RecordView } from "./record_view.ts";
import { Table } from "./table.ts";

/** Records with what finds them and what times them. */
export class RecordSpace extends RecordView {
  arena: Arena;
  table: Table;
  wheel: TimingWheel;

  /** What records written now have as their SNAPSHOT bit; see `record.ts`. */
  mark = 0;

  /** Seeds are the table's; the wheel times records of this arena, other spaces' too perhaps. */
  constructor(
    arena: Arena,
    private readonly seed0: number,
    private readonly seed1: number,
    wheel: TimingWheel,
  ) {
    super();
    this.arena = arena;
    this.table = new Table(this.arena, seed0, seed1);
    this.wheel = wheel;
  }

  /** Points the registers at the record of a live address. */
  open(address: number): void {
    const chunk = address >>> CHUNK_SHIFT;
    this.words = this.arena.words[chunk];
    this.bytes = this.arena.bytes[chunk];
    this.at = (address & OFFSET_MASK) << 1;
  }

  /** Writes `source[start, end)` into the open record's value, `offset` bytes from its start. */
  writeValue(offset: number, source: Uint8Array, start: number, end: number): void {
    copyBytes(this.bytes, this.valueStart() + offset, source, start, end);
  }

  /** Makes a handle of the open record's value, of four bytes. */
  protected writeHandle(handle: number): void {
    const { bytes } = this;
    const at = this.valueStart();
    for (let i = 0; i < 4; i++) bytes[at + i] = (handle >>> (i << 3)) & 255;
  }

  /**
   * Makes a record for the probe's key and puts it into the table, which must not have the key
   * yet. The value's bytes are left to the caller. Returns its address.
   *
   * @param expiryMs Expire time in ms since the epoch, or 0.
   * @param accessWord What the eviction policy says of a new record.
   */
  protected createRecord(
    probe: KeyProbe,
    kind: number,
    length: number,
    expiryMs: number,
    accessWord: number,
  ): number {
    const layout = layoutOf(probe.length, length, expiryMs > 0);
    const address = this.arena.allocate(recordBytes(layout, probe.length, length));
    this.open(address);
    writeHeader(this.words, this.at, kind, layout | this.mark, probe.length, length);
    this.words[this.at + 1] = accessWord;
    probe.store(this.words, keyWordOf(this.words, this.at));
    if (expiryMs > 0) {
      writeExpiry(this.words, this.at, expiryMs);
      this.wheel.add(address);
    }
    this.table.insert(probe, address);
    return address;
  }

  /**
   * Gives the open record another kind and value length if its block has the room and its layout
   * stays; false, and nothing is done, otherwise.
   */
  protected resizeInPlace(kind: number, length: number): boolean {
    const { words, at } = this;
    const oldLength = valueLengthOf(words, at);
    if (length !== oldLength) {
      const keyLength = keyLengthOf(words, at);
      const layout = words[at] & LAYOUT_MASK;
      if (layoutOf(keyLength, length, (layout & EXPIRES) !== 0) !== layout) return false;
      const size = recordBytes(layout, keyLength, length);
      if (blockBytes(size) !== blockBytes(recordBytes(layout, keyLength, oldLength))) return false;
      writeHeader(words, at, kind, layout | this.mark, keyLength, length);
    } else {
      words[at] = (words[at] & ~KIND_MASK) | kind;
    }
    return true;
  }

  /**
   * Gives the record at `address`, found last, another value length or layout, in its place or
   * in a new block; key, access word and the value's bytes go along, and the expire time if it is
   * kept. `unlinked` says that the record is out of the timing wheel already (its address) or not
   * (0). Returns where the record is now.
   */
  protected relayout(
    address: number,
    kind: number,
    length: number,
    expires: boolean,
    unlinked = 0,
  ): number {
    const { words, at, bytes } = this;
    const oldLayout = words[at] & LAYOUT_MASK;
    if (expires === ((oldLayout & EXPIRES) !== 0) && this.resizeInPlace(kind, length)) {
      return address;
    }
    const keyLength = keyLengthOf(words, at);
    const layout = layoutOf(keyLength, length, expires);
    const oldSize = recordBytes(oldLayout, keyLength, valueLengthOf(words, at));
    const target = this.arena.allocate(recordBytes(layout, keyLength, length));
    this.open(target);
    writeHeader(this.words, this.at, kind, layout | this.mark, keyLength, length);
    this.words[this.at + 1] = words[at + 1];
    if ((oldLayout & layout & EXPIRES) !== 0 && unlinked === 0) {
      const from = at + (headerBytes(oldLayout) >>> 2) - 4;
      const to = this.at + (headerBytes(layout) >>> 2) - 4;
      for (let i = 0; i < 4; i++) this.words[to + i] = words[from + i];
      this.wheel.moved(address, target);
    }
    const start = keyWordOf(words, at) << 2;
    const kept = keyLength + Math.min(length, valueLengthOf(words, at));
    copyBytes(this.bytes, keyWordOf(this.words, this.at) << 2, bytes, start, start + kept);
    this.table.replaceFound(target);
    this.arena.free(address, oldSize);
    return target;
  }

  /**
   * Moves the record that `probe` has just found at `address` to the key of `targetProbe`, which
   * `target`, this or another space, must not have yet. Value, expire time and access word go along;
   * the registers of `target` point at the new record. Copies the value: O(its bytes).
   */
  protected moveRecord(
    probe: KeyProbe,
    address: number,
    target: RecordSpace,
    targetProbe: KeyProbe,
  ): void {
    this.open(address);
    const { bytes } = this;
    const start = this.valueStart();
    const end = this.valueEnd();
    const expiryMs = this.expiry();
    const size = this.recordBytes();
    if (expiryMs !== 0) this.wheel.remove(address);
    this.table.removeFound(probe);
    target.createRecord(targetProbe, this.kind(), end - start, expiryMs, this.accessWord);
    copyBytes(target.bytes, target.valueStart(), bytes, start, end);
    this.arena.free(address, size);
  }

  /** Takes the record that `probe` has just found out of table, wheel and arena. */
  protected removeRecord(probe: KeyProbe, address: number): void {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    const layout = words[at] & LAYOUT_MASK;
    const size = recordBytes(layout, keyLengthOf(words, at), valueLengthOf(words, at));
    if ((layout & EXPIRES) !== 0) this.wheel.remove(address);
    this.table.removeFound(probe);
    this.arena.free(address, size);
  }

  /**
   * Removes all records at once; returns the buffers that held them. O(chunks), however many
   * records there are.
   */
  protected removeAll(nowMs: number): ArrayBuffer[] {
    const buffers = this.arena.clear();
    this.#begin(nowMs);
    return buffers;
  }

  /** Leaves all records, with their arena, to somebody else, and begins anew in another one. O(1). */
  protected abandonAll(arena: Arena, nowMs: number): void {
    this.arena = arena;
    this.#begin(nowMs);
  }

  #begin(nowMs: number): void {
    this.table = new Table(this.arena, this.seed0, this.seed1);
    this.wheel = new TimingWheel(this.arena, nowMs);
    this.words = new Int32Array(0);
    this.bytes = new Uint8Array(0);
  }

  /** Exchanges all records with another space of the same seeds. */
  protected exchange(other: RecordSpace): void {
    [this.arena, other.arena] = [other.arena, this.arena];
    [this.table, other.table] = [other.table, this.table];
    [this.wheel, other.wheel] = [other.wheel, this.wheel];
  }
}
