/**
 * A large hash: a table of its own, from fields to values.
 *
 * One object per hash and a record per field in the arena for elements: its key is the field, its value
 * the field's value, and it may have an expire time, as a key has. All hashes' fields that have one
 * stand in the engine's common timing wheel; the record's access word, which elements have no
 * other use for, then says to which hash it belongs.
 */

import type { PackedValue } from "../encoding/listpack.ts";
import type { Engine } from "../engine.ts";
import { ElementTable } from "../keyspace/element_table.ts";
import { Kind } from "../keyspace/record.ts";
import { visitAll } from "../keyspace/scan.ts";
import type { LargeValue } from "../large_values.ts";

/** What is called for each field with its value; both are good until it returns. */
export type FieldVisitor = (field: PackedValue, value: PackedValue) => void;

/** A hash outside of its record. */
export class LargeHash implements LargeValue {
  readonly table: ElementTable;

  constructor(readonly engine: Engine) {
    this.table = new ElementTable(engine.elements, engine.elementProbe, engine.elementWheel);
  }

  get bytes(): number {
    return this.table.totalBytes;
  }

  /** Number of fields. */
  get size(): number {
    return this.table.size;
  }

  free(limit: number): boolean {
    return this.table.free(limit);
  }

  /** Whether there is a field with these bytes; it is then the table's open record. */
  find(bytes: Uint8Array, start: number, end: number): boolean {
    this.table.load(bytes, start, end);
    return this.table.find() !== 0;
  }

  /** Points `value` at the value of the open field. */
  readValue(value: PackedValue): void {
    const { table } = this;
    value.bytes = table.bytes;
    value.start = table.valueStart();
    value.end = table.valueEnd();
  }

  /** Points `field` at the bytes of the open field. */
  readField(field: PackedValue): void {
    const { table } = this;
    field.bytes = table.bytes;
    field.start = table.keyStart();
    field.end = table.keyEnd();
  }

  /**
   * Gives a field a value; returns whether the field is new. The bytes must not be those of an
   * element: they may move.
   */
  set(
    fields: Uint8Array,
    fieldStart: number,
    fieldEnd: number,
    values: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): boolean {
    const { table } = this;
    table.load(fields, fieldStart, fieldEnd);
    const added = table.reserve(Kind.String, valueEnd - valueStart);
    table.writeValue(0, values, valueStart, valueEnd);
    return added;
  }

  /** Removes a field; false if there is none. */
  delete(bytes: Uint8Array, start: number, end: number): boolean {
    this.table.load(bytes, start, end);
    return this.table.delete();
  }

  /** Calls `visit` for each field. It must not change the hash. */
  visit(field: PackedValue, value: PackedValue, visit: FieldVisitor): void {
    visitAll(this.table.table, (address) => {
      this.table.open(address);
      this.readField(field);
      this.readValue(value);
      visit(field, value);
    });
  }

  /** One step of a scan: `visit` for each field of a small part; the next cursor, 0 at the end. */
  scan(
    cursor: number,
    field: PackedValue,
    value: PackedValue,
    visit: FieldVisitor,
  ): number {
    return this.table.scan(cursor, () => {
      this.readField(field);
      this.readValue(value);
      visit(field, value);
    });
  }

  /** A copy with records of its own. O(fields). */
  copy(): LargeHash {
    const copy = new LargeHash(this.engine);
    visitAll(this.table.table, (address) => {
      const { table } = this;
      table.open(address);
      const { bytes } = table;
      copy.set(
        bytes,
        table.keyStart(),
        table.keyEnd(),
        bytes,
        table.valueStart(),
        table.valueEnd(),
      );
    });
    return copy;
  }
}
