/**
 * Snapshots: SAVE and BGSAVE, and what INFO tells of them.
 *
 * ```
 *            start                   step returns true
 *   (none) ────────► in the background ──────────────► synced, renamed ──► (none)
 *      │                  │ abort, or a fault
 *      └─ save, at once   └──────────────────► temporary file removed ───► (none)
 * ```
 */

import type { Clock } from "../../store/clock.ts";
import type { Engine } from "../../store/engine/engine.ts";
import type { SaveHistory } from "./save_rules.ts";
import { saveInSlices, type SlicedSave, type SlicedWork } from "./slices.ts";

/** A snapshot on its way into its file, which has its name once the work is done. */
export interface SnapshotJob extends SlicedSave {
  /** Does all that is left, at once. Throws what goes wrong. */
  finishNow(): void;
  /** Stops and removes what there is of the file. Nothing happens after the end. */
  abort(): void;
  /** Keys written so far. */
  readonly keys: number;
}

/** What snapshots need of the rest. */
export interface SnapshotParts {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Begins one of the engine's state as it is. Throws what goes wrong. */
  readonly begin: () => SnapshotJob;
  /** Told when one that ran in the background has ended; `error` is what went wrong. */
  readonly ended: (error?: unknown) => void;
}

/** The snapshots of one server. */
export class Snapshots implements SaveHistory {
  /** When the last one was completed, or the server began, in ms since the epoch. */
  savedMs: number;
  /** When the last one in the background was begun, in ms since the epoch. */
  triedMs = 0;
  /** Whether the last one in the background has; one that is taken at once and fails changes nothing. */
  succeeded = true;
  /** How long the last one in the background took, in seconds; -1: there was none. */
  lastSeconds = -1;
  /** Snapshots completed. */
  count = 0;
  /** The changes counted by the engine that the last one has. */
  #changesSaved = 0;
  #job: SnapshotJob | undefined;
  #work: SlicedWork | undefined;
  #totalKeys = 0;
  /** The changes that the one under way has. */
  #changesTaken = 0;

  constructor(private readonly parts: SnapshotParts) {
    this.savedMs = parts.clock.now();
    this.#changesSaved = parts.engine.changes;
  }

  /** Changes since the last snapshot began. */
  get changes(): number {
    return this.parts.engine.changes - this.#changesSaved;
  }

  /** Whether one runs in the background. */
  get isRunning(): boolean {
    return this.#job !== undefined;
  }

  /** For how long it does, in ms; -1 if none does. */
  get runningMs(): number {
    return this.#job === undefined ? -1 : this.parts.clock.now() - this.triedMs;
  }

  /** Keys that it has written, and keys that there were when it began; 0 if there is none. */
  get keysWritten(): number {
    return this.#job?.keys ?? 0;
  }

  get keysToWrite(): number {
    return this.#job === undefined ? 0 : this.#totalKeys;
  }

  /** What is in memory is what the file has: after loading it, for example. */
  inStep(): void {
    this.#changesSaved = this.parts.engine.changes;
    this.savedMs = this.parts.clock.now();
  }

  /** Begins one in the background; none may be running. @throws what goes wrong at once. */
  start(): void {
    const { engine, clock } = this.parts;
    this.triedMs = clock.now();
    this.#changesTaken = engine.changes;
    this.#totalKeys = engine.keys;
    try {
      this.#job = this.parts.begin();
    } catch (error) {
      this.succeeded = false;
      throw error;
    }
    const job = this.#job;
    this.#work = saveInSlices(job, (error) => {
      if (error === undefined) this.#complete(job);
      else this.#fail(error, job);
    });
  }

  /** Takes one at once; none may be running. @throws what goes wrong. */
  save(): void {
    const changesTaken = this.parts.engine.changes;
    this.parts.begin().finishNow();
    this.#changesTaken = changesTaken;
    this.#saved();
  }

  /** Ends the one in the background, if there is one, without a result. */
  abort(): void {
    this.#work?.stop();
    this.#job?.abort();
    this.#job = this.#work = undefined;
  }

  #complete(job: SnapshotJob): void {
    // It was aborted when all was written.
    if (this.#job !== job) return;
    this.lastSeconds = Math.round(this.runningMs / 1000);
    this.#job = this.#work = undefined;
    this.#saved();
    this.parts.ended();
  }

  #saved(): void {
    this.succeeded = true;
    this.count++;
    this.savedMs = this.parts.clock.now();
    this.#changesSaved = this.#changesTaken;
  }

  #fail(error: unknown, job: SnapshotJob): void {
    if (this.#job !== job) return;
    this.lastSeconds = Math.round(this.runningMs / 1000);
    job.abort();
    this.#job = this.#work = undefined;
    this.succeeded = false;
    this.parts.ended(error);
  }
}
