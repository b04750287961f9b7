/**
 * From a connection's bytes to replies: parses what has come and has each request executed.
 *
 * All complete requests of one read are executed before anything is written, so a pipeline costs
 * one read and one write. The clock stands still meanwhile.
 */

import { PROTOCOL_ERROR, REQUEST, RequestParser } from "../resp/request_parser.ts";
import type { ReplyWriter } from "../resp/reply_writer.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { describeClient } from "./client_description.ts";
import { REPLY_YIELD_BYTES, type RequestHandler } from "./request_handler.ts";
import type { RequestLimits } from "../resp/request_parser.ts";
import type { Server } from "./server_state.ts";
import type { Session } from "./session.ts";

/** Executes the requests of one client. */
export class ClientHandler implements RequestHandler {
  readonly reply: ReplyWriter;
  /** Requests are left although the bytes for them are there: `reply` had become long. */
  yielded = false;
  readonly #parser: RequestParser;
  /** Where the request that is not complete yet began. */
  #left = 0;

  constructor(
    private readonly server: Server,
    private readonly dispatcher: Dispatcher,
    private readonly session: Session,
    private readonly limits: { known: RequestLimits; unknown: RequestLimits },
  ) {
    this.reply = session.reply;
    this.#parser = new RequestParser(limits.known);
  }

  get closeAfterReply(): boolean {
    return this.session.closing;
  }

  /** Subscribers may be silent; there are none yet. */
  get mayIdle(): boolean {
    return false;
  }

  get paused(): boolean {
    return this.session.paused;
  }

  /** Executes every complete request in `bytes[start, end)`; returns how many bytes they were. */
  process(bytes: Uint8Array, start: number, end: number): number {
    const { session, server, reply } = this;
    const parser = this.#parser;
    server.clock.refresh();
    if (start !== this.#left && parser.isMidRequest) parser.rebase(start - this.#left);
    this.yielded = false;
    // Counted from here: replies may wait already, and each call must make progress.
    const yieldLength = reply.length + REPLY_YIELD_BYTES;
    let at = start;
    let seen = start;
    const { lookAhead } = this.dispatcher;
    while (!session.closing && !session.paused) {
      if (reply.length > yieldLength) {
        this.yielded = true;
        break;
      }
      if (at >= seen) seen = lookAhead.look(session.keyspace.table, bytes, at, end);
      parser.limits = session.authenticated ? this.limits.known : this.limits.unknown;
      const outcome = parser.parse(bytes, at, end);
      if (outcome !== REQUEST) {
        if (outcome === PROTOCOL_ERROR) {
          if (session.replyMode === "on") reply.errorBinary(parser.error);
          session.closing = true;
        }
        break;
      }
      if (parser.arguments.count > 0) {
        const mark = reply.length;
        // A request that a pause holds back comes again, from its first byte.
        if (!this.dispatcher.execute(session, parser.arguments)) break;
        // A blocked command's reply comes later.
        if (session.waiter === undefined) session.withholdReply(mark);
      }
      at = parser.next;
    }
    this.#left = at;
    return at - start;
  }

  describe(): string {
    return describeClient(this.session, this.server.clock.now());
  }

  disconnected(): void {
    this.session.closing = true;
  }
}
