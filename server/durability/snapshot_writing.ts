/** Begins snapshots as the settings want them. */

import type { Engine } from "../../store/engine/engine.ts";
import type { FileSystem } from "../../store/persistence/file_system.ts";
import { RdbSave } from "../../store/persistence/snapshot_save.ts";
import type { Config } from "../config/config.ts";

/**
 * Begins a snapshot of the data as they are now, to be saved as `path`.
 * @throws {FileError}
 */
export function beginSnapshot(
  engine: Engine,
  files: FileSystem,
  path: string,
  config: Config,
): RdbSave {
  return new RdbSave(engine, files, path, {
    compress: config.get("rdbcompression"),
    checksum: config.get("rdbchecksum"),
    incrementalSync: config.get("rdb-save-incremental-fsync"),
  });
}
