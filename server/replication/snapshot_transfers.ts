/**
 * Snapshots that are sent to clients: what SYNC asks for, `redis-cli --rdb` for example.
 *
 * ```
 *  $EOF:mark CR LF │ RDB … │ mark          then the connection is closed: nothing follows
 * ```
 *
 * The snapshot is that of the moment in which it begins, as BGSAVE's is. It goes on as fast as the client
 * reads. The engine has one walk at a time, so a transfer waits for a snapshot or rewrite that is under
 * way, and one that must be taken at once (SAVE, the end) breaks it off.
 */

import type { Engine } from "../../store/engine/engine.ts";
import { Snapshot, type SnapshotSink } from "../../store/persistence/snapshot.ts";
import type { BlockedClients, Waiter } from "../clients/blocking.ts";
import type { OutputLimit } from "../network/output_limit.ts";
import { SlicedWork } from "../durability/slices.ts";
import type { Peer, Session } from "../clients/session.ts";

/** With so many bytes unread by the client, the walk waits. */
const MOST_UNREAD_BYTES = 1024 * 1024;
/** How long it then waits, and how often a transfer looks whether it may begin, in ms. */
const WAIT_MS = 5;
/** Bytes of the mark, which stands for the end since the length is not known before. */
const MARK_BYTES = 40;

const encoder = new TextEncoder();

/** The transfers of one server. */
export class SnapshotTransfers {
  readonly #transfers = new Set<Transfer>();

  constructor(
    private readonly engine: Engine,
    private readonly blocking: BlockedClients,
  ) {}

  /**
   * Sends a snapshot to a session, which is served no more.
   *
   * @param head A line that comes first, without its end, or "".
   * @param limit How much the client may leave unread: writes of others may fill its buffer.
   */
  begin(session: Session, head: string, limit: OutputLimit): void {
    session.peer.outputLimit = limit;
    const transfer: Transfer = new Transfer(this.engine, this.blocking, session, head, () => {
      this.#transfers.delete(transfer);
    });
    this.#transfers.add(transfer);
    transfer.start();
  }

  /** The server ends: transfers are broken off. */
  stop(): void {
    for (const transfer of this.#transfers) transfer.stop();
  }
}

/** One snapshot on its way to a client. */
class Transfer implements SnapshotSink {
  readonly #waiter: Waiter;
  readonly #peer: Peer;
  readonly #mark: Uint8Array;
  #snapshot: Snapshot | undefined;
  #work: SlicedWork | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly blocking: BlockedClients,
    session: Session,
    private readonly head: string,
    private readonly ended: () => void,
  ) {
    this.#peer = session.peer;
    this.#waiter = blocking.hold(session);
    const random = crypto.getRandomValues(new Uint8Array(MARK_BYTES / 2));
    this.#mark = encoder.encode(
      Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    );
  }

  /** Begins as soon as there is no other walk. */
  start(): void {
    if (!this.#peer.isOpen) return this.stop();
    if (this.engine.keeper !== undefined) {
      this.#timer = setTimeout(() => this.start(), WAIT_MS);
      return;
    }
    const begin = `${this.head === "" ? "" : `${this.head}\r\n`}$EOF:`;
    this.#send(encoder.encode(begin));
    this.#send(this.#mark);
    this.#send(encoder.encode("\r\n"));
    this.#snapshot = new Snapshot(this.engine, this);
    this.#goOn();
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    // The client may have left while the walk goes on.
    if (this.#peer.isOpen) this.#peer.writer().raw(bytes, start, end);
  }

  /** Breaks the transfer off, unless it has ended. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#work?.stop();
    this.#snapshot?.abort();
    this.#peer.kill();
    this.ended();
  }

  #send(bytes: Uint8Array): void {
    this.write(bytes, 0, bytes.length);
  }

  #goOn(): void {
    const snapshot = this.#snapshot!;
    // Broken off for another one while this one waited for its client.
    if (this.engine.keeper !== snapshot) return this.stop();
    let isDone = false;
    this.#work = new SlicedWork((budgetMs) => {
      if (!this.#peer.isOpen || this.#unreadBytes > MOST_UNREAD_BYTES) return true;
      return isDone = snapshot.step(budgetMs);
    }, (error) => {
      if (error !== undefined || !this.#peer.isOpen || (isDone && !snapshot.isComplete)) {
        this.stop();
      } else if (isDone) this.#finish();
      else this.#timer = setTimeout(() => this.#goOn(), WAIT_MS);
    });
  }

  get #unreadBytes(): number {
    return this.#peer.replyBytes + this.#peer.pendingBytes;
  }

  #finish(): void {
    this.blocking.settle(this.#waiter, (reply) => {
      reply.raw(this.#mark, 0, this.#mark.length);
      return true;
    });
    this.#peer.close();
    this.ended();
  }
}
