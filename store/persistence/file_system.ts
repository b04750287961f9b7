/**
 * Files as persistence sees them: the few operations it needs, each with what holds after it.
 *
 * Everything that RDB and AOF do to a disk goes through this interface, so that a test can put a
 * disk in its place that fills up, fails, or forgets what was not synced when the power goes.
 *
 * What survives a loss of power:
 * - a file's bytes: those that were there when the last `syncData` of it began;
 * - a name (of a new, renamed or removed file): what it was when the last `syncDirectory` of its
 *   directory began, so a new file is to be synced, named, and its directory synced, in that order.
 *
 * All operations but those that wait for the disk are synchronous: writes go to the page cache, and a
 * write that another one could overtake is worth less than the time it waits. Freeing the blocks of
 * a large file waits for the disk, too.
 */

/** What was being done when the system refused it. */
export type FileOperation =
  | "create"
  | "open"
  | "write"
  | "read"
  | "sync"
  | "truncate"
  | "rename"
  | "remove"
  | "list"
  | "make"
  | "lock";

/** The system refused an operation on a file. */
export class FileError extends Error {
  /** The class's name, for printing. */
  override readonly name: string = "FileError";

  constructor(
    /** What was being done. */
    readonly operation: FileOperation,
    /** To which file. */
    readonly path: string,
    /** The system's name of the fault: `ENOSPC`, `EIO`, `ENOENT`, …; "" if it has none. */
    readonly code: string,
    /** The fault in words: `No space left on device`. */
    readonly reason: string,
  ) {
    super(`Cannot ${operation} ${path}: ${reason}`);
  }
}

/** A file open for writing at its end. */
export interface WritableFile {
  /** What errors call the file; to be set when it has got another name. */
  path: string;
  /** Bytes in the file, those included that a failed write has left. */
  readonly length: number;
  /**
   * Writes all of `bytes[start, end)` at the end.
   * @throws {FileError} when not all of it could be written; `length` then tells how much was.
   */
  write(bytes: Uint8Array, start: number, end: number): void;
  /** Cuts the file to `length` bytes, at most as many as it has. @throws {FileError} */
  truncate(length: number): void;
  /**
   * Makes what has been written survive a loss of power (fdatasync), on another thread.
   * Rejects with a {@linkcode FileError}: what was written since the last one is then uncertain for good.
   */
  syncData(): Promise<void>;
  /** The same, and waits for it. @throws {FileError} */
  syncDataSync(): void;
  /** Closes the file; nothing happens if it is closed. */
  close(): void;
}

/** A file open for reading. */
export interface ReadableFile {
  readonly path: string;
  /** Bytes in the file when it was opened. */
  readonly size: number;
  /**
   * Reads into `bytes[start, end)` what stands at `offset`; returns how many bytes that were: less than
   * asked for only at the file's end. @throws {FileError}
   */
  readAt(offset: number, bytes: Uint8Array, start: number, end: number): number;
  /** Closes the file; nothing happens if it is closed. */
  close(): void;
}

/** An advisory lock of this process on a file. */
export interface FileLock {
  /** Gives the lock back; the file stays. Nothing happens if it has been given back. */
  release(): void;
}

/** A disk. Paths have `/` between their parts. All methods throw {@linkcode FileError}. */
export interface FileSystem {
  /** Opens a new file, or one emptied, for writing. */
  create(path: string): WritableFile;
  /** Opens a file for writing at its end, which makes it if need be. */
  append(path: string): WritableFile;
  /** Opens a file for reading. `ENOENT` if there is none. */
  open(path: string): ReadableFile;
  /** Bytes of a file; `undefined` if there is no such file. */
  size(path: string): number | undefined;
  /** Gives a file another name, atomically, in place of what had it. */
  rename(from: string, to: string): void;
  /**
   * Gives a file another name at once and atomically, in place of what had it. That this survives (as
   * with `syncDirectory`) and that what had the name is freed is seen to on another thread: with a
   * large file it takes long. Throws, or rejects with, a {@linkcode FileError}.
   */
  replaceInBackground(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens if there is none. */
  remove(path: string): void;
  /** The same on another thread. Rejects with a {@linkcode FileError}. */
  removeInBackground(path: string): Promise<void>;
  /** Names of the files in a directory, in no order; none if there is no such directory. */
  list(directory: string): string[];
  /** Makes a directory and those above it, unless they are there. */
  makeDirectory(path: string): void;
  /** Makes the names in a directory survive a loss of power. */
  syncDirectory(path: string): void;
  /** Locks a file, which is made if need be, against other processes; `undefined` if one has it. */
  lock(path: string): FileLock | undefined;
}

/** `directory/name`. */
export function joinPath(directory: string, name: string): string {
  if (directory === "") return name;
  return directory.endsWith("/") ? directory + name : `${directory}/${name}`;
}

/** The directory of a path: what stands before its last `/`, `.` if there is none. */
export function directoryOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at < 0 ? "." : at === 0 ? "/" : path.slice(0, at);
}

/** The name of a path: what stands behind its last `/`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Gives a file that is written and closed its place: its bytes are synced by now, then the name is
 * taken over and the directory synced. After it the file is there under `to`, whatever happens.
 */
export function replaceFile(files: FileSystem, from: string, to: string): void {
  files.rename(from, to);
  files.syncDirectory(directoryOf(to));
}

/** All bytes of a file, which must be a small one. */
export function readWholeFile(files: FileSystem, path: string): Uint8Array<ArrayBuffer> {
  const file = files.open(path);
  try {
    const bytes = new Uint8Array(file.size);
    const count = file.readAt(0, bytes, 0, bytes.length);
    return bytes.subarray(0, count);
  } finally {
    file.close();
  }
}
