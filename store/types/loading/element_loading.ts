/**
 * Collections that are read from a file some hundred elements at a time, so that loading the largest one
 * stops nothing else and takes no memory besides.
 */

import { EMPTY_VALUE } from "../../encoding/rdb_reader.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { ValueLoading } from "../value_type.ts";

/** A value that is complete already. */
export const LOADED: ValueLoading = { step: () => true };

/** Elements that are read at once. */
const ELEMENTS = 512;

/**
 * Reads `count` elements and adds them to the collection under the loaded key or, unless it `exists`, makes
 * it. Returns whether there is one now, which goes without saying if it returns nothing.
 */
export type AddElements = (
  namespace: Namespace,
  exists: boolean,
  count: number,
) => boolean | void;

/** A collection of a number of elements, or of parts with elements, on its way from a file. */
export class ElementLoading implements ValueLoading {
  #left: number;
  #exists = false;

  constructor(
    count: number,
    private readonly add: AddElements,
    private readonly most: number = ELEMENTS,
  ) {
    this.#left = count;
  }

  step(namespace: Namespace): boolean {
    // If all of its fields have expired meanwhile, it begins anew.
    if (this.#exists && namespace.find() === 0) this.#exists = false;
    const count = Math.min(this.#left, this.most);
    this.#exists = this.add(namespace, this.#exists, count) !== false;
    this.#left -= count;
    if (this.#left > 0) return false;
    if (!this.#exists) throw EMPTY_VALUE;
    return true;
  }
}
