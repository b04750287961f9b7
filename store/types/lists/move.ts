/**
 * Moving an element from one list to another, or from one end of a list to the other.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import type { PackedValue } from "../../encoding/listpack.ts";
import type { Namespace } from "../../engine/namespace.ts";
import {
  dropElements,
  type ListEnd,
  modifyList,
  openList,
  pushElements,
  readEnd,
} from "./lists.ts";

/** A buffer for moved elements that is longer is given back. */
const KEPT_BYTES = 64 * 1024;

/** The element on its way: the store's own bytes may move while it is pushed. */
const moving = { bytes: new Uint8Array(256), starts: new Int32Array(1), ends: new Int32Array(1) };

/**
 * Takes an element from one end of the list at key `from` of `keys` and pushes it to an end of the list
 * at key `to`, which may be the same and is made if need be. `value` is then the element.
 *
 * @returns false, and nothing has happened, if there is no list to take from.
 * @throws {WrongTypeError} if one of the keys holds something else.
 */
export function moveElement(
  namespace: Namespace,
  keys: ByteRanges,
  from: number,
  to: number,
  fromEnd: ListEnd,
  toEnd: ListEnd,
  value: PackedValue,
): boolean {
  const { bytes, starts, ends } = keys;
  const { engine } = namespace;
  namespace.load(bytes, starts[from], ends[from]);
  const source = modifyList(namespace);
  if (source === undefined) return false;
  readEnd(source, fromEnd, value);
  keep(value);
  namespace.load(bytes, starts[to], ends[to]);
  const { changes } = engine;
  pushElements(namespace, toEnd, moving, 0, 1);
  // Pushed first, taken away then: for a list with itself it is the same, and the key stays.
  namespace.load(bytes, starts[from], ends[from]);
  if (namespace.find() !== 0) dropElements(openList(namespace), fromEnd, 1);
  engine.changes = changes + 1; // counted as one, as by Redis
  return true;
}

/** Copies the element that `value` points at, and points it at the copy. */
function keep(value: PackedValue): void {
  const length = value.end - value.start;
  if (length > moving.bytes.length || (moving.bytes.length > KEPT_BYTES && length < KEPT_BYTES)) {
    moving.bytes = new Uint8Array(Math.max(length, 256));
  }
  moving.bytes.set(value.bytes.subarray(value.start, value.end));
  moving.starts[0] = 0;
  moving.ends[0] = length;
  value.bytes = moving.bytes;
  value.start = 0;
  value.end = length;
}
