/**
 * The append-only file of a server: switched on and off, rewritten in the background, and what INFO tells
 * of it.
 *
 * ```
 *            switchOn: a rewrite, at the end of which          rewrite
 *   (off) ──────────────── the log counts ────────────► (on) ◄────────┐
 *     ▲                                                   │ └─────────┘
 *     └───────────────────── switchOff ───────────────────┘
 * ```
 *
 * The files are `store/persistence/aof/aof.ts`'s.
 */

import { monotonicMs } from "../../store/clock.ts";
import type { Engine } from "../../store/engine/engine.ts";
import { Aof, type AofSettings } from "../../store/persistence/aof/aof.ts";
import type { AofLoad } from "../../store/persistence/aof/load.ts";
import type { CommandExecutor } from "../../store/persistence/aof/replay.ts";
import { RdbDamageError } from "../../store/persistence/rdb/damage_error.ts";
import { type FileError, type FileSystem, joinPath } from "../../store/persistence/file_system.ts";
import type { Config } from "../config/config.ts";
import type { Logger } from "../log.ts";
import type { ReplyCommits } from "../network/reply_commits.ts";
import type { LoadProgress } from "./load_progress.ts";
import { PersistenceError } from "./persistence_error.ts";
import { nextTurn, saveInSlices, type SlicedWork } from "./slices.ts";

/** What an append-only file needs of the rest. */
export interface AppendOnlyFileParts {
  readonly engine: Engine;
  readonly config: Config;
  readonly log: Logger;
  readonly files: FileSystem;
  /** What replies wait for is put in here. */
  readonly commits: ReplyCommits;
  /** Executes the commands of a log. */
  readonly executor: () => CommandExecutor;
  /** Told when the log can, or can no longer, be written, and when a rewrite has ended. */
  readonly changed: () => void;
}

/** Between two slices of this length, clients are told that they must wait. */
const LOAD_SLICE_MS = 20;

/** The append-only file of one server. */
export class AppendOnlyFile {
  /** Whether a rewrite is to begin as soon as it may. */
  scheduled = false;
  /** How long the last rewrite took, in seconds; -1: there was none. */
  lastSeconds = -1;
  lastSucceeded = true;
  /** Rewrites that were begun. */
  rewrites = 0;
  /** When the last rewrite ended, in ms since the epoch; 0: there was none. */
  endedMs = 0;
  #aof: Aof | undefined;
  #work: SlicedWork | undefined;
  #startedMs = 0;
  #totalKeys = 0;
  /** The rewrite is one of files that do not grow. */
  #isAside = false;

  constructor(private readonly parts: AppendOnlyFileParts) {
    parts.config.onChange([
      ...["appendfsync", "aof-use-rdb-preamble", "aof-timestamp-enabled"] as const,
      ...["no-appendfsync-on-rewrite", "auto-aof-rewrite-percentage"] as const,
      ...["auto-aof-rewrite-min-size", "rdbcompression"] as const,
      ...["aof-rewrite-incremental-fsync", "aof-load-truncated"] as const,
    ], () => {
      if (this.#aof === undefined) return;
      Object.assign(this.#aof.settings, settingsOf(parts.config));
      this.#aof.follow();
    });
  }

  /** The log, while it is kept or about to be. */
  get aof(): Aof | undefined {
    return this.#aof;
  }

  /** Why effects cannot be brought to the disk, if so. */
  get fault(): FileError | undefined {
    return this.#aof?.fault;
  }

  /** Whether a rewrite is under way. */
  get isRewriting(): boolean {
    return this.#aof?.rewriting !== undefined;
  }

  /** Whether that is to be the first log of the data, which is not kept without it. */
  get isBeginning(): boolean {
    return this.isRewriting && !this.#aof!.isOn && !this.#isAside;
  }

  /** For how long it is, in ms; -1 if none is. */
  get rewritingMs(): number {
    return this.isRewriting ? monotonicMs() - this.#startedMs : -1;
  }

  /** Keys that it has written, and keys that there were when it began; 0 if there is none. */
  get keysWritten(): number {
    return this.#aof?.rewriting?.keys ?? 0;
  }

  get keysToWrite(): number {
    return this.isRewriting ? this.#totalKeys : 0;
  }

  /**
   * Loads what the files have, in slices; false if there are none.
   * @throws {AofDamageError}
   * @throws {PersistenceError} `damaged`, if it is the base.
   * @throws {FileError} The engine is empty after each of them.
   */
  async load(progress: LoadProgress): Promise<boolean> {
    const { executor, engine, log } = this.parts;
    const aof = this.#aof = this.#make();
    let isSound = false;
    try {
      const load = aof.load(executor(), { warn: (message) => log.warning(message) });
      if (load !== undefined) {
        progress.totalBytes = load.totalBytes;
        while (!load.step(LOAD_SLICE_MS)) {
          progress.advance(aof.directory, load.loadedBytes, engine.keys, engine.clock.now());
          await nextTurn();
        }
        this.#describe(load);
      }
      isSound = true;
      return load !== undefined;
    } catch (error) {
      if (!(error instanceof RdbDamageError)) throw error;
      const wayOut = "Restore the file from a backup";
      throw new PersistenceError("damaged", `${error.message}. ${wayOut}`);
    } finally {
      // Half of the data is worse than none.
      if (!isSound) {
        engine.clear();
        this.#aof = undefined;
      }
    }
  }

  /** After {@linkcode AppendOnlyFile.load}: effects are logged from now on. @throws {FileError} */
  start(): void {
    this.#aof!.start();
    this.#follow();
  }

  /**
   * Brings the log to the disk and makes the data anew from its files, at once; for DEBUG LOADAOF. If no log is
   * kept, from the files that there are, as BGREWRITEAOF may have left them; false if there are none.
   * @throws {AofDamageError}
   * @throws {RdbDamageError}
   * @throws {FileError} The data is empty after each of them, and no log is kept.
   */
  reload(): boolean {
    const { engine, executor } = this.parts;
    const isKept = this.#aof?.isOn === true && !this.#isAside;
    this.switchOff();
    const aof = this.#make();
    try {
      const load = aof.load(executor());
      if (load === undefined && !isKept) return false;
      engine.clear();
      while (load?.step(Infinity) === false);
    } catch (error) {
      engine.clear();
      throw error;
    }
    if (!isKept) return true;
    this.#aof = aof;
    this.start();
    return true;
  }

  /** Begins to keep a log of data that are there: the first rewrite is its base. @throws {FileError} */
  switchOn(): void {
    this.#aof = this.#make();
    try {
      this.rewrite();
    } catch (error) {
      this.#aof = undefined;
      throw error;
    }
    this.#follow();
  }

  /** Writes the files anew although no log is kept, and keeps none afterwards. @throws {FileError} */
  rewriteAside(): void {
    this.switchOn();
    this.#isAside = true;
  }

  /** Brings everything to the disk and keeps no log any more. */
  switchOff(): void {
    const { log } = this.parts;
    this.scheduled = this.#isAside = false;
    this.#endWork();
    try {
      this.#aof?.stop();
    } catch (error) {
      log.warning(`The append only file may lack the last writes: ${(error as Error).message}`);
    }
    this.#aof = undefined;
    this.#follow();
    this.parts.changed();
  }

  /** Begins a rewrite in the background. @throws {FileError} */
  rewrite(): void {
    const aof = this.#aof!;
    this.scheduled = false;
    this.#startedMs = monotonicMs();
    this.#totalKeys = this.parts.engine.keys;
    this.rewrites++;
    let rewrite;
    try {
      rewrite = aof.rewrite();
    } catch (error) {
      this.lastSucceeded = false;
      throw error;
    }
    this.#work = saveInSlices(rewrite, (error) => this.#ended(error));
  }

  /** Completes the rewrite under way at once, if there is one. */
  finishRewrite(): void {
    const rewrite = this.#aof?.rewriting;
    if (rewrite === undefined) return;
    this.#endWork();
    try {
      rewrite.finishNow();
    } catch (error) {
      return this.#ended(error);
    }
    this.#ended();
  }

  /** Ends the rewrite under way, if there is one, without a result. */
  abortRewrite(): void {
    this.#endWork();
    this.#aof?.abortRewrite();
  }

  /** What time does; ten times a second. */
  tick(): void {
    this.#aof?.tick();
  }

  #describe({ torn, keys, commands }: AofLoad): void {
    const { log } = this.parts;
    if (torn !== undefined) {
      log.warning(
        `${torn.path} ended in the midst of an entry, as a crash leaves it: its last ` +
          `${torn.oldBytes - torn.newBytes} bytes were cut off, ${torn.newBytes} are left`,
      );
    }
    log.notice(`Append only file loaded: ${keys} keys of its base, ${commands} commands`);
  }

  #make(): Aof {
    const { engine, files, config } = this.parts;
    const directory = joinPath(config.get("dir"), config.get("appenddirname"));
    const aof = new Aof(engine, files, directory, config.get("appendfilename"), settingsOf(config));
    aof.log.onFault = () => {
      this.#tellFault();
      this.parts.changed();
    };
    return aof;
  }

  #follow(): void {
    this.parts.commits.log = this.#aof?.log;
  }

  #ended(error?: unknown): void {
    const aof = this.#aof;
    if (aof === undefined || aof.rewriting === undefined) return;
    const { log } = this.parts;
    this.lastSeconds = Math.round(this.rewritingMs / 1000);
    this.lastSucceeded = error === undefined;
    this.endedMs = this.parts.engine.clock.now();
    this.#work = undefined;
    aof.rewriteEnded(error);
    if (error === undefined) log.notice("Background AOF rewrite finished successfully");
    else log.warning(`Background AOF rewrite failed: ${(error as Error).message}`);
    if (!aof.isOn) {
      // The first one has failed: there is no log. It is tried again when it is asked for.
      this.#aof = undefined;
      this.#follow();
      this.scheduled = this.parts.config.get("appendonly");
    }
    if (this.#isAside) this.switchOff();
    this.parts.changed();
  }

  #endWork(): void {
    this.#work?.stop();
    this.#work = undefined;
  }

  #tellFault(): void {
    const { log } = this.parts;
    const { fault } = this;
    if (fault === undefined) log.notice("The append only file can be written again");
    else {
      log.warning(
        `Error writing the append only file: ${fault.message}. Writes are refused until it can be written`,
      );
    }
  }
}

function settingsOf(config: Config): AofSettings {
  return {
    fsync: config.get("appendfsync"),
    rdbBase: config.get("aof-use-rdb-preamble"),
    timestamps: config.get("aof-timestamp-enabled"),
    mayBeTorn: config.get("aof-load-truncated"),
    pausesSyncs: config.get("no-appendfsync-on-rewrite"),
    rewritePercentage: config.get("auto-aof-rewrite-percentage"),
    rewriteMinBytes: config.get("auto-aof-rewrite-min-size"),
    compress: config.get("rdbcompression"),
    checksum: config.get("rdbchecksum"),
    incrementalSync: config.get("aof-rewrite-incremental-fsync"),
  };
}
