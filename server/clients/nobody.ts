/** The other side of a session that has none: a log that is replayed, a benchmark without sockets. */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import { NO_OUTPUT_LIMIT } from "../network/output_limit.ts";
import type { Peer } from "./session.ts";

/** A client that nobody is. */
export function nobody(reply: ReplyWriter): Peer {
  return {
    address: "",
    localAddress: "",
    isUnixSocket: false,
    createdMs: 0,
    lastInteractionMs: 0,
    queryBytes: 0,
    queryFreeBytes: 0,
    replyBytes: 0,
    pendingBytes: 0,
    memoryBytes: 0,
    isOpen: true,
    outputLimit: NO_OUTPUT_LIMIT,
    writer: () => reply,
    flush() {},
    resume() {},
    close() {},
    kill() {},
  };
}
