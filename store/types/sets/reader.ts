/**
 * Reading a set in whatever representation it is: asking for members, passing them all, drawing
 * some.
 *
 * A reader remembers where a set is, so several can be read at once, although a namespace has but one
 * open record. It is good until the next change of anything. Members come as (bytes, start, end) in a
 * `PackedValue` that is used again for the next one.
 */

import { findInteger, Integer64, intsetLength, readIntegerText } from "../../encoding/intset.ts";
import {
  findEntry,
  firstEntry,
  isEnd,
  listpackLength,
  nextEntry,
  type PackedValue,
  readEntry,
  seekEntry,
} from "../../encoding/listpack.ts";
import { distinctRecords } from "../../keyspace/distinct_records.ts";
import type { ElementTable } from "../../keyspace/element_table.ts";
import { randomRecord } from "../../keyspace/random_record.ts";
import { Kind } from "../../keyspace/record.ts";
import { RecordIterator } from "../../keyspace/record_iterator.ts";
import type { LargeSet } from "./large_set.ts";
import type { SetPlace } from "./place.ts";

const NO_BYTES = new Uint8Array(0);
const number = new Integer64();

/** A set that is being read. Without one it is the empty set. */
export class SetReader {
  /** Its kind; 0 for the empty set. */
  kind = 0;
  /** A packed set's block. */
  bytes: Uint8Array = NO_BYTES;
  start = 0;
  /** A large set's members. */
  table: ElementTable | undefined;

  /** Takes the set in a place. */
  open(place: SetPlace): this {
    this.kind = place.kind();
    if (this.kind === Kind.Set) {
      this.table = (place.largeValue() as LargeSet).table;
      this.bytes = NO_BYTES;
    } else {
      this.table = undefined;
      this.bytes = place.bytes;
      this.start = place.valueStart();
    }
    return this;
  }

  /** Becomes the empty set. */
  clear(): this {
    this.kind = 0;
    this.table = undefined;
    this.bytes = NO_BYTES;
    return this;
  }

  /** Number of members. O(1). */
  get size(): number {
    switch (this.kind) {
      case 0:
        return 0;
      case Kind.IntegerSet:
        return intsetLength(this.bytes, this.start);
      case Kind.PackedSet:
        return listpackLength(this.bytes, this.start);
      default:
        return this.table!.size;
    }
  }

  /** Whether those bytes are a member. O(1) in a table, O(log n) in an intset, else O(n). */
  has(bytes: Uint8Array, start: number, end: number): boolean {
    switch (this.kind) {
      case 0:
        return false;
      case Kind.IntegerSet:
        return number.parse(bytes, start, end) &&
          findInteger(this.bytes, this.start, number) >= 0;
      case Kind.PackedSet:
        return findEntry(this.bytes, firstEntry(this.start), bytes, start, end, 0) >= 0;
      default: {
        const table = this.table!;
        table.load(bytes, start, end);
        return table.find() !== 0;
      }
    }
  }

  /**
   * Points `value` at a random member of the set, which must not be empty. Returns where its record is,
   * 0 if the set is no table.
   */
  random(value: PackedValue): number {
    if (this.kind !== Kind.Set) {
      this.#at(Math.floor(Math.random() * this.size), value);
      return 0;
    }
    const address = randomRecord(this.table!.table);
    this.#point(address, value);
    return address;
  }

  /**
   * Calls `visit` with `value` at each of `count` random members, no two the same, or at all members if
   * there are no more. O(count) in a table, O(n) otherwise.
   */
  distinct(count: number, value: PackedValue, visit: () => void): void {
    if (this.kind === Kind.Set) {
      distinctRecords(this.table!.table, count, (address) => {
        this.#point(address, value);
        visit();
      });
      return;
    }
    let left = this.size;
    let wanted = Math.min(count, left);
    const members = new MemberIterator();
    members.start(this);
    while (wanted > 0 && members.next(value)) {
      // Knuth's selection sampling: every choice of so many members is as likely as any other.
      if (Math.random() * left-- >= wanted) continue;
      wanted--;
      visit();
    }
  }

  /**
   * One call of a scan: calls `visit` with `value` at about `count` members and returns the cursor of the
   * next call, 0 at the end. A packed set is visited whole, whatever the cursor.
   */
  scan(cursor: number, count: number, value: PackedValue, visit: () => void): number {
    if (this.kind !== Kind.Set) {
      const members = new MemberIterator();
      members.start(this);
      while (members.next(value)) visit();
      return 0;
    }
    const table = this.table!;
    let visited = 0;
    let buckets = count * BUCKETS_PER_MEMBER;
    const step = () => {
      visited++;
      value.bytes = table.bytes;
      value.start = table.keyStart();
      value.end = table.keyEnd();
      visit();
    };
    do {
      cursor = table.scan(cursor, step);
    } while (cursor !== 0 && visited < count && --buckets > 0);
    return cursor;
  }

  /** Points `value` at the member of a packed set with that index. */
  #at(index: number, value: PackedValue): void {
    if (this.kind === Kind.IntegerSet) readIntegerText(this.bytes, this.start, index, value);
    else readEntry(this.bytes, seekEntry(this.bytes, this.start, index), value);
  }

  #point(address: number, value: PackedValue): void {
    pointAt(this.table!, address, value);
  }
}

/** Buckets that a call of a scan passes at most for each member that it should visit. */
const BUCKETS_PER_MEMBER = 10;

/** The members of a set, one after another; one iterator serves any number of sets in turn. */
export class MemberIterator {
  readonly #records = new RecordIterator();
  #reader: SetReader | undefined;
  /** Index of the next number of an intset, position of the next entry of a listpack. */
  #at = 0;
  #end = 0;

  /** Begins with the first member. */
  start(reader: SetReader): void {
    this.#reader = reader;
    if (reader.kind === Kind.Set) {
      this.#records.start(reader.table!.table);
    } else if (reader.kind === Kind.IntegerSet) {
      this.#at = 0;
      this.#end = reader.size;
    } else if (reader.kind === Kind.PackedSet) {
      this.#at = firstEntry(reader.start);
    }
  }

  /** Points `value` at the next member; false if there is none. */
  next(value: PackedValue): boolean {
    const reader = this.#reader!;
    switch (reader.kind) {
      case 0:
        return false;
      case Kind.IntegerSet:
        if (this.#at >= this.#end) return false;
        readIntegerText(reader.bytes, reader.start, this.#at++, value);
        return true;
      case Kind.PackedSet:
        if (isEnd(reader.bytes, this.#at)) return false;
        readEntry(reader.bytes, this.#at, value);
        this.#at = nextEntry(reader.bytes, this.#at);
        return true;
      default: {
        const address = this.#records.next();
        if (address === 0) return false;
        pointAt(reader.table!, address, value);
        return true;
      }
    }
  }
}

function pointAt(table: ElementTable, address: number, value: PackedValue): void {
  table.open(address);
  value.bytes = table.bytes;
  value.start = table.keyStart();
  value.end = table.keyEnd();
}
