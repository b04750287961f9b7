/**
 * What a load asks of replies: where they end, and whether they are an answer, a miss or an error.
 * Nothing else of them is read, and no object is made for one.
 */

/** A reply with something in it. */
export const ANSWERED = 0;
/** Null, or a resource that is not there. */
export const NULL = 1;
/** The number 0. */
export const ZERO = 2;
/** An error. */
export const FAILED = 3;

/** Who is told of replies. */
export interface ReplyReceiver {
  /** The next reply is whole; `kind` is one of the constants above. */
  onReply(kind: number): void;
}

/** Finds replies in what a connection brings, which may end anywhere. */
export interface ReplyScanner {
  /** Reads on. @throws {ReplyFormatError} if it is not what it should be. */
  scan(bytes: Uint8Array, length: number): void;
  /** What the last error said. */
  readonly errorText: string;
}

/** What a server has sent is no reply. */
export class ReplyFormatError extends Error {
  override readonly name = "ReplyFormatError";
}
