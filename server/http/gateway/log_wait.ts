/**
 * What replies over HTTP wait for: under `appendfsync always` the log must be on the disk before a reply
 * that acknowledges a write, or shows one, may leave.
 */

import type { ReplyCommits } from "../../network/reply_commits.ts";

/** The reply cannot be given: what it acknowledges may be lost. */
export class NotDurableError extends Error {
  override readonly name = "NotDurableError";
}

/** The log of a server as those see it who wait for it. */
export class LogWait {
  constructor(private readonly commits: ReplyCommits) {}

  /** Where the log stands; 0 without one. */
  get position(): number {
    return this.commits.log?.position ?? 0;
  }

  /** Whether what has just been executed is in the log, which stood at `position` before. */
  wrote(position: number): boolean {
    const { log } = this.commits;
    return log !== undefined && log.position !== position && log.fault === undefined;
  }

  /**
   * Resolves when replies may leave, those of writes included if it `wrote`; undefined: now.
   * @throws {NotDurableError} in the promise.
   */
  committed(wrote: boolean): Promise<void> | undefined {
    const { log } = this.commits;
    if (log === undefined) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const passes = log.passes({
      committed: resolve,
      uncommitted: () => reject(new NotDurableError("Cannot bring the change to the disk")),
    }, wrote);
    return passes ? undefined : promise;
  }
}
