/**
 * A snapshot as a stream: the RDB bytes of one moment, made as fast as they are read.
 *
 *     the reader pulls ─► a slice of the walk ─┐
 *     a record is about to change ─────────────┴─► Spool ─► reader
 *
 * Whoever reads slowly holds nothing up: what changes meanwhile is spooled, each record once at most.
 */

import type { Engine } from "../../store/engine/engine.ts";
import type { FileSystem } from "../../store/persistence/file_system.ts";
import { Snapshot } from "../../store/persistence/snapshot.ts";
import { toPersistenceError } from "../durability/persistence_error.ts";
import { nextTurn, SLICE_MS, SlicedWork } from "../durability/slices.ts";
import { Spool } from "./spool.ts";

/** One snapshot on its way to a reader. */
export class SnapshotStream {
  /** What is read. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #snapshot: Snapshot;
  readonly #spool: Spool;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  #hurry: SlicedWork | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isOver = false;

  /**
   * Begins a snapshot of the engine as it is now; it must have none under way.
   *
   * @param path Of a file for what the reader is not ready for.
   * @param ended Called once, when it is read, was cancelled or has failed.
   */
  constructor(
    engine: Engine,
    files: FileSystem,
    path: string,
    private readonly ended: () => void,
  ) {
    const spool = this.#spool = new Spool(files, path);
    this.#snapshot = new Snapshot(engine, spool);
    this.stream = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#pull(),
      cancel: () => this.#end(),
    }, { highWaterMark: 0 });
  }

  /** Brings the walk to its end in the background, however slowly the stream is read. */
  hurry(): void {
    if (this.#isOver || this.#hurry !== undefined || this.#snapshot.isComplete) return;
    this.#hurry = new SlicedWork((budgetMs) => this.#step(budgetMs), () => {}, false);
  }

  /** Brings the walk to its end at once. */
  finishWalk(): void {
    if (!this.#isOver && !this.#snapshot.isComplete) this.#step(Infinity);
  }

  /** Ends the stream with an error, unless it is over. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#controller.error(error);
  }

  async #pull(): Promise<void> {
    try {
      for (;;) {
        const bytes = this.#spool.read();
        if (bytes !== undefined) return this.#controller.enqueue(bytes);
        if (this.#failure !== undefined) throw this.#failure.error;
        if (this.#snapshot.isComplete) {
          this.#end();
          return this.#controller.close();
        }
        this.#step(SLICE_MS);
        await nextTurn();
        if (this.#isOver) return;
      }
    } catch (error) {
      this.fail(toPersistenceError(error));
    }
  }

  /** Goes on with the walk; true when it is over. */
  #step(budgetMs: number): boolean {
    try {
      return this.#snapshot.step(budgetMs);
    } catch (error) {
      this.#failure ??= { error };
      return true;
    }
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hurry?.stop();
    this.#snapshot.abort();
    this.ended();
    this.#spool.close();
  }
}
