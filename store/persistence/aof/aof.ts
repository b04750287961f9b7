/**
 * An AOF: a directory of files from which the data can be made again, and the log that grows in it.
 *
 *     load ──► start ──► effects … ──► rewrite ──► effects … ──► stop
 *              └ switched on later: rewrite, which is also the start
 *
 * Whoever owns it calls `tick` some times a second, `flush` or `passes` before replies leave, and
 * drives loads and rewrites in slices. The files are described in `manifest.ts`, the log in
 * `append_log.ts`.
 */

import { monotonicMs } from "../../clock.ts";
import type { Engine } from "../../engine/engine.ts";
import { CommandRecordWriter } from "../records/command_record_writer.ts";
import type { FileError, FileSystem } from "../file_system.ts";
import { directoryOf, joinPath, replaceFile } from "../file_system.ts";
import { RdbSave } from "../snapshot_save.ts";
import { AofDamageError } from "./damage.ts";
import { AofLoad, type AofLoadOptions } from "./load.ts";
import { type AofFile, AofManifest, readManifest, writeManifest } from "./manifest.ts";
import type { CommandExecutor } from "./replay.ts";
import {
  AofRewrite,
  type BaseSave,
  manifestName,
  markerName,
  type RewriteTarget,
} from "./rewrite.ts";
import { AppendLog, type FsyncPolicy } from "./append_log.ts";

/** What the settings of an AOF are called in Redis stands behind each. They may change at any time. */
export interface AofSettings {
  /** `appendfsync` */
  fsync: FsyncPolicy;
  /** `aof-use-rdb-preamble`: whether bases are written as RDB, otherwise as commands. */
  rdbBase: boolean;
  /** `aof-timestamp-enabled` */
  timestamps: boolean;
  /** `aof-load-truncated` */
  mayBeTorn: boolean;
  /** `no-appendfsync-on-rewrite` */
  pausesSyncs: boolean;
  /** `auto-aof-rewrite-percentage`, 0: never by itself. */
  rewritePercentage: number;
  /** `auto-aof-rewrite-min-size` */
  rewriteMinBytes: number;
  /** `rdbcompression` and `rdbchecksum`, for bases. */
  compress: boolean;
  checksum: boolean;
  /** `aof-rewrite-incremental-fsync` */
  incrementalSync: boolean;
}

/** Redis's defaults. */
export function defaultAofSettings(): AofSettings {
  return {
    fsync: "everysec",
    rdbBase: true,
    timestamps: false,
    mayBeTorn: true,
    pausesSyncs: false,
    rewritePercentage: 100,
    rewriteMinBytes: 64 * 1024 * 1024,
    compress: true,
    checksum: true,
    incrementalSync: true,
  };
}

/** A rewrite that failed is repeated after a minute, then after two, up to an hour. */
const FIRST_PAUSE_MS = 60_000;
const LAST_PAUSE_MS = 3_600_000;
/** One that is to mend a fault is repeated after so long. */
const MENDING_PAUSE_MS = 1000;

/** The AOF of one engine. */
export class Aof {
  readonly settings: AofSettings;
  /** What is appended to. */
  readonly log: AppendLog;
  /** The rewrite under way. */
  rewriting: AofRewrite | undefined;
  /** Rewrites that were begun, and failures since the last success. */
  rewrites = 0;
  failures = 0;
  /** Bytes of the base, and of everything when the last rewrite or load had ended. */
  baseBytes = 0;
  rewriteBaseBytes = 0;

  #manifest: AofManifest | undefined;
  #isOn = false;
  /** Bytes of all files but the one that grows. */
  #fixedBytes = 0;
  #mayRewriteAtMs = 0;

  constructor(
    private readonly engine: Engine,
    private readonly files: FileSystem,
    /** The directory of the AOF: `dir/appendonlydir`. */
    readonly directory: string,
    /** What the names of its files begin with: `appendonly.aof`. */
    readonly fileName: string,
    settings: Partial<AofSettings> = {},
  ) {
    this.settings = { ...defaultAofSettings(), ...settings };
    this.log = new AppendLog(engine.clock);
  }

  /** Whether what is in the directory is what was acknowledged: effects are logged, and a base is there. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Why the log is not kept, if it is not. */
  get fault(): FileError | undefined {
    return this.log.fault;
  }

  /** Bytes of all files. */
  get currentBytes(): number {
    return this.#fixedBytes + this.log.fileBytes;
  }

  /**
   * Begins to load what is there; `undefined` if there is nothing.
   * @throws {AofDamageError} if the files contradict each other.
   * @throws {FileError}
   */
  load(executor: CommandExecutor, options: Partial<AofLoadOptions> = {}): AofLoad | undefined {
    const found = readManifest(this.files, this.#manifestPath);
    if (found === undefined) this.#checkEmpty();
    this.#removeTemporary();
    const manifest = found ?? this.#adoptOldFile();
    if (manifest === undefined) return undefined;
    this.#moveOldFile(manifest);
    this.#manifest = manifest;
    return new AofLoad(this.engine, this.files, this.directory, manifest, executor, {
      mayBeTorn: this.settings.mayBeTorn,
      checksum: this.settings.checksum,
      ...options,
    });
  }

  /**
   * Goes on with what was loaded: from now on effects are logged. If nothing was there, the data as they
   * are become the base, at once: for an engine that is empty, or small.
   * @throws {FileError}
   */
  start(): void {
    const manifest = this.#manifest;
    this.follow();
    if (manifest === undefined) {
      const rewrite = this.rewrite();
      try {
        rewrite.finishNow();
      } catch (error) {
        this.rewriteEnded(error);
        this.stop();
        throw error;
      }
      this.rewriteEnded();
      return;
    }
    const { files, directory, fileName, log } = this;
    let last = manifest.increments.at(-1);
    if (last === undefined) {
      last = { name: `${fileName}.1.incr.aof`, sequence: 1 };
      files.create(joinPath(directory, last.name)).close();
      files.syncDirectory(directory);
      this.#manifest = manifest.withIncrement(last);
      writeManifest(files, directory, manifestName(fileName), this.#manifest);
    }
    log.switchTo(files.append(joinPath(directory, last.name)));
    this.engine.feed.log = log.encoder;
    this.#isOn = true;
    this.#measure();
    this.rewriteBaseBytes = this.currentBytes;
  }

  /**
   * Begins a rewrite; if the log is off, it is also its start. To be driven to its end, which
   * {@linkcode Aof.rewriteEnded} is to be told of. Not inside of a group.
   * @throws {FileError}
   */
  rewrite(): AofRewrite {
    if (this.rewriting !== undefined) throw new Error("A rewrite is under way");
    this.follow();
    this.rewrites++;
    // After a sync that failed nobody knows what the files hold: nothing may build on them.
    const isTrusted = this.#isOn && this.fault?.operation !== "sync";
    // deno-lint-ignore no-this-alias -- the target's accessors read the fields as they are then
    const aof = this;
    const target: RewriteTarget = {
      files: this.files,
      directory: this.directory,
      fileName: this.fileName,
      log: this.log,
      outdated: isTrusted ? [] : this.#filesThere(),
      baseSuffix: this.settings.rdbBase ? "rdb" : "aof",
      save: (name) => this.#save(name),
      get manifest() {
        return isTrusted ? aof.#manifest : undefined;
      },
      set manifest(manifest) {
        aof.#manifest = manifest;
        if (manifest?.base !== undefined) aof.#isOn = true;
      },
    };
    try {
      this.rewriting = new AofRewrite(target);
    } catch (error) {
      this.#failed();
      if (!this.#isOn) this.stop();
      throw error;
    } finally {
      if (this.log.isOpen) this.engine.feed.log = this.log.encoder;
      this.#measure();
    }
    this.follow();
    return this.rewriting;
  }

  /** The rewrite under way has ended; without an error its base is in force. */
  rewriteEnded(error?: unknown): void {
    if (this.rewriting === undefined) return;
    this.rewriting = undefined;
    this.follow();
    if (error !== undefined) {
      this.#failed();
      // A log that has no base yet is no use.
      if (!this.#isOn) this.stop();
      return;
    }
    this.failures = 0;
    this.#mayRewriteAtMs = 0;
    this.#measure();
    this.rewriteBaseBytes = this.currentBytes;
    if (this.fault?.operation === "sync") {
      this.log.recovered();
    }
  }

  /** Ends the rewrite under way, if there is one, without a result. */
  abortRewrite(): void {
    this.rewriting?.abort();
    this.rewriting = undefined;
    this.follow();
    if (!this.#isOn) this.stop();
  }

  /**
   * Whether a rewrite should begin by itself: the files have grown by so much, or only a new base makes
   * sure again that everything is on the disk.
   */
  get wantsRewrite(): boolean {
    if (!this.#isOn || this.rewriting !== undefined) return false;
    const nowMs = monotonicMs();
    if (nowMs < this.#mayRewriteAtMs) return false;
    if (this.fault?.operation === "sync") return true;
    const { rewritePercentage, rewriteMinBytes } = this.settings;
    const { currentBytes } = this;
    if (rewritePercentage === 0 || currentBytes < rewriteMinBytes) return false;
    const before = Math.max(1, this.rewriteBaseBytes);
    return (currentBytes - before) * 100 / before >= rewritePercentage;
  }

  /** Applies the settings to the log; after each change of them. */
  follow(): void {
    const { settings, log } = this;
    log.fsync = settings.fsync;
    log.encoder.timestamps = settings.timestamps;
    log.pausesSyncs = settings.pausesSyncs && this.rewriting !== undefined;
  }

  /** What time does; some times a second. */
  tick(): void {
    this.log.tick();
  }

  /**
   * Brings everything to the disk and ends the log; effects are no longer taken.
   * @throws {FileError} The log has ended all the same.
   */
  stop(): void {
    const { engine, log } = this;
    this.rewriting?.abort();
    this.rewriting = undefined;
    if (engine.feed.log === log.encoder) engine.feed.log = undefined;
    try {
      if (this.#isOn) log.syncNow();
    } finally {
      this.#isOn = false;
      this.#manifest = undefined;
      log.close();
      this.#removeTemporary();
    }
  }

  get #manifestPath(): string {
    return joinPath(this.directory, manifestName(this.fileName));
  }

  #save(name: string): BaseSave {
    const { rdbBase, compress, checksum, incrementalSync, timestamps } = this.settings;
    const second = timestamps ? Math.floor(this.engine.clock.now() / 1000) : undefined;
    const path = joinPath(this.directory, name);
    return new RdbSave(this.engine, this.files, path, {
      compress,
      checksum,
      incrementalSync,
      aofBase: true,
      temporaryName: `temp-rewrite-${this.fileName}`,
      ...(rdbBase ? {} : { writer: new CommandRecordWriter(second) }),
    });
  }

  #failed(): void {
    const pauseMs = this.fault?.operation === "sync"
      ? MENDING_PAUSE_MS
      : Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures++;
    this.#mayRewriteAtMs = monotonicMs() + pauseMs;
  }

  /** Sizes of the files that no longer grow. */
  #measure(): void {
    const sizeOf = ({ name }: AofFile) => this.files.size(joinPath(this.directory, name)) ?? 0;
    const { base, increments } = this.#manifest ?? new AofManifest(undefined, []);
    this.baseBytes = base === undefined ? 0 : sizeOf(base);
    this.#fixedBytes = increments.slice(0, -1).reduce((sum, file) => sum + sizeOf(file), 0) +
      this.baseBytes;
  }

  /** All files that a manifest in the directory names; they are replaced as a whole. */
  #filesThere(): readonly AofFile[] {
    try {
      const manifest = readManifest(this.files, this.#manifestPath);
      return [...manifest?.files ?? [], ...manifest?.history ?? []];
    } catch (error) {
      if (error instanceof AofDamageError) return [];
      throw error;
    }
  }

  /** Removes what rewrites have left that did not come to their end. */
  #removeTemporary(): void {
    const { files, directory, fileName } = this;
    // The marker goes last: it says what the others are.
    const names = files.list(directory).filter((name) =>
      name.startsWith("temp-") && name.includes(fileName)
    );
    const marker = markerName(fileName);
    for (const name of names) if (name !== marker) files.remove(joinPath(directory, name));
    if (names.includes(marker)) files.remove(joinPath(directory, marker));
  }

  /** Without a manifest there must be no files for one: they would be overwritten. */
  #checkEmpty(): void {
    const { files, directory, fileName } = this;
    // Unless they come from an AOF that was never switched on to the end.
    if (files.size(joinPath(directory, markerName(fileName))) !== undefined) return;
    const left = files.list(directory).find((name) =>
      name.startsWith(`${fileName}.`) && /\.(base\.(rdb|aof)|incr\.aof)$/.test(name)
    );
    if (left === undefined) return;
    throw new AofDamageError(
      joinPath(directory, left),
      0,
      `no ${manifestName(fileName)} names it`,
      "Restore the manifest from a backup, or move the directory away to begin without data",
    );
  }

  /** The single file of Redis 6 and before, beside the directory, becomes the base. */
  #adoptOldFile(): AofManifest | undefined {
    const { files, directory, fileName } = this;
    if (files.size(this.#oldPath) === undefined) return undefined;
    files.makeDirectory(directory);
    files.syncDirectory(directoryOf(directory));
    const manifest = new AofManifest({ name: fileName, sequence: 1 }, []);
    writeManifest(files, directory, manifestName(fileName), manifest);
    return manifest;
  }

  /** Moves it in; the manifest, which names it, is there before: a loss of power between does not matter. */
  #moveOldFile({ base }: AofManifest): void {
    const { files, directory, fileName } = this;
    const path = joinPath(directory, fileName);
    if (base?.name !== fileName || files.size(path) !== undefined) return;
    if (files.size(this.#oldPath) === undefined) return;
    replaceFile(files, this.#oldPath, path);
    files.syncDirectory(directoryOf(this.#oldPath));
  }

  get #oldPath(): string {
    return joinPath(directoryOf(this.directory), this.fileName);
  }
}
