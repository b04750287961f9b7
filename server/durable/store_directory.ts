/**
 * The directory of a store: its lock, and the files that only pass through it, which are what streams need
 * room for and what a crash may leave behind.
 */

import { directoryOf, type FileSystem, joinPath } from "../../store/persistence/file_system.ts";
import { DirectoryLock, LOCK_FILE } from "../durability/directory_lock.ts";
import { toPersistenceError } from "../durability/persistence_error.ts";

const WAY_OUT = "it may also be another store of this one. Close it, or use a directory of its own";

/** What streams go through: `temp-snapshot-1.rdb`. */
const TEMPORARY = /^temp-(snapshot|restore)-\d+\.rdb$/;

let temporaryFiles = 0;

/** A directory that is one store's alone, from {@linkcode StoreDirectory.take} on. */
export class StoreDirectory {
  readonly #lock: DirectoryLock;

  constructor(private readonly files: FileSystem, private readonly dir: string) {
    this.#lock = new DirectoryLock(files, WAY_OUT);
  }

  /** The path of a file in it. */
  path(name: string): string {
    return joinPath(this.dir, name);
  }

  /** Makes the directory if need be, and locks it. @throws {PersistenceError | FileError} */
  take(): void {
    const { dir, files } = this;
    const isNew = files.size(this.path(LOCK_FILE)) === undefined;
    files.makeDirectory(dir);
    this.#lock.take(dir);
    for (const name of files.list(dir)) {
      if (TEMPORARY.test(name)) this.discard(this.path(name));
    }
    if (!isNew) return;
    try {
      files.syncDirectory(directoryOf(dir));
    } catch {
      // The program may use the directory, not the one above it: then its name is the system's to keep.
    }
  }

  /** Gives it back. */
  release(): void {
    this.#lock.release();
  }

  /** A path for what is on its way out or in. */
  temporaryPath(what: "snapshot" | "restore"): string {
    return this.path(`temp-${what}-${++temporaryFiles}.rdb`);
  }

  /** Receives an RDB file; returns its path. It is removed with {@linkcode StoreDirectory.discard}. */
  async receive(source: AsyncIterable<Uint8Array>): Promise<string> {
    const path = this.temporaryPath("restore");
    const file = this.files.create(path);
    try {
      for await (const bytes of source) file.write(bytes, 0, bytes.length);
    } catch (error) {
      file.close();
      this.discard(path);
      throw toPersistenceError(error);
    }
    file.close();
    return path;
  }

  /** Removes a file that was received. */
  discard(path: string): void {
    try {
      this.files.remove(path);
    } catch {
      // The next start removes it.
    }
  }
}
