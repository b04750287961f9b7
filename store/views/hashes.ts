/**
 * The library's view of hashes: `store.hashes`.
 */

import { decode, encode } from "../encoding/utf8.ts";
import { PackedValue } from "../encoding/listpack.ts";
import { parseLongDouble } from "../encoding/long_double.ts";
import { NOT_INTEGER } from "../encoding/integer.ts";
import { StoreError } from "../errors.ts";
import { type Key, loadKey } from "../key.ts";
import { show } from "../show_value.ts";
import {
  deleteFields,
  findField,
  hashLength,
  readHash,
  scanFields,
  setFieldIfFree,
  setFields,
  visitFields,
} from "../types/hashes/hashes.ts";
import {
  incrementField,
  incrementFieldByFloat,
  incrementFieldLarge,
} from "../types/hashes/field_numbers.ts";
import { drawFields, sampleFields } from "../types/hashes/random_fields.ts";
import type { ByteList } from "./byte_list.ts";
import { checkCount, scanRequest } from "./collection_view.ts";
import { entriesOf } from "./entries_of.ts";
import { HashFieldExpiryView } from "./hash_field_expiry.ts";

/**
 * Which fields a scan of a hash returns, and how many at a time.
 *
 * @example
 * ```ts
 * import { type HashScanOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.hashes.set("h", { a1: "1", b1: "2" });
 * const options: HashScanOptions = { match: "a*", count: 100 };
 * assertEquals(store.hashes.scan("h", 0, options).entries, [["a1", "1"]]);
 * ```
 */
export interface HashScanOptions {
  /** A glob pattern that the fields match: `*`, `?`, `[a-z]`, `[^a]`, `\*`. Default: all fields. */
  readonly match?: Key | undefined;
  /** About how many fields a step looks at, a whole number from 1 on. Default 10. */
  readonly count?: number | undefined;
}

/**
 * One step of a scan of a hash.
 *
 * @typeParam V What the values are.
 *
 * @example
 * ```ts
 * import { type HashScanStep, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const step: HashScanStep<string> = store.hashes.scan("missing", 0);
 * assertEquals(step, { cursor: 0, entries: [] });
 * ```
 */
export interface HashScanStep<V> {
  /** Where to go on; 0 when the scan is through. */
  readonly cursor: number;
  /** Fields and values of this step; there may be none although the scan is not through. */
  readonly entries: [field: string, value: V][];
}

/** What a look-up points at the bytes it finds. */
const VALUE = new PackedValue();

/**
 * Hashes: fields with values under one key, as `store.hashes`.
 *
 * A hash is there as long as it has fields: the first one set makes the key, the last one deleted removes
 * it. Fields are text or bytes; values are what the store's codec takes. A small hash is one block
 * of memory of a few bytes more than its fields and values; a large one is a table of its own.
 *
 * Every method throws a `WrongTypeError` if the key holds no hash, and what all methods of
 * {@linkcode StoreNamespace} throw.
 *
 * @typeParam V What the values are.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.hashes.set("user:1", { name: "Ada", city: "London" });
 * store.hashes.incrBy("user:1", "visits");
 * assertEquals(store.hashes.get("user:1", "name"), "Ada");
 * assertEquals(store.hashes.getAll("user:1").get("visits"), "1");
 * ```
 */
export class HashesView<V = string> extends HashFieldExpiryView<V> {
  /**
   * Gives several fields values; makes the hash if need be.
   *
   * @param entries An object's own properties, or pairs, such as a `Map`.
   * @returns How many fields are new.
   */
  set(key: Key, entries: Readonly<Record<string, V>> | Iterable<readonly [Key, V]>): number;
  /**
   * Gives a field a value; makes the hash if need be. O(1); a packed hash is searched, O(its fields).
   *
   * @returns How many fields are new: 0 or 1.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.hashes.set("h", "a", "1"), 1);
   * assertEquals(store.hashes.set("h", "a", "2"), 0);
   * assertEquals(store.hashes.set("h", new Map([["a", "3"], ["b", "4"]])), 1);
   * ```
   */
  set(key: Key, field: Key, value: V): number;
  set(
    key: Key,
    fields: Key | Readonly<Record<string, V>> | Iterable<readonly [Key, V]>,
    ...value: [V?]
  ): number {
    const list = this.takeList();
    if (value.length > 0) this.#addPair(list, fields as Key, value[0] as V);
    else for (const [field, each] of entriesOf<V>(fields)) this.#addPair(list, field, each);
    loadKey(this.keyspace, key);
    const added = list.count === 0 ? 0 : setFields(this.keyspace, list, 0, list.count);
    this.giveList(list);
    return added;
  }

  /** Gives a field a value if there is no such field yet; whether it did. */
  setIfAbsent(key: Key, field: Key, value: V): boolean {
    const list = this.takeList();
    this.#addPair(list, field, value);
    loadKey(this.keyspace, key);
    const set = setFieldIfFree(this.keyspace, list, 0);
    this.giveList(list);
    return set;
  }

  /** The value of a field, `undefined` if there is none. */
  get(key: Key, field: Key): V | undefined {
    return this.#find(key, field) ? this.decodeAt(VALUE) : undefined;
  }

  /** The values of several fields, `undefined` for each that is not there. */
  getMany(key: Key, fields: Iterable<Key>): (V | undefined)[] {
    const list = this.#names(fields);
    loadKey(this.keyspace, key);
    const exists = readHash(this.keyspace);
    const values = this.takeList();
    const places: number[] = [];
    for (let i = 0; i < list.count; i++) {
      const { bytes, starts, ends } = list;
      const found = exists && findField(this.keyspace, bytes, starts[i], ends[i], VALUE);
      places.push(found ? values.count : -1);
      if (found) values.add(VALUE.bytes, VALUE.start, VALUE.end);
    }
    this.giveList(list);
    const decoded = this.decodeList(values);
    return places.map((place) => decoded[place]);
  }

  /** All fields with their values; empty if there is no such key. O(fields). */
  getAll(key: Key): Map<string, V> {
    return new Map(this.#entries(key));
  }

  /** The names of all fields. O(fields). */
  fields(key: Key): string[] {
    const fields: string[] = [];
    loadKey(this.keyspace, key);
    if (readHash(this.keyspace)) visitFields(this.keyspace, (field) => fields.push(textOf(field)));
    return fields;
  }

  /** The values of all fields, in the order of {@linkcode HashesView.fields}. O(fields). */
  values(key: Key): V[] {
    loadKey(this.keyspace, key);
    if (!readHash(this.keyspace)) return [];
    const values = this.takeList();
    visitFields(this.keyspace, (_, { bytes, start, end }) => values.add(bytes, start, end));
    return this.decodeList(values);
  }

  /** Whether there is such a field. */
  has(key: Key, field: Key): boolean {
    return this.#find(key, field);
  }

  /**
   * Number of fields, 0 if there is no such key. O(1). Fields whose time has come count until the
   * background cycle has removed them.
   */
  size(key: Key): number {
    loadKey(this.keyspace, key);
    return readHash(this.keyspace) ? hashLength(this.keyspace) : 0;
  }

  /** Bytes of a field's value as it is stored, 0 if there is no such field. */
  byteLength(key: Key, field: Key): number {
    return this.#find(key, field) ? VALUE.end - VALUE.start : 0;
  }

  /**
   * Removes fields and returns how many there were; the key goes with the last one.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.hashes.set("h", { a: "1", b: "2" });
   * assertEquals(store.hashes.delete("h", "a", "c"), 1);
   * assertEquals(store.hashes.delete("h", "b"), 1);
   * assertEquals(store.has("h"), false);
   * ```
   */
  delete(key: Key, ...fields: Key[]): number {
    const list = this.#names(fields);
    loadKey(this.keyspace, key);
    const deleted = deleteFields(this.keyspace, list, 0, list.count);
    this.giveList(list);
    return deleted;
  }

  /**
   * Adds to the number in a field and returns the sum; what is not there counts as 0. The number is stored
   * as decimal text. With a `bigint` the result is one, and may take 64 bits.
   *
   * @param by What to add. Default 1.
   * @throws {StoreError} `NOT_AN_INTEGER` if the value is none, `INVALID_ARGUMENT` if `by` is none,
   *   `OVERFLOW` if the sum passes 2^53 - 1 (64 bits for a `bigint`); nothing has changed then.
   */
  incrBy(key: Key, field: Key, by?: number): number;
  /** Adds a `bigint`; the sum may take 64 bits. */
  incrBy(key: Key, field: Key, by: bigint): bigint;
  incrBy(key: Key, field: Key, by: number | bigint = 1): number | bigint {
    const isSafe = typeof by === "bigint" ? BigInt.asIntN(64, by) === by : Number.isSafeInteger(by);
    if (!isSafe) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot add ${show(by)}: it is no such integer`);
    }
    const list = this.#names([field]);
    loadKey(this.keyspace, key);
    const { keyspace } = this;
    const end = list.ends[0];
    if (typeof by === "number") {
      const sum = incrementField(keyspace, list.bytes, 0, end, by);
      this.giveList(list);
      if (sum !== NOT_INTEGER) return sum;
      throw this.#whyNotIncremented(key, field, by);
    }
    const sum = incrementFieldLarge(keyspace, list.bytes, 0, end, by);
    this.giveList(list);
    return sum;
  }

  /**
   * Adds a number with a fraction, as `store.incrByFloat` does.
   *
   * @throws {StoreError} `NOT_A_FLOAT` if the value is no number, `INVALID_ARGUMENT` if `by` is none,
   *   `NOT_FINITE` if the sum is not finite.
   */
  incrByFloat(key: Key, field: Key, by: number): number {
    const text = encode(String(by));
    const increment = Number.isFinite(by) ? parseLongDouble(text, 0, text.length) : undefined;
    if (increment === undefined) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot add ${show(by)}: it is no finite number`);
    }
    const list = this.#names([field]);
    loadKey(this.keyspace, key);
    const sum = incrementFieldByFloat(this.keyspace, list.bytes, 0, list.ends[0], increment);
    this.giveList(list);
    return Number(decode(sum, 0, sum.length));
  }

  /**
   * Random fields with their values. All differ, and there are as many as the hash has at most, unless
   * they may `repeat`.
   *
   * @param count How many; default 1.
   * @throws {StoreError} `INVALID_ARGUMENT` for a count that is no whole number from 0 on.
   */
  random(
    key: Key,
    count = 1,
    { repeat = false }: { readonly repeat?: boolean } = {},
  ): [field: string, value: V][] {
    checkCount("draw", count, 0);
    loadKey(this.keyspace, key);
    if (!readHash(this.keyspace)) return [];
    return this.#pairs((add) => (repeat ? drawFields : sampleFields)(this.keyspace, count, add));
  }

  /**
   * One step of a walk over a large hash that needs no memory between its steps: begin with cursor 0, go
   * on with the cursor returned, end when that is 0. A field that is there from the first step to the
   * last is returned at least once; some may be returned twice if the hash grows or shrinks. A
   * small hash comes in one step.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for a cursor that is none, or a wrong `count`.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * for (let i = 0; i < 1000; i++) store.hashes.set("h", `field:${i}`, "x");
   * const seen = new Set<string>();
   * let cursor = 0;
   * do {
   *   const step = store.hashes.scan("h", cursor, { match: "field:*", count: 50 });
   *   for (const [field] of step.entries) seen.add(field);
   *   cursor = step.cursor;
   * } while (cursor !== 0);
   * assertEquals(seen.size, 1000);
   * ```
   */
  scan(key: Key, cursor: number, options: HashScanOptions = {}): HashScanStep<V> {
    const { count, matches } = scanRequest(cursor, options);
    loadKey(this.keyspace, key);
    if (!readHash(this.keyspace)) return { cursor: 0, entries: [] };
    let next = 0;
    const entries = this.#pairs((add) => {
      next = scanFields(this.keyspace, cursor, count, (field, value) => {
        if (matches(field)) add(field, value);
      });
    });
    return { cursor: next, entries };
  }

  #addPair(list: ByteList, field: Key, value: V): void {
    this.addName(list, field, "field");
    this.addValue(list, value);
  }

  #names(fields: Iterable<Key>): ByteList {
    const list = this.takeList();
    for (const field of fields) this.addName(list, field, "field");
    return list;
  }

  /** Points `VALUE` at the value of a field; whether there is one. */
  #find(key: Key, field: Key): boolean {
    const list = this.#names([field]);
    const { keyspace } = this;
    loadKey(keyspace, key);
    const found = readHash(keyspace) && findField(keyspace, list.bytes, 0, list.ends[0], VALUE);
    this.giveList(list);
    return found;
  }

  #entries(key: Key): [field: string, value: V][] {
    loadKey(this.keyspace, key);
    if (!readHash(this.keyspace)) return [];
    return this.#pairs((add) => visitFields(this.keyspace, add));
  }

  /** The fields and values that `visit` adds. */
  #pairs(
    visit: (add: (field: PackedValue, value: PackedValue) => void) => void,
  ): [field: string, value: V][] {
    const fields: string[] = [];
    const values = this.takeList();
    visit((field, { bytes, start, end }) => {
      fields.push(textOf(field));
      values.add(bytes, start, end);
    });
    return this.decodeList(values).map((value, i) => [fields[i], value]);
  }

  /** Why adding `by` to a field, which did not work, did not. */
  #whyNotIncremented(key: Key, field: Key, by: number): StoreError {
    this.#find(key, field);
    const text = textOf(VALUE);
    if (!/^-?\d{1,19}$/.test(text)) {
      return new StoreError("NOT_AN_INTEGER", `Cannot add to ${show(text)}: it is no integer`);
    }
    return new StoreError(
      "OVERFLOW",
      `Cannot add ${by} to ${text}: the sum is no safe integer; add a bigint instead`,
    );
  }
}

function textOf({ bytes, start, end }: PackedValue): string {
  return decode(bytes, start, end);
}
