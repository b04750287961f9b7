/**
 * The grammar of an AOF, strict to the byte: whoever wrote it is a program, so what is not as it would
 * have written it is damage.
 *
 *     *2 CR LF $3 CR LF DEL CR LF $1 CR LF k CR LF      a command
 *     #TS:1700000000 CR LF                              an annotation
 */

import { Arguments } from "../../../resp/arguments.ts";

/** {@linkcode AofParser.parse} found a command. */
export const COMMAND = 1;
/** {@linkcode AofParser.parse} found an annotation, a line that begins with `#`. */
export const ANNOTATION = 2;
/** {@linkcode AofParser.parse} needs more bytes. */
export const INCOMPLETE = 0;
/** {@linkcode AofParser.parse} met bytes that nobody wrote. */
export const DAMAGED: number = -1;

/** The most that one argument may have, as in Redis unless told otherwise: 4 GiB are beyond any. */
const MAX_ARGUMENT_BYTES = 0x7fffffff;
const MAX_ARGUMENTS = 0x7fffffff;
/** The longest annotation. */
const MAX_LINE_BYTES = 64 * 1024;

const CR = 0x0d;
const LF = 0x0a;
const ZERO = 0x30;
const ASTERISK = 0x2a;
const DOLLAR = 0x24;
const HASH = 0x23;

/** Finds the commands in a file's bytes. */
export class AofParser {
  /** The command found last; its offsets are valid as long as the bytes. */
  readonly arguments: Arguments = new Arguments();
  /** Where the next command begins; for an annotation, too. */
  next = 0;
  /** After {@linkcode INCOMPLETE}: how many bytes are missing at least. */
  needed = 0;
  /** After {@linkcode DAMAGED}: what is wrong, and where. */
  damage = "";
  damageAt = 0;

  /** What a header's line says, or why it says nothing. */
  #number = 0;

  /** Looks for a command or an annotation at `bytes[start, end)`, always from its first byte. */
  parse(bytes: Uint8Array, start: number, end: number): number {
    this.needed = 1;
    if (start >= end) return INCOMPLETE;
    if (bytes[start] === HASH) return this.#parseLine(bytes, start, end);
    if (bytes[start] !== ASTERISK) {
      return this.#fail(start, `expected '*' or '#', found ${show(bytes[start])}`);
    }
    let at = this.#parseNumber(bytes, start + 1, end, MAX_ARGUMENTS, "number of arguments");
    if (at <= 0) return at;
    const count = this.#number;
    if (count === 0) return this.#fail(start, "a command without a name");
    const args = this.arguments;
    args.bytes = bytes;
    args.count = 0;
    for (let i = 0; i < count; i++) {
      if (at >= end) return INCOMPLETE;
      if (bytes[at] !== DOLLAR) return this.#fail(at, `expected '$', found ${show(bytes[at])}`);
      const body = this.#parseNumber(bytes, at + 1, end, MAX_ARGUMENT_BYTES, "length");
      if (body <= 0) return body;
      const stop = body + this.#number;
      if (stop + 2 > end) {
        this.needed = stop + 2 - end;
        // What is there of the line end must be one.
        if (stop < end && bytes[stop] !== CR) return this.#fail(stop, "an argument without an end");
        return INCOMPLETE;
      }
      if (bytes[stop] !== CR) return this.#fail(stop, "an argument without an end");
      if (bytes[stop + 1] !== LF) return this.#fail(stop + 1, "an argument without an end");
      args.append(body, stop);
      at = stop + 2;
    }
    this.next = at;
    return COMMAND;
  }

  /** Reads digits, CR and LF; returns where what follows begins, or INCOMPLETE or DAMAGED. */
  #parseNumber(
    bytes: Uint8Array,
    start: number,
    end: number,
    limit: number,
    what: string,
  ): number {
    let number = 0;
    let at = start;
    for (; at < end; at++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
      if (number > limit) return this.#fail(start, `a ${what} beyond ${limit}`);
    }
    if (at === end) return INCOMPLETE;
    if (at === start || bytes[at] !== CR) {
      return this.#fail(at, `found ${show(bytes[at])} in a ${what}`);
    }
    if (at + 1 === end) return INCOMPLETE;
    if (bytes[at + 1] !== LF) return this.#fail(at + 1, `a ${what} without a line end`);
    this.#number = number;
    return at + 2;
  }

  #parseLine(bytes: Uint8Array, start: number, end: number): number {
    const last = Math.min(end, start + MAX_LINE_BYTES);
    let at = start;
    while (at < last && bytes[at] !== LF) at++;
    if (at < last) {
      this.next = at + 1;
      return ANNOTATION;
    }
    return last < end ? this.#fail(start, "an annotation without an end") : INCOMPLETE;
  }

  #fail(at: number, damage: string): number {
    this.damage = damage;
    this.damageAt = at;
    return DAMAGED;
  }
}

/** A byte for a message. */
function show(byte: number): string {
  const isPrintable = byte > 0x20 && byte < 0x7f;
  return isPrintable
    ? `'${String.fromCharCode(byte)}'`
    : `the byte 0x${byte.toString(16).padStart(2, "0")}`;
}
