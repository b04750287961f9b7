/**
 * A disk in memory that can fill up, fail, and lose power.
 *
 * Of each file it keeps what has been written and what has been synced, and of each directory the
 * names as they are and as they were at its last sync. `powerLoss` makes a disk of what survives,
 * as adverse as the seed says: nothing that was not synced, all of it, or a random part of each.
 *
 * Every operation that changes something counts in `operations`; with `lifetime` set, the power goes
 * in the midst of that one: it and all later ones throw {@linkcode PowerLoss}.
 */
import {
  directoryOf,
  FileError,
  type FileLock,
  type FileOperation,
  type FileSystem,
  nameOf,
  type ReadableFile,
  type WritableFile,
} from "../../../store/persistence/file_system.ts";
import type { Random } from "../random.ts";

/** Thrown by every operation after the power has gone. */
export class PowerLoss extends Error {
  override readonly name = "PowerLoss";
}

/** A file's bytes, whatever its names. */
class Contents {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  length = 0;
  /** The bytes at the last sync. */
  synced: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  append(source: Uint8Array): void {
    if (this.length + source.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(64, (this.length + source.length) * 2));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  now(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }
}

/** One directory: names as they are, as they were synced, and the changes in between. */
class Directory {
  names = new Map<string, Contents>();
  synced = new Map<string, Contents>();
  /** Changes since the last sync, in order. */
  changes: ((names: Map<string, Contents>) => void)[] = [];

  change(change: (names: Map<string, Contents>) => void): void {
    change(this.names);
    this.changes.push(change);
  }
}

/** What survives a loss of power: see {@linkcode FakeFileSystem.powerLoss}. */
export type Survival = "synced" | "everything" | Random;

/** The disk. */
export class FakeFileSystem implements FileSystem {
  /** Changes so far. */
  operations = 0;
  /** With this many changes done, the power goes in the midst of the next. */
  lifetime = Infinity;
  /** Bytes that the disk holds. */
  capacity = Infinity;
  /** Answers the code with which an operation fails, such as "EIO"; `undefined`: it does not. */
  fault: ((operation: FileOperation, path: string) => string | undefined) | undefined;
  /** What has been done: `write appendonlydir/x 12`, `sync appendonlydir/x`, … */
  readonly log: string[] = [];
  /** Whether `syncData` waits for {@linkcode FakeFileSystem.finishSyncs}. */
  holdsSyncs = false;
  readonly #heldSyncs: (() => void)[] = [];
  readonly #directories = new Map<string, Directory>([[".", new Directory()]]);
  readonly #locks = new Set<string>();

  /** The disk after a loss of power: what was synced, and as much more as `survival` says. */
  powerLoss(survival: Survival): FakeFileSystem {
    const disk = new FakeFileSystem();
    const kept = new Map<Contents, Contents>();
    for (const [path, directory] of this.#directories) {
      const names = new Map(directory.synced);
      const { changes } = directory;
      const count = survival === "synced"
        ? 0
        : survival === "everything"
        ? changes.length
        : survival.int(0, changes.length);
      for (let i = 0; i < count; i++) changes[i](names);
      const after = new Directory();
      for (const [name, contents] of names) {
        let survived = kept.get(contents);
        if (survived === undefined) {
          survived = new Contents();
          survived.append(surviving(contents, survival));
          survived.synced = survived.now();
          kept.set(contents, survived);
        }
        after.names.set(name, survived);
        after.synced.set(name, survived);
      }
      disk.#directories.set(path, after);
    }
    return disk;
  }

  /** Lets the syncs that wait come to their end, in order. */
  finishSyncs(): void {
    for (const finish of this.#heldSyncs.splice(0)) finish();
  }

  /** Number of syncs that wait. */
  get heldSyncs(): number {
    return this.#heldSyncs.length;
  }

  /** Bytes of all files. */
  get usedBytes(): number {
    let sum = 0;
    for (const { names } of this.#directories.values()) {
      for (const { length } of names.values()) sum += length;
    }
    return sum;
  }

  /** A file's bytes; throws if there is none. */
  read(path: string): Uint8Array<ArrayBuffer> {
    return this.#find("open", path).now();
  }

  /** Puts a file there, synced, as if it had always been there. */
  put(path: string, bytes: Uint8Array): void {
    this.makeDirectory(directoryOf(path));
    const contents = new Contents();
    contents.append(bytes);
    contents.synced = contents.now();
    const { names, synced } = this.#directory("create", path);
    names.set(nameOf(path), contents);
    synced.set(nameOf(path), contents);
  }

  create(path: string): WritableFile {
    this.#begin("create", path);
    const directory = this.#directory("create", path);
    const found = directory.names.get(nameOf(path));
    if (found !== undefined) {
      found.length = 0;
      return this.#writable(path, found);
    }
    const contents = new Contents();
    directory.change((names) => names.set(nameOf(path), contents));
    return this.#writable(path, contents);
  }

  append(path: string): WritableFile {
    const found = this.#directory("open", path).names.get(nameOf(path));
    return found === undefined ? this.create(path) : this.#writable(path, found);
  }

  open(path: string): ReadableFile {
    const contents = this.#find("open", path);
    return {
      path,
      size: contents.length,
      readAt: (offset, bytes, start, end) => {
        this.#fail("read", path);
        const from = contents.bytes.subarray(
          Math.min(offset, contents.length),
          Math.min(offset + end - start, contents.length),
        );
        bytes.set(from, start);
        return from.length;
      },
      close() {},
    };
  }

  size(path: string): number | undefined {
    return this.#directories.get(directoryOf(path))?.names.get(nameOf(path))?.length;
  }

  rename(from: string, to: string): void {
    this.#begin("rename", `${from} ${to}`);
    const contents = this.#find("rename", from);
    const source = this.#directory("rename", from);
    const target = this.#directory("rename", to);
    if (source !== target) throw new Error("the fake disk renames within a directory only");
    source.change((names) => {
      names.delete(nameOf(from));
      names.set(nameOf(to), contents);
    });
  }

  // deno-lint-ignore require-await
  async replaceInBackground(from: string, to: string): Promise<void> {
    this.rename(from, to);
    this.syncDirectory(directoryOf(to));
  }

  // deno-lint-ignore require-await
  async removeInBackground(path: string): Promise<void> {
    this.remove(path);
  }

  remove(path: string): void {
    const directory = this.#directories.get(directoryOf(path));
    if (directory?.names.has(nameOf(path)) !== true) return;
    this.#begin("remove", path);
    directory.change((names) => names.delete(nameOf(path)));
  }

  list(path: string): string[] {
    return [...this.#directories.get(path)?.names.keys() ?? []];
  }

  /** Directories survive at once; what is in them does not. */
  makeDirectory(path: string): void {
    if (this.#directories.has(path)) return;
    this.#begin("make", path);
    this.#directories.set(path, new Directory());
  }

  syncDirectory(path: string): void {
    this.#begin("sync", path);
    const directory = this.#directories.get(path);
    if (directory === undefined) throw new FileError("sync", path, "ENOENT", "no such directory");
    directory.synced = new Map(directory.names);
    directory.changes = [];
  }

  lock(path: string): FileLock | undefined {
    if (this.#locks.has(path)) return undefined;
    this.#locks.add(path);
    return { release: () => this.#locks.delete(path) };
  }

  #writable(path: string, contents: Contents): WritableFile {
    const sync = (synced: Uint8Array<ArrayBuffer>) => {
      contents.synced = synced;
    };
    return {
      path,
      get length() {
        return contents.length;
      },
      write: (bytes, start, end) => {
        const part = bytes.subarray(start, end);
        if (this.operations >= this.lifetime) {
          contents.append(part.subarray(0, part.length >> 1));
          throw new PowerLoss();
        }
        this.#begin("write", path, ` ${part.length}`);
        const room = this.capacity - this.usedBytes;
        if (part.length > room) {
          contents.append(part.subarray(0, Math.max(0, room)));
          throw new FileError("write", path, "ENOSPC", "No space left on device");
        }
        contents.append(part);
      },
      truncate: (length) => {
        this.#begin("truncate", path, ` ${length}`);
        contents.length = length;
      },
      syncData: async () => {
        this.#begin("sync", path);
        const synced = contents.now();
        if (this.holdsSyncs) {
          await new Promise<void>((resolve) => this.#heldSyncs.push(resolve));
        }
        sync(synced);
      },
      syncDataSync: () => {
        this.#begin("sync", path);
        sync(contents.now());
      },
      close() {},
    };
  }

  #directory(operation: FileOperation, path: string): Directory {
    const directory = this.#directories.get(directoryOf(path));
    if (directory === undefined) {
      throw new FileError(operation, path, "ENOENT", "No such file or directory");
    }
    return directory;
  }

  #find(operation: FileOperation, path: string): Contents {
    this.#fail(operation, path);
    const contents = this.#directory(operation, path).names.get(nameOf(path));
    if (contents === undefined) {
      throw new FileError(operation, path, "ENOENT", "No such file or directory");
    }
    return contents;
  }

  /** Before each operation that changes something. */
  #begin(operation: FileOperation, path: string, rest = ""): void {
    if (this.operations >= this.lifetime) throw new PowerLoss();
    this.#fail(operation, path);
    this.operations++;
    this.log.push(`${operation} ${path}${rest}`);
  }

  #fail(operation: FileOperation, path: string): void {
    const code = this.fault?.(operation, path);
    if (code !== undefined) throw new FileError(operation, path, code, code);
  }
}

/** What is left of a file's bytes. */
function surviving(contents: Contents, survival: Survival): Uint8Array<ArrayBuffer> {
  const { synced } = contents;
  const now = contents.now();
  if (survival === "synced") return synced;
  if (survival === "everything") return now;
  // A file that was truncated since: either length.
  if (now.length <= synced.length) return survival.chance(0.5) ? synced : now;
  const length = survival.int(synced.length, now.length);
  const left = now.slice(0, length);
  // The size may have reached the disk before the bytes.
  if (survival.chance(0.2)) left.fill(0, survival.int(synced.length, length));
  return left;
}
