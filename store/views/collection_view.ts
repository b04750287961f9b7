/**
 * What the views of collections have in common besides `namespace_view.ts`: the codec of their values.
 */

import type { ValueFormat } from "../codec.ts";
import { GlobPattern } from "../encoding/glob.ts";
import type { PackedValue } from "../encoding/listpack.ts";
import { encode } from "../encoding/utf8.ts";
import { StoreError } from "../errors.ts";
import type { Key } from "../key.ts";
import type { Namespace } from "../engine/namespace.ts";
import { show } from "../show_value.ts";
import { checkLength } from "../types/strings/strings.ts";
import type { ByteList } from "./byte_list.ts";
import { checkCount, NamespaceView } from "./namespace_view.ts";

export { checkCount };

/**
 * A view of one type of collection in one namespace, whose values the store's codec takes.
 *
 * @typeParam V What the values are.
 *
 * @example
 * ```ts
 * import { CollectionView, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * assertEquals(store.lists instanceof CollectionView, true);
 * assertEquals(store.bits instanceof CollectionView, false);
 * ```
 */
export abstract class CollectionView<V> extends NamespaceView {
  /**
   * How values become bytes.
   * @internal
   */
  protected readonly format: ValueFormat<V>;

  /** @internal */
  constructor(keyspace: Namespace, format: ValueFormat<V>) {
    super(keyspace);
    this.format = format;
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

  /**
   * A list of values; {@linkcode NamespaceView.giveList} takes it back.
   * @internal
   */
  protected valueList(values: Iterable<V>): ByteList {
    const list = this.takeList();
    for (const value of values) this.addValue(list, value);
    return list;
  }

  /**
   * The value that the codec makes of some bytes. That may run the user's code, which may use the store, so
   * it is the last thing that a method does.
   * @internal
   */
  protected decodeAt({ bytes, start, end }: PackedValue): V {
    return this.format.fromRange(bytes, start, end);
  }

  /**
   * The values that the codec makes of all strings of a list, which is given back: what is to be decoded is
   * copied into one first.
   * @internal
   */
  protected decodeList(list: ByteList): V[] {
    const { bytes, starts, ends, count } = list;
    const values: V[] = [];
    for (let i = 0; i < count; i++) values.push(this.format.fromRange(bytes, starts[i], ends[i]));
    this.giveList(list);
    return values;
  }
}

/** Elements that a step of a scan looks at unless it is told. */
const DEFAULT_SCAN_COUNT = 10;

/** What a step of a scan is to do, checked. */
export interface ScanRequest {
  /** About how many elements it looks at. */
  readonly count: number;
  /** Whether an element is one of those that are wanted. */
  matches(element: PackedValue): boolean;
}

/**
 * Checks the arguments that the scans of all collections have in common.
 * @throws {StoreError} `INVALID_ARGUMENT`.
 */
export function scanRequest(
  cursor: number,
  { match, count = DEFAULT_SCAN_COUNT }: {
    readonly match?: Key | undefined;
    readonly count?: number | undefined;
  },
): ScanRequest {
  checkCount("scan from", cursor, 0);
  checkCount("scan with count", count, 1);
  if (match === undefined) return { count, matches: () => true };
  if (typeof match !== "string" && !(match instanceof Uint8Array)) {
    throw new StoreError("INVALID_ARGUMENT", `Cannot scan for ${show(match)}`);
  }
  const glob = new GlobPattern(typeof match === "string" ? encode(match) : match);
  return { count, matches: ({ bytes, start, end }) => glob.matches(bytes, start, end) };
}
