/**
 * The bytes that a connection has read and its handler has not consumed.
 *
 *     0        start             end             bytes.length
 *     | free   | unconsumed      | room to read  |
 *
 * A read must own its buffer until it completes, and a read is always under way, also on an idle
 * connection. So an idle client costs what this buffer holds, and the buffer fits the client: it
 * begins small, grows when reads fill it and shrinks again when they use little of it. It grows
 * past `MAX_IDLE_BYTES` only for a request that is longer, doubling as bytes really arrive, and
 * never because a header promised something. When that request has been consumed the memory goes
 * back at once.
 */

/** Room for about 25 short requests. */
const MIN_BYTES = 1024;
/** The most that a connection keeps between requests, as much as Redis reads at once. */
const MAX_IDLE_BYTES = 16 * 1024;
/** A read that fills its buffer makes the next one so much larger. */
const GROWTH = 4;
/** So many reads in a row that would have fitted a smaller buffer bring that smaller buffer. */
const READS_BEFORE_SHRINKING = 32;

/** A read buffer that follows its client's needs. */
export class InputBuffer {
  /** The memory; what is unconsumed is `bytes[start, end)`. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(MIN_BYTES);
  start = 0;
  end = 0;
  /** Size of the buffer to read into when nothing is left over. */
  #comfortable = MIN_BYTES;
  #smallReads = 0;

  /** How many bytes are unconsumed. */
  get length(): number {
    return this.end - this.start;
  }

  /** How many bytes could be read without growing. */
  get free(): number {
    return this.bytes.length - this.end;
  }

  /** Where to read to; never empty. What is unconsumed may move to another place. */
  room(): Uint8Array<ArrayBuffer> {
    const { start, end } = this;
    this.start = 0;
    this.end = end - start;
    if (start === end) {
      if (this.bytes.length !== this.#comfortable) this.#replace(start, this.#comfortable);
      return this.bytes;
    }
    const size = this.bytes.length;
    if (this.end * 2 > size) this.#replace(start, Math.max(size * 2, this.#comfortable));
    else if (start > 0) this.bytes.copyWithin(0, start, end);
    return this.bytes.subarray(this.end);
  }

  /** `count` bytes have been read into the room. */
  filled(count: number): void {
    this.end += count;
    if (this.end === this.bytes.length) {
      this.#smallReads = 0;
      this.#comfortable = Math.min(this.#comfortable * GROWTH, MAX_IDLE_BYTES);
    } else if (count * GROWTH > this.#comfortable || this.#comfortable === MIN_BYTES) {
      this.#smallReads = 0;
    } else if (++this.#smallReads === READS_BEFORE_SHRINKING) {
      this.#smallReads = 0;
      this.#comfortable = Math.max(this.#comfortable / GROWTH, MIN_BYTES);
    }
  }

  /** The first `count` unconsumed bytes are done with. */
  consume(count: number): void {
    this.start += count;
  }

  /** Forgets everything unconsumed. */
  clear(): void {
    this.start = this.end = 0;
  }

  /** Moves the unconsumed bytes, which stood at `from`, into memory of `size` bytes. */
  #replace(from: number, size: number): void {
    const old = this.bytes;
    const bytes = new Uint8Array(size);
    if (this.end > 0) bytes.set(old.subarray(from, from + this.end));
    this.bytes = bytes;
    // Frees the memory now: the garbage collector sees a small object, and takes its time.
    old.buffer.transfer(0);
  }
}
