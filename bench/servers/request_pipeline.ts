/**
 * Sends many requests through one pipelined connection, the same bytes to every server, and counts
 * the lines of their replies. What they say matters to nobody, but that none is an error.
 */

const BATCH = 1000;
const MINUS = 0x2d;
const LINE_FEED = 0x0a;
const encoder = new TextEncoder();

/** Requests whose replies have the same number of lines each. */
export interface RequestSeries {
  /** How many. */
  count: number;
  /** The request of a number from 0 on, in RESP; see {@linkcode encodeRequest}. */
  request(index: number): string;
  /** Lines of each reply: 1 for a number, a status or a null, 2 for a bulk string. Default 1. */
  linesPerReply?: number;
}

/** A command in RESP. Its arguments are ASCII. */
export function encodeRequest(args: readonly string[]): string {
  return `*${args.length}\r\n` + args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join("");
}

/**
 * Sends all requests in order and waits for all replies.
 *
 * @throws {Error} with the text of the first error reply, or when the server closes the connection.
 */
export async function sendRequests(port: number, series: RequestSeries): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const replies = new ReplyLines(connection);
  for (let from = 0; from < series.count; from += BATCH) {
    const to = Math.min(from + BATCH, series.count);
    let batch = "";
    for (let index = from; index < to; index++) batch += series.request(index);
    await Promise.all([
      replies.read((to - from) * (series.linesPerReply ?? 1)),
      writeAll(connection, encoder.encode(batch)),
    ]);
  }
}

/** The lines that come in on a connection. */
class ReplyLines {
  readonly #bytes = new Uint8Array(64 * 1024);
  #atLineStart = true;

  constructor(private readonly connection: Deno.Conn) {}

  /** Reads that many whole lines. */
  async read(lines: number): Promise<void> {
    while (lines > 0) {
      const count = await this.connection.read(this.#bytes);
      if (count === null) throw new Error("The server closed the connection while it was loaded");
      for (let at = 0; at < count; at++) {
        if (this.#atLineStart && this.#bytes[at] === MINUS) throw this.#error(at, count);
        this.#atLineStart = this.#bytes[at] === LINE_FEED;
        if (this.#atLineStart) lines--;
      }
    }
    if (lines < 0) throw new Error("The server sent more lines than its replies should have");
  }

  #error(start: number, end: number): Error {
    const text = new TextDecoder().decode(this.#bytes.subarray(start, end));
    return new Error(text.split("\r\n")[0]);
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}
