/**
 * What a point-in-time snapshot asks of the engine: to be told before anything goes that it does not have
 * yet.
 *
 * Nothing is copied when a snapshot begins. Every record of a namespace has a bit that tells whether the
 * snapshot has it (`SNAPSHOT` in `keyspace/record.ts`); beginning one turns the engine's bit over, so
 * that it has none. The snapshot goes through the records at its leisure, and a record that is about to be
 * changed or removed before that is handed to it first. What is removed as a whole (FLUSHALL) is handed
 * over as it is, memory and all.
 *
 * While there is none, all bits equal the engine's, and finding a record costs what it did without.
 */

import type { Arena } from "../memory/arena.ts";
import { SNAPSHOT } from "../keyspace/record.ts";
import type { Table } from "../keyspace/table.ts";
import { SEGMENT_RECORDS, segmentBehind, unmarkedRecords } from "../keyspace/scan.ts";
import { CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import type { LargeValue } from "./large_values.ts";
import type { Reclaimable } from "./reclaimer.ts";

/** The snapshot under way, as the engine sees it. No method throws. */
export interface StateKeeper {
  /** Takes the record at `address` of `table`, which is about to change or go, and turns its bit over. */
  keep(table: Table, address: number): void;
  /**
   * Asked before all records of `table` go: if it still wants some of them, it takes over the table with
   * its arena and the large values, by their handles, and frees them when it is through.
   */
  wants(table: Table): boolean;
  /** Gets what it said that it wants. */
  takeOver(table: Table, largeValues: ReadonlyMap<number, LargeValue>): void;
  /** Gets the arena of the elements of all the large values that it has taken over. */
  takeOverElements(elements: Arena): void;
}

/**
 * Turns over the bits that a snapshot left behind which was not completed, so that the next one can begin:
 * a chore for the reclaimer.
 */
export class MarkSweep implements Reclaimable {
  readonly #addresses = new Int32Array(SEGMENT_RECORDS);
  #cursor = 0;

  /**
   * @param tables those of all namespaces
   * @param isAlive whether a table is a namespace's still
   * @param mark what the bits shall be
   */
  constructor(
    private readonly tables: Table[],
    private readonly isAlive: (table: Table) => boolean,
    private readonly mark: number,
  ) {}

  free(limit: number): boolean {
    const { tables } = this;
    for (let done = 0; done < limit;) {
      const table = tables.at(-1);
      if (table === undefined) return true;
      if (!this.isAlive(table)) {
        tables.pop();
        this.#cursor = 0;
        continue;
      }
      const count = unmarkedRecords(table, this.#cursor, this.mark, this.#addresses);
      for (let i = 0; i < count; i++) {
        const address = this.#addresses[i];
        table.arena.words[address >>> CHUNK_SHIFT][(address & OFFSET_MASK) << 1] ^= SNAPSHOT;
      }
      done += count + 1;
      this.#cursor = segmentBehind(table, this.#cursor);
      if (this.#cursor === 0) tables.pop();
    }
    return tables.length === 0;
  }
}
