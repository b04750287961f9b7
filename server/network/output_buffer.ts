/**
 * The replies of one connection on their way out.
 *
 *     handler writes → reply.bytes[0, reply.length)          collecting
 *     begin()        → #bytes[#sent, #length)                 being sent; reply is empty again
 *     advance(n)     → … until all of it has left, and the buffer returns to the pool
 *
 * A write lends its bytes to the system until it completes, so replies that come meanwhile collect
 * in a second buffer. There are never more than two, however slow the reader.
 */

import type { ReplyBufferPool } from "./reply_buffer_pool.ts";
import type { ReplyBuffer } from "./request_handler.ts";

const NONE = new Uint8Array(0);

/** Collects replies in a handler's buffer and hands them out to be written. */
export class OutputBuffer {
  /** The bytes being sent, and which part of them has not left. */
  #bytes: Uint8Array<ArrayBuffer> = NONE;
  #sent = 0;
  #length = 0;

  constructor(private readonly reply: ReplyBuffer, private readonly pool: ReplyBufferPool) {
    // A connection begins idle: whatever buffer the handler came with is not needed yet.
    pool.give(reply.bytes);
    reply.bytes = NONE;
    reply.length = 0;
  }

  /** Bytes handed out by `begin` that have not left. */
  get sendingBytes(): number {
    return this.#length - this.#sent;
  }

  /** All bytes that have not left. */
  get pendingBytes(): number {
    return this.#length - this.#sent + this.reply.length;
  }

  /** Memory held, in bytes. */
  get memoryBytes(): number {
    return this.#bytes.length + this.reply.bytes.length;
  }

  /** Makes sure that the handler has a buffer to write to. */
  lend(): void {
    if (this.reply.bytes.length === 0) this.reply.bytes = this.pool.take();
  }

  /** Takes the buffer back if the handler has written nothing. */
  reclaim(): void {
    if (this.reply.length !== 0 || this.reply.bytes.length === 0) return;
    this.pool.give(this.reply.bytes);
    this.reply.bytes = NONE;
  }

  /** Moves what has been collected to be sent; false if there is nothing. Nothing may be under way. */
  begin(): boolean {
    const { reply } = this;
    if (reply.length === 0) return false;
    this.#bytes = reply.bytes;
    this.#length = reply.length;
    this.#sent = 0;
    reply.bytes = NONE;
    reply.length = 0;
    return true;
  }

  /** What is to be written next. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#sent, this.#length);
  }

  /** `count` bytes have left; true when those were all that `begin` has handed out. */
  advance(count: number): boolean {
    this.#sent += count;
    if (this.#sent < this.#length) return false;
    this.pool.give(this.#bytes);
    this.#bytes = NONE;
    this.#sent = this.#length = 0;
    return true;
  }

  /** Drops everything. A buffer that a write still uses is left to the garbage collector. */
  discard(): void {
    this.#bytes = NONE;
    this.#sent = this.#length = 0;
    this.reply.length = 0;
    this.reclaim();
  }
}
