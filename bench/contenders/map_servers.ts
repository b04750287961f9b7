/**
 * What one would write without an arena: GET and SET over a `Map<string, string>`, behind the same
 * request parser as the product's.
 *
 * Two of them. The plain one turns every argument into a string, finds a handler by its name and
 * joins the replies of a batch into one string that is encoded once: the usual program, written
 * with care. The lean one saves what can be saved while the data are strings: it tells commands
 * apart by their bytes, makes no string but the key (and the value to be stored), and writes
 * replies into a byte buffer. Both are binary-safe: a character stands for a byte.
 */
import { Buffer } from "node:buffer";
import { REQUEST, RequestParser } from "../../resp/request_parser.ts";

/** Executes a batch of requests and leaves the replies in `reply[0, length)`. */
export interface BatchServer {
  /** The replies of the last batch; bytes from `length` on mean nothing. */
  readonly reply: Uint8Array;
  readonly length: number;
  /** Executes every request in `bytes`, which holds whole ones. */
  process(bytes: Uint8Array): void;
}

const REPLY_BYTES = 1 << 20;
const UNKNOWN = "-ERR unknown command\r\n";

/** Strings throughout. */
export class PlainMapServer implements BatchServer {
  readonly reply: Buffer = Buffer.alloc(REPLY_BYTES);
  length = 0;
  readonly #parser = new RequestParser();
  readonly #data = new Map<string, string>();
  readonly #handlers = new Map<string, (args: string[]) => string>([
    ["GET", ([, key]) => {
      const value = this.#data.get(key);
      return value === undefined ? "$-1\r\n" : `$${value.length}\r\n${value}\r\n`;
    }],
    ["SET", ([, key, value]) => {
      this.#data.set(key, value);
      return "+OK\r\n";
    }],
  ]);

  process(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const parser = this.#parser;
    let replies = "";
    for (let at = 0; parser.parse(bytes, at, bytes.length) === REQUEST; at = parser.next) {
      const { count, starts, ends } = parser.arguments;
      const args = new Array<string>(count);
      for (let i = 0; i < count; i++) args[i] = buffer.toString("latin1", starts[i], ends[i]);
      const handler = this.#handlers.get(args[0].toUpperCase());
      replies += handler === undefined ? UNKNOWN : handler(args);
    }
    this.length = this.reply.write(replies, 0, "latin1");
  }
}

const CASE_BIT = 0x20;
const LETTER_G = 0x67;
const LETTER_S = 0x73;

/** As few strings as a map of strings allows. */
export class LeanMapServer implements BatchServer {
  readonly reply: Uint8Array = new Uint8Array(REPLY_BYTES);
  length = 0;
  readonly #parser = new RequestParser();
  readonly #data = new Map<string, string>();

  process(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const parser = this.#parser;
    this.length = 0;
    for (let at = 0; parser.parse(bytes, at, bytes.length) === REQUEST; at = parser.next) {
      const { starts, ends } = parser.arguments;
      const letter = bytes[starts[0]] | CASE_BIT;
      if (letter === LETTER_G) {
        const value = this.#data.get(buffer.toString("latin1", starts[1], ends[1]));
        if (value === undefined) this.#put("$-1\r\n");
        else this.#putBulk(value);
      } else if (letter === LETTER_S) {
        const key = buffer.toString("latin1", starts[1], ends[1]);
        this.#data.set(key, buffer.toString("latin1", starts[2], ends[2]));
        this.#put("+OK\r\n");
      } else {
        this.#put(UNKNOWN);
      }
    }
  }

  #putBulk(value: string): void {
    this.#put("$");
    this.#put(String(value.length));
    this.#put("\r\n");
    this.#put(value);
    this.#put("\r\n");
  }

  #put(text: string): void {
    const { reply } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) reply[at++] = text.charCodeAt(i);
    this.length = at;
  }
}
