/**
 * Buffers for replies, lent while there are replies to send and taken back when they have left.
 *
 * An idle connection holds none, so what 10,000 clients need follows how many of them are being
 * answered at the moment. The buffer given back last is lent first: it is still in the cache.
 */

/** Size of a lent buffer; a reply writer replaces it by a larger one when it must. */
const BUFFER_BYTES = 16 * 1024;
/** Larger buffers than this are not kept: one huge reply must not pin its memory. */
const MAX_KEPT_BYTES = 128 * 1024;
/** At most 8 MiB are kept, usually far less. */
const MAX_KEPT_TOTAL_BYTES = 8 * 1024 * 1024;
/** From this size on, memory is freed at once rather than by the garbage collector. */
const FREE_AT_ONCE_BYTES = 256 * 1024;

/** A stack of buffers of at least 16 KiB. */
export class ReplyBufferPool {
  readonly #buffers: Uint8Array<ArrayBuffer>[] = [];
  #keptBytes = 0;

  /** How many bytes the pool holds at the moment. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** A buffer with any contents. O(1). */
  take(): Uint8Array<ArrayBuffer> {
    const buffer = this.#buffers.pop();
    if (buffer === undefined) return new Uint8Array(BUFFER_BYTES);
    this.#keptBytes -= buffer.length;
    return buffer;
  }

  /** Takes a buffer back that nobody uses any more, whoever made it. O(1). */
  give(buffer: Uint8Array<ArrayBuffer>): void {
    const size = buffer.length;
    if (size >= FREE_AT_ONCE_BYTES) {
      buffer.buffer.transfer(0);
      return;
    }
    if (size < BUFFER_BYTES || size > MAX_KEPT_BYTES) return;
    if (this.#keptBytes + size > MAX_KEPT_TOTAL_BYTES) return;
    this.#keptBytes += size;
    this.#buffers.push(buffer);
  }
}
