/**
 * A large sorted set: a table from members to scores, and an ordered index over the members' records.
 *
 * ```
 * table   member's bytes → record: member, score (8 bytes)
 *                            ↑
 * index   (score, address of the record) in order, with ranks
 * ```
 *
 * Both live in the engine's arena for elements: a member costs its bytes, the record's header of 8,
 * the score twice, and its places in table and index, some 25 bytes.
 */

import type { PackedValue } from "../../encoding/listpack.ts";
import type { Engine } from "../../engine/engine.ts";
import { ElementTable } from "../../keyspace/element_table.ts";
import { OrderedIndex } from "../../keyspace/ordered_index.ts";
import { randomRecord } from "../../keyspace/random_record.ts";
import { Kind } from "../../keyspace/record.ts";
import { visitAll } from "../../keyspace/scan.ts";
import type { LargeValue } from "../../engine/large_values.ts";

/** Bytes of a score in a record. */
const SCORE_BYTES = 8;

/** A score on its way into or out of a record, where it is not aligned. */
const score64 = new Float64Array(1);
const score8 = new Uint8Array(score64.buffer);

/** A sorted set outside of its record. */
export class LargeSortedSet implements LargeValue {
  readonly table: ElementTable;
  readonly index: OrderedIndex;
  #tableFreed = false;

  constructor(readonly engine: Engine) {
    this.table = new ElementTable(engine.elements, engine.elementProbe, engine.elementWheel);
    this.index = new OrderedIndex(engine.elements);
  }

  get bytes(): number {
    return this.table.totalBytes + this.index.bytes;
  }

  /** Number of members. */
  get size(): number {
    return this.table.size;
  }

  free(limit: number): boolean {
    if (!this.#tableFreed) {
      this.#tableFreed = this.table.free(limit);
      if (!this.#tableFreed || limit !== Infinity) return false;
    }
    return this.index.free(limit);
  }

  /** The address of a member's record, which is then the table's open one, or 0. O(1). */
  find(bytes: Uint8Array, start: number, end: number): number {
    this.table.load(bytes, start, end);
    return this.table.find();
  }

  /** The score in the table's open record. */
  openScore(): number {
    const { bytes } = this.table;
    const at = this.table.valueStart();
    for (let i = 0; i < SCORE_BYTES; i++) score8[i] = bytes[at + i];
    return score64[0];
  }

  #writeScore(score: number): void {
    const { bytes } = this.table;
    const at = this.table.valueStart();
    score64[0] = score;
    for (let i = 0; i < SCORE_BYTES; i++) bytes[at + i] = score8[i];
  }

  /** Adds the member that was not found last. O(log n). */
  addLoaded(score: number): void {
    const address = this.table.insert(Kind.String, SCORE_BYTES);
    this.#writeScore(score);
    this.index.insert(score, address);
  }

  /** Adds a member that is not there yet; as {@linkcode LargeSortedSet.addLoaded}. */
  add(bytes: Uint8Array, start: number, end: number, score: number): void {
    this.table.load(bytes, start, end);
    this.addLoaded(score);
  }

  /** Gives the member found last, at `address`, another score. O(log n). */
  rescore(address: number, score: number): void {
    this.index.move(this.openScore(), address, score);
    this.#writeScore(score);
  }

  /**
   * Gives the member found last, or not found (`address` 0), a score that is not entered in the index:
   * for sets that are gathered first and then handed to {@linkcode LargeSortedSet.indexAll}.
   */
  gather(address: number, score: number): void {
    if (address === 0) this.table.insert(Kind.String, SCORE_BYTES);
    this.#writeScore(score);
  }

  /** Enters all members in the index, which must be empty. O(members · log members). */
  indexAll(): void {
    const { table } = this;
    visitAll(table.table, (address) => {
      table.open(address);
      this.index.insert(this.openScore(), address);
    });
  }

  /** Removes a member; false if there is none. O(log n). */
  delete(bytes: Uint8Array, start: number, end: number): boolean {
    const address = this.find(bytes, start, end);
    if (address === 0) return false;
    this.index.remove(this.openScore(), address);
    this.table.delete();
    return true;
  }

  /** Removes the members of `count` ranks from `first` on, which must be there. O(count · log n). */
  deleteRanks(first: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.table.deleteAt(this.index.removeAt(first));
    }
  }

  /** A member's rank, -1 if there is no such member. O(log n). */
  rank(bytes: Uint8Array, start: number, end: number): number {
    const address = this.find(bytes, start, end);
    return address === 0 ? -1 : this.index.rank(this.openScore(), address);
  }

  /** A copy with records of its own. O(members · log members). */
  copy(): LargeSortedSet {
    const copy = new LargeSortedSet(this.engine);
    const { table } = this;
    visitAll(table.table, (address) => {
      table.open(address);
      const { bytes } = table;
      copy.add(bytes, table.keyStart(), table.keyEnd(), this.openScore());
    });
    return copy;
  }

  /** Opens a random member's record in the table. O(1). */
  openRandom(): void {
    this.table.open(randomRecord(this.table.table));
  }

  /** Points `member` at the bytes of the table's open record's member. */
  readMember(member: PackedValue): void {
    const { table } = this;
    member.bytes = table.bytes;
    member.start = table.keyStart();
    member.end = table.keyEnd();
  }
}
