/**
 * What the views of collections have in common: the engine's keyspace, the codec of their values, and
 * an end when the store is disposed of.
 */

import type { ValueFormat } from "../codec.ts";
import { DISPOSED_KEYSPACE } from "../disposed.ts";
import { StoreError } from "../errors.ts";
import type { Key } from "../key.ts";
import type { Namespace } from "../namespace.ts";
import { show } from "../show_value.ts";
import { checkLength } from "../types/strings.ts";
import { ByteList } from "./byte_list.ts";

/** A view of one type of collection in one namespace. */
export abstract class CollectionView<V> {
  /**
   * The engine's keyspace behind this view.
   * @internal
   */
  protected keyspace: Namespace;
  /**
   * How values become bytes.
   * @internal
   */
  protected readonly format: ValueFormat<V>;
  /** A list for the arguments of a call; the codec, the user's code, may make calls of its own. */
  #spare: ByteList | undefined;

  /** @internal */
  constructor(keyspace: Namespace, format: ValueFormat<V>) {
    this.keyspace = keyspace;
    this.format = format;
  }

  /**
   * Makes every later use throw; for the store when it is disposed of.
   * @internal
   */
  close(): void {
    this.keyspace = DISPOSED_KEYSPACE;
  }

  /**
   * An empty list for what a call hands to the engine; {@linkcode CollectionView.give} takes it back.
   * @internal
   */
  protected takeList(): ByteList {
    const list = this.#spare ?? new ByteList();
    this.#spare = undefined;
    list.clear();
    return list;
  }

  /** @internal */
  protected giveList(list: ByteList): void {
    this.#spare = list;
  }

  /**
   * Adds a name, text or bytes, to a list; `what` is what the name is called in an error.
   * @throws {StoreError} `INVALID_ARGUMENT`, `TOO_LARGE`.
   * @internal
   */
  protected addName(list: ByteList, name: Key, what: string): void {
    if (typeof name === "string") list.addText(name);
    else if (name instanceof Uint8Array) list.addBytes(name);
    else throw new StoreError("INVALID_ARGUMENT", `Cannot use ${show(name)} as a ${what}`);
    checkLength(this.keyspace, list.lastLength);
  }

  /**
   * Adds a value, as the codec encodes it.
   * @throws {StoreError} `INVALID_ARGUMENT`, `TOO_LARGE`.
   * @internal
   */
  protected addValue(list: ByteList, value: V): void {
    list.addBytes(this.format.toBytes(value));
    checkLength(this.keyspace, list.lastLength);
  }
}

/**
 * Checks the count of a random draw or a scan.
 * @throws {StoreError} `INVALID_ARGUMENT`.
 */
export function checkCount(action: string, count: number, least: number): void {
  if (Number.isSafeInteger(count) && count >= least) return;
  throw new StoreError(
    "INVALID_ARGUMENT",
    `Cannot ${action} ${show(count)}: it must be a whole number from ${least} on`,
  );
}
