/**
 * What a snapshot is to walk for one namespace: the table that it had when the snapshot began.
 *
 * The table is the contents: it goes along when two namespaces exchange theirs, and if the namespace is
 * cleared, the snapshot takes it over with all that belongs to it, and frees it in the end.
 */

import type { Engine } from "../engine/engine.ts";
import { isLargeKind } from "../keyspace/record.ts";
import type { RecordView } from "../keyspace/record_view.ts";
import type { Table } from "../keyspace/table.ts";
import type { LargeValue } from "../engine/large_values.ts";
import { ReleasedBuffers } from "../engine/reclaimer.ts";
import type { SavedNamespace } from "./records/record_writer.ts";

/** The contents of one namespace. */
export class SnapshotNamespace implements SavedNamespace {
  readonly keys: number;
  /** Whether the namespace has been cleared, and the contents are the snapshot's own. */
  isOwn = false;
  /** The large values of contents of its own, by their handles. */
  #values: ReadonlyMap<number, LargeValue> | undefined;
  #elementsLeft = false;

  constructor(readonly name: string, readonly table: Table, readonly expiring: number) {
    this.keys = table.size;
  }

  /** Takes the contents over. */
  takeOver(values: ReadonlyMap<number, LargeValue>): void {
    this.isOwn = true;
    this.#values = values;
  }

  /** The elements of the large values are somebody else's to free: all at once. */
  leaveElements(): void {
    if (this.#values !== undefined) this.#elementsLeft = true;
  }

  /** The value of the record in view, if it is a large one. */
  largeValue(engine: Engine, view: RecordView): LargeValue | undefined {
    if (!isLargeKind(view.kind())) return undefined;
    const handle = view.handle();
    return this.#values?.get(handle) ?? engine.largeValues.get(handle);
  }

  /** Frees contents of its own; they are of no more use. */
  release(engine: Engine): void {
    if (!this.isOwn) return;
    this.isOwn = false;
    const { reclaimer } = engine;
    if (!this.#elementsLeft) {
      for (const value of this.#values!.values()) reclaimer.add(value);
    }
    this.#values = undefined;
    reclaimer.add(new ReleasedBuffers(this.table.arena.clear()));
  }
}
