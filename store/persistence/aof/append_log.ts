/**
 * The growing end of an AOF: from effects to a file, and from there to the disk.
 *
 *     EffectEncoder.bytes ─ flush ─► file (page cache) ─ fdatasync ─► disk
 *      appended                       written                          synced     (positions)
 *
 * What was acknowledged when:
 * - `always`: replies leave when a sync covers what came before them: a group commit, one sync for the
 *   replies of a turn of the loop. On a fast disk the loop waits for it: that takes less time than to
 *   have another thread do it. On a slow one the loop goes on, and the sync is for all who come meanwhile.
 * - `everysec`: replies leave when the effects are written; a sync follows once a second, on another
 *   thread. A write beside a sync that takes long would wait for it: for up to two seconds it is put
 *   off instead, as Redis does.
 * - `no`: the system writes when it pleases.
 *
 * A write that fails is cut off again and repeated until it succeeds; nothing is lost meanwhile but the
 * promise, so whoever waits for it is told that it is not kept. After a sync that failed nobody knows what
 * the disk has: only a rewrite of everything helps, and until then the log counts as broken.
 */

import type { Clock } from "../../clock.ts";
import { monotonicMs } from "../../clock.ts";
import { FileError, type WritableFile } from "../file_system.ts";
import { EffectEncoder } from "./effect_encoder.ts";

/** When effects are brought to the disk: the setting `appendfsync`. */
export type FsyncPolicy = "always" | "everysec" | "no";

/** Somebody whose replies wait for the disk. */
export interface CommitWaiter {
  /** What came before the wait is on the disk. */
  committed(): void;
  /** It may never be: the replies are not to leave. */
  uncommitted(): void;
}

/** How long a write may be put off because of a sync, and the time between two syncs, in ms. */
const MAX_POSTPONED_MS = 2000;
const SYNC_INTERVAL_MS = 1000;
/** Above this another thread's part in a sync matters little, in ms. */
const INLINE_SYNC_MS = 1;
/** What the last sync counts in that average. */
const SYNC_WEIGHT = 0.1;
/** A failed write is repeated once in this time. */
const RETRY_MS = 1000;

/** The end of an AOF. */
export class AppendLog {
  readonly encoder: EffectEncoder;
  fsync: FsyncPolicy = "everysec";
  /** No syncs for the time being: `no-appendfsync-on-rewrite` while a rewrite is under way. */
  pausesSyncs = false;
  /** Syncs that take less than this on average, in ms, are waited for under `always`. */
  inlineSyncMs: number = INLINE_SYNC_MS;
  /** Writes that were made beside a sync that took more than two seconds. */
  delayedSyncs = 0;
  /** Why effects cannot be written, or nobody knows whether they are on the disk; undefined if all is well. */
  fault: FileError | undefined;
  /** Called when `fault` has changed. */
  onFault: (() => void) | undefined;

  #file: WritableFile | undefined;
  /** Files before this one that are not synced yet. */
  #previous: WritableFile[] = [];
  /** Bytes that all files got, and those of them that are on the disk. */
  #written = 0;
  #synced = 0;
  #syncing = false;
  #syncedAtMs = monotonicMs();
  #postponedSinceMs = 0;
  #retryAtMs = 0;
  /** Where a write that failed has left bytes that are to be cut off; −1 if it has not. */
  #cutAt = -1;
  /** Who waits, and for which position, in order. */
  readonly #waiters: CommitWaiter[] = [];
  readonly #positions: number[] = [];
  readonly #onSynced = (): void => this.#synchronised();
  readonly #onGathered = (): void => this.#gather();
  readonly #onAwaited = (): void => this.#syncAwaited();
  readonly #onSyncFailed = (error: unknown): void => this.#syncFailed(error as FileError);
  /** How long syncs take, in ms, an average that forgets; when the one under way has begun. */
  #syncMs = 0;
  #startedAtMs = 0;
  /** Whether those who wait are being gathered. */
  #gathering = false;
  /** How many are to wait before the next sync begins. */
  #awaited = 0;
  /** What the sync under way covers. */
  #covers = 0;
  #coveredFiles = 0;

  /** What could not be written was given up: nothing may be appended behind the gap. */
  #hasGap = false;

  constructor(clock: Clock) {
    this.encoder = new EffectEncoder(clock);
  }

  /** Bytes that are encoded and not written. */
  get bufferedBytes(): number {
    return this.encoder.length;
  }

  /** Bytes of the file under way. */
  get fileBytes(): number {
    return this.#file?.length ?? 0;
  }

  /** Whether a sync is under way. */
  get isSyncing(): boolean {
    return this.#syncing;
  }

  /** Whether a file is open. */
  get isOpen(): boolean {
    return this.#file !== undefined;
  }

  /**
   * Goes on in another file; what was encoded so far goes to the one before. With `givesUp` that one does
   * not matter any more, synced or not.
   * @throws {FileError} if that cannot be written.
   */
  switchTo(file: WritableFile, givesUp = false): void {
    if (this.#file !== undefined && givesUp) {
      this.#hasGap = false;
      for (const old of [...this.#previous.splice(0), this.#file]) old.close();
      this.#cutAt = -1;
      this.encoder.clear();
    } else if (this.#file !== undefined) {
      if (!this.#write()) throw this.fault!;
      this.#previous.push(this.#file);
    }
    this.#file = file;
    this.encoder.restart();
  }

  /** The file under way has got another name. */
  renamed(path: string): void {
    if (this.#file !== undefined) this.#file.path = path;
  }

  /** Writes what has been encoded; false if it is still waiting to be written. O(its bytes). */
  flush(): boolean {
    if (this.encoder.length === 0) return true;
    if (this.fault !== undefined && monotonicMs() < this.#retryAtMs) return false;
    if (this.#syncing && this.fsync === "everysec" && this.#postpones()) return false;
    return this.#write();
  }

  /** Bytes of all effects so far; grows with each. */
  get position(): number {
    return this.#written + this.encoder.length;
  }

  /**
   * Replies are about to leave: whether they may. If not, `waiter` is told when they may, or that they may
   * not. While the log has a fault only those pass that have written nothing: `wrote` says whether
   * there were effects among what the replies answer, while all was well. Everybody else waits for all
   * effects, also those of others: what a reply shows is on the disk.
   *
   * Costs two comparisons while nothing has been encoded.
   */
  passes(waiter: CommitWaiter, wrote: boolean): boolean {
    if (this.fsync !== "always" || this.pausesSyncs || this.#file === undefined) {
      if (this.encoder.length !== 0) this.flush();
      return true;
    }
    if (this.fault !== undefined) {
      if (wrote) queueMicrotask(() => waiter.uncommitted());
      return !wrote;
    }
    if (this.#synced === this.position) return true;
    this.#waiters.push(waiter);
    this.#positions.push(this.position);
    if (this.#gathering || this.#syncing) return false;
    if (this.#syncMs < this.inlineSyncMs && this.#previous.length === 0) {
      this.#gathering = true;
      queueMicrotask(this.#onGathered);
    } else if (this.#waiters.length >= this.#awaited) this.#syncAwaited();
    return false;
  }

  /** All replies of this turn of the loop wait by now: one sync is for all. */
  #gather(): void {
    this.#gathering = false;
    if (this.#waiters.length > 0 && this.#file !== undefined) this.#syncInline();
  }

  /** A sync that is over before another thread would have heard of it. */
  #syncInline(): void {
    if (!this.flush()) return this.#abandon();
    const startMs = monotonicMs();
    try {
      this.#file!.syncDataSync();
    } catch (error) {
      return this.#syncFailed(error as FileError);
    }
    this.#synced = this.#written;
    this.#tookSync(startMs);
    this.#release();
  }

  /** Notes how long a sync took that began then. */
  #tookSync(startMs: number): void {
    const nowMs = this.#syncedAtMs = monotonicMs();
    this.#syncMs += (nowMs - startMs - this.#syncMs) * SYNC_WEIGHT;
  }

  /**
   * Tells `waiter` when all effects so far are on the disk, whatever the policy: a sync for it begins at
   * once, or when the one under way has ended. A write that failed before is tried again first.
   */
  whenOnDisk(waiter: CommitWaiter): void {
    this.#retryAtMs = 0;
    if (!this.#write() || this.fault !== undefined) {
      return queueMicrotask(() => waiter.uncommitted());
    }
    if (this.#synced === this.#written && this.#previous.length === 0) {
      return queueMicrotask(() => waiter.committed());
    }
    this.#waiters.push(waiter);
    this.#positions.push(this.#written);
    if (!this.#syncing && !this.#gathering) this.#sync();
  }

  /**
   * Whether all up to a position is on the disk; if not, a sync is under way or begins.
   * @throws {FileError} if there is a fault.
   */
  isOnDisk(position: number): boolean {
    if (this.fault !== undefined) throw this.fault;
    if (this.#synced >= position) return true;
    if (!this.#syncing && this.flush()) this.#sync();
    return false;
  }

  /**
   * Gives up what has been encoded and cannot be written, because it takes too much memory: from then on
   * only a rewrite helps, as after a sync that failed. What the file has is whole, up to that.
   */
  giveUp(): void {
    const { fault } = this;
    if (this.#hasGap || fault === undefined) return;
    this.#hasGap = true;
    this.encoder.clear();
    const { path, code, reason } = fault;
    this.#setFault(new FileError("sync", path, code, reason));
    this.#abandon();
  }

  /** What time does; to be called some times a second. */
  tick(): void {
    if (this.#file === undefined) return;
    this.flush();
    if (this.#syncing || this.fsync === "no" || this.pausesSyncs || this.fault !== undefined) {
      return;
    }
    if (this.#synced === this.#written && this.#previous.length === 0) return;
    const isDue = monotonicMs() - this.#syncedAtMs >= SYNC_INTERVAL_MS;
    if (isDue || this.fsync === "always") this.#sync();
  }

  /** Everything is on the disk by other means, as after a rewrite: what failed before does not matter. */
  recovered(): void {
    this.#setFault(undefined);
  }

  /**
   * Brings everything to the disk, and waits for it.
   * @throws {FileError}
   */
  syncNow(): void {
    if (this.#file === undefined) return;
    this.#retryAtMs = 0;
    if (!this.#write()) throw this.fault!;
    try {
      for (const file of this.#previous) {
        file.syncDataSync();
        file.close();
      }
      this.#file.syncDataSync();
    } catch (error) {
      this.#syncFailed(error as FileError);
      throw error;
    }
    this.#previous.length = 0;
    this.#synced = this.#written;
    this.#syncedAtMs = monotonicMs();
    this.#release();
  }

  /** Lets go of the files, which are synced by now; what is not written is dropped. */
  close(): void {
    for (const file of [...this.#previous, this.#file]) file?.close();
    this.#file = undefined;
    this.#previous = [];
    this.encoder.clear();
    this.encoder.restart();
    this.#cutAt = -1;
    this.#hasGap = false;
    this.#synced = this.#written;
    this.#release();
    this.#abandon();
    // Nobody is told: it has not been mended, there is just nothing left that could fail.
    this.fault = undefined;
  }

  /** Whether a write waits for the sync under way. */
  #postpones(): boolean {
    const nowMs = monotonicMs();
    if (this.#postponedSinceMs === 0) this.#postponedSinceMs = nowMs;
    if (nowMs - this.#postponedSinceMs < MAX_POSTPONED_MS) return true;
    this.delayedSyncs++;
    return false;
  }

  #write(): boolean {
    const { encoder } = this;
    const file = this.#file;
    const { length } = encoder;
    if (this.#hasGap) {
      encoder.clear();
      return false;
    }
    if (length === 0 && this.#cutAt < 0) return true;
    if (file === undefined) return true;
    this.#postponedSinceMs = 0;
    try {
      this.#cut(file);
      const before = file.length;
      try {
        file.write(encoder.bytes, 0, length);
      } catch (error) {
        if (file.length !== before) this.#cutAt = before;
        throw error;
      }
    } catch (error) {
      this.#retryAtMs = monotonicMs() + RETRY_MS;
      try {
        this.#cut(file);
      } catch {
        // It is tried again before the next write.
      }
      this.#setFault(error as FileError);
      return false;
    }
    encoder.clear();
    this.#written += length;
    if (this.fault !== undefined && this.fault.operation !== "sync") this.#setFault(undefined);
    return true;
  }

  /** Cuts off what a write that failed has left. */
  #cut(file: WritableFile): void {
    if (this.#cutAt < 0) return;
    file.truncate(this.#cutAt);
    this.#cutAt = -1;
  }

  /** Begins a sync of all that is written. */
  #sync(): void {
    this.#syncing = true;
    this.#awaited = 0;
    this.#startedAtMs = monotonicMs();
    this.#covers = this.#written;
    const previous = this.#previous;
    this.#coveredFiles = previous.length;
    const file = this.#file!;
    if (previous.length === 0) {
      file.syncData().then(this.#onSynced, this.#onSyncFailed);
    } else {
      const all = [...previous, file].map((one) => one.syncData());
      Promise.all(all).then(this.#onSynced, this.#onSyncFailed);
    }
  }

  #synchronised(): void {
    this.#syncing = false;
    for (const file of this.#previous.splice(0, this.#coveredFiles)) file.close();
    if (this.#file === undefined) return;
    this.#tookSync(this.#startedAtMs);
    if (this.#covers > this.#synced) this.#synced = this.#covers;
    // Those who are answered now will soon be back: with them the next sync covers everybody.
    this.#awaited = this.#waiters.length;
    this.#release();
    if (this.#postponedSinceMs !== 0) this.flush();
    if (this.#awaited > 0) setTimeout(this.#onAwaited, 1);
  }

  /** Whoever is not back by now is not waited for. */
  #syncAwaited(): void {
    if (this.#syncing || this.fault !== undefined || this.#file === undefined) return;
    this.#awaited = 0;
    if (this.#waiters.length === 0) return;
    if (this.flush()) this.#sync();
    else this.#abandon();
  }

  /** Tells those who waited for what is now on the disk. */
  #release(): void {
    const positions = this.#positions;
    let count = 0;
    while (count < positions.length && positions[count] <= this.#synced) count++;
    if (count === 0) return;
    positions.splice(0, count);
    for (const waiter of this.#waiters.splice(0, count)) waiter.committed();
  }

  #syncFailed(error: FileError): void {
    this.#syncing = false;
    if (this.#file === undefined) return;
    this.#setFault(error);
    this.#abandon();
  }

  /** Tells all who wait that they wait in vain. */
  #abandon(): void {
    this.#positions.length = 0;
    for (const waiter of this.#waiters.splice(0)) waiter.uncommitted();
  }

  #setFault(fault: FileError | undefined): void {
    if (fault === undefined && this.fault === undefined) return;
    const changed = fault?.message !== this.fault?.message;
    // What the disk has is uncertain until everything was written anew, whatever else happens.
    if (fault !== undefined && this.fault?.operation === "sync") return;
    this.fault = fault;
    if (changed) this.onFault?.();
  }
}
