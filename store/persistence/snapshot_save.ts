/**
 * Saves a snapshot to a file, in slices: under a name of its own first, and under the right one when all of it
 * is on the disk.
 *
 * ```
 *  step … step ──► finish: sync, rename, sync the directory
 *    └── a fault, or abort: the file is removed, and what had the name keeps it
 * ```
 *
 * Every few megabytes the disk is told to begin with what there is: at the end little is left to wait
 * for, and the system does not come to a point where it makes writers wait for the disk.
 */

import type { Engine } from "../engine/engine.ts";
import {
  directoryOf,
  type FileSystem,
  joinPath,
  nameOf,
  replaceFile,
  type WritableFile,
} from "./file_system.ts";
import { Snapshot, type SnapshotOptions, type SnapshotSink } from "./snapshot.ts";

/** How a snapshot is saved. */
export interface RdbSaveOptions extends SnapshotOptions {
  /** Whether the file is synced all along; by default. */
  readonly incrementalSync?: boolean;
  /** Name of the file while it is written, in the directory of `path`. */
  readonly temporaryName?: string;
}

/** Bytes between two syncs on the way. */
const SYNC_BYTES = 4 * 1024 * 1024;

/** One snapshot on its way to a file. */
export class RdbSave implements SnapshotSink {
  readonly #snapshot: Snapshot;
  readonly #file: WritableFile;
  readonly #temporary: string;
  readonly #incrementalSync: boolean;
  #syncedBytes = 0;
  #syncing: Promise<void> | undefined;
  #syncFault: { readonly error: unknown } | undefined;
  #isOver = false;

  /**
   * Begins a snapshot of the engine as it is now, to be saved as `path`.
   * @throws {FileError} if the file cannot be made.
   * @throws {Error} if a snapshot is under way.
   */
  constructor(
    engine: Engine,
    private readonly files: FileSystem,
    private readonly path: string,
    options: RdbSaveOptions = {},
  ) {
    // What a save leaves behind that was killed is overwritten by the next one.
    const name = options.temporaryName ?? `temp-${nameOf(path)}`;
    this.#temporary = joinPath(directoryOf(path), name);
    this.#incrementalSync = options.incrementalSync !== false;
    this.#file = files.create(this.#temporary);
    try {
      this.#snapshot = new Snapshot(engine, this, options);
    } catch (error) {
      this.#discard();
      throw error;
    }
  }

  /** Keys written so far. */
  get keys(): number {
    return this.#snapshot.keys;
  }

  /** Keys that there were at the beginning. */
  get totalKeys(): number {
    return this.#snapshot.totalKeys;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#snapshot.bytes;
  }

  /**
   * Writes for about `budgetMs`; true when all is in the file, which has its name only after
   * {@linkcode RdbSave.finish}.
   * @throws {FileError} The save is over then, and the file removed.
   */
  step(budgetMs: number): boolean {
    try {
      if (this.#syncFault !== undefined) throw this.#syncFault.error;
      return this.#snapshot.step(budgetMs);
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  /**
   * Makes the file, all of which is written, survive a loss of power and gives it its name. Rejects with a
   * {@linkcode FileError}; what has no name yet is removed then.
   */
  async finish(): Promise<void> {
    try {
      await this.#syncing;
      if (this.#syncFault !== undefined) throw this.#syncFault.error;
      if (this.#isOver) return;
      await this.#file.syncData();
      if (this.#isOver) return;
      this.#close();
      const replaced = this.files.replaceInBackground(this.#temporary, this.path);
      // It has its name now, or never gets it.
      this.#isOver = true;
      await replaced.catch((error) => {
        this.#discard();
        throw error;
      });
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  /** Does all that is left, at once. @throws as `step` and `finish` do. */
  finishNow(): void {
    this.step(Infinity);
    try {
      this.#file.syncDataSync();
      this.#name();
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  /** Ends the save without a result, unless it is over. */
  abort(): void {
    if (this.#isOver) return;
    this.#snapshot.abort();
    this.#discard();
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    this.#file.write(bytes, start, end);
    const { length } = this.#file;
    if (!this.#incrementalSync || length - this.#syncedBytes < SYNC_BYTES) return;
    if (this.#syncing !== undefined) return;
    this.#syncedBytes = length;
    this.#syncing = this.#file.syncData().catch((error) => {
      this.#syncFault = { error };
    }).finally(() => {
      this.#syncing = undefined;
      if (this.#isOver) this.#file.close();
    });
  }

  #name(): void {
    this.#close();
    replaceFile(this.files, this.#temporary, this.path);
    this.#isOver = true;
  }

  #discard(): void {
    this.#isOver = true;
    this.#close();
    try {
      this.files.remove(this.#temporary);
    } catch {
      // What has gone wrong before matters more; the next start removes what is left.
    }
  }

  #close(): void {
    if (this.#syncing === undefined) this.#file.close();
  }
}
