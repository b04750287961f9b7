/**
 * One client of a load: a connection with some requests under way, in order.
 *
 * Callbacks on promises instead of an async function, as in the server's own connections: at one
 * request a read, promises would be most of the work.
 */

import type { LoadProtocol } from "./protocols/protocol.ts";
import type { LoadRecorder } from "./load_recorder.ts";
import { FAILED, type ReplyReceiver, type ReplyScanner } from "./protocols/reply_scanner.ts";
import type { RequestWriter } from "./protocols/request_template.ts";

/** Whoever hands out requests. */
export interface LoadSource {
  readonly protocol: LoadProtocol;
  readonly writer: RequestWriter;
  readonly recorder: LoadRecorder;
  /** Requests that a connection may have under way. */
  readonly pipeline: number;
  /** Replies have come. */
  onReplies(connection: LoadConnection, nowMs: number): void;
  /** The connection has broken; what was under way is lost. */
  onLost(connection: LoadConnection, reason: unknown): void;
}

const INPUT_BYTES = 16 * 1024;
const MOST_INPUT_BYTES = 1024 * 1024;
const FIRST_OUTPUT_BYTES = 4 * 1024;

/** What a server answers to the password or the database. */
export class GreetingError extends Error {
  override readonly name = "GreetingError";
}

/** A client. */
export class LoadConnection implements ReplyReceiver {
  /** Whether requests can be sent. */
  isOpen = false;
  /** Requests under way. */
  inFlight = 0;

  readonly #source: LoadSource;
  #conn: Deno.Conn | undefined;
  #scanner!: ReplyScanner;
  #input = new Uint8Array(INPUT_BYTES);
  /** Requests that are being collected. */
  #output = new Uint8Array(FIRST_OUTPUT_BYTES);
  #outputBytes = 0;
  /** Requests that are being sent. */
  #sending = new Uint8Array(FIRST_OUTPUT_BYTES);
  #sendingBytes = 0;
  #sent = 0;
  #isWriting = false;
  /** Operation and beginning of what is under way: a ring. */
  readonly #operations: Uint8Array;
  readonly #starts: Float64Array;
  #first = 0;
  #nowMs = 0;
  #greetingReplies = 0;
  #greeted: { resolve(): void; reject(reason: unknown): void } | undefined;
  readonly #onRead = (count: number | null): void => this.#didRead(count);
  readonly #onWritten = (count: number): void => this.#didWrite(count);
  readonly #onError = (error: unknown): void => this.#broke(error);

  constructor(source: LoadSource) {
    this.#source = source;
    this.#operations = new Uint8Array(source.pipeline);
    this.#starts = new Float64Array(source.pipeline);
  }

  /** Connects and authenticates. Rejects when that fails. */
  async open(): Promise<void> {
    const { hostname, port, greeting, greetingReplies } = this.#source.protocol;
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay(true);
    this.#conn = conn;
    this.#scanner = this.#source.protocol.scanner(this);
    this.#greetingReplies = greetingReplies;
    const greeted = Promise.withResolvers<void>();
    this.#greeted = greeted;
    this.#read();
    if (greetingReplies === 0) greeted.resolve();
    else {
      this.#put(greeting);
      this.flush();
    }
    try {
      await greeted.promise;
    } catch (error) {
      this.close();
      throw error;
    }
    this.#greeted = undefined;
    this.isOpen = true;
  }

  /** Adds a request, which counts from `startMs` on; it leaves with {@linkcode flush}. */
  push(operation: number, startMs: number): void {
    const { writer, pipeline } = this.#source;
    this.#reserve(writer.maxBytes);
    this.#outputBytes = writer.write(this.#output, this.#outputBytes, operation);
    const at = (this.#first + this.inFlight++) % pipeline;
    this.#operations[at] = operation;
    this.#starts[at] = startMs;
  }

  /** Sends what has been added. */
  flush(): void {
    if (this.#isWriting || this.#outputBytes === 0 || this.#conn === undefined) return;
    const free = this.#sending;
    this.#sending = this.#output;
    this.#sendingBytes = this.#outputBytes;
    this.#sent = 0;
    this.#output = free;
    this.#outputBytes = 0;
    this.#isWriting = true;
    this.#write();
  }

  /** Closes it; what is under way is lost. */
  close(): void {
    const conn = this.#conn;
    this.#conn = undefined;
    this.isOpen = false;
    try {
      conn?.close();
    } catch {
      // The other side was faster.
    }
    this.#forget();
  }

  /** The scanner's call. */
  onReply(kind: number): void {
    if (this.#greetingReplies > 0) {
      if (kind === FAILED) this.#greeted?.reject(new GreetingError(this.#scanner.errorText));
      else if (--this.#greetingReplies === 0) this.#greeted?.resolve();
      return;
    }
    const { recorder, pipeline } = this.#source;
    if (this.inFlight === 0) throw new Error("a reply came that nobody had asked for");
    const at = this.#first;
    this.#first = at + 1 === pipeline ? 0 : at + 1;
    this.inFlight--;
    recorder.reply(this.#operations[at], kind, this.#starts[at], this.#nowMs);
    if (kind === FAILED) recorder.errorText(this.#scanner.errorText, this.#starts[at]);
  }

  #read(): void {
    try {
      this.#conn!.read(this.#input).then(this.#onRead, this.#onError);
    } catch (error) {
      this.#broke(error);
    }
  }

  #didRead(count: number | null): void {
    if (this.#conn === undefined) return;
    if (count === null) {
      this.#broke(new Error("the server closed the connection"));
      return;
    }
    this.#nowMs = performance.now();
    try {
      this.#scanner.scan(this.#input, count);
    } catch (error) {
      this.#broke(error);
      return;
    }
    if (count === this.#input.length && count < MOST_INPUT_BYTES) {
      this.#input = new Uint8Array(2 * count);
    }
    if (this.isOpen) this.#source.onReplies(this, this.#nowMs);
    if (this.#conn !== undefined) this.#read();
  }

  #write(): void {
    try {
      this.#conn!.write(this.#sending.subarray(this.#sent, this.#sendingBytes))
        .then(this.#onWritten, this.#onError);
    } catch (error) {
      this.#broke(error);
    }
  }

  #didWrite(count: number): void {
    if (this.#conn === undefined) return;
    this.#sent += count;
    if (this.#sent < this.#sendingBytes) {
      this.#write();
      return;
    }
    this.#isWriting = false;
    this.flush();
  }

  #broke(reason: unknown): void {
    if (this.#conn === undefined) return;
    const greeted = this.#greeted;
    this.close();
    if (greeted !== undefined) greeted.reject(reason);
    else this.#source.onLost(this, reason);
  }

  /** Counts what is under way as lost, and begins anew. */
  #forget(): void {
    const { recorder, pipeline } = this.#source;
    for (; this.inFlight > 0; this.inFlight--) {
      recorder.lost(this.#operations[this.#first], this.#starts[this.#first]);
      this.#first = (this.#first + 1) % pipeline;
    }
    this.#outputBytes = 0;
    this.#isWriting = false;
  }

  #put(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#output.set(bytes, this.#outputBytes);
    this.#outputBytes += bytes.length;
  }

  #reserve(bytes: number): void {
    const wanted = this.#outputBytes + bytes;
    if (wanted <= this.#output.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#output.length, wanted));
    grown.set(this.#output.subarray(0, this.#outputBytes));
    this.#output = grown;
  }
}
