/**
 * What a connection and the layer above it know of each other, and nothing more.
 *
 * A connection moves bytes: it reads, hands what it has to its handler, and sends what the handler
 * has written. It knows neither RESP nor sessions. A handler executes requests and knows no socket.
 */

/** A growing buffer of replies; `ReplyWriter` of `resp/` is one. */
export interface ReplyBuffer {
  /** Where the replies are. The connection lends it and takes it away when it sends. */
  bytes: Uint8Array<ArrayBuffer>;
  /** How many bytes of it are replies. */
  length: number;
}

/**
 * When one call has added this many bytes to the replies, {@link RequestHandler.process} should stop
 * after the request under way, say so with `yielded`, and wait to be called again: the output limits
 * are checked in between, and no batch of requests makes a buffer of replies without a bound.
 */
export const REPLY_YIELD_BYTES: number = 1024 * 1024;

/** Executes the requests of one connection. */
export interface RequestHandler {
  /**
   * Executes every complete request in `bytes[start, end)` and appends the replies to `reply`.
   * Returns how many bytes were consumed. The rest comes again at the next call, followed by newer
   * bytes, possibly in another buffer and at another position. `bytes` is valid only during the
   * call: what is kept of it must be copied.
   */
  process(bytes: Uint8Array, start: number, end: number): number;
  /** The replies that the connection has not taken yet. */
  readonly reply: ReplyBuffer;
  /** No more requests are wanted; the connection closes when the replies have left. */
  readonly closeAfterReply: boolean;
  /** Requests must wait (a blocked client, CLIENT PAUSE), until `Connection.resume` is called. */
  readonly paused: boolean;
  /** `process` stopped early because `reply` had become long, not because it needs more bytes. */
  readonly yielded: boolean;
  /** The client may be silent for any time: it is subscribed, or it watches all commands. */
  readonly mayIdle: boolean;
  /** The client in the form of a line of CLIENT LIST, for the log. */
  describe(): string;
  /** The connection is gone. Called exactly once; nothing is sent after it. */
  disconnected(): void;
}

/** The part of `Deno.Conn` that a connection uses; tests pass sockets that misbehave on purpose. */
export interface Socket {
  /** Reads into `buffer`; resolves to the number of bytes, or to null at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Sends some of `bytes` and resolves to how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Says to the other side that nothing more will come. */
  closeWrite(): Promise<void>;
  /** Closes at once; what is under way rejects. */
  close(): void;
}
