/**
 * What the HTTP side is given by the composition root: the server's parts, and a way to be a client
 * of it without a RESP connection. Requests for data are executed by the gateway
 * (`gateway/command_gateway.ts`), for which everything is part of a transaction and nothing waits; a session of
 * its own is for what such would put off, as it does a rewrite of the log.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { Server } from "../server_state.ts";
import type { Peer, Session } from "../clients/session.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";

/** The server as the HTTP side sees it. */
export interface HttpHost {
  readonly server: Server;
  /** Aborted when the server stops: responses that have no end of their own end then. */
  readonly ending: AbortSignal;
  /**
   * Makes a session of the namespace `namespace`; it counts as a client (CLIENT LIST, KILL, tracking)
   * until it is closed. It is authenticated: who may speak HTTP at all has been asked before.
   */
  openSession(options: SessionOptions): Session;
  /** Forgets a session: its transaction, subscriptions, what it waits for. */
  closeSession(session: Session): void;
  /**
   * Executes one request of a session through all gates and writes its reply to `session.reply`.
   * False if a pause holds it back: nothing has happened then, and `peer.resume` is called later.
   */
  execute(session: Session, args: Arguments): boolean;
}

/** What a session is made of. */
export interface SessionOptions {
  /** The other side; `clients/nobody.ts` has one to begin with. */
  readonly peer: Peer;
  readonly reply: ReplyWriter;
  readonly namespace: string;
}
