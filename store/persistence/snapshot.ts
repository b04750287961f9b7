/**
 * A snapshot: the data as they were at one moment, written while they go on changing, without a copy and
 * without `fork`.
 *
 * ```
 *  walk, in slices ───────┐
 *                         ├─► RecordWriter ─► buffer ─► sink
 *  records about to ──────┘        │
 *  change (StateKeeper)            └─ aside: while a large record is half written
 * ```
 *
 * The walk goes through the tables segment by segment, in the order of the hash: whatever splits or
 * merges, the cursor is a position among hashes. A record whose bit says that the snapshot has it is passed
 * over; another one is written and its bit turned over. A record that is found for a change before the
 * walk has come to it is written first: that costs what the walk would have spent on it. So
 * nothing is kept twice, and memory is bounded by the buffers.
 *
 * A large collection is written in parts, between which commands run. What changes meanwhile elsewhere goes
 * to a second writer and comes behind it; a change of the collection itself makes it be completed
 * first.
 */

import { monotonicMs } from "../clock.ts";
import type { Engine } from "../engine/engine.ts";
import { SNAPSHOT } from "../keyspace/record.ts";
import { RecordView } from "../keyspace/record_view.ts";
import { SEGMENT_RECORDS, segmentBehind, unmarkedRecords } from "../keyspace/scan.ts";
import type { Table } from "../keyspace/table.ts";
import type { LargeValue } from "../engine/large_values.ts";
import type { Arena } from "../memory/arena.ts";
import { ReleasedBuffers } from "../engine/reclaimer.ts";
import type { StateKeeper } from "../engine/state_keeper.ts";
import { type RdbOptions, RdbRecordWriter } from "./records/rdb_record_writer.ts";
import type { RecordWriter } from "./records/record_writer.ts";
import { SnapshotNamespace } from "./snapshot_namespace.ts";

/** Where a snapshot goes. */
export interface SnapshotSink {
  /** Takes `bytes[start, end)`, which are overwritten afterwards. What it throws ends the snapshot. */
  write(bytes: Uint8Array, start: number, end: number): void;
}

/** How a snapshot is written. */
export interface SnapshotOptions extends RdbOptions {
  /** What makes bytes of the records; RDB by default, to which the other options apply. */
  readonly writer?: RecordWriter;
}

/** So many bytes are handed to the sink at once. */
const CHUNK_BYTES = 128 * 1024;
/** When so much waits for a large record to be complete, it is completed. */
const MAX_ASIDE_BYTES = 2 * 1024 * 1024;
/** The least part of its budget that a step may use, whatever commands have spent. */
const LEAST_SHARE = 0.1;
/** One in so many records that are about to change is timed, and stands for the others. */
const KEPT_TIMED = 16;
/** Records that are written between two looks at the time. */
const RECORDS_PER_LOOK = 16;

/** One snapshot of an engine, which can have one at a time. */
export class Snapshot implements StateKeeper {
  /** Keys that there were when it began, those included whose time had come. */
  readonly totalKeys: number;
  /** Keys written. */
  keys = 0;
  /** Bytes handed to the sink. */
  bytes = 0;

  readonly #mark: number;
  readonly #namespaces: SnapshotNamespace[] = [];
  readonly #byTable = new Map<Table, SnapshotNamespace>();
  readonly #writer: RecordWriter;
  #aside: RecordWriter | undefined;
  #isOver = false;
  #isComplete = false;
  #failure: { readonly error: unknown } | undefined;

  /** Where the walk is: namespace, segment, and the records of that which it has still to write. */
  #place = 0;
  #cursor = 0;
  readonly #addresses = new Int32Array(SEGMENT_RECORDS);
  #next = 0;
  #count = 0;

  /** Records that were about to change, and the time that they took, by that of some of them. */
  #kept = 0;
  #keptMs = 0;

  /** The record that is half written. */
  #half: SnapshotNamespace | undefined;
  #halfAddress = 0;
  /** The walk's record, and one that is about to change. */
  readonly #view = new RecordView();
  readonly #keptView = new RecordView();
  /** Arenas of elements that were taken over. */
  readonly #elements: Arena[] = [];

  /**
   * Begins a snapshot of the engine as it is now; O(namespaces).
   * @throws {Error} if one is under way.
   */
  constructor(
    private readonly engine: Engine,
    private readonly sink: SnapshotSink,
    options: SnapshotOptions = {},
  ) {
    this.#writer = options.writer ?? new RdbRecordWriter(engine, options);
    this.#mark = engine.beginSnapshot(this);
    for (const { name, table, wheel } of engine.namespaces.values()) {
      if (table.size === 0) continue;
      const namespace = new SnapshotNamespace(name, table, wheel.size);
      this.#namespaces.push(namespace);
      this.#byTable.set(table, namespace);
    }
    this.totalKeys = engine.keys;
    this.#writer.begin(this.#namespaces);
  }

  /** Whether all has been written. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /**
   * Goes on for about `budgetMs`, less what commands have spent on it since the last step, so that under
   * any load it takes the same share of the time; true when the snapshot is complete, or was aborted.
   * @throws what the sink has thrown, now or when a record was about to change. The snapshot is over then.
   */
  step(budgetMs: number): boolean {
    if (this.#failure !== undefined) throw this.#failure.error;
    const endMs = monotonicMs() + Math.max(budgetMs - this.#keptMs, budgetMs * LEAST_SHARE);
    this.#keptMs = 0;
    try {
      for (let count = 1; !this.#isOver; count++) {
        if (this.#half !== undefined) {
          if (this.#writer.resume()) this.#completeHalf(this.#half);
        } else if (this.#next < this.#count) {
          this.#write(this.#namespaces[this.#place], this.#addresses[this.#next++]);
          if (count % RECORDS_PER_LOOK !== 0) continue;
        } else if (!this.#gather()) {
          this.#finish();
          break;
        } else if (this.#count > 0) continue; // every step writes something
        this.#drain(CHUNK_BYTES);
        if (monotonicMs() < endMs) continue;
        // Until the next slice the records may move: they are gathered anew.
        this.#count = this.#next = 0;
        break;
      }
    } catch (error) {
      this.#fail(error);
      throw error;
    }
    return this.#isOver;
  }

  /** Does all that is left. @throws as {@linkcode Snapshot.step} does. */
  finishNow(): void {
    this.step(Infinity);
  }

  /** Ends the snapshot where it is. Nothing happens if it is over. */
  abort(): void {
    if (this.#isOver) return;
    this.#close(false);
  }

  keep(table: Table, address: number): void {
    if (++this.#kept % KEPT_TIMED !== 0) return this.#keep(table, address);
    const startMs = monotonicMs();
    this.#keep(table, address);
    this.#keptMs += (monotonicMs() - startMs) * KEPT_TIMED;
  }

  #keep(table: Table, address: number): void {
    try {
      const namespace = this.#byTable.get(table)!;
      if (this.#half === namespace && this.#halfAddress === address) {
        while (!this.#writer.resume());
        this.#completeHalf(namespace);
      } else {
        const isAside = this.#half !== undefined;
        const writer = isAside ? (this.#aside ??= this.#writer.aside()) : this.#writer;
        const view = this.#keptView;
        view.openIn(table.arena, address);
        const large = namespace.largeValue(this.engine, view);
        if (!writer.write(view, namespace, large)) {
          while (!writer.resume());
        }
        this.#has(view);
        if (isAside && writer.out.length > MAX_ASIDE_BYTES) {
          while (!this.#writer.resume());
          this.#completeHalf(this.#half!);
        }
      }
      this.#drain(CHUNK_BYTES);
    } catch (error) {
      // The command that changes the record has nothing to do with it: `step` tells.
      this.#fail(error);
    }
  }

  wants(table: Table): boolean {
    const namespace = this.#byTable.get(table);
    return namespace !== undefined && this.#namespaces.indexOf(namespace) >= this.#place;
  }

  takeOver(table: Table, largeValues: ReadonlyMap<number, LargeValue>): void {
    this.#byTable.get(table)!.takeOver(largeValues);
  }

  takeOverElements(elements: Arena): void {
    this.#elements.push(elements);
    for (const namespace of this.#namespaces) namespace.leaveElements();
  }

  /** Gathers what is to be written of the next segment; false at the end of all. */
  #gather(): boolean {
    const namespace = this.#namespaces[this.#place];
    if (namespace === undefined) return false;
    const { table } = namespace;
    this.#next = 0;
    this.#count = unmarkedRecords(table, this.#cursor, this.#mark, this.#addresses);
    if (this.#count > 0) return true;
    this.#cursor = segmentBehind(table, this.#cursor);
    if (this.#cursor !== 0) return true;
    this.#place++;
    namespace.release(this.engine);
    return true;
  }

  /** Writes a record, or begins to. */
  #write(namespace: SnapshotNamespace, address: number): void {
    const view = this.#view;
    view.openIn(namespace.table.arena, address);
    const large = namespace.largeValue(this.engine, view);
    if (this.#writer.write(view, namespace, large)) {
      this.#has(view);
    } else {
      this.#half = namespace;
      this.#halfAddress = address;
    }
  }

  #completeHalf(namespace: SnapshotNamespace): void {
    this.#half = undefined;
    const view = this.#view;
    view.openIn(namespace.table.arena, this.#halfAddress);
    this.#has(view);
    if (this.#aside !== undefined) this.#writer.append(this.#aside);
  }

  /** The record in view is in the snapshot now. */
  #has({ words, at }: RecordView): void {
    words[at] ^= SNAPSHOT;
    this.keys++;
  }

  /** Hands what has been written to the sink, if it is so much. */
  #drain(least: number): void {
    const { out } = this.#writer;
    if (out.length < least || out.length === 0) return;
    this.#writer.leaving();
    this.sink.write(out.bytes, 0, out.length);
    this.bytes += out.length;
    out.reset();
  }

  #finish(): void {
    this.#writer.end();
    this.#drain(1);
    this.#close(true);
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#failure = { error };
    this.#close(false);
  }

  #close(complete: boolean): void {
    this.#isOver = true;
    this.#isComplete = complete;
    this.#half = undefined;
    const { engine } = this;
    engine.endSnapshot(complete);
    for (const namespace of this.#namespaces) namespace.release(engine);
    this.#byTable.clear();
    for (const arena of this.#elements.splice(0)) {
      engine.reclaimer.add(new ReleasedBuffers(arena.clear()));
    }
  }
}
