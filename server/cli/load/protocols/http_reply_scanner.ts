/**
 * Scans responses of HTTP/1.1: the status, how long the body is, and where it ends. The body is skipped
 * without a look at it.
 *
 * A status of 404 is a miss, any other from 400 on an error.
 */

import {
  ANSWERED,
  FAILED,
  NULL,
  ReplyFormatError,
  type ReplyReceiver,
  type ReplyScanner,
} from "./reply_scanner.ts";

const LF = 0x0a;
const CR = 0x0d;

/** What comes next. */
const STATUS_LINE = 0;
const HEADER = 1;
const BODY = 2;
const CHUNK_SIZE = 3;
const CHUNK = 4;
const TRAILER = 5;

/** Lines are kept as far as this: enough for a status and for the headers that matter. */
const KEPT_BYTES = 128;
const decoder = new TextDecoder();

/** One connection's scanner. */
export class HttpReplyScanner implements ReplyScanner {
  errorText = "";
  #state = STATUS_LINE;
  readonly #line = new Uint8Array(KEPT_BYTES);
  #lineBytes = 0;
  #status = 0;
  #bodyBytes = 0;
  #isChunked = false;
  /** Bytes of the body, or of a chunk and its line end, that are still to come. */
  #skip = 0;

  constructor(private readonly receiver: ReplyReceiver) {}

  scan(bytes: Uint8Array, length: number): void {
    for (let at = 0; at < length;) {
      if (this.#state === BODY || this.#state === CHUNK) {
        const skipped = Math.min(this.#skip, length - at);
        at += skipped;
        this.#skip -= skipped;
        if (this.#skip > 0) return;
        if (this.#state === BODY) this.#end();
        else this.#state = CHUNK_SIZE;
        continue;
      }
      const byte = bytes[at++];
      if (byte === LF) this.#endLine();
      else if (byte !== CR && this.#lineBytes < KEPT_BYTES) this.#line[this.#lineBytes++] = byte;
    }
  }

  #endLine(): void {
    const length = this.#lineBytes;
    this.#lineBytes = 0;
    switch (this.#state) {
      case STATUS_LINE:
        this.#readStatus(length);
        break;
      case HEADER:
        if (length === 0) this.#endHead();
        else this.#readHeader(length);
        break;
      case CHUNK_SIZE:
        this.#skip = parseInt(this.#text(0, length), 16) + 2;
        if (Number.isNaN(this.#skip)) throw new ReplyFormatError("a chunk has no size");
        this.#state = this.#skip === 2 ? TRAILER : CHUNK;
        break;
      default:
        // The lines behind the last chunk, up to an empty one.
        if (length === 0) this.#end();
    }
  }

  #readStatus(length: number): void {
    const line = this.#line;
    this.#status = Number(this.#text(9, Math.min(12, length)));
    if (line[0] !== 0x48 || line[4] !== 0x2f || !(this.#status >= 100 && this.#status < 600)) {
      const found = JSON.stringify(this.#text(0, Math.min(length, 40)));
      throw new ReplyFormatError(`the server does not answer in HTTP: found ${found}`);
    }
    if (this.#status >= 400) this.errorText = `HTTP ${this.#text(9, length)}`;
    this.#bodyBytes = 0;
    this.#isChunked = false;
    this.#state = HEADER;
  }

  /** Only two headers matter, and their names differ from most others in the first letter. */
  #readHeader(length: number): void {
    const first = this.#line[0] | 0x20;
    if (first !== 0x63 && first !== 0x74) return;
    const header = this.#text(0, length).toLowerCase();
    if (header.startsWith("content-length:")) {
      this.#bodyBytes = Number(header.slice("content-length:".length));
      if (!Number.isSafeInteger(this.#bodyBytes)) {
        throw new ReplyFormatError(`a body has no length: ${header}`);
      }
    } else if (header.startsWith("transfer-encoding:")) {
      this.#isChunked = header.includes("chunked");
    }
  }

  #endHead(): void {
    const status = this.#status;
    if (status < 200) this.#state = STATUS_LINE; // only an announcement
    else if (status === 204 || status === 304) this.#end();
    else if (this.#isChunked) this.#state = CHUNK_SIZE;
    else if (this.#bodyBytes === 0) this.#end();
    else {
      this.#skip = this.#bodyBytes;
      this.#state = BODY;
    }
  }

  #end(): void {
    this.#state = STATUS_LINE;
    const status = this.#status;
    this.receiver.onReply(status === 404 ? NULL : status >= 400 ? FAILED : ANSWERED);
  }

  #text(start: number, end: number): string {
    return decoder.decode(this.#line.subarray(start, end));
  }
}
