/**
 * The request parser: bytes of a connection in, offsets of arguments out.
 *
 *     *3 CR LF  $3 CR LF SET CR LF  $1 CR LF k CR LF  $5 CR LF value CR LF
 *     ^ count   ^ length ^ body (any bytes)
 *
 * It is the first thing that every request meets, so the case that matters, a whole request in the
 * buffer, is one pass over the header bytes that makes no object and never looks at a body. What
 * is unusual (a header cut by the end of the buffer, a sign, a leading zero, a length of nine
 * digits or more) leaves that pass for the slow readers below it, which decide exactly as
 * redis-server 7.0 does.
 *
 * It can stop anywhere: a request that is not complete keeps its place, and the next call goes on
 * from there, so that a request of a million arguments costs the same whether it comes in one read
 * or in thousands. Nothing is allocated for what a header merely announces: the tables of offsets
 * grow as arguments arrive.
 *
 * Faithful oddities, since clients and tests rely on them: a header ends at CR and the byte after
 * it is skipped unread, as are the two bytes after a body; a NUL inside a header or an inline line
 * hides the line's end, so that the request waits until it is too long.
 */

import { Arguments } from "./arguments.ts";
import { splitInlineRequest } from "./inline_request.ts";
import { parseInteger } from "./numbers.ts";

/** {@link RequestParser.parse} found a whole request. */
export const REQUEST = 1;
/** {@link RequestParser.parse} needs more bytes. */
export const INCOMPLETE = 0;
/** {@link RequestParser.parse} met bytes that are no request; the connection must be closed. */
export const PROTOCOL_ERROR: number = -1;

/** What a client may ask for. The parser reads the fields anew for each request. */
export interface RequestLimits {
  /** The longest argument, in bytes: Redis's `proto-max-bulk-len`. */
  maxBulkBytes: number;
  /** The longest inline request, and the longest header line, in bytes without the line end. */
  maxInlineBytes: number;
  /** The most arguments that a request may announce. */
  maxArguments: number;
  /** Before authentication: at most 10 arguments of at most 16384 bytes each. */
  unauthenticated: boolean;
}

/** The limits of redis-server 7.0: arguments of 512 MiB, lines of 64 KiB, INT_MAX arguments. */
export const DEFAULT_REQUEST_LIMITS: Readonly<RequestLimits> = Object.freeze({
  maxBulkBytes: 512 * 1024 * 1024,
  maxInlineBytes: 64 * 1024,
  maxArguments: 0x7fffffff,
  unauthenticated: false,
});

/**
 * Most bytes that a whole request may be allowed: where arguments begin and end are 32-bit integers with a
 * sign, and two of them become one record.
 */
export const MAX_REQUEST_BYTES: number = 1536 * 1024 * 1024;

const UNAUTHENTICATED_ARGUMENTS = 10;
const UNAUTHENTICATED_BULK_BYTES = 16384;

const MIN_SCRATCH_BYTES = 128;

const CR = 0x0d;
const LF = 0x0a;
const ASTERISK = 0x2a;
const DOLLAR = 0x24;
const ZERO = 0x30;

/** The largest number that one more digit keeps within 31 bits; longer ones are read slowly. */
const MAX_FAST_PREFIX = 99_999_999;

// Where the request under way stands.
const IDLE = 0; // nothing read of it
const IN_COUNT = 1; // its first line is not complete
const IN_ARGUMENTS = 2; // the count is known
const IN_LINE = 3; // an inline request whose line has not ended
const FAILED = 4; // a protocol error was reported

/**
 * Finds requests in a connection's bytes: arrays of bulk strings, and inline commands.
 *
 * @example
 * ```ts
 * import { DEFAULT_REQUEST_LIMITS, INCOMPLETE, REQUEST, RequestParser } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
 * const bytes = new TextEncoder().encode("*2\r\n$3\r\nGET\r\n$1\r\nk\r\nPING\r\n");
 *
 * assertEquals(parser.parse(bytes, 0, 10), INCOMPLETE);
 * assertEquals(parser.parse(bytes, 0, bytes.length), REQUEST);
 * assertEquals(parser.arguments.text(0), "GET");
 *
 * assertEquals(parser.parse(bytes, parser.next, bytes.length), REQUEST);
 * assertEquals(parser.arguments.text(0), "PING");
 * assertEquals(parser.next, bytes.length);
 * ```
 */
export class RequestParser {
  /**
   * The request found last; valid after {@link REQUEST} until the next call. `count` is 0 for an
   * empty request (`*0`, `*-1`, a blank line), which is to be skipped without a reply. May be
   * replaced after {@link REQUEST}, to keep the one found while the next one is looked for.
   */
  arguments: Arguments = new Arguments();
  /** The limits in force. May be replaced or changed between requests. */
  limits: Readonly<RequestLimits>;
  /** The position after the request found last, where the next one begins. */
  next = 0;
  /**
   * After {@link PROTOCOL_ERROR}, the text of the error reply, without "-" and line end. A binary
   * string: a character stands for a byte, since it may quote what the client sent.
   */
  error = "";
  /**
   * After {@link INCOMPLETE}, how many bytes are at least missing, 0 if unknown. It is what the
   * client announced, not what it will send: let it steer how a buffer grows, not how far.
   */
  needed = 0;

  #state = IDLE;
  /** How many arguments the request under way announced. */
  #count = 0;
  /** How many of them are complete. */
  #index = 0;
  /** Where the element under way begins: a header line, or a body if `#bulk` is known. */
  #at = 0;
  /** The length of the body at `#at`, or -1 when its header has still to be read. */
  #bulk = -1;
  /** Up to where the line at `#at` was already searched for its end. */
  #searched = 0;
  /** What the slow reader of a length found. */
  #length = 0;
  /** Where the words of inline requests are decoded to. */
  #scratch: Uint8Array = new Uint8Array(0);

  /** A parser at the beginning of a connection, under these limits. */
  constructor(limits: Readonly<RequestLimits> = DEFAULT_REQUEST_LIMITS) {
    this.limits = limits;
  }

  /**
   * Looks for one request in `bytes[start, end)`. After {@link INCOMPLETE} call again with the
   * same `start` (see {@link RequestParser.rebase} if the bytes have moved) and a larger `end`;
   * `bytes` may be another array. Positions must stay below 2^31. Linear in the bytes given over
   * all calls.
   *
   * @returns {@link REQUEST}, {@link INCOMPLETE} or {@link PROTOCOL_ERROR}
   */
  parse(bytes: Uint8Array, start: number, end: number): number {
    let count: number;
    let index = 0;
    let at: number;
    let bulk = -1;

    if (this.#state === IDLE) {
      if (start >= end) {
        this.needed = 0;
        return INCOMPLETE;
      }
      if (bytes[start] !== ASTERISK) {
        this.#at = start;
        this.#searched = start;
        return this.#parseInline(bytes, end);
      }
      // "*" and a count of one digit, which is nearly every request; the rest goes the long way.
      count = end - start < 4 ? 0 : bytes[start + 1] - ZERO;
      if (count >= 1 && count <= 9 && bytes[start + 2] === CR) {
        at = start + 4;
      } else {
        this.#at = start;
        this.#searched = start + 1;
        const status = this.#parseCount(bytes, end);
        if (status !== REQUEST) return status;
        count = this.#count;
        at = this.#at;
        if (count === 0) return this.#finish(bytes, 0, at);
      }
    } else if (this.#state === IN_ARGUMENTS) {
      count = this.#count;
      index = this.#index;
      at = this.#at;
      bulk = this.#bulk;
    } else if (this.#state === IN_COUNT) {
      const status = this.#parseCount(bytes, end);
      if (status !== REQUEST) return status;
      count = this.#count;
      at = this.#at;
      if (count === 0) return this.#finish(bytes, 0, at);
    } else if (this.#state === IN_LINE) {
      return this.#parseInline(bytes, end);
    } else {
      return PROTOCOL_ERROR;
    }

    const args = this.arguments;
    const maxBulkBytes = this.limits.maxBulkBytes;
    let starts = args.starts;
    let ends = args.ends;
    while (index < count) {
      if (bulk < 0) {
        // "$", digits, CR, LF: read here when all of it is in the buffer and it is a plain number.
        let p = at + 2;
        if (p + 1 < end && bytes[at] === DOLLAR) {
          bulk = bytes[at + 1] - ZERO;
          if (bulk > 9) bulk = -1;
          let byte = bytes[p];
          while (byte !== CR) {
            byte -= ZERO;
            if (byte < 0 || byte > 9 || bulk <= 0 || bulk > MAX_FAST_PREFIX || p + 2 >= end) {
              bulk = -1;
              break;
            }
            bulk = bulk * 10 + byte;
            byte = bytes[++p];
          }
        }
        if (
          bulk < 0 || bulk > maxBulkBytes ||
          (bulk > UNAUTHENTICATED_BULK_BYTES && this.limits.unauthenticated)
        ) {
          if (this.#at !== at || this.#state !== IN_ARGUMENTS) this.#searched = at;
          this.#suspend(count, index, at, -1);
          const status = this.#parseBulkLength(bytes, end);
          if (status !== REQUEST) return status;
          bulk = this.#length;
          at = this.#at;
        } else {
          at = p + 2;
        }
      }
      const stop = at + bulk;
      if (stop + 2 > end) {
        this.#suspend(count, index, at, bulk);
        this.needed = stop + 2 - end;
        return INCOMPLETE;
      }
      if (index >= starts.length) {
        args.grow();
        starts = args.starts;
        ends = args.ends;
      }
      starts[index] = at;
      ends[index] = stop;
      index++;
      at = stop + 2;
      bulk = -1;
    }
    return this.#finish(bytes, count, at);
  }

  /**
   * Tells the parser that the bytes of the request under way now stand `delta` positions further
   * on (negative: nearer the front), in the same array or another. Costs one addition per argument
   * already found: call it when bytes really move, not once per read.
   */
  rebase(delta: number): void {
    if (delta === 0) return;
    this.next += delta;
    if (this.#state === IDLE) return;
    this.#at += delta;
    this.#searched += delta;
    if (this.#state !== IN_ARGUMENTS) return;
    const { starts, ends } = this.arguments;
    for (let i = 0; i < this.#index; i++) {
      starts[i] += delta;
      ends[i] += delta;
    }
  }

  /** Forgets the request under way, the last one and any error, and gives back what they held. */
  reset(): void {
    this.#state = IDLE;
    this.#count = 0;
    this.#index = 0;
    this.#bulk = -1;
    this.next = 0;
    this.needed = 0;
    this.error = "";
    this.arguments.shrink();
    this.#scratch = new Uint8Array(0);
  }

  /** Whether a request has begun that is not complete yet. */
  get isMidRequest(): boolean {
    return this.#state !== IDLE && this.#state !== FAILED;
  }

  #finish(bytes: Uint8Array, count: number, next: number): number {
    this.#state = IDLE;
    const args = this.arguments;
    args.bytes = bytes;
    args.count = count;
    this.next = next;
    return REQUEST;
  }

  #suspend(count: number, index: number, at: number, bulk: number): void {
    this.#state = IN_ARGUMENTS;
    this.#count = count;
    this.#index = index;
    this.#at = at;
    this.#bulk = bulk;
  }

  /** Reads the line "*count" at `#at` into `#count`, and moves `#at` past it. */
  #parseCount(bytes: Uint8Array, end: number): number {
    this.#state = IN_COUNT;
    const lineEnd = this.#findLineEnd(bytes, end, "ERR Protocol error: too big mbulk count string");
    if (lineEnd <= 0) return lineEnd;
    const count = parseInteger(bytes, this.#at + 1, lineEnd);
    // parseInteger answers ±Infinity beyond 2^53: a negative one is a valid, empty request.
    if (!(count <= this.limits.maxArguments)) {
      return this.#fail("ERR Protocol error: invalid multibulk length");
    }
    if (count > UNAUTHENTICATED_ARGUMENTS && this.limits.unauthenticated) {
      return this.#fail("ERR Protocol error: unauthenticated multibulk length");
    }
    this.#count = count > 0 ? count : 0;
    this.#at = lineEnd + 2;
    return REQUEST;
  }

  /** Reads the line "$length" at `#at` into `#length`, and moves `#at` past it. */
  #parseBulkLength(bytes: Uint8Array, end: number): number {
    const lineEnd = this.#findLineEnd(bytes, end, "ERR Protocol error: too big bulk count string");
    if (lineEnd <= 0) return lineEnd;
    const first = bytes[this.#at];
    if (first !== DOLLAR) {
      const shown = first === CR || first === LF ? " " : String.fromCharCode(first);
      return this.#fail(`ERR Protocol error: expected '$', got '${shown}'`);
    }
    const length = parseInteger(bytes, this.#at + 1, lineEnd);
    if (!(length >= 0 && length <= this.limits.maxBulkBytes)) {
      return this.#fail("ERR Protocol error: invalid bulk length");
    }
    if (length > UNAUTHENTICATED_BULK_BYTES && this.limits.unauthenticated) {
      return this.#fail("ERR Protocol error: unauthenticated bulk length");
    }
    this.#length = length;
    this.#at = lineEnd + 2;
    return REQUEST;
  }

  /**
   * Finds the CR of the line at `#at`, with one byte after it. The limit is on the CR's place, not
   * on what a read happened to bring, so that it does not depend on how the bytes were cut.
   *
   * @returns the CR's position, {@link INCOMPLETE} or {@link PROTOCOL_ERROR}
   */
  #findLineEnd(bytes: Uint8Array, end: number, tooLong: string): number {
    const last = this.#at + this.limits.maxInlineBytes;
    let p = this.#searched;
    while (p < end && p <= last && bytes[p] !== CR && bytes[p] !== 0) p++;
    this.#searched = p;
    this.needed = 0;
    if (p < end && p <= last && bytes[p] === CR) return p + 1 < end ? p : INCOMPLETE;
    return end > last ? this.#fail(tooLong) : INCOMPLETE;
  }

  #parseInline(bytes: Uint8Array, end: number): number {
    this.#state = IN_LINE;
    this.needed = 0;
    const start = this.#at;
    const last = start + this.limits.maxInlineBytes;
    let p = this.#searched;
    while (p < end && p <= last && bytes[p] !== LF && bytes[p] !== 0) p++;
    this.#searched = p;
    if (p >= end || p > last || bytes[p] !== LF) {
      return end > last ? this.#fail("ERR Protocol error: too big inline request") : INCOMPLETE;
    }
    const lineEnd = p > start && bytes[p - 1] === CR ? p - 1 : p;
    if (this.#scratch.length < lineEnd - start) {
      this.#scratch = new Uint8Array(Math.max(MIN_SCRATCH_BYTES, 2 * (lineEnd - start)));
    }
    if (!splitInlineRequest(bytes, start, lineEnd, this.arguments, this.#scratch)) {
      return this.#fail("ERR Protocol error: unbalanced quotes in request");
    }
    this.#state = IDLE;
    this.next = p + 1;
    return REQUEST;
  }

  #fail(error: string): number {
    this.#state = FAILED;
    this.error = error;
    return PROTOCOL_ERROR;
  }
}
