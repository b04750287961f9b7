/**
 * Collections that have outgrown their record: few and large.
 *
 * Such a value is an object here (its table, its index) over blocks of the engine's common arena
 * for elements; the record holds the number under which it is found. One object a collection,
 * never one an element. The common arena lets a value move to another namespace as it is.
 */

import type { ElementTable } from "../keyspace/element_table.ts";
import type { Namespace } from "./namespace.ts";
import type { Reclaimable } from "./reclaimer.ts";

/** A collection with elements of its own. */
export interface LargeValue extends Reclaimable {
  /** Bytes that it takes in the arena for elements. */
  readonly bytes: number;
  /** Where its elements are found by their names; absent if they have none. */
  readonly table?: ElementTable;
  /** It has got another key; for a value that must know its own. */
  renamed?(key: Uint8Array): void;
  /**
   * The time of the element at `address` has come: removes it, and the key with the last one.
   *
   * @param owner The namespace of its key.
   * @returns false, and nothing has happened, if it has no such element.
   */
  expireElement?(address: number, owner: Namespace): boolean;
}

/** Bytes of a record's value that holds a handle. */
export const HANDLE_BYTES = 4;

/** The large values of one engine, by their handles. */
export class LargeValues {
  readonly #values: (LargeValue | undefined)[] = [];
  readonly #owners: (Namespace | undefined)[] = [];
  readonly #free: number[] = [];

  /** Number of large values. */
  get size(): number {
    return this.#values.length - this.#free.length;
  }

  /** Enters a value of a namespace; returns its handle. */
  add(value: LargeValue, owner: Namespace): number {
    const handle = this.#free.pop() ?? this.#values.length;
    this.#values[handle] = value;
    this.#owners[handle] = owner;
    return handle;
  }

  /** The value of a handle in use. */
  get(handle: number): LargeValue {
    return this.#values[handle]!;
  }

  /** The value has moved to a key of a namespace, the same one perhaps. */
  assign(handle: number, owner: Namespace, key: Uint8Array): void {
    this.#owners[handle] = owner;
    this.#values[handle]!.renamed?.(key);
  }

  /** Lets the value of `handle`, if there is one, remove an element; see `LargeValue`. */
  expireElement(handle: number, address: number): boolean {
    const value = this.#values[handle];
    return value?.expireElement?.(address, this.#owners[handle]!) ?? false;
  }

  /** Takes a value out; its elements are the caller's to free. */
  remove(handle: number): LargeValue {
    const value = this.#values[handle]!;
    this.#values[handle] = undefined;
    this.#owners[handle] = undefined;
    this.#free.push(handle);
    return value;
  }

  /** Takes out and returns all values of a namespace, by their handles. O(all large values). */
  removeOf(owner: Namespace): Map<number, LargeValue> {
    const removed = new Map<number, LargeValue>();
    this.#owners.forEach((each, handle) => {
      if (each === owner) removed.set(handle, this.remove(handle));
    });
    return removed;
  }

  /** Forgets all values. */
  clear(): void {
    this.#values.length = 0;
    this.#owners.length = 0;
    this.#free.length = 0;
  }

  /** Two namespaces have exchanged their contents. */
  exchange(first: Namespace, second: Namespace): void {
    this.#owners.forEach((owner, handle) => {
      if (owner === first) this.#owners[handle] = second;
      else if (owner === second) this.#owners[handle] = first;
    });
  }
}
