/**
 * The arguments of one request, as offsets into a buffer of bytes.
 *
 * A request of three arguments costs six integers here and no object: a handler reads keys and
 * values straight out of the connection's read buffer through (bytes, start, end). The price is
 * the lifetime: the offsets mean something only while the handler runs. What must live longer (a
 * queued transaction, a blocked client) takes {@link Arguments.clone}.
 *
 *     bytes   * 2 CR LF $ 3 CR LF G E T CR LF $ 1 CR LF k CR LF
 *                                 ^starts[0]              ^starts[1]
 *                                       ^ends[0]            ^ends[1]
 */

/** Arguments that fit without growing. Most requests have two to four. */
const INITIAL_CAPACITY = 32;

const CASE_BIT = 0x20;

const encoder = new TextEncoder();
/** Keeps a leading U+FEFF: an argument is data, not a document with a byte order mark. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * One request's arguments: offsets into a byte buffer, valid only while the handler runs.
 *
 * @example
 * ```ts
 * import { Arguments } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * const args = Arguments.from(["SET", "greeting", "hello", "nx"]);
 * assertEquals(args.count, 4);
 * assertEquals(args.text(2), "hello");
 * assertEquals(args.equals(3, "NX"), true);
 * ```
 */
export class Arguments {
  /** The buffer that the offsets point into. */
  bytes: Uint8Array;
  /** How many arguments there are, the command's name included. */
  count = 0;
  /** `starts[i]` is where argument `i` begins; entries from `count` on mean nothing. */
  starts: Int32Array;
  /** `ends[i]` is the position after argument `i`'s last byte. */
  ends: Int32Array;

  /** An empty list with room for `capacity` arguments before its tables grow. */
  constructor(capacity: number = INITIAL_CAPACITY) {
    this.bytes = new Uint8Array(0);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  /**
   * Arguments in a buffer of their own: text is encoded as UTF-8, bytes are copied.
   * For tests, and for commands that the program itself issues.
   */
  static from(parts: readonly (string | Uint8Array)[]): Arguments {
    const args = new Arguments(parts.length);
    const chunks = parts.map((part) => typeof part === "string" ? encoder.encode(part) : part);
    args.bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      args.bytes.set(chunk, at);
      args.append(at, at + chunk.length);
      at += chunk.length;
    }
    return args;
  }

  /** Adds the argument `bytes[start, end)`. Amortised O(1). */
  append(start: number, end: number): void {
    if (this.count >= this.starts.length) this.grow();
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }

  /** Doubles the tables of offsets. The arrays are replaced: read them again afterwards. */
  grow(): void {
    const capacity = Math.max(INITIAL_CAPACITY, this.starts.length * 2);
    const starts = new Int32Array(capacity);
    const ends = new Int32Array(capacity);
    starts.set(this.starts);
    ends.set(this.ends);
    this.starts = starts;
    this.ends = ends;
  }

  /** Gives back tables that a request of very many arguments left behind, and the buffer. */
  shrink(): void {
    this.count = 0;
    this.bytes = new Uint8Array(0);
    if (this.starts.length <= INITIAL_CAPACITY) return;
    this.starts = new Int32Array(INITIAL_CAPACITY);
    this.ends = new Int32Array(INITIAL_CAPACITY);
  }

  /** Argument `i`'s length in bytes. */
  length(i: number): number {
    return this.ends[i] - this.starts[i];
  }

  /**
   * Argument `i` decoded as UTF-8, with U+FFFD for what is not UTF-8. Allocates: for cold paths.
   */
  text(i: number): string {
    return decoder.decode(this.bytes.subarray(this.starts[i], this.ends[i]));
  }

  /**
   * Argument `i` as a binary string, one character per byte, so that no byte is lost. What
   * `ReplyWriter.errorBinary` takes. O(length), allocates: for error messages.
   */
  binary(i: number): string {
    let text = "";
    for (let at = this.starts[i]; at < this.ends[i]; at++) {
      text += String.fromCharCode(this.bytes[at]);
    }
    return text;
  }

  /** A copy of argument `i`'s bytes that the caller may keep. */
  copy(i: number): Uint8Array {
    return this.bytes.slice(this.starts[i], this.ends[i]);
  }

  /**
   * Whether argument `i` is `upperAsciiLiteral`, ASCII case aside: how a handler recognises an
   * option. The literal must be upper-case ASCII. Allocates nothing.
   */
  equals(i: number, upperAsciiLiteral: string): boolean {
    const start = this.starts[i];
    const length = this.ends[i] - start;
    if (length !== upperAsciiLiteral.length) return false;
    const bytes = this.bytes;
    for (let k = 0; k < length; k++) {
      let byte = bytes[start + k];
      if (byte >= 0x61 && byte <= 0x7a) byte ^= CASE_BIT;
      if (byte !== upperAsciiLiteral.charCodeAt(k)) return false;
    }
    return true;
  }

  /** A deep copy, packed in one buffer of exactly the arguments' size. */
  clone(): Arguments {
    const count = this.count;
    const copy = new Arguments(count);
    let total = 0;
    for (let i = 0; i < count; i++) total += this.ends[i] - this.starts[i];
    const packed = new Uint8Array(total);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const start = this.starts[i];
      const end = this.ends[i];
      packed.set(this.bytes.subarray(start, end), at);
      copy.starts[i] = at;
      at += end - start;
      copy.ends[i] = at;
    }
    copy.bytes = packed;
    copy.count = count;
    return copy;
  }
}
