/**
 * From a connection's bytes to replies: parses what has come and has each request executed.
 *
 * All complete requests of one read are executed before anything is written, so a pipeline costs
 * one read and one write. The clock stands still meanwhile.
 */

import { PROTOCOL_ERROR, REQUEST, RequestParser } from "../../resp/request_parser.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { isAdmitted } from "../clients/authentication.ts";
import { describeClient } from "../clients/client_description.ts";
import type { RequestBatch } from "./request_batch.ts";
import { REPLY_YIELD_BYTES, type RequestHandler } from "../network/request_handler.ts";
import type { RequestLimits } from "../../resp/request_parser.ts";
import type { Server } from "../server_state.ts";
import type { Session } from "../clients/session.ts";

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

  /** Subscribers may be silent, and who monitors. */
  get mayIdle(): boolean {
    return this.session.subscriptions !== undefined || this.session.monitors;
  }

  get paused(): boolean {
    return this.session.paused;
  }

  /** Executes every complete request in `bytes[start, end)`; returns how many bytes they were. */
  process(bytes: Uint8Array, start: number, end: number): number {
    const { session, server, reply } = this;
    const parser = this.#parser;
    server.clock.refresh();
    // What it was sent before comes before its replies.
    if (session.subscriptions !== undefined) server.pubsub.settle();
    if (start !== this.#left && parser.isMidRequest) parser.rebase(start - this.#left);
    this.yielded = false;
    // Counted from here: replies may wait already, and each call must make progress.
    const yieldLength = reply.length + REPLY_YIELD_BYTES;
    const { batch } = this.dispatcher;
    let at = start;
    while (!session.closing && !session.paused) {
      const isKnown = isAdmitted(server, session);
      parser.limits = isKnown ? this.limits.known : this.limits.unknown;
      const outcome = batch.fill(parser, bytes, at, end, !isKnown);
      this.dispatcher.prepare(batch, session.keyspace);
      let done = 0;
      while (done < batch.count && this.#executes(batch, done, yieldLength)) {
        at = batch.ends[done];
        batch.release(done++);
      }
      this.dispatcher.finish();
      if (done < batch.count) {
        // The rest of the batch comes again.
        parser.reset();
        break;
      }
      if (outcome === REQUEST) continue;
      if (outcome === PROTOCOL_ERROR && !session.closing && !session.paused) {
        if (session.replyMode === "on") reply.errorBinary(parser.error);
        session.closing = true;
      }
      break;
    }
    this.#left = at;
    return at - start;
  }

  /** Executes request `i` unless it must wait; false if it must, or if the client is done with. */
  #executes(batch: RequestBatch, i: number, yieldLength: number): boolean {
    const { session, reply } = this;
    if (session.closing || session.paused) return false;
    if (reply.length > yieldLength) {
      this.yielded = true;
      return false;
    }
    const args = batch.requests[i];
    if (args.count === 0) return true;
    const mark = reply.length;
    session.beginReply(mark);
    // A request that a pause holds back comes again, from its first byte.
    if (!this.dispatcher.execute(session, args, batch.commands[i])) return false;
    // A blocked command's reply comes later.
    if (session.waiter === undefined) session.endReply(mark);
    else session.withheldFrom = -1;
    return true;
  }

  describe(): string {
    return describeClient(this.session, this.server.clock.now());
  }

  disconnected(): void {
    this.session.closing = true;
  }
}
