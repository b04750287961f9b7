/**
 * What all views of values in one namespace have in common: the engine's keyspace, and an end when the
 * store is disposed of.
 */

import { DISPOSED_KEYSPACE } from "../disposed.ts";
import { StoreError } from "../errors.ts";
import type { Key } from "../key.ts";
import type { Namespace } from "../engine/namespace.ts";
import { show } from "../show_value.ts";
import { checkLength } from "../types/strings/strings.ts";
import { ByteList } from "./byte_list.ts";

/**
 * A view of one type of value in one namespace: what `store.lists`, `store.bits` and so on have in common.
 *
 * @example
 * ```ts
 * import { NamespaceView, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * assertEquals(store.bits instanceof NamespaceView, true);
 * assertEquals(store.lists instanceof NamespaceView, true);
 * ```
 */
export abstract class NamespaceView {
  /**
   * The engine's keyspace behind this view.
   * @internal
   */
  protected keyspace: Namespace;
  /** A list for the arguments of a call; the codec, the user's code, may make calls of its own. */
  #spare: ByteList | undefined;

  /** @internal */
  constructor(keyspace: Namespace) {
    this.keyspace = keyspace;
  }

  /**
   * Makes every later use throw; for the store when it is disposed of.
   * @internal
   */
  detach(): void {
    this.keyspace = DISPOSED_KEYSPACE;
  }

  /**
   * An empty list for what a call hands to the engine; {@linkcode NamespaceView.giveList} takes it back.
   * @internal
   */
  protected takeList(): ByteList {
    const list = this.#spare ?? new ByteList();
    this.#spare = undefined;
    return list;
  }

  /** @internal */
  protected giveList(list: ByteList): void {
    list.clear();
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
   * A list of keys; {@linkcode NamespaceView.giveList} takes it back.
   * @internal
   */
  protected keyList(keys: Iterable<Key>): ByteList {
    const list = this.takeList();
    for (const key of keys) this.addName(list, key, "key");
    return list;
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
