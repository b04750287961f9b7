/**
 * The session of HTTP requests, one after the other: a client without a socket.
 *
 * Its peer keeps nothing but the address and whoever waits for the end of a pause.
 */

import { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Namespace } from "../../store/namespace.ts";
import { NO_OUTPUT_LIMIT, type OutputLimit } from "../output_limit.ts";
import { type Peer, Session } from "../session.ts";

/** Longer reply buffers are given back. */
const KEPT_REPLY_BYTES = 64 * 1024;

/** What an HTTP request is to its commands: a peer that is neither written to nor closed. */
export class GatewayPeer implements Peer {
  address = "";
  readonly localAddress = "";
  readonly isUnixSocket = false;
  createdMs = 0;
  lastInteractionMs = 0;
  readonly queryBytes = 0;
  readonly queryFreeBytes = 0;
  readonly replyBytes = 0;
  readonly pendingBytes = 0;
  readonly memoryBytes = 0;
  isOpen = true;
  outputLimit: OutputLimit = NO_OUTPUT_LIMIT;
  /** Called when commands that were held back may be executed. */
  onResume: (() => void) | undefined;

  constructor(private readonly reply: ReplyWriter) {}

  writer(): ReplyWriter {
    return this.reply;
  }

  flush(): void {}

  resume(): void {
    this.onResume?.();
  }

  close(): void {}

  kill(): void {}
}

/** What a request brings to its session. */
export interface SessionStart {
  /** The namespace's name, and what stands for it. */
  readonly namespace: string;
  readonly keyspace: Namespace;
  /** Its number if it is a database, −1 otherwise. */
  readonly database: number;
  readonly address: string;
  readonly protocol: 2 | 3;
  readonly nowMs: number;
}

/** A session that serves one HTTP request at a time. */
export class GatewaySession {
  readonly reply: ReplyWriter = new ReplyWriter(3);
  readonly peer: GatewayPeer = new GatewayPeer(this.reply);
  /**
   * Kept from request to request: no command that leaves something behind in it, such as CLIENT SETNAME, is
   * executed over HTTP.
   */
  session!: Session;
  /** Name of the namespace, which need not be there. */
  namespace = "";

  /** Begins a request. */
  begin({ namespace, keyspace, database, address, protocol, nowMs }: SessionStart): void {
    const { peer, reply } = this;
    this.namespace = namespace;
    peer.address = address;
    peer.createdMs = peer.lastInteractionMs = nowMs;
    reply.protocol = protocol;
    const { session } = this;
    if (session === undefined) {
      this.session = new Session(0, reply, database, keyspace, peer, true);
      return;
    }
    session.database = database;
    session.keyspace = keyspace;
    session.paused = false;
  }

  /** Ends it; the replies must have been taken. */
  end(): void {
    const { peer, reply, session } = this;
    peer.onResume = undefined;
    session.discardTransaction();
    reply.rewind(0);
    if (reply.bytes.length > KEPT_REPLY_BYTES) reply.shrink();
  }

  /** Resolves when commands that a pause has held back may be executed. */
  resumed(): Promise<void> {
    return new Promise((resolve) => this.peer.onResume = resolve);
  }
}
