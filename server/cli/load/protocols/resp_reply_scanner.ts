/**
 * Scans RESP2 replies. The contents of bulk strings are skipped without a look at them; of a line no
 * more is kept than its number, unless it is an error.
 */

import {
  ANSWERED,
  FAILED,
  NULL,
  ReplyFormatError,
  type ReplyReceiver,
  type ReplyScanner,
  ZERO,
} from "./reply_scanner.ts";

const CR = 0x0d;
const LF = 0x0a;
const DOLLAR = 0x24;
const STAR = 0x2a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const COLON = 0x3a;

/** Longer errors are cut. */
const MOST_ERROR_BYTES = 256;

/** One connection's scanner. */
export class RespReplyScanner implements ReplyScanner {
  /** The type byte of the line that is being read; 0 at its beginning. */
  #type = 0;
  #number = 0;
  #isNegative = false;
  /** Bytes of a bulk string, and of the CR LF behind it, that are still to come. */
  #skip = 0;
  /** Elements of arrays that are still to come. */
  #elements = 0;
  /** What the reply is if it is no array. */
  #kind = ANSWERED;
  readonly #error = new Uint8Array(MOST_ERROR_BYTES);
  #errorBytes = 0;

  constructor(private readonly receiver: ReplyReceiver) {}

  get errorText(): string {
    return new TextDecoder().decode(this.#error.subarray(0, this.#errorBytes));
  }

  scan(bytes: Uint8Array, length: number): void {
    for (let at = 0; at < length;) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, length - at);
        at += skipped;
        this.#skip -= skipped;
        if (this.#skip === 0) this.#endElement();
        continue;
      }
      if (this.#type === 0) this.#beginLine(bytes[at++]);
      at = this.#readLine(bytes, at, length);
    }
  }

  #beginLine(type: number): void {
    if (type !== PLUS && type !== MINUS && type !== COLON && type !== DOLLAR && type !== STAR) {
      throw new ReplyFormatError(
        `the server does not answer in RESP: expected a reply, found ${
          JSON.stringify(String.fromCharCode(type))
        }`,
      );
    }
    this.#type = type;
    this.#number = 0;
    this.#isNegative = false;
    // Within an array, the array is the reply.
    if (this.#elements > 0) return;
    this.#kind = type === MINUS ? FAILED : ANSWERED;
    if (type === MINUS) this.#errorBytes = 0;
  }

  /** Reads to the end of the line or of the bytes; returns where it stopped. */
  #readLine(bytes: Uint8Array, at: number, length: number): number {
    if (this.#type === PLUS || this.#type === MINUS) {
      while (at < length) {
        const byte = bytes[at++];
        if (byte === LF) {
          this.#endLine();
          return at;
        }
        if (this.#type === MINUS) this.#keep(byte);
      }
      return at;
    }
    while (at < length) {
      const byte = bytes[at++];
      if (byte === LF) {
        this.#endLine();
        return at;
      }
      if (byte === MINUS) this.#isNegative = true;
      else if (byte !== CR) this.#number = this.#number * 10 + byte - DIGIT_0;
    }
    return at;
  }

  #keep(byte: number): void {
    if (byte === CR || this.#elements > 0 || this.#errorBytes === MOST_ERROR_BYTES) return;
    this.#error[this.#errorBytes++] = byte;
  }

  #endLine(): void {
    const type = this.#type;
    this.#type = 0;
    if (type === DOLLAR || type === STAR) {
      if (this.#isNegative) {
        if (this.#elements === 0) this.#kind = NULL;
      } else if (type === DOLLAR) {
        this.#skip = this.#number + 2;
        return;
      } else if (this.#number > 0) {
        // The array's own place is taken by its elements.
        this.#elements += this.#number - (this.#elements > 0 ? 1 : 0);
        return;
      }
    } else if (type === COLON && this.#number === 0 && this.#elements === 0) {
      this.#kind = ZERO;
    }
    this.#endElement();
  }

  #endElement(): void {
    if (this.#elements > 0 && --this.#elements > 0) return;
    this.receiver.onReply(this.#kind);
  }
}
