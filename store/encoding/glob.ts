/**
 * Glob patterns over bytes, as KEYS, SCAN MATCH, PSUBSCRIBE and CONFIG GET take them.
 *
 * | in a pattern   | matches                                                     |
 * |----------------|-------------------------------------------------------------|
 * | `*`            | any bytes, also none                                        |
 * | `?`            | any one byte                                                |
 * | `[ab0-9]`      | one byte of the class; ends may come in either order        |
 * | `[^ab]`        | one byte that is not of the class                           |
 * | `\x`           | the byte x itself, inside a class too                       |
 *
 * What is malformed still has a meaning, and it is Redis's: a class without its `]` ends with the
 * pattern, `[]` matches nothing and `[^]` anything, a trailing `\` stands for itself. Bytes are
 * compared as signed ones in a range (`[a-\xff]` is the range from -1 to 97). A pattern that is
 * not empty never matches the empty string, not even `*`: the commands that let `*` stand for
 * everything ask {@linkcode GlobPattern.matchesAll} first.
 *
 * A pattern is compiled once into one code per byte to match. Between two stars lies a run of
 * codes that each take exactly one byte, so the leftmost place where a run fits is as good as any
 * other, and only the latest star ever needs to be tried again: matching takes time in proportion
 * to pattern × text at the worst, whatever the number of stars, and no stack. (Trying each star
 * anew takes exponential time, CVE-2022-36021; recursion overflows the stack, CVE-2024-31228.)
 */

const STAR = 0x2a;
const QUESTION = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const CARET = 0x5e;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;

/*
 * A code is 0–255 for that byte, or one of these. A class is CLASS plus its index; bit b of
 * its eight words in `classes` says whether byte b belongs to it.
 */
const ANY = 256;
const ANY_RUN = 257;
const CLASS = 258;

/** How a {@linkcode GlobPattern} compares letters. */
export interface GlobOptions {
  /**
   * Whether ASCII letters match in either case; as in Redis, an escaped byte inside a class
   * (`[\a]`) still matches only itself. Default false.
   */
  ignoreCase?: boolean;
}

/**
 * A compiled pattern. Compiling takes O(pattern); {@linkcode GlobPattern.matches} allocates
 * nothing.
 *
 * @example
 * ```ts
 * import { GlobPattern } from "./glob.ts";
 * import { assert } from "@std/assert";
 *
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * const pattern = new GlobPattern(bytes("user:[0-9]*"));
 * assert(pattern.matches(bytes("user:17"), 0, 7));
 * assert(!pattern.matches(bytes("user:x"), 0, 6));
 * ```
 */
export class GlobPattern {
  /** Whether the pattern is the single star, which commands take for every key there is. */
  readonly matchesAll: boolean;
  /**
   * The bytes that every match begins with: what stands before the first wildcard. Empty when
   * letters match in either case and the pattern begins with one.
   */
  readonly literalPrefix: Uint8Array;
  /** The only bytes that match when the pattern has no wildcard, otherwise `undefined`. */
  readonly exactly: Uint8Array | undefined;
  /** No text of fewer bytes matches. */
  readonly minLength: number;

  readonly #codes: Int32Array;
  readonly #classes: Int32Array;
  readonly #fold: boolean;

  /** Compiles `pattern`, which is copied: the bytes may change afterwards. */
  constructor(pattern: Uint8Array, options: GlobOptions = {}) {
    const compiled = compile(pattern, options.ignoreCase === true);
    const codes = compiled.codes;
    this.#codes = codes;
    this.#classes = compiled.classes;
    this.#fold = options.ignoreCase === true;
    this.matchesAll = pattern.length === 1 && pattern[0] === STAR;

    let minLength = 0;
    let prefix = 0;
    for (let i = 0; i < codes.length; i++) {
      if (codes[i] !== ANY_RUN) minLength++;
      if (prefix === i && codes[i] < ANY && !(this.#fold && isLetter(codes[i]))) prefix++;
    }
    // A pattern of stars alone needs a byte to match, as all that are not empty.
    this.minLength = pattern.length > 0 && minLength === 0 ? 1 : minLength;
    this.literalPrefix = Uint8Array.from(codes.subarray(0, prefix));
    this.exactly = prefix === codes.length ? this.literalPrefix : undefined;
  }

  /** Whether the whole of the bytes from `start` to `end` matches. O(pattern × bytes). */
  matches(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < this.minLength) return false;
    const codes = this.#codes;
    const count = codes.length;
    const fold = this.#fold;
    let at = start;
    let next = 0;
    // Where to go on when the run after the latest star does not fit: its code, and the byte
    // that the star takes next.
    let retryCode = -1;
    let retryAt = 0;
    while (at < end) {
      if (next < count) {
        const code = codes[next];
        if (code === ANY_RUN) {
          retryCode = ++next;
          if (next === count) return true;
          retryAt = at;
          continue;
        }
        const byte = bytes[at];
        if (
          code < ANY
            ? code === (fold ? lower(byte) : byte)
            : code === ANY || this.#inClass(code - CLASS, byte)
        ) {
          at++;
          next++;
          continue;
        }
      }
      if (retryCode < 0) return false;
      next = retryCode;
      at = ++retryAt;
    }
    while (next < count && codes[next] === ANY_RUN) next++;
    return next === count;
  }

  #inClass(index: number, byte: number): boolean {
    return ((this.#classes[(index << 3) + (byte >> 5)] >>> (byte & 31)) & 1) === 1;
  }
}

/** Translates a pattern into codes and classes; runs of stars become one. */
function compile(
  pattern: Uint8Array,
  fold: boolean,
): { codes: Int32Array; classes: Int32Array } {
  const length = pattern.length;
  const codes = new Int32Array(length);
  const classes: number[] = [];
  let count = 0;
  let at = 0;
  while (at < length) {
    const byte = pattern[at++];
    if (byte === STAR) {
      if (count === 0 || codes[count - 1] !== ANY_RUN) codes[count++] = ANY_RUN;
    } else if (byte === QUESTION) {
      codes[count++] = ANY;
    } else if (byte === OPEN) {
      codes[count++] = CLASS + (classes.length >> 3);
      at = compileClass(pattern, at, fold, classes);
    } else {
      const literal = byte === BACKSLASH && at < length ? pattern[at++] : byte;
      codes[count++] = fold ? lower(literal) : literal;
    }
  }
  return { codes: codes.slice(0, count), classes: Int32Array.from(classes) };
}

/** Appends the eight words of the class that begins after its `[`, and returns its end. */
function compileClass(pattern: Uint8Array, at: number, fold: boolean, classes: number[]): number {
  const length = pattern.length;
  const words = new Int32Array(8);
  const add = (byte: number) => words[byte >> 5] |= 1 << (byte & 31);
  const negated = at < length && pattern[at] === CARET;
  if (negated) at++;
  for (; at < length && pattern[at] !== CLOSE; at++) {
    if (pattern[at] === BACKSLASH && at + 1 < length) {
      add(pattern[++at]);
    } else if (at + 2 < length && pattern[at + 1] === MINUS) {
      addRange(signed(pattern[at]), signed(pattern[at + 2]), fold, add);
      at += 2;
    } else if (fold) {
      add(lower(pattern[at]));
      add(upper(pattern[at]));
    } else {
      add(pattern[at]);
    }
  }
  for (const word of words) classes.push(negated ? ~word : word);
  return at + 1;
}

/** Adds the bytes of a range. The ends are put in order first and lose their case after. */
function addRange(a: number, b: number, fold: boolean, add: (byte: number) => void): void {
  let low = Math.min(a, b);
  let high = Math.max(a, b);
  if (fold) {
    low = lower(low);
    high = lower(high);
  }
  for (let byte = -128; byte < 128; byte++) {
    const compared = fold ? lower(byte) : byte;
    if (compared >= low && compared <= high) add(byte & 0xff);
  }
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 32 : byte;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
