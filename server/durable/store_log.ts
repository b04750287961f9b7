/**
 * What keeps a store's data in a directory: the log of its changes, loaded, appended to, rewritten, and
 * what else concerns all of the files.
 *
 * ```
 *  load ──► open ──┬─ effects ─► encoder ─ end of the synchronous code ─► file ─ fsync ─► disk
 *                  ├─ rewrite, in slices       ten times a second: is it time?
 *                  ├─ snapshot ─► stream       one walk through the data at a time
 *                  ├─ restore                  all at once
 *                  └─► close
 * ```
 *
 * The layout is the server's: `dir/appendonlydir/`, so a directory can be the one's and later the other's.
 */

import type { CachedClock } from "../../store/clock.ts";
import type { Engine } from "../../store/engine/engine.ts";
import { every } from "../../store/expiry/background_timers.ts";
import { Aof, type AofSettings } from "../../store/persistence/aof/aof.ts";
import type { CommandExecutor } from "../../store/persistence/aof/replay.ts";
import type { AofRewrite } from "../../store/persistence/aof/rewrite.ts";
import type { FileError, FileSystem } from "../../store/persistence/file_system.ts";
import { CommandReplay } from "../dispatch/command_replay.ts";
import { type KeptEngine, setKeptEngine } from "../durability/kept_engines.ts";
import { PersistenceError, toPersistenceError } from "../durability/persistence_error.ts";
import { nextTurn, saveInSlices, type SlicedWork } from "../durability/slices.ts";
import { OfflineServer } from "../offline_server.ts";
import type { CommitWaiter, ReplyCommits } from "../network/reply_commits.ts";
import { SnapshotStream } from "./snapshot_stream.ts";
import { StoreDirectory } from "./store_directory.ts";
import {
  type Loading,
  loadLog,
  loadSnapshot,
  NOTHING_FOUND,
  type Recovery,
} from "./store_loading.ts";

/** Names as a server has them by default. */
const AOF_DIRECTORY = "appendonlydir";
const AOF_NAME = "appendonly.aof";
const SNAPSHOT_NAME = "dump.rdb";

const LOAD_SLICE_MS = 20;
const TICK_MS = 100;
/** Effects that cannot be written are kept up to this size; then only a rewrite helps. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024;

const NOBODY: CommitWaiter = { committed() {}, uncommitted() {} };

/** The files of one store. */
export class StoreLog implements KeptEngine {
  readonly commits: ReplyCommits = { log: undefined };
  recovery: Recovery = NOTHING_FOUND;
  readonly directory: StoreDirectory;
  readonly #aof: Aof;
  readonly #replay: CommandExecutor;
  readonly #clock: CachedClock;
  readonly #faultListeners = new Set<() => void>();
  #stopTicking: (() => void) | undefined;
  /** Whether pending effects are to be written when the synchronous code has ended. */
  #isScheduled = false;
  #work: SlicedWork | undefined;
  /** A rewrite was given up for something else, and is to be made up for. */
  #owesRewrite = false;
  /** Streams that have not ended. */
  readonly #streams = new Set<SnapshotStream>();
  /** What is in memory is not what is in the files, for good. */
  #broken: PersistenceError | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly files: FileSystem,
    dir: string,
    settings: AofSettings,
  ) {
    const server = new OfflineServer(engine);
    this.#replay = new CommandReplay(server);
    this.#clock = server.clock;
    this.directory = new StoreDirectory(files, dir);
    this.#aof = new Aof(engine, files, this.directory.path(AOF_DIRECTORY), AOF_NAME, settings);
    this.#aof.log.onFault = () => {
      for (const listener of [...this.#faultListeners]) listener();
    };
    this.#aof.log.encoder.onPending = () => this.#pending();
  }

  get fault(): FileError | undefined {
    return this.#aof.fault;
  }

  onFault(listener: () => void): () => void {
    this.#faultListeners.add(listener);
    return () => this.#faultListeners.delete(listener);
  }

  /** Bytes of the log's files. */
  get bytes(): number {
    return this.#aof.currentBytes;
  }

  /** Whether the files are being rewritten. */
  get isRewriting(): boolean {
    return this.#aof.rewriting !== undefined;
  }

  /**
   * Takes the directory and loads what is in it, in slices.
   * @throws {PersistenceError}
   * @throws the reason of `signal`.
   */
  async open(signal: AbortSignal | undefined): Promise<void> {
    const { engine } = this;
    signal?.throwIfAborted();
    let loading: Loading | undefined;
    try {
      this.directory.take();
      loading = this.#load();
      while (loading?.step(LOAD_SLICE_MS) === false) {
        this.#clock.refresh();
        await nextTurn();
        signal?.throwIfAborted();
      }
      this.#aof.start();
      this.recovery = loading?.recovery ?? NOTHING_FOUND;
    } catch (error) {
      loading?.abort();
      this.directory.release();
      engine.clear();
      throw toPersistenceError(error);
    }
    this.commits.log = this.#aof.log;
    setKeptEngine(engine, this);
    this.#stopTicking = every(TICK_MS, () => this.#tick());
    // An error that nobody catches ends the process without another microtask.
    for (const type of ["unload", "error"]) globalThis.addEventListener(type, this.#onUnload);
  }

  /**
   * Resolves when all that has been written so far is on the disk.
   * @throws {PersistenceError} `disk-full`, `file-system`.
   */
  flush(): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#aof.log.whenOnDisk({
        committed: resolve,
        uncommitted: () => reject(this.#faultError()),
      });
    });
  }

  /** A stream of the data of this moment. @throws {PersistenceError} `busy`. */
  snapshot(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const { engine, files } = this;
    if (engine.keeper !== undefined) this.#giveUpRewrite();
    if (engine.keeper !== undefined) {
      throw new PersistenceError(
        "busy",
        "Cannot take a snapshot: one is under way. Read it to its end, or cancel it",
      );
    }
    const path = this.directory.temporaryPath("snapshot");
    const snapshot = new SnapshotStream(
      engine,
      files,
      path,
      () => this.#streams.delete(snapshot),
    );
    this.#streams.add(snapshot);
    return snapshot.stream;
  }

  /** Writes the files anew, in the background; nothing happens if that is under way. */
  rewrite(): void {
    this.#owesRewrite = true;
    this.#tick();
  }

  /**
   * Puts what an RDB file holds in the place of all data, at once.
   * @throws {PersistenceError} Everything is as it was then.
   */
  restore(path: string): { keys: number; expired: number } {
    const { engine, files } = this;
    if (this.#broken !== undefined) throw this.#broken;
    this.#giveUpRewrite();
    for (const stream of this.#streams) stream.finishWalk();
    if (engine.keeper !== undefined) {
      throw new PersistenceError("busy", "Cannot restore: a snapshot is under way");
    }
    try {
      // What cannot be brought back is not given up for what is yet to be read.
      if (this.fault !== undefined) throw this.fault;
      this.#aof.log.syncNow();
    } catch (error) {
      throw toPersistenceError(error);
    }
    try {
      this.#aof.stop();
      engine.clear();
      const loading = loadSnapshot(engine, files, path);
      while (!loading.step(Infinity));
      this.#aof.start();
      this.recovery = loading.recovery;
      return loading.loader;
    } catch (error) {
      this.#loadAgain();
      throw toPersistenceError(error);
    }
  }

  /**
   * Brings everything to the disk and gives the directory back.
   * @param disposed What streams under way end with.
   * @throws {PersistenceError} if that fails; all is closed all the same.
   */
  close(disposed: Error): void {
    for (const type of ["unload", "error"]) globalThis.removeEventListener(type, this.#onUnload);
    this.#stopTicking?.();
    this.#giveUpRewrite();
    for (const stream of [...this.#streams]) stream.fail(disposed);
    setKeptEngine(this.engine, undefined);
    try {
      this.#aof.stop();
      if (this.#broken !== undefined) throw this.#broken;
    } catch (error) {
      throw toPersistenceError(error);
    } finally {
      this.commits.log = undefined;
      this.directory.release();
    }
  }

  /** Begins to load the log or, if there is none yet, the snapshot that somebody may have put there. */
  #load(): Loading | undefined {
    const { directory, engine, files } = this;
    const log = loadLog(this.#aof, this.#replay);
    if (log !== undefined) return log;
    const path = directory.path(SNAPSHOT_NAME);
    return files.size(path) === undefined ? undefined : loadSnapshot(engine, files, path);
  }

  /** What is in memory is of no use: the files have what was there before. */
  #loadAgain(): void {
    try {
      this.engine.clear();
      const loading = this.#load();
      while (loading?.step(Infinity) === false);
      this.#aof.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#broken = new PersistenceError(
        "file-system",
        `The data before the restore cannot be loaded again: ${reason}. Close the store, and open ` +
          "it anew when that has been seen to: nothing in its files is lost",
        { cause: error },
      );
    }
  }

  /** Effects are about to be encoded: see to it that they are written soon, or now if they are many. */
  #pending(): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      queueMicrotask(this.#onSynchronousEnd);
    }
    const { log } = this.#aof;
    if (log.bufferedBytes > 0) {
      log.flush();
      this.#limitPending();
    }
  }

  readonly #onSynchronousEnd = (): void => {
    this.#isScheduled = false;
    const { log } = this.#aof;
    log.flush();
    // Nobody waits; but it is synced with what others wait for.
    if (log.fsync === "always") log.passes(NOBODY, true);
  };

  /** Without keepers of the process alive, its end is the last chance. */
  readonly #onUnload = (): void => {
    const { log } = this.#aof;
    try {
      if (log.fsync === "no") log.flush();
      else log.syncNow();
    } catch {
      // Nobody is left to be told.
    }
  };

  #limitPending(): void {
    const { log } = this.#aof;
    if (log.bufferedBytes > MAX_PENDING_BYTES) log.giveUp();
  }

  #tick(): void {
    const aof = this.#aof;
    aof.tick();
    this.#limitPending();
    if (aof.rewriting !== undefined || !aof.isOn) return;
    if (!this.#owesRewrite && !aof.wantsRewrite) return;
    if (this.engine.keeper === undefined) return this.#startRewrite();
    for (const stream of this.#streams) stream.hurry();
  }

  #startRewrite(): void {
    this.#owesRewrite = false;
    let rewrite: AofRewrite;
    try {
      rewrite = this.#aof.rewrite();
    } catch {
      // It is tried again: the log notes why it has failed.
      return;
    }
    const ended = (error?: unknown) => {
      if (this.#aof.rewriting === rewrite) this.#aof.rewriteEnded(error);
    };
    this.#work = saveInSlices(rewrite, ended, false);
  }

  #giveUpRewrite(): void {
    this.#work?.stop();
    this.#work = undefined;
    if (this.#aof.rewriting === undefined) return;
    this.#aof.abortRewrite();
    this.#owesRewrite = true;
  }

  #faultError(): unknown {
    return toPersistenceError(this.fault ?? new PersistenceError("file-system", "It is closed"));
  }
}
