/**
 * A large hash: a table of its own, from fields to values.
 *
 * One object per hash and a record per field in the arena for elements: its key is the field, its value
 * the field's value, and it may have an expire time, as a key has. A field whose time has come is
 * there for nobody; its record goes when the field is set or deleted, or by the engine's sweeper. For
 * that the record's access word is the handle of the hash, and the hash knows its key.
 */

import type { PackedValue } from "../../encoding/listpack.ts";
import type { Engine } from "../../engine/engine.ts";
import { ElementTable } from "../../keyspace/element_table.ts";
import { EXPIRES, expiryOf, Kind } from "../../keyspace/record.ts";
import { visitAll } from "../../keyspace/scan.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import type { Namespace } from "../../engine/namespace.ts";

/** What is called for each field with its value; both are good until it returns. */
export type FieldVisitor = (field: PackedValue, value: PackedValue) => void;

/** A hash outside of its record. */
export class LargeHash implements LargeValue {
  readonly table: ElementTable;
  /** Fields with an expire time, due ones included. */
  expiring = 0;
  /** The key of the hash, if fields have expire times. */
  #key: Uint8Array | undefined;
  /** The handle of the hash, if fields have expire times. */
  #handle = 0;

  constructor(readonly engine: Engine) {
    this.table = new ElementTable(engine.elements, engine.elementProbe, engine.elementWheel);
  }

  get bytes(): number {
    return this.table.totalBytes;
  }

  /** Number of fields, due ones included. */
  get size(): number {
    return this.table.size;
  }

  free(limit: number): boolean {
    return this.table.free(limit);
  }

  renamed(key: Uint8Array): void {
    if (this.#key !== undefined) this.#key = key;
  }

  /** Whether the open field is due. */
  isDue(): boolean {
    const { words, at } = this.table;
    return (words[at] & EXPIRES) !== 0 && this.engine.dueTime() > expiryOf(words, at);
  }

  /** Number of fields that are not due. O(1) unless fields have expire times. */
  liveFields(): number {
    if (this.expiring === 0) return this.size;
    let due = 0;
    visitAll(this.table.table, (address) => {
      this.table.open(address);
      if (this.isDue()) due++;
    });
    return this.size - due;
  }

  /** The address of the field with these bytes, the table's open record then; 0 if there is none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    this.table.load(bytes, start, end);
    const address = this.table.find();
    return address !== 0 && this.isDue() ? 0 : address;
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
   * Gives a field a value; returns whether the field is new. It then never expires, unless `keepTtl`.
   * The bytes must not be those of an element: they may move.
   */
  set(
    fields: Uint8Array,
    fieldStart: number,
    fieldEnd: number,
    values: Uint8Array,
    valueStart: number,
    valueEnd: number,
    keepTtl = false,
  ): boolean {
    const { table } = this;
    table.load(fields, fieldStart, fieldEnd);
    let address = table.find();
    let added = address === 0;
    if (address !== 0 && (table.words[table.at] & EXPIRES) !== 0) {
      added = this.isDue();
      if (added || !keepTtl) {
        this.#setExpiry(address, 0);
        address = table.find();
      }
    }
    const length = valueEnd - valueStart;
    if (address === 0 || table.valueLength() !== length) {
      table.reserveAt(address, Kind.String, length);
    }
    table.writeValue(0, values, valueStart, valueEnd);
    return added;
  }

  /** Removes a field; false if there is none. */
  delete(bytes: Uint8Array, start: number, end: number): boolean {
    const { table } = this;
    table.load(bytes, start, end);
    // A due one is left to those who remove it in the background, and tell.
    if (table.find() === 0 || this.isDue()) return false;
    if (table.expiry() !== 0) this.expiring--;
    table.delete();
    return true;
  }

  /** When the open field expires, in ms since the epoch; 0: never. */
  expiry(): number {
    return this.table.expiry();
  }

  /**
   * Lets the field at `address`, which `find` has just answered, expire; 0: never. `namespace` is where
   * the hash is open.
   */
  setExpiry(namespace: Namespace, address: number, expiryMs: number): void {
    if (expiryMs !== 0) {
      this.#own(namespace);
      this.table.accessWord = this.#handle;
    }
    this.#setExpiry(address, expiryMs);
  }

  /** `namespace` is where the hash is open; `key` is then known to the hash. */
  #own(namespace: Namespace): void {
    this.#key ??= namespace.probe.bytes();
    this.#handle = namespace.handle();
  }

  #setExpiry(address: number, expiryMs: number): void {
    if (this.table.expiry() !== 0) this.expiring--;
    if (expiryMs !== 0) this.expiring++;
    this.table.setExpiry(address, expiryMs);
  }

  expireElement(address: number, owner: Namespace): boolean {
    const { table } = this;
    // Another hash had the handle before, and the element is one of its.
    if (this.#key === undefined) return false;
    owner.load(this.#key, 0, this.#key.length);
    // Looking the key up removes it, and the hash, if the key's own time has come.
    if (owner.find() === 0 || owner.kind() !== Kind.Hash || owner.largeValue() !== this) {
      return false;
    }
    table.open(address);
    const start = table.keyStart() >>> 2;
    table.probe.loadWords(table.words, start, table.keyEnd() - table.keyStart());
    if (table.find() !== address) return false;
    const field = owner.observed ? table.keyBytes() : undefined;
    this.expiring--;
    table.delete();
    if (field !== undefined) owner.effect("hexpired", "HDEL", [field]);
    if (this.size === 0) owner.deleteEmptied();
    return true;
  }

  /** Calls `visit` for each field that is not due. It must not change the hash. */
  visit(field: PackedValue, value: PackedValue, visit: FieldVisitor): void {
    visitAll(this.table.table, (address) => this.visitAt(address, field, value, visit));
  }

  /** Calls `visit` for each field, due ones included, with its expire time, 0 for none. */
  visitRecords(field: PackedValue, value: PackedValue, visit: (expiryMs: number) => void): void {
    visitAll(this.table.table, (address) => {
      this.table.open(address);
      this.readField(field);
      this.readValue(value);
      visit(this.table.expiry());
    });
  }

  /** Calls `visit` with the field at `address`, unless it is due; returns whether it did. */
  visitAt(address: number, field: PackedValue, value: PackedValue, visit: FieldVisitor): boolean {
    this.table.open(address);
    if (this.isDue()) return false;
    this.readField(field);
    this.readValue(value);
    visit(field, value);
    return true;
  }

  /** One step of a scan: `visit` for each field of a small part; the next cursor, 0 at the end. */
  scan(cursor: number, field: PackedValue, value: PackedValue, visit: FieldVisitor): number {
    return this.table.scan(cursor, () => {
      if (this.isDue()) return;
      this.readField(field);
      this.readValue(value);
      visit(field, value);
    });
  }

  /**
   * A copy with records of its own, expire times included. O(fields). When it has become a key's value,
   * {@linkcode LargeHash.settle} is to be called.
   */
  copy(): LargeHash {
    const copy = new LargeHash(this.engine);
    const { table } = this;
    visitAll(table.table, (address) => {
      table.open(address);
      const { bytes } = table;
      const expiryMs = table.expiry();
      const valueStart = table.valueStart();
      copy.set(bytes, table.keyStart(), table.keyEnd(), bytes, valueStart, table.valueEnd());
      if (expiryMs !== 0) copy.#setExpiry(copy.table.find(), expiryMs);
    });
    return copy;
  }

  /** A copy is now the value of the key that is open in `namespace`. */
  settle(namespace: Namespace): void {
    if (this.expiring === 0) return;
    this.#own(namespace);
    visitAll(this.table.table, (address) => {
      this.table.open(address);
      this.table.accessWord = this.#handle;
    });
  }
}
