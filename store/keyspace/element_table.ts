/**
 * A large collection's elements: records under element names, in the engine's arena for elements.
 *
 * It is what a keyspace is made of, without what only keys need (statistics, limits, watches): the
 * fields of a hash with their values, the members of a set with none, the members of a sorted set
 * with their scores. All tables of an engine share one probe: an operation loads the name, then
 * works on it, and nothing else comes between.
 */

import type { TimingWheel } from "../expiry/timing_wheel.ts";
import type { Arena } from "../memory/arena.ts";
import type { KeyProbe } from "./key_probe.ts";
import { writeExpiry } from "./record.ts";
import { RecordSpace } from "./record_space.ts";
import { scanStep } from "./scan.ts";

/** Elements by their names; registers as in `Namespace`. */
export class ElementTable extends RecordSpace {
  /** Directory index at which {@linkcode ElementTable.free} goes on; -1: nothing is left. */
  #freeing = 0;
  /** Bytes of the elements' records, without the table. */
  #recordBytes = 0;

  /** Arena, probe and wheel are the engine's; all its element tables share them. */
  constructor(arena: Arena, readonly probe: KeyProbe, wheel: TimingWheel) {
    super(arena, probe.seed0, probe.seed1, wheel);
  }

  /** Number of elements. */
  get size(): number {
    return this.table.size;
  }

  /** Bytes of elements and table in the arena. */
  get totalBytes(): number {
    return this.#recordBytes + this.table.segmentBytes;
  }

  /** Takes the name of the next operation from `bytes[start, end)`. */
  load(bytes: Uint8Array, start: number, end: number): void {
    this.probe.load(bytes, start, end);
  }

  /** The address of the element with the loaded name, opened, or 0. */
  find(): number {
    const address = this.table.find(this.probe);
    if (address !== 0) this.open(address);
    return address;
  }

  /**
   * Makes room for the loaded name's value of `length` bytes, in place of what it had, which is
   * kept up to the shorter length; returns whether the element is new. The registers point at
   * it; the caller writes the value.
   */
  reserve(kind: number, length: number): boolean {
    return this.reserveAt(this.find(), kind, length);
  }

  /** Like {@linkcode ElementTable.reserve}, for what `find` has just answered. */
  reserveAt(address: number, kind: number, length: number): boolean {
    if (address === 0) {
      this.createRecord(this.probe, kind, length, 0, 0);
      this.#recordBytes += this.recordBytes();
      return true;
    }
    this.#recordBytes -= this.recordBytes();
    this.relayout(address, kind, length, this.expiry() !== 0);
    this.#recordBytes += this.recordBytes();
    return false;
  }

  /**
   * Makes an element of the loaded name, which must not be there yet, with room for a value of
   * `length` bytes; returns its address, which stays as long as the value has that length. The
   * registers point at it; the caller writes the value.
   */
  insert(kind: number, length: number): number {
    const address = this.createRecord(this.probe, kind, length, 0, 0);
    this.#recordBytes += this.recordBytes();
    return address;
  }

  /** Removes the element with the loaded name; false if there is none. */
  delete(): boolean {
    const address = this.find();
    if (address === 0) return false;
    this.#recordBytes -= this.recordBytes();
    this.removeRecord(this.probe, address);
    return true;
  }

  /** Removes the element at an address, which must be one. */
  deleteAt(address: number): void {
    const { table, probe } = this;
    this.open(address);
    // Its place needs no comparison of names: the address is one already.
    probe.loadHash(table.hashOf(address));
    table.locate(probe.hash, address);
    this.#recordBytes -= this.recordBytes();
    this.removeRecord(probe, address);
  }

  /** Lets the element that was found last, at `address`, expire at a time in ms; 0: never. */
  setExpiry(address: number, expiryMs: number): void {
    const had = this.expiry() !== 0;
    if (had) this.wheel.remove(address);
    if (had !== (expiryMs !== 0)) {
      this.#recordBytes -= this.recordBytes();
      const unlinked = had ? address : 0;
      address = this.relayout(address, this.kind(), this.valueLength(), expiryMs !== 0, unlinked);
      this.#recordBytes += this.recordBytes();
    }
    if (expiryMs === 0) return;
    writeExpiry(this.words, this.at, expiryMs);
    this.wheel.add(address);
  }

  /** As `Namespace.scan`: a step over the elements, `visit` with the registers at each. */
  scan(cursor: number, visit: () => void): number {
    return scanStep(this.table, cursor, (address) => {
      this.open(address);
      visit();
    });
  }

  /** Frees about `limit` elements; true when nothing is left. The table is out of use then. */
  free(limit: number): boolean {
    let freed = 0;
    while (this.#freeing >= 0 && freed < limit) {
      const before = this.table.size;
      this.#freeing = this.table.drain(this.#freeing, (address) => {
        this.open(address);
        if (this.expiry() !== 0) this.wheel.remove(address);
        this.arena.free(address, this.recordBytes());
      });
      freed += before - this.table.size;
    }
    return this.#freeing < 0;
  }
}
