/**
 * A rewrite: the data as they are now become the AOF's new base, while what happens meanwhile goes to a
 * new increment.
 *
 *     begin    new increment, manifest [base 1, increments 1, 2]     both synced
 *     step …   base 2 grows under a temporary name
 *     finish   base 2 synced and named, manifest [base 2, increment 2 | history: base 1, increment 1]
 *              history removed, manifest without it
 *
 * Whenever the power goes, the manifest names files that together are whole. An AOF that is switched on
 * has nothing to fall back on, or something outdated: its increment, too, has a temporary name until the
 * base is there, and the manifest is the last thing to change.
 */

import { directoryOf, type FileSystem, joinPath } from "../file_system.ts";
import type { AppendLog } from "./append_log.ts";
import { type AofFile, AofManifest, writeManifest } from "./manifest.ts";

/** A base on its way to a file; `RdbSave` is one. */
export interface BaseSave {
  /** Keys written so far. */
  readonly keys: number;
  /** Bytes written so far. */
  readonly bytes: number;
  /** Writes for about `budgetMs`; true when all is in the file. */
  step(budgetMs: number): boolean;
  /** Makes the file survive a loss of power and gives it its name. */
  finish(): Promise<void>;
  /** Does all that is left, at once. */
  finishNow(): void;
  /** Ends it without a result. */
  abort(): void;
}

/** Where an AOF is, and what of it a rewrite needs. */
export interface RewriteTarget {
  readonly files: FileSystem;
  readonly directory: string;
  /** The names of its files begin with it. */
  readonly fileName: string;
  readonly log: AppendLog;
  /** The manifest in force; `undefined` if what is there is not to be gone on from, or not trusted. */
  manifest: AofManifest | undefined;
  /** Files that there are without such a manifest; they go when the new ones are in their place. */
  readonly outdated: readonly AofFile[];
  /** Begins to save the data as they are now to a file in the directory. */
  save(name: string): BaseSave;
  /** The end of the name of a base: `rdb`, or `aof` for one in commands. */
  readonly baseSuffix: string;
}

/** Name of a manifest. */
export function manifestName(fileName: string): string {
  return `${fileName}.manifest`;
}

/**
 * Name of an empty file that is there while an AOF is switched on: without a manifest it tells files
 * that have their names already from those whose manifest was lost.
 */
export function markerName(fileName: string): string {
  return `temp-${fileName}.begun`;
}

/** One rewrite under way. */
export class AofRewrite {
  /** The data on their way to a file; undefined before the moment that the base will show. */
  #base: BaseSave | undefined;
  #baseFile!: AofFile;
  /** The increment that goes with the base, and its name until it does, if that is another. */
  #increment!: AofFile;
  readonly #temporary: string | undefined;
  /** What of the log is to be on the disk before the next increment is named. */
  readonly #position: number;
  #isAborted = false;

  /**
   * Begins the rewrite: an AOF that is switched on at once, another one when what it has is on the disk.
   * What fails leaves the AOF as good as it was.
   * @throws {FileError}
   */
  constructor(private readonly target: RewriteTarget) {
    const { log, manifest, fileName } = target;
    this.#temporary = manifest === undefined ? `temp-${fileName}.incr` : undefined;
    this.#position = log.position;
    if (!log.isOpen || manifest === undefined) this.#begin();
  }

  #begin(): void {
    const { files, directory, fileName, log, manifest, outdated } = this.target;
    // An increment that is not the last one must be whole, whenever the power goes.
    if (manifest !== undefined) log.syncNow();
    const last = manifest ?? new AofManifest(undefined, outdated);
    const sequence = last.nextIncrement;
    const name = `${fileName}.${sequence}.incr.aof`;
    this.#increment = { name, sequence };
    const baseSequence = manifest === undefined ? sequence : manifest.nextBase;
    const baseName = `${fileName}.${baseSequence}.base.${this.target.baseSuffix}`;
    this.#baseFile = { name: baseName, sequence: baseSequence };
    if (manifest === undefined) {
      files.makeDirectory(directory);
      files.syncDirectory(directoryOf(directory));
      files.create(joinPath(directory, markerName(fileName))).close();
      files.syncDirectory(directory);
    }
    const file = files.create(joinPath(directory, this.#temporary ?? name));
    try {
      if (manifest !== undefined) {
        files.syncDirectory(directory);
        const extended = manifest.withIncrement(this.#increment);
        writeManifest(files, directory, manifestName(fileName), extended);
        this.target.manifest = extended;
      }
      log.switchTo(file, manifest === undefined);
    } catch (error) {
      file.close();
      throw error;
    }
    this.#base = this.target.save(baseName);
  }

  /** Keys written so far. */
  get keys(): number {
    return this.#base?.keys ?? 0;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#base?.bytes ?? 0;
  }

  /** Writes for about `budgetMs`; true when {@linkcode AofRewrite.finish} is to be called. @throws {FileError} */
  step(budgetMs: number): boolean {
    if (this.#base !== undefined) return this.#base.step(budgetMs);
    if (this.target.log.isOnDisk(this.#position)) this.#begin();
    return false;
  }

  /** Puts the new base in its place; its promise rejects with a {@linkcode FileError}, and nothing has changed. */
  async finish(): Promise<void> {
    await this.#base!.finish();
    const installed = this.#install();
    // To free large files takes long: other threads do it.
    const { files } = this.target;
    try {
      for (const path of this.#history(installed)) await files.removeInBackground(path);
      if (!this.#isAborted) this.#forgetHistory(installed);
    } catch {
      // The manifest still says what is to be removed: a later rewrite does it.
    }
  }

  /** Does all that is left, at once. @throws {FileError} */
  finishNow(): void {
    if (this.#base === undefined) this.#begin();
    this.#base!.finishNow();
    const installed = this.#install();
    try {
      for (const path of this.#history(installed)) this.target.files.remove(path);
      this.#forgetHistory(installed);
    } catch {
      // As above.
    }
  }

  /** Ends the rewrite without a result. The AOF goes on with one increment more. */
  abort(): void {
    this.#isAborted = true;
    this.#base?.abort();
  }

  /** Puts the new base into the manifest, and returns that; what it no longer needs is its history. */
  #install(): AofManifest {
    const { target } = this;
    const { files, directory, fileName } = target;
    if (this.#temporary !== undefined) {
      target.log.syncNow();
      const path = joinPath(directory, this.#increment.name);
      files.rename(joinPath(directory, this.#temporary), path);
      files.syncDirectory(directory);
      target.log.renamed(path);
    }
    const { manifest, outdated } = target;
    const old = manifest ?? new AofManifest(undefined, [this.#increment], outdated);
    const at = old.increments.findIndex(({ name }) => name === this.#increment.name);
    const installed = old.withBase(this.#baseFile, old.increments.slice(at));
    writeManifest(files, directory, manifestName(fileName), installed);
    target.manifest = installed;
    return installed;
  }

  /** Paths of what the manifest no longer needs. */
  #history(manifest: AofManifest): string[] {
    const { directory, fileName } = this.target;
    const named = new Set(manifest.files.map(({ name }) => name));
    const names = manifest.history.map(({ name }) => name).filter((name) => !named.has(name));
    if (this.#temporary !== undefined) names.unshift(markerName(fileName));
    return names.map((name) => joinPath(directory, name));
  }

  /** The history has been removed: the manifest need not tell of it any more. */
  #forgetHistory(manifest: AofManifest): void {
    const { files, directory, fileName } = this.target;
    const clean = manifest.withoutHistory();
    writeManifest(files, directory, manifestName(fileName), clean);
    this.target.manifest = clean;
  }
}
