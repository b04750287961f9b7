/**
 * Requests as bytes that are prepared once, with holes for numbers and for the value:
 *
 *     *3 $3 SET $16 key:000000000000 $          32 \r\n  xxxx…  \r\n
 *     ╰────── head ─────┴─ a hole ─╯ ╰── before ─╯ ╰ after ╯    ╰ tail
 *
 * Making a request is a copy and the digits of its numbers; no string is made. A value of one size
 * is part of the head.
 */

import type { KeySequence } from "../key_sequence.ts";
import type { SeededRandom } from "../seeded_random.ts";

/** Digits of a number in a request: zeros stand before it. */
export const NUMBER_DIGITS = 12;

const ZERO = 0x30;
const encoder = new TextEncoder();

/** How long values are, in bytes: uniform between the two, both included. */
export interface ValueSizes {
  readonly min: number;
  readonly max: number;
}

/** What a piece of a request ends with. */
const END = 0;
const KEY = 1;
const ELEMENT = 2;
const VALUE = 3;

/** Bytes, and the hole behind them. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly hole: typeof END | typeof KEY | typeof ELEMENT | typeof VALUE;
  /** What stands between the length of a value and the value. */
  readonly separator: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** A request with holes; made by {@linkcode TemplateBuilder}. */
export interface RequestTemplate {
  readonly pieces: readonly Piece[];
  /** The longest request, in bytes. */
  readonly maxBytes: number;
}

/** Puts a template together, from left to right. */
export class TemplateBuilder {
  readonly #pieces: Piece[] = [];
  readonly #values: ValueSource;
  #text: Uint8Array[] = [];

  constructor(values: ValueSource) {
    this.#values = values;
  }

  /** Bytes as they are. */
  text(text: string): this {
    this.#text.push(encoder.encode(text));
    return this;
  }

  /** The number of a key. */
  key(): this {
    return this.#hole(KEY);
  }

  /** The number of an element. */
  element(): this {
    return this.#hole(ELEMENT);
  }

  /** A value: its length in digits, a separator, its bytes. */
  value(separator: string): this {
    const { sizes } = this.#values;
    if (sizes.min !== sizes.max) return this.#hole(VALUE, encoder.encode(separator));
    this.text(`${sizes.min}${separator}`);
    this.#text.push(this.#values.bytes.subarray(0, sizes.min));
    return this;
  }

  /** The template. */
  build(): RequestTemplate {
    this.#hole(END);
    const room = [0, NUMBER_DIGITS, NUMBER_DIGITS, NUMBER_DIGITS + this.#values.sizes.max];
    const maxBytes = this.#pieces.reduce((sum, { bytes, hole, separator }) => {
      return sum + bytes.length + room[hole] + separator.length;
    }, 0);
    return { pieces: this.#pieces, maxBytes };
  }

  #hole(hole: Piece["hole"], separator: Uint8Array = NOTHING): this {
    const bytes = new Uint8Array(this.#text.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#text) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#pieces.push({ bytes, hole, separator });
    this.#text = [];
    return this;
  }
}

/** The bytes of values: printable, seemingly random, the same for the same seed. */
export class ValueSource {
  /** As many as the longest value has. */
  readonly bytes: Uint8Array;

  constructor(readonly sizes: ValueSizes, random: SeededRandom) {
    const letters = encoder.encode(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
    );
    this.bytes = new Uint8Array(sizes.max);
    for (let at = 0; at < sizes.max; at++) this.bytes[at] = letters[random.uint32() >>> 26];
  }
}

/** Writes requests. */
export class RequestWriter {
  /** The longest request of all, in bytes. */
  readonly maxBytes: number;

  /** @param elements Numbers of elements are below it. */
  constructor(
    private readonly templates: readonly RequestTemplate[],
    private readonly keys: KeySequence,
    private readonly elements: number,
    private readonly values: ValueSource,
    private readonly random: SeededRandom,
  ) {
    this.maxBytes = Math.max(...templates.map(({ maxBytes }) => maxBytes));
  }

  /**
   * Writes a request of a template at a position, with numbers drawn for it; returns its end. There
   * must be {@linkcode maxBytes} of room.
   */
  write(target: Uint8Array, at: number, template: number): number {
    const { pieces } = this.templates[template];
    for (let index = 0; index < pieces.length; index++) {
      const { bytes, hole, separator } = pieces[index];
      target.set(bytes, at);
      at += bytes.length;
      if (hole === KEY) at = writeNumber(target, at, this.keys.next());
      else if (hole === ELEMENT) at = writeNumber(target, at, this.random.int(this.elements));
      else if (hole === VALUE) at = this.#writeValue(target, at, separator);
    }
    return at;
  }

  #writeValue(target: Uint8Array, at: number, separator: Uint8Array): number {
    const { bytes, sizes } = this.values;
    const length = this.random.int(sizes.min, sizes.max);
    at = writeLength(target, at, length);
    target.set(separator, at);
    at += separator.length;
    target.set(length === bytes.length ? bytes : bytes.subarray(0, length), at);
    return at + length;
  }
}

/** Twelve digits; returns their end. */
function writeNumber(target: Uint8Array, at: number, number: number): number {
  const end = at + NUMBER_DIGITS;
  for (let position = end - 1; position >= at; position--) {
    const rest = Math.floor(number / 10);
    target[position] = ZERO + number - rest * 10;
    number = rest;
  }
  return end;
}

/** As many digits as a number has; returns their end. */
function writeLength(target: Uint8Array, at: number, number: number): number {
  let digits = 1;
  for (let bound = 10; number >= bound; bound *= 10) digits++;
  for (let position = at + digits - 1; position >= at; position--) {
    target[position] = ZERO + number % 10;
    number = Math.floor(number / 10);
  }
  return at + digits;
}
