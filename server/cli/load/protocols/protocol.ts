/** What a load speaks: how its operations are asked for, and how their replies are read. */

import type { LoadOperation } from "../operations.ts";
import type { ReplyReceiver, ReplyScanner } from "./reply_scanner.ts";
import type { RequestTemplate, ValueSource } from "./request_template.ts";

/** What requests are made of besides the operation. */
export interface RequestContents {
  readonly values: ValueSource;
  /** What stands before the name of every key. */
  readonly keyPrefix: string;
  /** For how long the values that `set` writes last; undefined for ever. */
  readonly ttlMs: number | undefined;
}

/** A protocol, and a server that speaks it. */
export interface LoadProtocol {
  /** Host and port. */
  readonly hostname: string;
  readonly port: number;
  /** What a connection begins with, and how many replies it brings. */
  readonly greeting: Uint8Array;
  readonly greetingReplies: number;
  /** An operation as a request. */
  template(operation: LoadOperation, contents: RequestContents): RequestTemplate;
  /** The kind of reply that is a miss of an operation; undefined if there is none. */
  missKind(operation: LoadOperation): number | undefined;
  /** Finds replies in what a connection brings. */
  scanner(receiver: ReplyReceiver): ReplyScanner;
}
