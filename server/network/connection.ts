/**
 * One client's connection: bytes in, requests executed, replies out, and an orderly end.
 *
 *     read → InputBuffer → handler.process → OutputBuffer → write
 *       ↑______________ (unless too many replies are unread) ______|
 *
 * A read is always under way unless the client must be held back, so that a client that leaves is
 * noticed. All requests that one read brought are executed at once and their replies leave in one
 * write at the end of the turn of the event loop, together with whatever else was written to the
 * client in that turn.
 *
 * The loop is made of callbacks instead of an async function: at one request a read, the promises
 * are most of the work that is left to save (docs/performance.md).
 *
 *     open ──► draining ──► lingering ──► closed
 *       │  replies must leave   │ the end was announced
 *       └─────────────── kill ──┴──────────►
 *
 * A connection that closes in order says so to the client first and goes on reading for a moment,
 * dropping what comes: closing with unread bytes would make the system reset the connection, and
 * take back replies that the client has not read.
 */

import type { ConnectionContext, Endpoints } from "./connection_context.ts";
import { InputBuffer } from "./input_buffer.ts";
import { OutputBuffer } from "./output_buffer.ts";
import { OutputGuard, type OutputLimit } from "./output_limit.ts";
import { quoteBytes } from "../quote_bytes.ts";
import type { CommitWaiter, ReplyLog } from "./reply_commits.ts";
import type { RequestHandler, Socket } from "./request_handler.ts";
import type { EndOfTurn } from "./turn_scheduler.ts";

const OPEN = 0;
const DRAINING = 1;
const LINGERING = 2;
const CLOSED = 3;

/** A client that has to wait may send so much ahead; then it is not read from. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** How long a client gets to close its side after the server has closed its own. */
const LINGER_MS = 1000;

/** One connected client. `H` is what executes its requests. */
export class Connection<H extends RequestHandler = RequestHandler>
  implements EndOfTurn, CommitWaiter {
  readonly handler: H;
  readonly address: string;
  readonly localAddress: string;
  readonly isUnixSocket: boolean;
  /** When it was accepted, in ms since the epoch. */
  readonly createdMs: number;
  /** When bytes last came or left, in ms since the epoch. */
  lastInteractionMs: number;
  /** Bytes received and sent so far. */
  inputBytes = 0;
  outputBytes = 0;

  #state = OPEN;
  #reading = false;
  #writing = false;
  #scheduled = false;
  #resuming = false;
  /** Requests have been left unexecuted until replies have left. */
  #heldBack = false;
  /** Something was logged for the replies that have not begun to leave. */
  #wrote = false;
  /** The client has said that it sends nothing more. */
  #ended = false;
  #lingerUntilMs = 0;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #onGone: (connection: Connection<H>) => void;
  readonly #onClosed: (connection: Connection<H>) => void;
  readonly #input = new InputBuffer();
  readonly #output: OutputBuffer;
  readonly #guard = new OutputGuard();
  readonly #onRead = (count: number | null): void => this.#didRead(count);
  readonly #onWritten = (count: number): void => this.#didWrite(count);
  /** Connections break, by a reset or a closed pipe; there is nobody left to tell. */
  readonly #onError = (): void => this.kill();

  /**
   * Takes over `socket`; call {@link Connection.start} to begin.
   *
   * @param createHandler Makes the handler of this connection.
   * @param onGone Called once when the client is no longer served: it counts no more.
   * @param onClosed Called once, then or later, when the socket is closed.
   */
  constructor(
    readonly id: number,
    socket: Socket,
    endpoints: Endpoints,
    context: ConnectionContext,
    createHandler: (connection: Connection<H>) => H,
    onGone: (connection: Connection<H>) => void,
    onClosed: (connection: Connection<H>) => void,
  ) {
    this.#socket = socket;
    this.#context = context;
    this.#onGone = onGone;
    this.#onClosed = onClosed;
    this.address = endpoints.address;
    this.localAddress = endpoints.localAddress;
    this.isUnixSocket = endpoints.isUnixSocket;
    this.createdMs = this.lastInteractionMs = context.clock.now();
    this.handler = createHandler(this);
    this.#output = new OutputBuffer(this.handler.reply, context.pool);
  }

  /** Begins to read. */
  start(): void {
    this.#read();
  }

  /** Whether requests are still being taken. */
  get isOpen(): boolean {
    return this.#state === OPEN;
  }

  /** Bytes read and not executed yet. */
  get queryBytes(): number {
    return this.#input.length;
  }

  /** Bytes that could be read without a larger buffer. */
  get queryFreeBytes(): number {
    return this.#input.free;
  }

  /** Bytes of replies that are being sent. */
  get replyBytes(): number {
    return this.#output.sendingBytes;
  }

  /** Bytes of replies that wait behind those. */
  get pendingBytes(): number {
    return this.#output.pendingBytes - this.#output.sendingBytes;
  }

  /** Memory of the connection's buffers, in bytes. */
  get memoryBytes(): number {
    return this.#input.bytes.length + this.#output.memoryBytes;
  }

  /** `client-output-buffer-limit` of this client; changes when it subscribes, for example. */
  get outputLimit(): OutputLimit {
    return this.#guard.limit;
  }

  set outputLimit(limit: OutputLimit) {
    this.#guard.limit = limit;
  }

  /**
   * The reply buffer, ready to be written to from outside the handler's `process`: messages,
   * invalidations, the reply of a command that was blocked. Sent at the end of this turn.
   */
  writer(): H["reply"] {
    this.#output.lend();
    this.flush();
    return this.handler.reply;
  }

  /** Sends at the end of this turn what has been written to the reply buffer. */
  flush(): void {
    if (this.#scheduled || this.#state === CLOSED) return;
    this.#scheduled = true;
    this.#context.turns.schedule(this);
  }

  /** Goes on with the requests that were held back while the handler was paused. */
  resume(): void {
    this.#resuming = true;
    this.flush();
  }

  /** Takes no more requests, sends what is pending and closes. */
  close(): void {
    if (this.#state !== OPEN) return;
    this.#state = DRAINING;
    this.#input.clear();
    this.flush();
  }

  /** Closes at once and drops what is pending. */
  kill(): void {
    if (this.#state === CLOSED) return;
    const wasServed = this.#state !== LINGERING;
    this.#state = CLOSED;
    try {
      this.#socket.close();
    } catch {
      // It was closed already, by the system or by the other side.
    }
    if (wasServed) this.#gone();
    this.#output.discard();
    this.#onClosed(this);
  }

  /**
   * What time does to a connection; called about once a second. Closes it when it has been idle
   * for longer than `idleLimitMs` (0: never), when its replies have been unread for too long, or
   * when it has lingered long enough.
   */
  tick(nowMs: number, idleLimitMs: number): void {
    if (this.#state === LINGERING) {
      if (nowMs >= this.#lingerUntilMs) this.kill();
      return;
    }
    if (this.#isOverLimit()) return;
    if (idleLimitMs === 0 || nowMs - this.lastInteractionMs <= idleLimitMs) return;
    if (this.handler.mayIdle || this.handler.paused) return;
    this.#context.log.verbose("Closing idle client");
    this.kill();
  }

  /** The scheduler's call: this turn's requests are executed, now their replies leave. */
  endTurn(): void {
    this.#scheduled = false;
    if (this.#resuming) {
      this.#resuming = false;
      this.#execute();
    } else {
      this.#isOverLimit();
    }
    if (!this.#writing) this.#send();
  }

  #read(): void {
    if (this.#reading || this.#ended || this.#state === CLOSED) return;
    if (this.#state === OPEN && this.#mustWait()) return;
    this.#reading = true;
    try {
      this.#socket.read(this.#input.room()).then(this.#onRead, this.#onError);
    } catch (error) {
      this.#broken(error);
    }
  }

  /** Whether the client is held back: its replies are unread, or it has sent far too much ahead. */
  #mustWait(): boolean {
    if (this.#output.pendingBytes >= this.#guard.backpressureBytes) return true;
    return this.#input.length > MAX_WAITING_BYTES && this.handler.paused;
  }

  #didRead(count: number | null): void {
    this.#reading = false;
    if (this.#state === CLOSED) return;
    if (count === null) {
      this.#ended = true;
      this.#didEnd();
      return;
    }
    if (this.#state !== OPEN) {
      this.#input.clear();
      this.#read();
      return;
    }
    const { counters, clock, settings } = this.#context;
    this.inputBytes += count;
    counters.netInputBytes += count;
    this.lastInteractionMs = clock.now();
    this.#input.filled(count);
    if (this.#input.length > settings.queryBufferLimitBytes) this.#overflowed();
    else this.#execute();
  }

  /** Executes what has been read, and reads on. */
  #execute(): void {
    if (this.#state !== OPEN) return;
    const input = this.#input;
    const output = this.#output;
    const { handler } = this;
    const { log } = this.#context.commits;
    const position = log === undefined ? 0 : log.position;
    try {
      while (input.start !== input.end && !handler.paused) {
        if (this.#mustWait()) {
          this.#heldBack = true;
          break;
        }
        output.lend();
        input.consume(handler.process(input.bytes, input.start, input.end));
        if (log !== undefined && log.position !== position && log.fault === undefined) {
          this.#wrote = true;
        }
        if (this.#state !== OPEN) return;
        if (handler.closeAfterReply) {
          this.close();
          return;
        }
        if (!handler.yielded || this.#isOverLimit()) break;
        if (!this.#writing) this.#send();
      }
    } catch (error) {
      this.#broken(error);
      return;
    }
    if (handler.reply.length !== 0) this.flush();
    else output.reclaim();
    if (this.#ended) this.#didEnd();
    else this.#read();
  }

  /** Closes the connection if its client has left too many replies unread. */
  #isOverLimit(): boolean {
    if (!this.#guard.isExceeded(this.#output.pendingBytes, this.#context.clock)) return false;
    if (this.#state === CLOSED) return true;
    const { log, counters } = this.#context;
    counters.outputBufferDisconnections++;
    log.warning(
      `Client ${this.#describe()} closed for overcoming of output buffer limits.`,
    );
    this.kill();
    return true;
  }

  #overflowed(): void {
    const { log, counters } = this.#context;
    counters.queryBufferDisconnections++;
    const { bytes, start, end } = this.#input;
    const first = quoteBytes(bytes, start, Math.min(end, start + 64));
    log.warning(
      `Closing client that reached max query buffer length: ${this.#describe()} ` +
        `(qbuf initial bytes: ${first})`,
    );
    this.kill();
  }

  /** Begins to send what has been collected; no write may be under way. */
  #send(): void {
    if (this.#state === CLOSED) return;
    if (this.#output.begin()) {
      this.#writing = true;
      const { log } = this.#context.commits;
      if (log === undefined || this.#mayLeave(log)) this.#write();
      return;
    }
    this.#output.reclaim();
    if (this.#state === DRAINING) this.#linger();
  }

  #mayLeave(log: ReplyLog): boolean {
    const wrote = this.#wrote;
    this.#wrote = false;
    return log.passes(this, wrote);
  }

  /** The log's call: what the replies acknowledge is safe. */
  committed(): void {
    if (this.#state !== CLOSED) this.#write();
  }

  /** The log's call: it may be lost, so the client is not to believe that it was done. */
  uncommitted(): void {
    this.kill();
  }

  #write(): void {
    try {
      this.#socket.write(this.#output.view()).then(this.#onWritten, this.#onError);
    } catch (error) {
      this.#broken(error);
    }
  }

  #didWrite(count: number): void {
    if (this.#state === CLOSED) return;
    const { counters, clock } = this.#context;
    this.outputBytes += count;
    counters.netOutputBytes += count;
    this.lastInteractionMs = clock.now();
    if (!this.#output.advance(count)) {
      this.#write();
      return;
    }
    this.#writing = false;
    // What collected meanwhile leaves at once, unless this turn has more to add to it.
    if (!this.#scheduled) this.#send();
    if (this.#heldBack || !this.#reading) {
      this.#heldBack = false;
      this.#execute();
    }
  }

  /** The client sends nothing more: what it has asked for is answered, then the connection ends. */
  #didEnd(): void {
    if (this.#state === LINGERING) this.kill();
    else if (this.#state === OPEN && !this.#mustWait()) this.close();
  }

  /** All replies have left: say so, and give the client a moment to read them. */
  #linger(): void {
    this.#state = LINGERING;
    this.#lingerUntilMs = this.#context.clock.now() + LINGER_MS;
    this.#gone();
    if (this.#ended) {
      this.kill();
      return;
    }
    this.#input.clear();
    try {
      this.#socket.closeWrite().catch(this.#onError);
    } catch {
      this.kill();
    }
    this.#read();
  }

  /** Something that must not happen; it ends this connection, not the server. */
  #broken(error: unknown): void {
    if (this.#state === CLOSED) return;
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    this.#context.log.warning(`Closing client after an internal error: ${text}`);
    this.kill();
  }

  /** The client for the log; a fault in there must not stop the connection from closing. */
  #describe(): string {
    try {
      return this.handler.describe();
    } catch {
      return `id=${this.id}`;
    }
  }

  #gone(): void {
    try {
      this.handler.disconnected();
    } catch (error) {
      const text = error instanceof Error ? error.stack ?? error.message : String(error);
      this.#context.log.warning(`Internal error while a client left: ${text}`);
    }
    this.#onGone(this);
  }
}
