/** Replies as they were written, read as values: short ones where they stand, others by the decoder. */

import type { Reply } from "../../../resp/reply.ts";
import { ReplyDecoder } from "../../../resp/reply_decoder.ts";
import { MAX_REPLY_BYTES } from "./gateway_session.ts";
import { decodeShortReply, elementsAnnounced } from "./short_reply.ts";

/** Stands for a reply that would take too much memory as a value. */
export const TOO_LONG: string =
  "ERR executed, but the reply is too long for an answer over HTTP: ask for parts";

/** Decoded, an element takes a hundred bytes: replies with more elements are refused. */
const MAX_REPLY_ELEMENTS = 1_000_000;
/** A decoder that has held more is not kept. */
const KEPT_DECODER_BYTES = 1024 * 1024;

/** Reads replies one after the other. */
export class ReplyReader {
  #decoder = new ReplyDecoder();

  /** The reply in `bytes[0, length)`, which is all of it. */
  read(bytes: Uint8Array, length: number): Reply {
    // A command that ends the server says nothing more.
    if (length === 0) return { type: "simple", value: "OK" };
    const short = decodeShortReply(bytes, length);
    if (short !== undefined) return short;
    if (length > MAX_REPLY_BYTES || elementsAnnounced(bytes) > MAX_REPLY_ELEMENTS) {
      return { type: "error", value: TOO_LONG };
    }
    const decoder = this.#decoder;
    decoder.push(bytes.subarray(0, length));
    const decoded = decoder.next()!;
    if (length > KEPT_DECODER_BYTES) this.#decoder = new ReplyDecoder();
    return decoded;
  }
}
