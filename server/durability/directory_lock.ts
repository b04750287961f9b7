/**
 * The lock on the directory: two processes that write the same files would destroy each other's data.
 *
 * It is the system's (flock), on a file of its own that stays behind, empty: a process that dies gives it
 * back, however it dies.
 */

import { type FileLock, type FileSystem, joinPath } from "../../store/persistence/file_system.ts";
import { PersistenceError } from "./persistence_error.ts";

/** Name of the file that is locked. */
export const LOCK_FILE = ".vortis.lock";

const SERVER_WAY_OUT = "give this one a directory of its own " +
  '(--dir), or none to keep (--save "" --appendonly no)';

/** This process's lock on one directory at a time. */
export class DirectoryLock {
  #lock: FileLock | undefined;
  #directory: string | undefined;

  /** @param wayOut What is to be done if another one has the directory, in a sentence. */
  constructor(private readonly files: FileSystem, private readonly wayOut = SERVER_WAY_OUT) {}

  /**
   * Takes the lock on a directory; what was locked before is given back then.
   * @throws {PersistenceError} `in-use`.
   * @throws {FileError}
   */
  take(directory: string): void {
    if (this.#directory === directory) return;
    const lock = this.files.lock(joinPath(directory, LOCK_FILE));
    if (lock === undefined) {
      throw new PersistenceError(
        "in-use",
        `Another process keeps its data in ${directory}: ${this.wayOut}`,
      );
    }
    this.release();
    this.#lock = lock;
    this.#directory = directory;
  }

  /** Gives the lock back. Nothing happens if there is none. */
  release(): void {
    this.#lock?.release();
    this.#lock = this.#directory = undefined;
  }
}
