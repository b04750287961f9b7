/** Loading a snapshot: in slices at the start, at once for DEBUG RELOAD. */

import type { CachedClock } from "../../store/clock.ts";
import type { Engine } from "../../store/engine/engine.ts";
import {
  type FileSystem,
  joinPath,
  type ReadableFile,
} from "../../store/persistence/file_system.ts";
import { RdbDamageError } from "../../store/persistence/rdb/damage_error.ts";
import { RdbLoader } from "../../store/persistence/rdb/loader.ts";
import type { Config } from "../config/config.ts";
import type { Logger } from "../log.ts";
import type { LoadProgress } from "./load_progress.ts";
import { PersistenceError } from "./persistence_error.ts";
import { nextTurn } from "./slices.ts";

/** How many keys a snapshot has brought, and how many it had whose time had come. */
export interface LoadedSnapshot {
  readonly keys: number;
  readonly expired: number;
}

/** What loading needs besides the file. */
export interface LoadSurroundings {
  readonly engine: Engine;
  readonly config: Config;
  readonly clock: CachedClock;
  readonly log: Logger;
}

/** Where the snapshot is. */
export function snapshotPath(config: Config): string {
  return joinPath(config.get("dir"), config.get("dbfilename"));
}

/** Between two slices of this length, clients are told that they must wait. */
const SLICE_MS = 20;

/**
 * Loads a snapshot in slices.
 *
 * @throws {PersistenceError} `damaged`; the engine is empty then.
 * @throws {FileError}
 */
export async function loadSnapshot(
  surroundings: LoadSurroundings,
  files: FileSystem,
  path: string,
  progress: LoadProgress,
): Promise<LoadedSnapshot> {
  const { engine, clock } = surroundings;
  using load = new SnapshotLoad(surroundings, files, path, false);
  while (!load.step(SLICE_MS)) {
    clock.refresh();
    progress.totalBytes = load.loader.totalBytes;
    progress.usedMemoryBytes = Number(load.loader.aux.get("used-mem") ?? 0);
    progress.advance(path, load.loader.loadedBytes, engine.keys, clock.now());
    await nextTurn();
  }
  return load.loader;
}

/**
 * Loads a snapshot at once; for DEBUG RELOAD.
 *
 * @param replace Whether keys that are there already are replaced instead of being an error.
 * @throws {PersistenceError} `damaged`; the engine is empty then.
 * @throws {FileError}
 */
export function loadSnapshotNow(
  surroundings: LoadSurroundings,
  files: FileSystem,
  path: string,
  replace: boolean,
): LoadedSnapshot {
  using load = new SnapshotLoad(surroundings, files, path, replace);
  while (!load.step(Infinity));
  return load.loader;
}

/** One snapshot on its way into memory, with what the log tells of it. */
class SnapshotLoad implements Disposable {
  readonly loader: RdbLoader;
  readonly #file: ReadableFile;
  #isDone = false;
  #isDescribed = false;

  constructor(
    private readonly surroundings: LoadSurroundings,
    files: FileSystem,
    private readonly path: string,
    replace: boolean,
  ) {
    const { engine, config, log } = surroundings;
    this.#file = files.open(path);
    try {
      this.loader = new RdbLoader(engine, this.#file, {
        replace,
        checksum: config.get("rdbchecksum"),
        warn: (message) => log.warning(message),
      });
    } catch (error) {
      this.#file.close();
      throw this.#explain(error);
    }
  }

  step(budgetMs: number): boolean {
    const { log } = this.surroundings;
    const { loader } = this;
    try {
      this.#isDone = loader.step(budgetMs);
    } catch (error) {
      throw this.#explain(error);
    }
    if (!this.#isDescribed) this.#describe();
    if (this.#isDone) {
      log.notice(`Done loading RDB, keys loaded: ${loader.keys}, keys expired: ${loader.expired}.`);
    }
    return this.#isDone;
  }

  [Symbol.dispose](): void {
    this.#file.close();
    // Half of the data is worse than none: it would be saved over the file.
    if (!this.#isDone) this.surroundings.engine.clear();
  }

  #describe(): void {
    this.#isDescribed = true;
    const { aux } = this.loader;
    const { log, clock } = this.surroundings;
    const version = aux.get("redis-ver");
    if (version !== undefined) log.notice(`Loading RDB produced by version ${version}`);
    const created = Number(aux.get("ctime"));
    if (created > 0) log.notice(`RDB age ${Math.floor(clock.now() / 1000 - created)} seconds`);
    const bytes = Number(aux.get("used-mem"));
    if (bytes > 0) log.notice(`RDB memory usage when created ${(bytes / 2 ** 20).toFixed(2)} Mb`);
  }

  #explain(error: unknown): unknown {
    if (!(error instanceof RdbDamageError)) return error;
    return new PersistenceError(
      "damaged",
      `${error.message}. Nothing has been changed: put a sound copy in its place, or move ` +
        `${this.path} away to start without its data`,
    );
  }
}
