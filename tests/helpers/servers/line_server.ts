/**
 * A server of lines for tests of the socket layer: it answers each line with the same line, and
 * some words make it behave in ways that the layer above connections may.
 */
import { ManualClock } from "../../../store/clock.ts";
import type { Connection } from "../../../server/network/connection.ts";
import { Listener, type ListenerOptions } from "../../../server/network/listener.ts";
import { Logger } from "../../../server/log.ts";
import {
  REPLY_YIELD_BYTES,
  type ReplyBuffer,
  type RequestHandler,
} from "../../../server/network/request_handler.ts";

const LF = 0x0a;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * `quit` ends the connection after its answer, `pause` holds back what follows until `resume`,
 * `big N` answers with N bytes and a line end, `boom` throws.
 */
export class LineHandler implements RequestHandler {
  readonly reply: ReplyBuffer = { bytes: new Uint8Array(0), length: 0 };
  closeAfterReply = false;
  paused = false;
  yielded = false;
  mayIdle = false;
  disconnections = 0;
  /** How many bytes each call of `process` was given. */
  readonly calls: number[] = [];

  /** So many of the bytes left over are known to hold no line end. */
  #searched = 0;

  constructor(readonly connection: Connection<LineHandler>) {}

  process(bytes: Uint8Array, start: number, end: number): number {
    this.calls.push(end - start);
    this.yielded = false;
    let at = start;
    while (!this.closeAfterReply && !this.paused) {
      const lineEnd = bytes.subarray(0, end).indexOf(LF, at + this.#searched);
      if (lineEnd < 0) {
        this.#searched = end - at;
        break;
      }
      this.#searched = 0;
      this.#execute(bytes, at, lineEnd + 1);
      at = lineEnd + 1;
      if (this.reply.length >= REPLY_YIELD_BYTES) {
        this.yielded = true;
        break;
      }
    }
    return at - start;
  }

  #execute(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > 32) return this.append(bytes.subarray(start, end));
    const words = decoder.decode(bytes.subarray(start, end - 1)).split(" ");
    if (words[0] === "big") {
      const answer = new Uint8Array(Number(words[1]) + 1).fill(0x78);
      answer[answer.length - 1] = LF;
      return this.append(answer);
    }
    if (words[0] === "boom") throw new Error("boom");
    if (words[0] === "quit") this.closeAfterReply = true;
    if (words[0] === "pause") this.paused = true;
    this.append(bytes.subarray(start, end));
  }

  /** Goes on after `pause`. */
  resume(): void {
    this.paused = false;
    this.connection.resume();
  }

  append(bytes: Uint8Array): void {
    const { reply } = this;
    if (reply.length + bytes.length > reply.bytes.length) {
      const grown = new Uint8Array(Math.max(reply.bytes.length * 2, reply.length + bytes.length));
      grown.set(reply.bytes.subarray(0, reply.length));
      reply.bytes = grown;
    }
    reply.bytes.set(bytes, reply.length);
    reply.length += bytes.length;
  }

  describe(): string {
    return `id=${this.connection.id}`;
  }

  disconnected(): void {
    this.disconnections++;
  }
}

/** What a test may look at and change while the server runs. */
export class LineServer {
  readonly clock = new ManualClock();
  readonly logged: string[] = [];
  readonly settings = {
    queryBufferLimitBytes: 1024 * 1024 * 1024,
    maxClients: 10_000,
    timeoutSeconds: 0,
    tcpKeepAliveSeconds: 300,
    protectedMode: false,
  };
  readonly counters = {
    connections: 0,
    rejectedConnections: 0,
    netInputBytes: 0,
    netOutputBytes: 0,
    queryBufferDisconnections: 0,
    outputBufferDisconnections: 0,
  };
  readonly handlers: LineHandler[] = [];
  readonly listener: Listener<LineHandler>;

  constructor(options: Partial<ListenerOptions<LineHandler>> = {}) {
    this.listener = new Listener<LineHandler>({
      addresses: [{ hostname: "127.0.0.1", optional: false }],
      port: 0,
      settings: this.settings,
      counters: this.counters,
      clock: this.clock,
      log: new Logger({ level: "verbose", write: (line) => this.logged.push(line) }),
      createHandler: (connection) => {
        const handler = new LineHandler(connection);
        this.handlers.push(handler);
        return handler;
      },
      ...options,
    });
  }

  /** A client that is being served already. */
  async connect(): Promise<LineClient> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: this.listener.port });
    return new LineClient(conn);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.listener.shutdown(50);
  }
}

/** The other end. */
export class LineClient {
  constructor(readonly conn: Deno.Conn) {}

  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
  }

  /** Exactly `count` bytes, or as many as come before the end. */
  async receive(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    let length = 0;
    while (length < count) {
      const n = await this.conn.read(bytes.subarray(length));
      if (n === null) break;
      length += n;
    }
    return bytes.subarray(0, length);
  }

  async receiveText(count: number): Promise<string> {
    return decoder.decode(await this.receive(count));
  }

  /** Everything until the server closes. */
  async receiveAll(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    const buffer = new Uint8Array(64 * 1024);
    let length = 0;
    try {
      for (let n = await this.conn.read(buffer); n !== null; n = await this.conn.read(buffer)) {
        parts.push(buffer.slice(0, n));
        length += n;
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  async ask(text: string): Promise<string> {
    await this.send(text);
    return await this.receiveText(encoder.encode(text).length);
  }

  [Symbol.dispose](): void {
    this.conn.close();
  }
}
