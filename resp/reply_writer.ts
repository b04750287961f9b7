/**
 * The reply writer: logical replies in, RESP2 or RESP3 bytes out.
 *
 * A handler says what it means (a map of two pairs, a double, a null) and this file alone knows
 * how the client's protocol spells it:
 *
 *     reply      RESP2            RESP3        reply        RESP2             RESP3
 *     null       $-1              _            double       bulk string       ,1.5
 *     nullArray  *-1              _            boolean      :1  :0            #t  #f
 *     map(n)     *2n              %n           bigNumber    bulk string       (123
 *     set(n)     *n               ~n           verbatim     bulk string       =7 txt:abc
 *     push(n)    *n               >n           attribute    left out          |n
 *
 * Replies are appended to one buffer that is sent with one write for all the requests that one
 * read brought. Nothing here allocates, except that the buffer doubles when it is full.
 */

import { formatDouble, integerLength, writeInteger } from "./numbers.ts";

const CR = 0x0d;
const LF = 0x0a;
const DOLLAR = 0x24;
const COLON = 0x3a;
const ASTERISK = 0x2a;
const PERCENT = 0x25;
const TILDE = 0x7e;
const GREATER = 0x3e;
const BAR = 0x7c;
const UNDERSCORE = 0x5f;
const COMMA = 0x2c;
const HASH = 0x23;
const PARENTHESIS = 0x28;
const EQUALS = 0x3d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const ZERO = 0x30;

/** Room for a type byte, a length or a safe integer with its sign, and CR LF. */
const HEADER_BYTES = 24;
/** Up to this length a loop copies faster than `set(subarray)`, which makes an object. */
const LOOP_COPY_BYTES = 64;
/** The buffer's size to begin with, and again after {@link ReplyWriter.shrink}. */
const INITIAL_BYTES = 16 * 1024;

const encoder = new TextEncoder();

/** How many bytes `text` takes as UTF-8; a lone surrogate counts as the U+FFFD written for it. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes++;
      continue;
    }
    bytes += 2;
    const isPair = unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length &&
      (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    // Two units, four bytes: the second unit was counted once, the first now thrice.
    if (isPair) i++;
  }
  return bytes;
}

/**
 * Appends replies to a growing buffer, in the protocol that the client speaks.
 *
 * @example
 * ```ts
 * import { ReplyWriter } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * const writer = new ReplyWriter();
 * writer.map(1);
 * writer.bulkText("key");
 * writer.integer(7);
 * const text = () => new TextDecoder().decode(writer.bytes.subarray(0, writer.length));
 * assertEquals(text(), "*2\r\n$3\r\nkey\r\n:7\r\n");
 *
 * writer.rewind(0);
 * writer.protocol = 3;
 * writer.map(1);
 * writer.bulkText("key");
 * writer.null();
 * assertEquals(text(), "%1\r\n$3\r\nkey\r\n_\r\n");
 * ```
 */
export class ReplyWriter {
  /** The buffer; replaced when it grows. What is to be sent is its first `length` bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  /** How many bytes have been written. */
  length = 0;
  /** 2 for RESP2, 3 for RESP3: how the replies from now on are spelled. */
  protocol: 2 | 3;

  readonly #initialBytes: number;

  /** An empty buffer of `initialBytes` for a client that speaks `protocol`. */
  constructor(protocol: 2 | 3 = 2, initialBytes: number = INITIAL_BYTES) {
    this.protocol = protocol;
    this.#initialBytes = Math.max(initialBytes, HEADER_BYTES);
    this.bytes = new Uint8Array(this.#initialBytes);
  }

  /** `+text`. The text must be ASCII without CR and LF: for the server's own words. */
  simple(text: string): void {
    this.#reserve(text.length + 3);
    this.bytes[this.length++] = PLUS;
    this.#ascii(text);
    this.#lineEnd();
  }

  /** `+OK` */
  ok(): void {
    this.#reserve(5);
    const bytes = this.bytes;
    const at = this.length;
    bytes[at] = PLUS;
    bytes[at + 1] = 0x4f;
    bytes[at + 2] = 0x4b;
    bytes[at + 3] = CR;
    bytes[at + 4] = LF;
    this.length = at + 5;
  }

  /** `+PONG` */
  pong(): void {
    this.simple("PONG");
  }

  /** `+QUEUED` */
  queued(): void {
    this.simple("QUEUED");
  }

  /**
   * `-text`, as UTF-8: give "ERR syntax error", without the "-". CR and LF become spaces, so that
   * text that came from a client cannot begin a reply of its own.
   */
  error(text: string): void {
    this.errorBinary(utf8Length(text) === text.length ? text : utf8Binary(text));
  }

  /**
   * As {@link ReplyWriter.error}, for a binary string: each character is one byte. For messages
   * that quote a client's bytes (`Arguments.binary`, `RequestParser.error`).
   */
  errorBinary(text: string): void {
    this.#reserve(text.length + 3);
    const bytes = this.bytes;
    let at = this.length;
    bytes[at++] = MINUS;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      bytes[at++] = code === CR || code === LF ? 0x20 : code;
    }
    this.length = at;
    this.#lineEnd();
  }

  /** `:n` for a safe integer. */
  integer(n: number): void {
    this.#header(COLON, n);
  }

  /** `:n` for any 64-bit integer. */
  bigint(n: bigint): void {
    this.#textLine(COLON, n.toString());
  }

  /** `:` and the decimal digits in `bytes[start, end)`, which the caller knows to be an integer. */
  integerText(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start + 3);
    this.bytes[this.length++] = COLON;
    this.#copy(bytes, start, end);
    this.#lineEnd();
  }

  /** `$length` and the bytes `bytes[start, end)`. */
  bulk(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length + HEADER_BYTES + 2);
    const out = this.bytes;
    let at = this.length;
    out[at++] = DOLLAR;
    if (length < 10) out[at++] = ZERO + length;
    else at = writeInteger(out, at, length);
    out[at++] = CR;
    out[at++] = LF;
    if (length <= LOOP_COPY_BYTES) {
      for (let p = start; p < end; p++) out[at++] = bytes[p];
    } else {
      out.set(bytes.subarray(start, end), at);
      at += length;
    }
    out[at] = CR;
    out[at + 1] = LF;
    this.length = at + 2;
  }

  /** A bulk string of `text` as UTF-8. */
  bulkText(text: string): void {
    const size = utf8Length(text);
    this.#header(DOLLAR, size);
    this.#reserve(size + 2);
    this.#text(text, size);
    this.#lineEnd();
  }

  /** A bulk string of the decimal digits of a safe integer. */
  bulkInteger(n: number): void {
    this.#header(DOLLAR, integerLength(n));
    this.#reserve(HEADER_BYTES);
    this.length = writeInteger(this.bytes, this.length, n);
    this.#lineEnd();
  }

  /** `$0`: an empty bulk string. */
  emptyBulk(): void {
    this.#header(DOLLAR, 0);
    this.#reserve(2);
    this.#lineEnd();
  }

  /** No value where a string would be: `$-1`, or `_` in RESP3. */
  null(): void {
    this.#null(DOLLAR);
  }

  /** No value where an array would be: `*-1`, or `_` in RESP3. */
  nullArray(): void {
    this.#null(ASTERISK);
  }

  /** The head of an array; `n` replies follow. */
  array(n: number): void {
    this.#header(ASTERISK, n);
  }

  /** The head of a map; `n` pairs of replies follow. */
  map(n: number): void {
    if (this.protocol === 3) this.#header(PERCENT, n);
    else this.#header(ASTERISK, 2 * n);
  }

  /** The head of a set; `n` replies follow. */
  set(n: number): void {
    this.#header(this.protocol === 3 ? TILDE : ASTERISK, n);
  }

  /** The head of an out-of-band message; `n` replies follow. */
  push(n: number): void {
    this.#header(this.protocol === 3 ? GREATER : ASTERISK, n);
  }

  /**
   * The head of attributes; `n` pairs follow, and then the reply that they describe. RESP2 has no
   * attributes: it answers false, and the pairs must be left out.
   */
  attribute(n: number): boolean {
    if (this.protocol !== 3) return false;
    this.#header(BAR, n);
    return true;
  }

  /** A double, in Redis's spelling: see `formatDouble`. */
  double(x: number): void {
    // Integers, which most scores are, need no string. -0 is not among them.
    if (Number.isSafeInteger(x) && (x !== 0 || 1 / x > 0)) {
      if (this.protocol === 3) this.#header(COMMA, x);
      else this.bulkInteger(x);
    } else {
      this.doubleText(formatDouble(x));
    }
  }

  /** A double whose spelling is already chosen (ASCII): a bulk string, or `,text` in RESP3. */
  doubleText(text: string): void {
    if (this.protocol === 3) this.#textLine(COMMA, text);
    else this.bulkText(text);
  }

  /** `#t` or `#f`; 1 or 0 in RESP2. */
  boolean(value: boolean): void {
    if (this.protocol === 3) {
      this.#reserve(4);
      this.bytes[this.length++] = HASH;
      this.bytes[this.length++] = value ? 0x74 : 0x66;
      this.#lineEnd();
    } else {
      this.#header(COLON, value ? 1 : 0);
    }
  }

  /** An integer of any size, as its decimal text; a bulk string in RESP2. */
  bigNumber(text: string): void {
    if (this.protocol === 3) this.#textLine(PARENTHESIS, text);
    else this.bulkText(text);
  }

  /**
   * Text for people, with a format of three ASCII letters ("txt", "mkd"); a plain bulk string in
   * RESP2.
   */
  verbatim(text: string, format: string = "txt"): void {
    if (this.protocol !== 3) return this.bulkText(text);
    const size = utf8Length(text);
    this.#header(EQUALS, size + 4);
    this.#reserve(size + 6);
    this.#ascii(format);
    this.bytes[this.length++] = COLON;
    this.#text(text, size);
    this.#lineEnd();
  }

  /** Appends bytes that are RESP already. */
  raw(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#copy(bytes, start, end);
  }

  /** A place to {@link ReplyWriter.rewind} to. */
  mark(): number {
    return this.length;
  }

  /** Drops everything written since `mark`. */
  rewind(mark: number): void {
    this.length = mark;
  }

  /**
   * Begins an array whose length is known only at its end. Write the elements, then call
   * {@link ReplyWriter.endArray} with the mark. Nests. The buffer must not be sent in between.
   */
  beginArray(): number {
    return this.length;
  }

  /**
   * Puts the head of an array of `n` replies before what was written since `mark`. Moves those
   * bytes: O(their number).
   */
  endArray(mark: number, n: number): void {
    this.#splice(mark, ASTERISK, n);
  }

  /** As {@link ReplyWriter.beginArray}, for a map. */
  beginMap(): number {
    return this.length;
  }

  /** As {@link ReplyWriter.endArray}, for a map of `n` pairs. */
  endMap(mark: number, n: number): void {
    if (this.protocol === 3) this.#splice(mark, PERCENT, n);
    else this.#splice(mark, ASTERISK, 2 * n);
  }

  /** As {@link ReplyWriter.beginArray}, for a set. */
  beginSet(): number {
    return this.length;
  }

  /** As {@link ReplyWriter.endArray}, for a set of `n` replies. */
  endSet(mark: number, n: number): void {
    this.#splice(mark, this.protocol === 3 ? TILDE : ASTERISK, n);
  }

  /**
   * Moves what was written since `later` in front of what was written between `mark` and `later`: for
   * a head that is known only after what it stands before. Moves those bytes: O(their number).
   */
  moveBefore(mark: number, later: number): void {
    const bytes = this.bytes;
    const head = bytes.slice(later, this.length);
    bytes.copyWithin(mark + head.length, mark, later);
    bytes.set(head, mark);
  }

  /** Makes room for `size` more bytes at `length`, for callers that write into `bytes` themselves. */
  reserve(size: number): void {
    this.#reserve(size);
  }

  /** Empties the buffer, and gives back what a huge reply made it grow by. */
  shrink(): void {
    this.length = 0;
    if (this.bytes.length > this.#initialBytes) this.bytes = new Uint8Array(this.#initialBytes);
  }

  #reserve(size: number): void {
    if (this.length + size > this.bytes.length) this.#grow(this.length + size);
  }

  #grow(size: number): void {
    const grown = new Uint8Array(Math.max(size, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** A type byte, a safe integer and a line end. */
  #header(type: number, n: number): void {
    this.#reserve(HEADER_BYTES);
    const bytes = this.bytes;
    let at = this.length;
    bytes[at++] = type;
    if (n >= 0 && n < 10) bytes[at++] = ZERO + n;
    else at = writeInteger(bytes, at, n);
    bytes[at] = CR;
    bytes[at + 1] = LF;
    this.length = at + 2;
  }

  #null(type: number): void {
    this.#reserve(5);
    const bytes = this.bytes;
    if (this.protocol === 3) {
      bytes[this.length++] = UNDERSCORE;
    } else {
      bytes[this.length++] = type;
      bytes[this.length++] = MINUS;
      bytes[this.length++] = ZERO + 1;
    }
    this.#lineEnd();
  }

  #textLine(type: number, text: string): void {
    this.#reserve(text.length + 3);
    this.bytes[this.length++] = type;
    this.#ascii(text);
    this.#lineEnd();
  }

  // The three below write into room that the caller has reserved.

  #lineEnd(): void {
    this.bytes[this.length++] = CR;
    this.bytes[this.length++] = LF;
  }

  #ascii(text: string): void {
    const bytes = this.bytes;
    let at = this.length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.length = at;
  }

  #text(text: string, size: number): void {
    if (size === text.length && size <= LOOP_COPY_BYTES) {
      this.#ascii(text);
    } else {
      encoder.encodeInto(text, this.bytes.subarray(this.length));
      this.length += size;
    }
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    const bytes = this.bytes;
    let at = this.length;
    if (end - start <= LOOP_COPY_BYTES) {
      for (let p = start; p < end; p++) bytes[at++] = from[p];
    } else {
      bytes.set(from.subarray(start, end), at);
      at += end - start;
    }
    this.length = at;
  }

  #splice(mark: number, type: number, n: number): void {
    const header = 3 + integerLength(n);
    this.#reserve(header);
    const bytes = this.bytes;
    const end = this.length;
    bytes.copyWithin(mark + header, mark, end);
    bytes[mark] = type;
    const at = writeInteger(bytes, mark + 1, n);
    bytes[at] = CR;
    bytes[at + 1] = LF;
    this.length = end + header;
  }
}

/** The UTF-8 bytes of `text` as a binary string. */
function utf8Binary(text: string): string {
  let binary = "";
  for (const byte of encoder.encode(text)) binary += String.fromCharCode(byte);
  return binary;
}
