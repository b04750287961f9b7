/**
 * An open list: reading the elements of a small or a large one alike.
 *
 * Elements are packed entries in stretches of one buffer, runs: a small list is one run, each node of a
 * large one is another. A reader seeks an element and goes on by runs, which is fast, or by elements,
 * in either direction.
 */

import {
  endOfListpack,
  firstEntry,
  listpackLength,
  nextEntry,
  type PackedValue,
  previousEntry,
  readEntry,
  seekEntry,
} from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { LargeList } from "./large_list.ts";

/**
 * An end of a list: `"left"` is its head, `"right"` its tail.
 *
 * @example
 * ```ts
 * import { type ListEnd, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.lists.pushRight("l", "a", "b");
 * const end: ListEnd = "right";
 * assertEquals(store.lists.move("l", "l", end, "left"), "b");
 * ```
 */
export type ListEnd = "left" | "right";

/** A position that no listpack begins at: nodes have no header. */
const NO_PACK = -1024;

/** A list that a namespace has open. Valid until the next operation on any namespace. */
export class OpenList {
  namespace!: Namespace;
  /** The list if it is a large one. */
  large: LargeList | undefined;
  /** Where the element sought last is: its entry begins at `at` in `bytes`. */
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** Entries of the run from `at` on, after `seek` or `nextRun`. */
  left = 0;
  /** Where the run begins and ends. */
  #start = 0;
  #end = 0;

  /** Points at the list that is the open record's value. */
  open(namespace: Namespace): void {
    this.namespace = namespace;
    this.large = namespace.kind() === Kind.List ? namespace.largeValue() as LargeList : undefined;
  }

  /** Number of elements. O(1). */
  get length(): number {
    if (this.large !== undefined) return this.large.length;
    return listpackLength(this.namespace.bytes, this.namespace.valueStart());
  }

  /** Goes to element `index`, which must be there. O(log n + a node's elements). */
  seek(index: number): void {
    const { large, namespace } = this;
    if (large !== undefined) {
      const at = large.seek(index);
      this.#openNode(large);
      this.at = at;
      this.left -= large.directory.offset;
      return;
    }
    this.#openPack();
    const pack = namespace.valueStart();
    const length = this.left;
    const place = index < length >> 1 ? index : index - length;
    this.at = seekEntry(this.bytes, pack, place);
    this.left = length - index;
  }

  /** Goes to the first element of the next run; false if there is none. */
  nextRun(): boolean {
    const { large } = this;
    if (large === undefined || large.slot === large.directory.last) return false;
    large.open(large.slot + 1);
    this.#openNode(large);
    return true;
  }

  /** Goes behind the last element, from where only `previous` leads on. */
  seekEnd(): void {
    const { large } = this;
    if (large === undefined) this.#openPack();
    else {
      large.open(large.directory.last);
      this.#openNode(large);
    }
    this.at = this.#end;
  }

  /** Goes to the next element; false if there is none. */
  next(): boolean {
    this.at = nextEntry(this.bytes, this.at);
    return this.at < this.#end || this.nextRun();
  }

  /** Goes to the element before; false if there is none. */
  previous(): boolean {
    if (this.at === this.#start) {
      const { large } = this;
      if (large === undefined || large.slot === large.directory.first) return false;
      large.open(large.slot - 1);
      this.#openNode(large);
      this.at = this.#end;
    }
    this.at = previousEntry(this.bytes, NO_PACK, this.at);
    return true;
  }

  /** Points `value` at the element where the list stands. */
  read(value: PackedValue): void {
    readEntry(this.bytes, this.at, value);
  }

  #openPack(): void {
    const { namespace } = this;
    const pack = namespace.valueStart();
    this.bytes = namespace.bytes;
    this.at = this.#start = firstEntry(pack);
    this.#end = endOfListpack(this.bytes, pack);
    this.left = listpackLength(this.bytes, pack);
  }

  #openNode(large: LargeList): void {
    this.bytes = large.chunk;
    this.at = this.#start = large.start();
    this.#end = large.end();
    this.left = large.entries();
  }
}
