/**
 * Loads an AOF: its base, then its increments in order, slice by slice.
 *
 * The last file may end in the midst of a command or a group, as a crash leaves it: that end is cut off
 * when all is loaded, and told of. Nothing else may be wrong.
 */

import type { Engine } from "../../engine/engine.ts";
import { type FileSystem, joinPath, type ReadableFile } from "../file_system.ts";
import { RdbLoader } from "../rdb/loader.ts";
import { AofDamageError } from "./damage.ts";
import type { AofManifest } from "./manifest.ts";
import { AofReplay, type CommandExecutor } from "./replay.ts";

/** How an AOF is loaded. */
export interface AofLoadOptions {
  /** Whether the last file may have a torn end (`aof-load-truncated`). */
  readonly mayBeTorn: boolean;
  /** Whether the checksum of an RDB base is compared. */
  readonly checksum?: boolean;
  /** Told of what is strange but no damage, in whole sentences. */
  readonly warn?: (message: string) => void;
}

/** A torn end that was cut off. */
export interface TornEnd {
  readonly path: string;
  /** How long the file was, and how long it is now, in bytes. */
  readonly oldBytes: number;
  readonly newBytes: number;
}

const RDB_MAGIC = "REDIS";

/** One AOF on its way into the store. */
export class AofLoad {
  /** Commands executed, keys loaded from a base in RDB. */
  commands = 0;
  keys = 0;
  /** Bytes of all files, and of those that are loaded. */
  readonly totalBytes: number;
  /** The torn end that was cut off, if there was one; known at the end. */
  torn: TornEnd | undefined;
  /** Bytes of the base, 0 if there is none. */
  readonly baseBytes: number;

  readonly #sizes: number[];
  readonly #names: readonly string[];
  #index = 0;
  #doneBytes = 0;
  #rdb: RdbLoader | undefined;
  #replay: AofReplay | undefined;
  #file: ReadableFile | undefined;

  /**
   * Looks at all files; nothing is loaded yet.
   * @throws {AofDamageError} if one of them is not there.
   * @throws {FileError}
   */
  constructor(
    private readonly engine: Engine,
    private readonly files: FileSystem,
    private readonly directory: string,
    manifest: AofManifest,
    private readonly executor: CommandExecutor,
    private readonly options: AofLoadOptions,
  ) {
    this.#names = manifest.files.map(({ name }) => name);
    this.#sizes = this.#names.map((name) => {
      const path = joinPath(directory, name);
      const size = files.size(path);
      if (size !== undefined) return size;
      throw new AofDamageError(
        path,
        0,
        "the manifest names it, but there is no such file",
        "Restore it from a backup",
      );
    });
    this.totalBytes = this.#sizes.reduce((sum, size) => sum + size, 0);
    this.baseBytes = manifest.base === undefined ? 0 : this.#sizes[0];
  }

  /** Bytes loaded so far. */
  get loadedBytes(): number {
    const { wholeBytes } = this.#replay ?? { wholeBytes: 0 };
    return this.#doneBytes + Math.max(wholeBytes, this.#rdb?.loadedBytes ?? 0);
  }

  /**
   * Loads for about `budgetMs`; true at the end.
   * @throws {AofDamageError | RdbDamageError} The load is over then; what is loaded is the caller's to remove.
   * @throws {FileError}
   */
  step(budgetMs: number): boolean {
    if (this.#index >= this.#names.length) return true;
    try {
      if (this.#file === undefined) this.#open();
      if (this.#rdb !== undefined) this.#stepRdb(this.#rdb, budgetMs);
      else if (this.#replay!.step(budgetMs)) this.#ended(this.#replay!);
    } catch (error) {
      this.abort();
      throw error;
    }
    return this.#index >= this.#names.length;
  }

  /** Ends the load where it is. */
  abort(): void {
    this.#rdb?.abort();
    this.#replay?.close();
    this.#file?.close();
    this.#index = this.#names.length;
  }

  get #path(): string {
    return joinPath(this.directory, this.#names[this.#index]);
  }

  #open(): void {
    const file = this.files.open(this.#path);
    this.#file = file;
    const head = new Uint8Array(RDB_MAGIC.length);
    file.readAt(0, head, 0, head.length);
    if (String.fromCharCode(...head) === RDB_MAGIC) this.#rdb = this.#loader(file);
    else this.#begin(file, 0);
  }

  #loader(file: ReadableFile): RdbLoader {
    const { checksum, warn } = this.options;
    return new RdbLoader(this.engine, file, {
      keepExpired: true,
      mayGoOn: true,
      ...(checksum === undefined ? {} : { checksum }),
      ...(warn === undefined ? {} : { warn }),
    });
  }

  #stepRdb(loader: RdbLoader, budgetMs: number): void {
    if (!loader.step(budgetMs)) return;
    this.keys += loader.keys;
    this.#rdb = undefined;
    // Commands may follow in the same file, as Redis 4 to 6 wrote it.
    this.#begin(this.files.open(this.#path), loader.loadedBytes);
  }

  #begin(file: ReadableFile, offset: number): void {
    this.#file = file;
    const isLast = this.#index === this.#names.length - 1;
    this.#replay = new AofReplay(file, this.engine, this.executor, {
      offset,
      mayBeTorn: isLast && this.options.mayBeTorn,
      onError: (at, command, error) =>
        this.options.warn?.(`${file.path}: ${command} at byte ${at} answers: ${error}`),
    });
  }

  #ended(replay: AofReplay): void {
    this.commands += replay.commands;
    if (replay.tornBytes > 0) this.#cut(replay.wholeBytes);
    this.#doneBytes += this.#sizes[this.#index];
    this.#replay = undefined;
    this.#file = undefined;
    this.#index++;
  }

  /** What is appended from now on must not stand behind half a command. */
  #cut(length: number): void {
    const path = this.#path;
    const file = this.files.append(path);
    try {
      this.torn = { path, oldBytes: file.length, newBytes: length };
      file.truncate(length);
      file.syncDataSync();
    } finally {
      file.close();
    }
  }
}
