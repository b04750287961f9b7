/**
 * A bare client connection for tests: sends the bytes it is given and returns replies as the exact
 * bytes that came. It understands RESP only as far as finding where a reply ends.
 */
import { type Argument, concat, encodeCommand, latin1 } from "../command_line.ts";
import { parseReply, replyEnd, replyValue } from "./raw_reply.ts";

/** Where a server listens: TCP on loopback, or a unix socket. */
export type Address = number | { hostname?: string; port: number } | { path: string };

/** The other side closed the connection while a reply was awaited. */
export class ConnectionClosed extends Error {
  override name = "ConnectionClosed";
}

/** No reply came in time. */
export class ReplyTimeout extends Error {
  override name = "ReplyTimeout";
}

/** One connection; not for concurrent readers. */
export class RawConnection {
  #conn: Deno.Conn;
  #buffer = new Uint8Array(64 * 1024);
  #start = 0;
  #end = 0;
  #ended = false;
  /** A read that a time limit abandoned; its bytes are still to come. */
  #pendingRead: Promise<number | null> | undefined;
  #chunk = new Uint8Array(64 * 1024);

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Opens a connection; TCP connections send without delay. */
  static async connect(address: Address): Promise<RawConnection> {
    if (typeof address === "object" && "path" in address) {
      return new RawConnection(await Deno.connect({ transport: "unix", path: address.path }));
    }
    const { hostname = "127.0.0.1", port } = typeof address === "number"
      ? { port: address }
      : address;
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay(true);
    return new RawConnection(conn);
  }

  /** Sends raw bytes (text as UTF-8). */
  async send(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    let sent = 0;
    while (sent < bytes.length) sent += await this.#conn.write(bytes.subarray(sent));
  }

  /** Sends one command and returns the exact bytes of its reply. */
  async command(...args: Argument[]): Promise<Uint8Array<ArrayBuffer>> {
    await this.send(encodeCommand(args));
    return await this.readReply();
  }

  /** As `command`, the reply with one character a byte: `"+OK\r\n"`. */
  async text(...args: Argument[]): Promise<string> {
    return latin1(await this.command(...args));
  }

  /** As `command`, the reply as JavaScript values (see `replyValue`). */
  async value(...args: Argument[]): Promise<unknown> {
    return replyValue(parseReply(await this.command(...args)));
  }

  /** Sends all commands in one write and returns all replies in order. */
  async pipeline(commands: readonly (readonly Argument[])[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const sending = this.send(concat(commands.map(encodeCommand)));
    const replies: Uint8Array<ArrayBuffer>[] = [];
    for (let i = 0; i < commands.length; i++) replies.push(await this.readReply());
    await sending;
    return replies;
  }

  /**
   * The next reply's bytes.
   *
   * @throws {ConnectionClosed} when the server closes first.
   * @throws {ReplyTimeout} when the reply is not whole after `timeoutMs`.
   */
  async readReply(timeoutMs = 5000): Promise<Uint8Array<ArrayBuffer>> {
    for (;;) {
      const end = this.#end > this.#start ? replyEnd(this.#buffer, this.#start, this.#end) : -1;
      if (end >= 0) {
        const reply = this.#buffer.slice(this.#start, end);
        this.#start = end;
        return reply;
      }
      if (!await this.#fill(timeoutMs)) throw new ConnectionClosed("Connection closed");
    }
  }

  /** Whether either side has closed. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Bytes that have come without being read as replies. */
  buffered(): Uint8Array {
    return this.#buffer.slice(this.#start, this.#end);
  }

  /**
   * All bytes until the server closes.
   *
   * @throws {ReplyTimeout} when it has not closed after `timeoutMs` of silence.
   */
  async readToEnd(timeoutMs = 5000): Promise<Uint8Array<ArrayBuffer>> {
    while (await this.#fill(timeoutMs));
    const rest = this.#buffer.slice(this.#start, this.#end);
    this.#start = this.#end;
    return rest;
  }

  /** Reads once more; false at the end of the stream. */
  async #fill(timeoutMs: number): Promise<boolean> {
    if (this.#ended) return false;
    this.#pendingRead ??= this.#conn.read(this.#chunk).catch((error) => {
      // A reset is an end too: what a peer sees of a close with unread bytes.
      if (error instanceof Deno.errors.ConnectionReset) return null;
      if (error instanceof Deno.errors.BadResource) return null;
      throw error;
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), timeoutMs);
    });
    const read = await Promise.race([this.#pendingRead, late]);
    clearTimeout(timer);
    if (read === "late") throw new ReplyTimeout(`No reply within ${timeoutMs} ms`);
    this.#pendingRead = undefined;
    if (read === null) {
      this.#ended = true;
      return false;
    }
    this.#append(this.#chunk.subarray(0, read));
    return true;
  }

  #append(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#buffer.length) {
      const kept = this.#end - this.#start;
      let size = this.#buffer.length;
      while (size < kept + bytes.length) size *= 2;
      const next = size === this.#buffer.length ? this.#buffer : new Uint8Array(size);
      if (next === this.#buffer) next.copyWithin(0, this.#start, this.#end);
      else next.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = next;
      this.#start = 0;
      this.#end = kept;
    }
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Closes; safe to call twice. */
  close(): void {
    this.#ended = true;
    try {
      this.#conn.close();
    } catch {
      // Closed already.
    }
  }

  /** `using` closes. */
  [Symbol.dispose](): void {
    this.close();
  }
}
