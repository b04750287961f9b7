/**
 * When a client has too many unread replies: `client-output-buffer-limit` for one connection.
 */

import type { Clock } from "../../store/clock.ts";

/** Limits in bytes and seconds; 0 stands for none. */
export interface OutputLimit {
  /** Over this many pending bytes the client is closed at once. */
  readonly hardBytes: number;
  /** Over this many for more than `softSeconds` it is closed, too. */
  readonly softBytes: number;
  readonly softSeconds: number;
}

/** No limit at all: Redis's default for normal clients. */
export const NO_OUTPUT_LIMIT: OutputLimit = Object.freeze({
  hardBytes: 0,
  softBytes: 0,
  softSeconds: 0,
});

/**
 * A client without a hard limit is not read from while this many bytes of its replies are pending:
 * that bounds the server's memory. It is this large because a client may well write a long pipeline
 * before it begins to read; with less it would wait for the server, and the server for it.
 */
const BACKPRESSURE_BYTES = 64 * 1024 * 1024;

/** Watches one connection's pending bytes. */
export class OutputGuard {
  #limit: OutputLimit = NO_OUTPUT_LIMIT;
  /** Up to this many bytes there is nothing to think about. */
  #harmlessBytes = Infinity;
  #softSinceMs = -1;
  /** From this many pending bytes on, the client is not read from. */
  backpressureBytes = BACKPRESSURE_BYTES;

  /** The limits in force. */
  get limit(): OutputLimit {
    return this.#limit;
  }

  set limit(limit: OutputLimit) {
    this.#limit = limit;
    const { hardBytes, softBytes } = limit;
    this.#harmlessBytes = Math.min(hardBytes || Infinity, softBytes || Infinity);
    // Up to a hard limit replies may collect: passing it is what closes the client.
    this.backpressureBytes = hardBytes === 0 ? BACKPRESSURE_BYTES : Infinity;
  }

  /** Whether a connection with so many pending bytes must be closed. O(1). */
  isExceeded(pendingBytes: number, clock: Clock): boolean {
    if (pendingBytes <= this.#harmlessBytes) {
      this.#softSinceMs = -1;
      return false;
    }
    const { hardBytes, softBytes, softSeconds } = this.#limit;
    if (hardBytes !== 0 && pendingBytes > hardBytes) return true;
    if (softBytes === 0 || pendingBytes <= softBytes) {
      this.#softSinceMs = -1;
      return false;
    }
    const nowMs = clock.now();
    if (this.#softSinceMs < 0) this.#softSinceMs = nowMs;
    return nowMs - this.#softSinceMs > softSeconds * 1000;
  }
}
