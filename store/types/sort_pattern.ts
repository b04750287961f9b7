/**
 * The patterns of SORT's BY and GET: which key, and which field, belongs to an element.
 *
 * ```
 * weight_*           the string at the key "weight_" + element
 * user:*:data->name  field "name" of the hash at "user:" + element + ":data"
 * #                  the element itself
 * ```
 *
 * A pattern is read as C reads a string: what stands behind a zero byte is not searched for `*` and `->`.
 */

import type { PackedValue } from "../encoding/listpack.ts";
import { copyBytes } from "../memory/copy.ts";
import type { Namespace } from "../engine/namespace.ts";
import { findField, isHashKind } from "./hashes/hashes.ts";
import { isStringKind } from "./strings/strings.ts";

const HASH = 0x23;
const STAR = 0x2a;
const MINUS = 0x2d;
const GREATER = 0x3e;

/** One pattern; made once for a command. */
export class SortPattern {
  /** Whether it stands for the element itself. */
  readonly isElement: boolean;
  readonly #pattern: Uint8Array;
  /** Where its star is; -1 without one: then it leads nowhere. */
  readonly #star: number;
  /** Where the arrow before the field is; the pattern's length without one. */
  readonly #arrow: number;
  /** A key in the making. */
  #key = new Uint8Array(128);

  /** Takes a pattern's bytes, which stay the caller's but must not change. */
  constructor(pattern: Uint8Array) {
    const zero = pattern.indexOf(0);
    const searched = zero < 0 ? pattern : pattern.subarray(0, zero);
    this.#pattern = pattern;
    this.isElement = searched.length === 1 && searched[0] === HASH;
    this.#star = searched.indexOf(STAR);
    this.#arrow = this.#star < 0 ? -1 : findArrow(searched, this.#star + 1, pattern.length);
  }

  /** Whether it says the same for all elements. */
  get isConstant(): boolean {
    return this.#star < 0;
  }

  /**
   * Points `value` at what belongs to the element `bytes[start, end)`; false if there is no such key or
   * field, or one of another type. Counts as a read. Valid until the next operation.
   */
  lookUp(
    namespace: Namespace,
    bytes: Uint8Array,
    start: number,
    end: number,
    value: PackedValue,
  ): boolean {
    if (this.isElement) {
      point(value, bytes, start, end);
      return true;
    }
    if (this.#star < 0) return false;
    this.#loadKey(namespace, bytes, start, end);
    if (namespace.read() === 0) return false;
    const pattern = this.#pattern;
    if (this.#arrow < pattern.length) {
      return isHashKind(namespace.kind()) &&
        findField(namespace, pattern, this.#arrow + 2, pattern.length, value);
    }
    if (!isStringKind(namespace.kind())) return false;
    point(value, namespace.bytes, namespace.valueStart(), namespace.valueEnd());
    return true;
  }

  #loadKey(namespace: Namespace, bytes: Uint8Array, start: number, end: number): void {
    const pattern = this.#pattern;
    const star = this.#star;
    const length = this.#arrow - 1 + end - start;
    if (length > this.#key.length) this.#key = new Uint8Array(2 * length);
    const key = this.#key;
    const middle = star + end - start;
    copyBytes(key, 0, pattern, 0, star);
    copyBytes(key, star, bytes, start, end);
    copyBytes(key, middle, pattern, star + 1, this.#arrow);
    namespace.load(key, 0, length);
  }
}

/** Position of the first arrow from `from` on if a field follows it; `none` otherwise. */
function findArrow(searched: Uint8Array, from: number, none: number): number {
  for (let i = from; i + 1 < searched.length; i++) {
    if (searched[i] === MINUS && searched[i + 1] === GREATER) {
      return i + 2 < searched.length ? i : none;
    }
  }
  return none;
}

function point(value: PackedValue, bytes: Uint8Array, start: number, end: number): void {
  value.bytes = bytes;
  value.start = start;
  value.end = end;
}
