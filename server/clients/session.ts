/**
 * One client's state: what it is called, which keyspace it has selected, what it has queued.
 *
 * A session knows nothing of sockets. What CLIENT LIST tells of the connection, and ways to close
 * it, come through the narrow `Peer` that the connection gives.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Watch } from "../../store/engine/key_watches.ts";
import type { Namespace } from "../../store/engine/namespace.ts";
import type { Subscriber, Subscriptions } from "../../store/engine/pubsub.ts";
import type { Waiter } from "./blocking.ts";
import type { Command } from "../command/command.ts";
import type { OutputLimit } from "../network/output_limit.ts";
import type { Tracker } from "../tracking/tracker.ts";

/** The connection as a session sees it. Sizes are in bytes, times in ms since the epoch. */
export interface Peer {
  /** "127.0.0.1:50312", or "/path:0" for a unix socket. */
  readonly address: string;
  readonly localAddress: string;
  readonly isUnixSocket: boolean;
  readonly createdMs: number;
  readonly lastInteractionMs: number;
  /** Bytes read and not executed yet, and room left for more. */
  readonly queryBytes: number;
  readonly queryFreeBytes: number;
  /** Replies not sent yet: bytes of the one under way, and of those behind it. */
  readonly replyBytes: number;
  readonly pendingBytes: number;
  /** All memory that the connection holds. */
  readonly memoryBytes: number;
  /** Whether the client is still served. */
  readonly isOpen: boolean;
  /** How many unread bytes the client may have; depends on its type. */
  outputLimit: OutputLimit;
  /** The session's reply buffer, ready for a reply out of turn, which is sent when the turn ends. */
  writer(): ReplyWriter;
  /** Sends what `reply` holds at the end of this turn of the loop; for replies out of turn. */
  flush(): void;
  /** Goes on with the requests that were held back while the session was paused. */
  resume(): void;
  /** Takes no more requests, and closes the connection when all replies have left. */
  close(): void;
  /** Closes the connection at once. */
  kill(): void;
}

/** A command that waits for EXEC. */
export interface QueuedCommand {
  readonly command: Command;
  readonly args: Arguments;
}

/** A transaction under way: between MULTI and EXEC. */
export interface Transaction {
  readonly queue: QueuedCommand[];
  /** Some command was refused: EXEC will be, too. */
  aborted: boolean;
  /** Bytes of the queued arguments. */
  bytes: number;
}

/**
 * What CLIENT REPLY has set: replies are sent, or not, or that of the request under way is not, or
 * that of the next one will not be.
 */
export type ReplyMode = "on" | "off" | "skip" | "skip-next";

/** The classes of clients that CLIENT LIST and CLIENT KILL tell apart. */
export type ClientType = "normal" | "replica" | "pubsub" | "master";

/** The state of one client. */
export class Session implements Subscriber {
  name = "";
  libraryName = "";
  libraryVersion = "";
  user = "default";
  authenticated: boolean;
  transaction: Transaction | undefined;
  /** The transaction whose commands EXEC is running. */
  executing: Transaction | undefined;
  /** The keys that WATCH has named. */
  watch: Watch | undefined;
  replyMode: ReplyMode = "on";
  /**
   * Where the reply of the request under way begins, if CLIENT REPLY is to withhold it; -1 when it
   * is not, or when there is no request.
   */
  withheldFrom = -1;
  /** What the client listens to; undefined unless it is a subscriber. */
  subscriptions: Subscriptions | undefined;
  /** What CLIENT TRACKING has set; undefined for a client that has never tracked. */
  tracker: Tracker | undefined;
  /** Whether it is in MONITOR: it sees all commands, and may use no keys itself. */
  monitors = false;
  /**
   * When the replies of a transaction have passed so many bytes, those that follow are left out, as errors:
   * for a client whose answer is made of all of them at once.
   */
  transactionReplyBytes = Infinity;
  /** Whether a transaction ends with the first command that fails: for one that is made of a single request. */
  transactionStopsAtError = false;
  /** CLIENT NO-EVICT and NO-TOUCH. */
  noEvict = false;
  noTouch = false;
  /** No further request is read; the connection closes when its replies have left. */
  closing = false;
  /** No request is executed for the time being (CLIENT PAUSE, a blocking command). */
  paused = false;
  /** What a blocking command waits for. */
  waiter: Waiter | undefined;
  /** The command of the last request, refused or not; undefined if there is none of its name. */
  lastCommand: Command | undefined;

  constructor(
    readonly id: number,
    readonly reply: ReplyWriter,
    /** Index of the selected keyspace; −1 for one that has a name instead. */
    public database: number,
    /** The selected keyspace. */
    public keyspace: Namespace,
    readonly peer: Peer,
    authenticated: boolean,
  ) {
    this.authenticated = authenticated;
  }

  /** What the client has become; without replication it is a subscriber or nothing special. */
  get type(): ClientType {
    return this.subscriptions === undefined ? "normal" : "pubsub";
  }

  /** Whether it speaks RESP2 and is subscribed: then messages are all that it may get. */
  get onlyListens(): boolean {
    return this.subscriptions !== undefined && this.reply.protocol === 2;
  }

  /** What was written to `reply` since `mark` is a push: CLIENT REPLY does not withhold it. */
  keepPushed(mark: number): void {
    if (this.withheldFrom < 0) return;
    const { reply } = this;
    reply.moveBefore(this.withheldFrom, mark);
    this.withheldFrom += reply.length - mark;
  }

  /** A request begins whose reply will stand from `mark` on. */
  beginReply(mark: number): void {
    this.withheldFrom = this.replyMode === "on" ? -1 : mark;
  }

  /** Takes the reply of the request that began last back if CLIENT REPLY says so. */
  endReply(mark: number): void {
    this.withholdReply(this.withheldFrom < 0 ? mark : this.withheldFrom);
    this.withheldFrom = -1;
  }

  /** Takes the reply since `mark` back if CLIENT REPLY says so; SKIP counts the requests. */
  withholdReply(mark: number): void {
    if (this.replyMode === "on") return;
    this.reply.rewind(mark);
    if (this.replyMode === "skip-next") this.replyMode = "skip";
    else if (this.replyMode === "skip") this.replyMode = "on";
  }

  /** Forgets the watched keys. */
  unwatch(): void {
    this.watch?.release();
    this.watch = undefined;
  }

  /** Forgets the transaction and the watched keys. */
  discardTransaction(): void {
    this.transaction = undefined;
    this.unwatch();
  }
}
