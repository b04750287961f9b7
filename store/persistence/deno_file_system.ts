/** The real disk, through Deno. */

import {
  directoryOf,
  FileError,
  type FileLock,
  type FileOperation,
  type FileSystem,
  type ReadableFile,
  type WritableFile,
} from "./file_system.ts";

/** strerror(3) of the faults that are to be expected. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "Permission denied",
  EBUSY: "Device or resource busy",
  EDQUOT: "Disk quota exceeded",
  EEXIST: "File exists",
  EFBIG: "File too large",
  EIO: "Input/output error",
  EISDIR: "Is a directory",
  EMFILE: "Too many open files",
  ENOENT: "No such file or directory",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  EPERM: "Operation not permitted",
  EROFS: "Read-only file system",
  EXDEV: "Invalid cross-device link",
};

/** What Deno threw, as a {@linkcode FileError}. */
function fileError(operation: FileOperation, path: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  const code = (error as { code?: unknown })?.code;
  const name = typeof code === "string" ? code : "";
  const message = error instanceof Error ? error.message : String(error);
  const reason = REASONS[name] ?? message.replace(/ \(os error \d+\).*$/s, "");
  return new FileError(operation, path, name, reason);
}

/** Runs an operation and turns what it throws into a {@linkcode FileError}. */
function attempt<T>(operation: FileOperation, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw fileError(operation, path, error);
  }
}

class DenoWritableFile implements WritableFile {
  readonly #file: Deno.FsFile;
  #length: number;
  #open = true;

  constructor(public path: string, file: Deno.FsFile) {
    this.#file = file;
    this.#length = file.statSync().size;
  }

  get length(): number {
    return this.#length;
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    try {
      while (start < end) {
        const count = this.#file.writeSync(bytes.subarray(start, end));
        this.#length += count;
        start += count;
      }
    } catch (error) {
      throw fileError("write", this.path, error);
    }
  }

  truncate(length: number): void {
    attempt("truncate", this.path, () => {
      this.#file.truncateSync(length);
      this.#file.seekSync(length, Deno.SeekMode.Start);
    });
    this.#length = length;
  }

  async syncData(): Promise<void> {
    try {
      await this.#file.syncData();
    } catch (error) {
      throw fileError("sync", this.path, error);
    }
  }

  syncDataSync(): void {
    attempt("sync", this.path, () => this.#file.syncDataSync());
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#file.close();
  }
}

class DenoReadableFile implements ReadableFile {
  readonly size: number;
  readonly #file: Deno.FsFile;
  #position = 0;
  #open = true;

  constructor(readonly path: string, file: Deno.FsFile) {
    this.#file = file;
    this.size = file.statSync().size;
  }

  readAt(offset: number, bytes: Uint8Array, start: number, end: number): number {
    return attempt("read", this.path, () => {
      if (this.#position !== offset) {
        this.#position = -1; // unknown if what follows throws
        this.#file.seekSync(offset, Deno.SeekMode.Start);
        this.#position = offset;
      }
      let at = start;
      while (at < end) {
        const count = this.#file.readSync(bytes.subarray(at, end));
        if (count === null) break;
        at += count;
        this.#position += count;
      }
      return at - start;
    });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#file.close();
  }
}

/** Gives a file a second name; false if there is no file, or the disk knows no such thing. */
function link(path: string, second: string): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      Deno.linkSync(path, second);
      return true;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) return false;
      // Somebody was killed before it could remove it.
      Deno.removeSync(second);
    }
  }
  return false;
}

/** The disk of the machine. */
export class DenoFileSystem implements FileSystem {
  create(path: string): WritableFile {
    return attempt("create", path, () => {
      // Not in append mode: bytes that a failed write left are cut off and written over.
      return new DenoWritableFile(
        path,
        Deno.openSync(path, { write: true, create: true, truncate: true }),
      );
    });
  }

  append(path: string): WritableFile {
    return attempt("open", path, () => {
      const file = Deno.openSync(path, { write: true, create: true });
      file.seekSync(0, Deno.SeekMode.End);
      return new DenoWritableFile(path, file);
    });
  }

  open(path: string): ReadableFile {
    return attempt("open", path, () => {
      const file = Deno.openSync(path);
      if (file.statSync().isDirectory) {
        file.close();
        throw new FileError("open", path, "EISDIR", REASONS.EISDIR);
      }
      return new DenoReadableFile(path, file);
    });
  }

  size(path: string): number | undefined {
    return attempt("open", path, () => {
      try {
        const { isFile, size } = Deno.statSync(path);
        return isFile ? size : undefined;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      }
    });
  }

  rename(from: string, to: string): void {
    attempt("rename", from, () => Deno.renameSync(from, to));
  }

  async replaceInBackground(from: string, to: string): Promise<void> {
    // What has a second name is not freed when it loses the first.
    const second = `${from}.old`;
    const hasSecond = link(to, second);
    this.rename(from, to);
    if (Deno.build.os !== "windows") {
      const directory = directoryOf(to);
      try {
        using file = await Deno.open(directory);
        await file.sync();
      } catch (error) {
        throw fileError("sync", directory, error);
      }
    }
    if (hasSecond) await this.removeInBackground(second);
  }

  async removeInBackground(path: string): Promise<void> {
    try {
      await Deno.remove(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw fileError("remove", path, error);
    }
  }

  remove(path: string): void {
    attempt("remove", path, () => {
      try {
        Deno.removeSync(path);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    });
  }

  list(directory: string): string[] {
    return attempt("list", directory, () => {
      try {
        return [...Deno.readDirSync(directory)].filter(({ isFile }) => isFile)
          .map(({ name }) => name);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return [];
        throw error;
      }
    });
  }

  makeDirectory(path: string): void {
    attempt("make", path, () => Deno.mkdirSync(path, { recursive: true, mode: 0o755 }));
  }

  syncDirectory(path: string): void {
    // Windows has no such thing, and syncs names by itself.
    if (Deno.build.os === "windows") return;
    attempt("sync", path, () => {
      using file = Deno.openSync(path);
      file.syncSync();
    });
  }

  lock(path: string): FileLock | undefined {
    return attempt("lock", path, () => {
      const file = Deno.openSync(path, { write: true, create: true });
      if (!file.tryLockSync(true)) {
        file.close();
        return undefined;
      }
      let held = true;
      return {
        release: () => {
          if (!held) return;
          held = false;
          file.close(); // closing gives the lock back
        },
      };
    });
  }
}
