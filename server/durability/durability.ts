/**
 * What makes a server's data outlast it: when snapshots are taken and the log is rewritten, what is loaded
 * at the start, and what clients may not do while any of it fails.
 *
 * ```
 *  commands ─┐                       ┌─ Snapshots        dump.rdb
 *  timer ────┼──────► Durability ────┼─ AppendOnlyFile   appendonlydir/
 *  shutdown ─┘            │          └─ DataDirectory
 *                         └─► restricted: what the dispatcher asks about for each request
 * ```
 *
 * The files themselves are `store/persistence`'s.
 */

import type { CachedClock } from "../../store/clock.ts";
import type { Engine } from "../../store/engine/engine.ts";
import { Snapshot } from "../../store/persistence/snapshot.ts";
import type { FileSystem } from "../../store/persistence/file_system.ts";
import type { Config } from "../config/config.ts";
import { InvalidValue } from "../config/config_error.ts";
import type { CommandExecutor } from "../../store/persistence/aof/replay.ts";
import { AppendOnlyFile } from "./append_only_file.ts";
import { DataDirectory } from "./data_directory.ts";
import { DataLoading } from "./data_loading.ts";
import { LoadProgress } from "./load_progress.ts";
import { type KeptEngine, keptEngine } from "./kept_engines.ts";
import { describe, PersistenceError, toPersistenceError } from "./persistence_error.ts";
import { dueRule, mayTry } from "./save_rules.ts";
import { type LoadedSnapshot, snapshotPath } from "./snapshot_loading.ts";
import { beginSnapshot } from "./snapshot_writing.ts";
import { Snapshots } from "./snapshots.ts";
import type { Logger } from "../log.ts";
import type { ReplyCommits } from "../network/reply_commits.ts";
import type { ReplyError } from "../errors/reply_errors.ts";
import {
  logFails,
  MEMORY_ONLY,
  OTHER_CHILD_ACTIVE,
  REWRITE_FAILED,
  REWRITE_IN_PROGRESS,
  SAVE_FAILED,
  SAVE_IN_PROGRESS,
  SNAPSHOTS_FAIL,
} from "./refusals.ts";

/** What the parts of a server give to its durability. */
export interface DurabilityParts {
  readonly engine: Engine;
  readonly config: Config;
  readonly clock: CachedClock;
  readonly log: Logger;
  /** Where the files are; undefined for a server that keeps its data in memory alone. */
  readonly files: FileSystem | undefined;
  /** Executes the commands of a log. */
  readonly executor: () => CommandExecutor;
}

/** How a server is to end; see SHUTDOWN. */
export interface ShutdownRequest {
  /** Whether to take a snapshot; undefined: if there are rules for snapshots. */
  readonly save?: boolean;
  /** Whether to end although that fails. */
  readonly force?: boolean;
}

/** The durability of one server. */
export class Durability {
  /**
   * Whether there is anything that requests have to be checked for: data is being loaded, or `writeFault` is
   * set. Asked for each request, so it is a field.
   */
  restricted = false;
  /** Data on its way into memory; undefined at other times. */
  loading: LoadProgress | undefined;
  /** Why writes are refused for the time being. */
  writeFault: ReplyError | undefined;
  /** Whether a snapshot in the background is to begin as soon as it may. */
  saveScheduled = false;
  readonly snapshots: Snapshots;
  /** The log of all changes; undefined for a server without files. */
  readonly appendOnly: AppendOnlyFile | undefined;
  /** What replies wait for; for all connections. */
  readonly commits: ReplyCommits;
  /** The store that is served, if it keeps its data itself. */
  readonly #kept: KeptEngine | undefined;
  readonly #unfollow: (() => void) | undefined;
  readonly #directory: DataDirectory | undefined;
  readonly #loading: DataLoading | undefined;
  #isStopped = false;
  #savesAtEnd = false;

  constructor(private readonly parts: DurabilityParts) {
    const { engine, clock, config, files } = parts;
    const kept = this.#kept = keptEngine(engine);
    this.commits = kept?.commits ?? { log: undefined };
    this.#unfollow = kept?.onFault(() => this.#assess());
    if (files === undefined) {
      config.initialise("save", "");
      config.initialise("appendonly", "no");
    } else {
      this.#directory = new DataDirectory(files, config);
      this.appendOnly = new AppendOnlyFile({
        ...parts,
        files,
        commits: this.commits,
        changed: () => this.#assess(),
      });
    }
    this.snapshots = new Snapshots({
      engine,
      clock,
      begin: () => beginSnapshot(engine, this.#files(), snapshotPath(config), config),
      ended: (error) => this.#snapshotEnded(error),
    });
    const { snapshots, appendOnly } = this;
    if (files !== undefined && appendOnly !== undefined) {
      this.#loading = new DataLoading({ ...parts, files, snapshots, appendOnly });
    }
    config.onChange("save", () => {
      if (config.get("save").length > 0) this.#lockForChange();
      this.#assess();
    });
    config.onChange("appendonly", () => this.#switchLog());
    config.onChange("dir", () => this.#directoryChanged());
    config.onChange("stop-writes-on-bgsave-error", () => this.#assess());
    if (kept?.fault !== undefined) this.#assess();
  }

  /** Whether there are files at all. */
  get isEnabled(): boolean {
    return this.parts.files !== undefined;
  }

  /** What the last snapshot that was loaded has brought. */
  get loaded(): LoadedSnapshot {
    return this.#loading?.loaded ?? { keys: 0, expired: 0 };
  }

  /**
   * Loads what the files have, in slices: clients are told to wait meanwhile.
   * @throws {PersistenceError} if it cannot be loaded whole.
   */
  async load(): Promise<void> {
    const { config, log, clock } = this.parts;
    const directory = this.#directory;
    if (this.#loading === undefined || !directory?.isUsed) return;
    directory.takeToStart();
    const startedMs = performance.now();
    const progress = new LoadProgress(clock.now(), log);
    this.loading = progress;
    config.loading = this.restricted = true;
    try {
      const isLoaded = await this.#loading.load(progress);
      this.snapshots.inStep();
      if (config.get("appendonly")) this.appendOnly!.start();
      const seconds = (performance.now() - startedMs) / 1000;
      if (isLoaded) log.notice(`DB loaded: ${seconds.toFixed(3)} seconds`);
    } catch (error) {
      directory.release();
      throw toPersistenceError(error);
    } finally {
      this.loading = undefined;
      config.loading = false;
      this.#assess();
    }
  }

  /** SAVE: takes a snapshot at once. @throws {ReplyError} */
  save(): void {
    this.#check();
    if (this.snapshots.isRunning) throw SAVE_IN_PROGRESS;
    // There is one walk through the data at a time.
    this.appendOnly?.finishRewrite();
    if (!this.#saveNow()) throw SAVE_FAILED;
  }

  /**
   * BGSAVE: begins a snapshot, or notes that one is to be. False if it has been put off.
   *
   * @param schedule Whether it may be put off while something else runs.
   * @param nested Whether a transaction asks: it then begins after its end.
   * @throws {ReplyError}
   */
  saveInBackground(schedule: boolean, nested: boolean): boolean {
    this.#check();
    if (this.snapshots.isRunning) throw SAVE_IN_PROGRESS;
    if (nested || this.#isBusy) {
      if (!schedule && !nested) throw OTHER_CHILD_ACTIVE;
      this.saveScheduled = true;
      return false;
    }
    if (!this.#startSnapshot()) throw SAVE_FAILED;
    return true;
  }

  /**
   * BGREWRITEAOF: begins to write the log anew. False if that has been put off.
   * @param nested as for {@linkcode Durability.saveInBackground}.
   * @throws {ReplyError}
   */
  rewriteLog(nested: boolean): boolean {
    this.#check();
    const appendOnly = this.appendOnly!;
    if (appendOnly.isRewriting) throw REWRITE_IN_PROGRESS;
    if (nested || this.#isBusy) {
      appendOnly.scheduled = true;
      return false;
    }
    if (!this.#startRewrite()) throw REWRITE_FAILED;
    return true;
  }

  /**
   * Makes the data anew from the snapshot, at once; for DEBUG RELOAD.
   *
   * @param how `save`: take one before; `clear`: remove what is there; `replace`: the snapshot's keys take the
   *   place of those that are there, instead of being an error.
   * @throws {ReplyError}
   */
  reload({ save, clear, replace }: { save: boolean; clear: boolean; replace: boolean }): void {
    this.#check();
    this.snapshots.abort();
    this.appendOnly!.finishRewrite();
    if (save && !this.#saveNow()) throw SAVE_FAILED;
    this.#loading!.reload(clear, replace);
  }

  /** Makes the data anew from the log, at once; for DEBUG LOADAOF. @throws {ReplyError} */
  reloadLog(): void {
    this.#check();
    this.#loading!.reloadLog();
  }

  /** All keys of all databases have just been removed by request: the snapshot follows at once. */
  flushed(): void {
    if (!this.isEnabled) return;
    this.snapshots.abort();
    if (this.parts.config.get("save").length > 0) this.#saveNow();
  }

  /** What is to be done ten times a second. */
  tick(): void {
    if (!this.isEnabled || this.loading !== undefined || this.#isStopped) return;
    const appendOnly = this.appendOnly!;
    appendOnly.tick();
    if (this.#isBusy) return;
    if (appendOnly.scheduled || appendOnly.aof?.wantsRewrite) {
      this.#startRewrite();
      return;
    }
    const { config, clock, log } = this.parts;
    const nowMs = clock.now();
    const rule = dueRule(config.get("save"), this.snapshots, nowMs);
    if (rule !== undefined) {
      log.notice(`${rule.changes} changes in ${rule.seconds} seconds. Saving...`);
      this.#startSnapshot();
    } else if (this.saveScheduled && mayTry(this.snapshots, nowMs)) {
      this.#startSnapshot();
    }
  }

  /**
   * Brings everything to the disk that is to be there when the server ends. What hinders it from that is
   * returned, and the server is to go on.
   */
  prepareShutdown(request: ShutdownRequest): Error | undefined {
    const obstacle = this.#prepareShutdown(request);
    if (obstacle !== undefined) {
      this.parts.log.warning(
        "Errors trying to shut down the server. Check the logs for more information.",
      );
    }
    return obstacle;
  }

  #prepareShutdown({ save, force = false }: ShutdownRequest): Error | undefined {
    if (this.#isStopped || !this.isEnabled) {
      return save === true && !force ? MEMORY_ONLY : undefined;
    }
    const { config, log } = this.parts;
    const wantsSnapshot = save ?? config.get("save").length > 0;
    if (this.snapshots.isRunning) {
      log.warning("A snapshot is under way: it is given up");
      this.snapshots.abort();
    }
    // The first log is all that there would be to begin with again.
    if (this.appendOnly?.isBeginning) {
      log.warning(`Writing initial AOF${force ? ". Exit anyway." : ", can't exit."}`);
      if (!force) {
        return new PersistenceError("busy", "The first append only file is being written");
      }
    }
    this.appendOnly?.abortRewrite();
    this.#savesAtEnd = wantsSnapshot && this.loading === undefined;
    if (!this.#savesAtEnd) return undefined;
    log.notice("Saving the final RDB snapshot before exiting.");
    const error = this.#trySave();
    if (error === undefined) return undefined;
    this.#savesAtEnd = false;
    log.warning(`Error trying to save the DB${force ? ". Exit anyway." : ", can't exit."}`);
    return force ? undefined : toPersistenceError(error) as Error;
  }

  /** The end: nothing is begun any more, the log is on the disk, and the directory is free for others. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#unfollow?.();
    this.snapshots.abort();
    // What clients have written while the server ended.
    if (this.#savesAtEnd && this.snapshots.changes > 0) this.#saveNow();
    this.appendOnly?.switchOff();
    this.#directory?.release();
  }

  /** Whether something walks through the data already. */
  get #isBusy(): boolean {
    // A snapshot on its way to a client counts, too.
    return this.snapshots.isRunning || this.appendOnly?.isRewriting === true ||
      this.parts.engine.keeper !== undefined;
  }

  /** CONFIG SET appendonly. */
  #switchLog(): void {
    this.#checkForChange();
    const appendOnly = this.appendOnly!;
    const wanted = this.parts.config.get("appendonly");
    if (wanted === (appendOnly.aof !== undefined)) return;
    if (!wanted) return appendOnly.switchOff();
    this.#lockForChange();
    if (this.#isBusy) {
      appendOnly.scheduled = true;
      return;
    }
    try {
      appendOnly.switchOn();
    } catch (error) {
      throw new InvalidValue(`the append only file cannot be begun: ${describe(error)}`);
    }
  }

  #startRewrite(): boolean {
    const { log } = this.parts;
    const appendOnly = this.appendOnly!;
    appendOnly.scheduled = false;
    try {
      this.#directory!.take();
      if (appendOnly.aof !== undefined) appendOnly.rewrite();
      else if (this.parts.config.get("appendonly")) appendOnly.switchOn();
      else appendOnly.rewriteAside();
    } catch (error) {
      log.warning(`Cannot rewrite the append only file: ${describe(error)}`);
      return false;
    }
    log.notice("Background append only file rewriting started");
    return true;
  }

  #startSnapshot(): boolean {
    const { log } = this.parts;
    this.saveScheduled = false;
    try {
      this.#directory!.take();
      this.snapshots.start();
    } catch (error) {
      log.warning(`Cannot save in the background: ${describe(error)}`);
      this.#assess();
      return false;
    }
    log.notice("Background saving started");
    return true;
  }

  #saveNow(): boolean {
    return this.#trySave() === undefined;
  }

  /** Takes a snapshot at once; what went wrong, which has been logged, or nothing. */
  #trySave(): unknown {
    const { log, engine } = this.parts;
    try {
      // What is left now is one on its way to a client, which cannot be waited for.
      if (engine.keeper instanceof Snapshot) engine.keeper.abort();
      this.#directory!.take();
      this.snapshots.save();
    } catch (error) {
      log.warning(`Error saving the DB: ${describe(error)}`);
      return error;
    } finally {
      this.#assess();
    }
    log.notice("DB saved on disk");
    return undefined;
  }

  #snapshotEnded(error: unknown): void {
    const { log } = this.parts;
    if (error === undefined) log.notice("Background saving terminated with success");
    else log.warning(`Background saving error: ${describe(error)}`);
    this.#assess();
  }

  /** Decides anew whether writes are refused. */
  #assess(): void {
    const { config } = this.parts;
    const refuses = !this.snapshots.succeeded && config.get("stop-writes-on-bgsave-error") &&
      config.get("save").length > 0;
    const logFault = this.appendOnly?.fault ?? this.#kept?.fault;
    if (refuses) this.writeFault = SNAPSHOTS_FAIL;
    else this.writeFault = logFault === undefined ? undefined : logFails(logFault.reason);
    this.restricted = this.loading !== undefined || this.writeFault !== undefined;
  }

  /** Commands that need files are refused where there are none. */
  #check(): void {
    if (!this.isEnabled) throw MEMORY_ONLY;
  }

  #files(): FileSystem {
    return this.parts.files!;
  }

  /** The same for settings. */
  #checkForChange(): void {
    if (!this.isEnabled) throw new InvalidValue("this server keeps its data in memory alone");
  }

  /** A setting has changed that needs the directory. */
  #lockForChange(): void {
    this.#checkForChange();
    this.#directory!.takeForSetting();
  }

  #directoryChanged(): void {
    this.#checkForChange();
    this.#directory!.changed();
  }
}
