/**
 * What stands between replies and the socket: a log that must have got what they acknowledge.
 *
 * A connection asks when it is about to send. Most of the time nobody keeps a log, or the log is as far
 * already; otherwise the connection's write begins later, when it is told to (group commit), and
 * further replies collect behind it as behind any write under way.
 */

/** Somebody whose replies wait. */
export interface CommitWaiter {
  /** They may leave now. */
  committed(): void;
  /** They never may: what they acknowledge may be lost. */
  uncommitted(): void;
}

/** A log that replies wait for; `AppendLog` of `store/persistence/` is one. */
export interface ReplyLog {
  /** Grows with everything that is to be logged. */
  readonly position: number;
  /** Why nothing can be logged at the moment, if so. */
  readonly fault: unknown;
  /** Whether replies may leave at once; otherwise the waiter is told. See `AppendLog.passes`. */
  passes(waiter: CommitWaiter, wrote: boolean): boolean;
}

/** The log of a server, while it keeps one; all its connections share this object. */
export interface ReplyCommits {
  log: ReplyLog | undefined;
}
