/**
 * The reply decoder: bytes that a server sent in, {@link Reply} values out.
 *
 * For clients and tests, so it makes objects freely; but it reads what another program sent, so it
 * allocates nothing that is merely announced, and takes any nesting: containers under way stand on
 * a stack of its own. A reply cut anywhere is continued from there when more bytes come. The bytes
 * of the reply under way are kept until it is complete, which is what {@link ReplyDecoder.raw}
 * shows.
 *
 *     +simple   -error   :integer   $bulk   *array   _null   #boolean   ,double   (big number
 *     !bulk error   =verbatim   %map   ~set   >push   |attributes, before any reply
 *
 * The streamed forms of RESP3 (`$?`, `*?`), which no Redis sends, are an error.
 */

import { parseInteger, parseInteger64 } from "./numbers.ts";
import type { Reply, ReplyAttributes } from "./reply.ts";

/** Bytes that are not RESP. The decoder is of no more use, and the connection neither. */
export class RespProtocolError extends Error {
  /** An error with this message. */
  constructor(message: string) {
    super(message);
    this.name = "RespProtocolError";
  }
}

const CR = 0x0d;
const LF = 0x0a;

const INITIAL_BYTES = 4096;

const textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A container whose elements have not all come. */
interface Frame {
  type: "array" | "set" | "push" | "map" | "attribute";
  /** How many elements are still missing; a pair counts twice. */
  missing: number;
  /** The elements that have come, keys and values of pairs in turn. */
  elements: Reply[];
  /** The attributes that stood before the container itself. */
  attributes: ReplyAttributes | undefined;
}

/**
 * Decodes RESP2 and RESP3 replies from bytes that come in pieces of any size.
 *
 * @example
 * ```ts
 * import { ReplyDecoder } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * const decoder = new ReplyDecoder();
 * decoder.push(new TextEncoder().encode("+OK\r\n:4"));
 * assertEquals(decoder.next(), { type: "simple", value: "OK" });
 * assertEquals(decoder.next(), undefined);
 * decoder.push(new TextEncoder().encode("2\r\n"));
 * assertEquals(decoder.next(), { type: "integer", value: 42 });
 * ```
 */
export class ReplyDecoder {
  #buffer: Uint8Array = new Uint8Array(INITIAL_BYTES);
  #end = 0;
  /** Where the reply under way begins; what is before it may be discarded. */
  #replyStart = 0;
  /** Where the element under way begins. */
  #at = 0;
  /** Up to where the line at `#at` was searched for its end. */
  #searched = 0;
  #stack: Frame[] = [];
  /** Attributes that came and wait for the reply they describe. */
  #attributes: ReplyAttributes | undefined;
  /** Whether the element decoded last lacks bytes of its body. */
  #needsMore = false;
  #rawStart = 0;
  #rawEnd = 0;

  /** Adds bytes, which are copied. Amortised O(their number). */
  push(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /**
   * The next reply, or `undefined` until more bytes are pushed.
   *
   * @throws {RespProtocolError} when the bytes are not RESP
   */
  next(): Reply | undefined {
    for (;;) {
      if (this.#at >= this.#end) return undefined;
      const lineEnd = this.#findLineEnd();
      if (lineEnd < 0) return undefined;
      const reply = this.#decodeElement(lineEnd);
      if (reply === undefined) {
        // A container has begun, or a body is not all there: then #at still stands on its header.
        if (this.#needsMore) return undefined;
        continue;
      }
      const whole = this.#attach(reply);
      if (whole === undefined) continue;
      this.#rawStart = this.#replyStart;
      this.#rawEnd = this.#at;
      this.#replyStart = this.#at;
      return whole;
    }
  }

  /** A copy of the exact bytes of the reply that `next` gave last. Call it before `push`. */
  raw(): Uint8Array {
    return this.#buffer.slice(this.#rawStart, this.#rawEnd);
  }

  /** How many bytes are held that belong to no complete reply yet. */
  get pendingBytes(): number {
    return this.#end - this.#replyStart;
  }

  #makeRoom(size: number): void {
    const shift = this.#replyStart;
    const kept = this.#end - shift;
    if (kept + size > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(this.#buffer.length * 2, kept + size));
      grown.set(this.#buffer.subarray(shift, this.#end));
      this.#buffer = grown;
    } else {
      this.#buffer.copyWithin(0, shift, this.#end);
    }
    this.#end = kept;
    this.#at -= shift;
    this.#searched -= shift;
    this.#replyStart = 0;
    this.#rawStart = 0;
    this.#rawEnd = 0;
  }

  /** The position of the CR that ends the line at `#at`, or -1. */
  #findLineEnd(): number {
    const buffer = this.#buffer;
    let p = Math.max(this.#searched, this.#at);
    const last = this.#end - 1;
    while (p < last && (buffer[p] !== CR || buffer[p + 1] !== LF)) p++;
    this.#searched = p;
    return p < last ? p : -1;
  }

  /**
   * Decodes the element whose first line is `[#at, lineEnd)` and moves `#at` past it. `undefined`
   * if it opened a container, or (then `#needsMore`) if its body has not come.
   */
  #decodeElement(lineEnd: number): Reply | undefined {
    const start = this.#at + 1;
    this.#needsMore = false;
    const type = this.#buffer[this.#at];
    switch (type) {
      case 0x2b: // +
        this.#at = lineEnd + 2;
        return { type: "simple", value: this.#text(start, lineEnd) };
      case 0x2d: // -
        this.#at = lineEnd + 2;
        return { type: "error", value: this.#text(start, lineEnd) };
      case 0x3a: // :
        return { type: "integer", value: this.#integer(start, lineEnd) };
      case 0x24: // $
      case 0x21: // !
      case 0x3d: // =
        return this.#decodeBulk(type, lineEnd);
      case 0x5f: // _
        if (lineEnd !== start) return this.#malformed("null", lineEnd);
        this.#at = lineEnd + 2;
        return { type: "null", value: null };
      case 0x23: { // #
        const letter = this.#text(start, lineEnd);
        if (letter !== "t" && letter !== "f") return this.#malformed("boolean", lineEnd);
        this.#at = lineEnd + 2;
        return { type: "boolean", value: letter === "t" };
      }
      case 0x2c: { // ,
        const text = this.#text(start, lineEnd);
        const value = doubleFromText(text);
        if (value === undefined) return this.#malformed("double", lineEnd);
        this.#at = lineEnd + 2;
        return { type: "double", value, text };
      }
      case 0x28: { // (
        const text = this.#text(start, lineEnd);
        if (!/^[+-]?\d+$/.test(text)) return this.#malformed("big number", lineEnd);
        this.#at = lineEnd + 2;
        return { type: "bigNumber", value: BigInt(text.replace(/^\+/, "")) };
      }
      case 0x2a: // *
        return this.#openContainer("array", 1, lineEnd);
      case 0x7e: // ~
        return this.#openContainer("set", 1, lineEnd);
      case 0x3e: // >
        return this.#openContainer("push", 1, lineEnd);
      case 0x25: // %
        return this.#openContainer("map", 2, lineEnd);
      case 0x7c: // |
        return this.#openContainer("attribute", 2, lineEnd);
      default:
        throw new RespProtocolError(
          `Cannot decode reply: unknown type byte 0x${type.toString(16).padStart(2, "0")}`,
        );
    }
  }

  #decodeBulk(type: number, lineEnd: number): Reply | undefined {
    const length = parseInteger(this.#buffer, this.#at + 1, lineEnd);
    const body = lineEnd + 2;
    if (type === 0x24 && length === -1) {
      this.#at = body;
      return { type: "nullBulk", value: null };
    }
    if (!(length >= 0) || length === Infinity) return this.#malformed("bulk length", lineEnd);
    const end = body + length;
    if (end + 2 > this.#end) {
      this.#needsMore = true;
      return undefined;
    }
    if (this.#buffer[end] !== CR || this.#buffer[end + 1] !== LF) {
      throw new RespProtocolError(
        `Cannot decode reply: no line end after a body of ${length} bytes`,
      );
    }
    if (type === 0x21) {
      this.#at = end + 2;
      return { type: "bulkError", value: this.#text(body, end) };
    }
    if (type === 0x3d) {
      if (length < 4 || this.#buffer[body + 3] !== 0x3a) {
        return this.#malformed("verbatim string", lineEnd);
      }
      this.#at = end + 2;
      const format = this.#text(body, body + 3);
      return { type: "verbatim", value: this.#buffer.slice(body + 4, end), format };
    }
    this.#at = end + 2;
    return { type: "bulk", value: this.#buffer.slice(body, end) };
  }

  #openContainer(type: Frame["type"], width: 1 | 2, lineEnd: number): Reply | undefined {
    const count = parseInteger(this.#buffer, this.#at + 1, lineEnd);
    if (type === "array" && count === -1) {
      this.#at = lineEnd + 2;
      return { type: "nullArray", value: null };
    }
    if (!(count >= 0) || count === Infinity) return this.#malformed("element count", lineEnd);
    this.#at = lineEnd + 2;
    if (count === 0) {
      // Attributes without a pair are as good as none.
      return type === "attribute" ? undefined : { type, value: [] } as Reply;
    }
    const attributes = this.#attributes;
    this.#attributes = undefined;
    this.#stack.push({ type, missing: count * width, elements: [], attributes });
    return undefined;
  }

  /** Puts a complete element where it belongs; gives the reply that it completes, if any. */
  #attach(element: Reply): Reply | undefined {
    let complete = element;
    if (this.#attributes !== undefined) {
      complete.attributes = this.#attributes;
      this.#attributes = undefined;
    }
    for (;;) {
      const frame = this.#stack[this.#stack.length - 1];
      if (frame === undefined) return complete;
      frame.elements.push(complete);
      if (--frame.missing > 0) return undefined;
      this.#stack.pop();
      if (frame.type === "attribute") {
        // More attributes may have stood before these.
        this.#attributes = [...(frame.attributes ?? []), ...pairs(frame.elements)];
        return undefined;
      }
      complete = frame.type === "map"
        ? { type: "map", value: pairs(frame.elements) }
        : { type: frame.type, value: frame.elements };
      if (frame.attributes !== undefined) complete.attributes = frame.attributes;
    }
  }

  #integer(start: number, lineEnd: number): number | bigint {
    let value: number | bigint | undefined = parseInteger(this.#buffer, start, lineEnd);
    if (value === Infinity || value === -Infinity) {
      value = parseInteger64(this.#buffer, start, lineEnd);
    }
    if (value === undefined || value !== value) return this.#malformed("integer", lineEnd);
    this.#at = lineEnd + 2;
    return value;
  }

  #text(start: number, end: number): string {
    return textDecoder.decode(this.#buffer.subarray(start, end));
  }

  #malformed(what: string, lineEnd: number): never {
    const line = this.#text(this.#at, Math.min(lineEnd, this.#at + 64));
    throw new RespProtocolError(
      `Cannot decode reply: malformed ${what} in ${JSON.stringify(line)}`,
    );
  }
}

function pairs(elements: Reply[]): [Reply, Reply][] {
  const result: [Reply, Reply][] = [];
  for (let i = 0; i < elements.length; i += 2) result.push([elements[i], elements[i + 1]]);
  return result;
}

/** RESP3's doubles: decimal, "inf", "-inf", and the spellings of NaN that C libraries print. */
function doubleFromText(text: string): number | undefined {
  if (text === "inf" || text === "+inf") return Infinity;
  if (text === "-inf") return -Infinity;
  if (text === "nan" || text === "-nan") return NaN;
  return /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
