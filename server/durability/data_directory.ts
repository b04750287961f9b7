/**
 * The directory of a server's files: locked as soon as anything is to be kept there, and in plain words what
 * is wrong with one that cannot be used.
 */

import { FileError, type FileSystem } from "../../store/persistence/file_system.ts";
import type { Config } from "../config/config.ts";
import { InvalidValue } from "../config/config_error.ts";
import { DirectoryLock } from "./directory_lock.ts";
import { describe, PersistenceError, toPersistenceError } from "./persistence_error.ts";

/** The directory that the setting `dir` names. */
export class DataDirectory {
  readonly #lock: DirectoryLock;

  constructor(private readonly files: FileSystem, private readonly config: Config) {
    this.#lock = new DirectoryLock(files);
  }

  /** Whether the settings have anything kept in it: something to load, and to lock. */
  get isUsed(): boolean {
    return this.config.get("save").length > 0 || this.config.get("appendonly");
  }

  /** Locks it. @throws {PersistenceError | FileError} */
  take(): void {
    this.#lock.take(this.config.get("dir"));
  }

  /**
   * Locks it for a server that starts, or tells what can be done about a directory that cannot be used.
   * @throws {PersistenceError}
   */
  takeToStart(): void {
    try {
      this.take();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const { code } = toPersistenceError(error) as PersistenceError;
      const message = `Cannot keep data in ${this.config.get("dir")}: ${error.reason}: ` +
        'give another directory (--dir), or keep none (--save "" --appendonly no)';
      throw new PersistenceError(code, message, { cause: error });
    }
  }

  /** Locks it for a setting that has changed. @throws {InvalidValue} */
  takeForSetting(): void {
    orInvalid(() => this.take());
  }

  /** It has become another one by CONFIG SET dir. @throws {InvalidValue} */
  changed(): void {
    orInvalid(() => this.files.syncDirectory(this.config.get("dir")));
    if (this.isUsed) this.takeForSetting();
  }

  /** Gives the lock back: others may use it now. */
  release(): void {
    this.#lock.release();
  }
}

/** Does what a setting asks for; if that cannot be had, the setting is refused. */
function orInvalid(apply: () => void): void {
  try {
    apply();
  } catch (error) {
    throw new InvalidValue(error instanceof FileError ? error.reason : describe(error));
  }
}
