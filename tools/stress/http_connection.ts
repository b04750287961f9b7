/**
 * A connection of HTTP/1.1 that stays open, for one request at a time: as little as a load needs. `fetch`
 * would take more of the processor than the server that it loads.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const READ_BYTES = 64 * 1024;
const HEAD_END = [0x0d, 0x0a, 0x0d, 0x0a];

/** A response. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** One connection to a port of the loopback interface. */
export class HttpConnection {
  readonly #socket: Deno.TcpConn;
  readonly #host: string;
  /** What has been read and not been used: `#bytes[0, #length)`. */
  #bytes = new Uint8Array(READ_BYTES);
  #length = 0;

  private constructor(socket: Deno.TcpConn, port: number) {
    this.#socket = socket;
    this.#host = `127.0.0.1:${port}`;
  }

  /** Connects. */
  static async open(port: number): Promise<HttpConnection> {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    socket.setNoDelay(true);
    return new HttpConnection(socket, port);
  }

  /**
   * Sends a request and reads its response; the one before must have come.
   * @throws {Error} if the connection ends, or the response does not tell its length.
   */
  async request(
    method: string,
    path: string,
    body = "",
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const content = encoder.encode(body);
    const length = method === "GET" ? "" : `content-length: ${content.length}\r\n`;
    const head = encoder.encode(
      `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\n${lines}${length}\r\n`,
    );
    const request = new Uint8Array(head.length + content.length);
    request.set(head);
    request.set(content, head.length);
    for (let sent = 0; sent < request.length;) {
      sent += await this.#socket.write(sent === 0 ? request : request.subarray(sent));
    }
    return await this.#read();
  }

  close(): void {
    this.#socket.close();
  }

  async #read(): Promise<HttpAnswer> {
    let bodyAt: number;
    for (let from = 0; (bodyAt = this.#headEnd(from)) < 0;) {
      from = Math.max(0, this.#length - HEAD_END.length + 1);
      await this.#fill();
    }
    const head = decoder.decode(this.#bytes.subarray(0, bodyAt));
    const status = Number(head.slice(9, 12));
    const length = bodyLength(head, status);
    while (this.#length < bodyAt + length) await this.#fill();
    const text = decoder.decode(this.#bytes.subarray(bodyAt, bodyAt + length));
    this.#bytes.copyWithin(0, bodyAt + length, this.#length);
    this.#length -= bodyAt + length;
    return { status, text };
  }

  /** Where the body begins; -1 if the head has not come whole. */
  #headEnd(from: number): number {
    const last = this.#length - HEAD_END.length;
    for (let at = from; at <= last; at++) {
      if (HEAD_END.every((byte, i) => this.#bytes[at + i] === byte)) return at + HEAD_END.length;
    }
    return -1;
  }

  async #fill(): Promise<void> {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const count = await this.#socket.read(this.#bytes.subarray(this.#length));
    if (count === null) throw new Error("The connection was closed in the midst of a response");
    this.#length += count;
  }
}

function bodyLength(head: string, status: number): number {
  if (status === 204 || status === 304) return 0;
  const [, length] = /\r\ncontent-length: *(\d+)\r\n/i.exec(head) ?? [];
  if (length === undefined) throw new Error(`A response does not tell its length: ${head}`);
  return Number(length);
}
