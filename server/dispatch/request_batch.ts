/**
 * Requests that were parsed and wait for their turn.
 *
 * The requests of a pipeline are parsed some dozens at a time before the first one is executed: so
 * the keys of all of them are known early enough to look ahead for them
 * (`store/keyspace/look_ahead.ts`).
 */

import { Arguments } from "../../resp/arguments.ts";
import { REQUEST, type RequestParser } from "../../resp/request_parser.ts";
import type { Command } from "../command/command.ts";
import type { CommandHandler } from "../command/spec.ts";

/** Most requests in a batch. */
const MAX_REQUESTS = 32;
/** Tables of offsets of more arguments than this are not kept. */
const MAX_KEPT_ARGUMENTS = 256;

const NO_BYTES = new Uint8Array(0);

/** A batch, filled again and again. */
export class RequestBatch {
  /** The requests; the first `count` of them are valid. */
  readonly requests: Arguments[];
  /** Where each request ends in the buffer that it was read from. */
  readonly ends: Int32Array = new Int32Array(MAX_REQUESTS);
  /** What each request asks for; undefined if there is no such command. Set by the dispatcher. */
  readonly commands: (Command<CommandHandler> | undefined)[];
  count = 0;

  constructor() {
    this.requests = Array.from({ length: MAX_REQUESTS }, () => new Arguments());
    this.commands = this.requests.map(() => undefined);
  }

  /**
   * Parses requests from `bytes[start, end)` until the batch is full or there is no further one.
   * With `single` it takes one only, for a client whose limits the next request may change.
   *
   * @returns what the parser answered last
   */
  fill(
    parser: RequestParser,
    bytes: Uint8Array,
    start: number,
    end: number,
    single: boolean,
  ): number {
    const { requests, ends } = this;
    const limit = single ? 1 : MAX_REQUESTS;
    let count = 0;
    let at = start;
    let outcome = REQUEST;
    while (count < limit) {
      outcome = parser.parse(bytes, at, end);
      if (outcome !== REQUEST) break;
      const found = parser.arguments;
      parser.arguments = requests[count];
      requests[count] = found;
      at = parser.next;
      ends[count++] = at;
      // The words of an inline request stand in a buffer that the next one would overwrite.
      if (found.bytes !== bytes) break;
    }
    this.count = count;
    return outcome;
  }

  /** Lets go of a request's bytes, and of tables that were made for very many arguments. */
  release(i: number): void {
    const request = this.requests[i];
    request.bytes = NO_BYTES;
    if (request.starts.length > MAX_KEPT_ARGUMENTS) request.shrink();
  }
}
