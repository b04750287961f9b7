/**
 * A large set: its members are records without values in a table of their own.
 */

import type { Engine } from "../../engine/engine.ts";
import { ElementTable } from "../../keyspace/element_table.ts";
import { Kind } from "../../keyspace/record.ts";
import type { LargeValue } from "../../engine/large_values.ts";

/** A set with a hash table. */
export class LargeSet implements LargeValue {
  readonly table: ElementTable;

  constructor(engine: Engine) {
    this.table = new ElementTable(engine.elements, engine.elementProbe, engine.elementWheel);
  }

  get bytes(): number {
    return this.table.totalBytes;
  }

  /** Adds a member; false if it is one already. O(1). */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const { table } = this;
    table.load(bytes, start, end);
    if (table.find() !== 0) return false;
    table.insert(Kind.String, 0);
    return true;
  }

  /** Whether those bytes are a member. O(1). */
  has(bytes: Uint8Array, start: number, end: number): boolean {
    this.table.load(bytes, start, end);
    return this.table.find() !== 0;
  }

  /** Takes a member out; false if it is none. O(1). */
  remove(bytes: Uint8Array, start: number, end: number): boolean {
    this.table.load(bytes, start, end);
    return this.table.delete();
  }

  free(limit: number): boolean {
    return this.table.free(limit);
  }
}
