/**
 * What a data type tells of itself, so that commands for any key (TYPE, OBJECT, COPY, …) need not know
 * the types one by one.
 *
 * A new type exports one of these from a file of its folder and stands in the table of `value_types.ts`.
 */

import type { PackedValue } from "../encoding/listpack.ts";
import type { RdbReader } from "../encoding/rdb_reader.ts";
import type { RdbWriter } from "../encoding/rdb_writer.ts";
import type { Engine } from "../engine/engine.ts";
import type { Namespace } from "../engine/namespace.ts";

/** One data type. */
export interface ValueType {
  /** Redis's name: "string", "list", … */
  readonly name: string;
  /** The kinds of records (see `keyspace/record.ts`) that are of this type. */
  readonly kinds: readonly number[];
  /** Redis's name for the representation of the open record's value ("embstr", "listpack", …). */
  encoding(namespace: Namespace): string;
  /** Whether the open record's value is one that Redis keeps only once for all keys. */
  isShared(namespace: Namespace): boolean;
  /**
   * Stores a copy of the value that is open in `source` under the key that is loaded in `target`, the
   * same namespace or another of its engine, in place of what was there.
   *
   * @param expiryMs as for `Namespace.put`.
   */
  copy(source: Namespace, target: Namespace, expiryMs: number): void;
  /** Its elements one after another, on types that SORT takes. */
  readonly elements?: ElementSequence;
  /** How its values are dumped and restored; the table of types has it for each. */
  readonly dump?: ValueDump;
}

/** A value that has been read and found sound. One of both is called, once. */
export interface RestoredValue {
  /** Stores it under the loaded key, which is not there, and tells nobody. */
  store(namespace: Namespace): void;
  /** It is not wanted: gives back what it has taken of the engine, if anything. */
  discard?(): void;
}

/** A value that is read from a file a part at a time. */
export interface ValueLoading {
  /**
   * Reads a part of it, which ends in bounded time, into the value of the loaded key, which nobody else
   * changes meanwhile. True when it is complete; the key is then open. Throws `MALFORMED` if it is not
   * sound, or `EMPTY_VALUE`, and then leaves the key to the caller to remove.
   */
  step(namespace: Namespace): boolean;
  /** It is not completed: gives back what it has taken of the engine, if anything. */
  discard?(): void;
}

/** A type's values in Redis's RDB format; see `value_dump.ts`. */
export interface ValueDump {
  /** The forms that it reads, of `RdbForm`. */
  readonly forms: readonly number[];
  /** Writes the open record's value, its form first. */
  write(namespace: Namespace, writer: RdbWriter): void;
  /** Reads and checks a value of that form as a whole. Throws `MALFORMED` if it is not sound. */
  read(form: number, reader: RdbReader, engine: Engine): RestoredValue;
  /**
   * Begins to read a value of that form from a file, for the loaded key, which is not there. `LOADED` if it
   * has read and stored all of it, `undefined`, and nothing has been read, if `read` will do.
   */
  load?(form: number, reader: RdbReader, namespace: Namespace): ValueLoading | undefined;
}

/** The elements of a collection, one after another. All functions work on the open record's value. */
export interface ElementSequence {
  /** Whether their order means something. */
  readonly ordered: boolean;
  /** How many there are. */
  count(namespace: Namespace): number;
  /**
   * Calls `visit` with `count` elements, which are there, from number `first` on, 0 being the first one or,
   * `backwards`, the last one. `visit` must not use the store.
   */
  visit(
    namespace: Namespace,
    first: number,
    count: number,
    backwards: boolean,
    visit: (element: PackedValue) => void,
  ): void;
  /** What Redis does to a value before it sorts it, if that can be seen. */
  prepare?(namespace: Namespace): void;
}
