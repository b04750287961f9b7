/**
 * What a snapshot's records are made into: the strategy that a `Snapshot` gets. One writes RDB, another one
 * commands.
 *
 * A writer appends to a buffer of its own, which the snapshot empties; so it neither knows files nor
 * fails. Records come in any order and from any namespace; those of a large collection come in parts.
 */

import type { LargeValue } from "../../engine/large_values.ts";
import { RdbWriter } from "../../encoding/rdb_writer.ts";
import type { RecordView } from "../../keyspace/record_view.ts";

/** A namespace as it was when the snapshot began. */
export interface SavedNamespace {
  readonly name: string;
  /** Keys, those included whose time had come. */
  readonly keys: number;
  /** Keys that expire. */
  readonly expiring: number;
}

/** Turns records into bytes. */
export abstract class RecordWriter {
  /** What has been written and not been taken away yet. */
  readonly out: RdbWriter = new RdbWriter();

  /** The snapshot begins: writes what comes before all records. */
  abstract begin(namespaces: readonly SavedNamespace[]): void;

  /**
   * Writes the record in view, or begins to: false if it is large, and `resume` has to go on with it. It
   * does not change until it is complete, and no other one is given to this writer.
   *
   * @param large The value of a record whose kind is that of a large one.
   */
  abstract write(
    view: RecordView,
    namespace: SavedNamespace,
    large: LargeValue | undefined,
  ): boolean;

  /** Writes a further part of the record that was begun; true when it is complete. */
  abstract resume(): boolean;

  /** Writes what comes behind all records. */
  abstract end(): void;

  /** The bytes in `out` are about to be taken away: for those who sum them up. */
  abstract leaving(): void;

  /** Another writer for records that come while this one is amid a large one. */
  abstract aside(): RecordWriter;

  /** Appends what a writer made by {@linkcode RecordWriter.aside} has written, and empties it. */
  append(aside: this): void {
    const { out } = aside;
    this.out.raw(out.bytes, 0, out.length);
    out.reset();
  }
}
