/** What a server's data are made from: by its log or, without one, its snapshot; at its start, and for DEBUG. */

import type { FileSystem } from "../../store/persistence/file_system.ts";
import type { AppendOnlyFile } from "./append_only_file.ts";
import type { LoadProgress } from "./load_progress.ts";
import { describe } from "./persistence_error.ts";
import { LOG_RELOAD_FAILED, NO_LOG, RELOAD_FAILED } from "./refusals.ts";
import {
  type LoadedSnapshot,
  loadSnapshot,
  loadSnapshotNow,
  type LoadSurroundings,
  snapshotPath,
} from "./snapshot_loading.ts";
import type { Snapshots } from "./snapshots.ts";

/** What loading has to do with. */
export interface DataLoadingParts extends LoadSurroundings {
  readonly files: FileSystem;
  readonly snapshots: Snapshots;
  readonly appendOnly: AppendOnlyFile;
}

/** The loading of one server's data. */
export class DataLoading {
  /** What the last snapshot that was loaded has brought. */
  loaded: LoadedSnapshot = { keys: 0, expired: 0 };

  constructor(private readonly parts: DataLoadingParts) {}

  /**
   * Loads the log or, without one, the snapshot, in slices; false if there is neither.
   * @throws {PersistenceError | FileError}
   */
  async load(progress: LoadProgress): Promise<boolean> {
    const { config, log, files, appendOnly } = this.parts;
    const path = snapshotPath(config);
    if (config.get("appendonly") && await appendOnly.load(progress)) return true;
    if (files.size(path) === undefined) return false;
    if (config.get("appendonly")) {
      // Redis would begin empty; but whoever switches the log on wants to keep data.
      log.warning(`There is no append only file yet: it begins with the data of ${path}`);
    }
    this.loaded = await loadSnapshot(this.parts, files, path, progress);
    return true;
  }

  /**
   * Makes the data anew from the snapshot, at once; for DEBUG RELOAD.
   *
   * @param clear Whether what is there is removed.
   * @param replace Whether the snapshot's keys take the place of those that are there, instead of being an
   *   error.
   * @throws {ReplyError}
   */
  reload(clear: boolean, replace: boolean): void {
    const { engine, config, log, files, snapshots, appendOnly } = this.parts;
    try {
      if (clear) engine.clear();
      this.loaded = loadSnapshotNow(this.parts, files, snapshotPath(config), replace);
      snapshots.inStep();
      if (appendOnly.aof === undefined) return;
      // What was loaded is in no log.
      appendOnly.rewrite();
      appendOnly.finishRewrite();
    } catch (error) {
      log.warning(`DEBUG RELOAD failed: ${describe(error)}`);
      throw RELOAD_FAILED;
    }
  }

  /** Makes the data anew from the log, at once; for DEBUG LOADAOF. @throws {ReplyError} */
  reloadLog(): void {
    const { log, snapshots, appendOnly } = this.parts;
    snapshots.abort();
    let isLoaded;
    try {
      isLoaded = appendOnly.reload();
    } catch (error) {
      log.warning(`DEBUG LOADAOF failed: ${describe(error)}`);
      throw LOG_RELOAD_FAILED;
    }
    if (!isLoaded) throw NO_LOG;
  }
}
