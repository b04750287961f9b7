/** Replies as routes need them: errors thrown as problems, the rest by their types. */

import type { Reply } from "../../../resp/reply.ts";
import { problemOfReply } from "./reply_problems.ts";

/** The reply itself. @throws {Problem} if it is an error. */
export function successful(reply: Reply): Reply {
  if (reply.type === "error" || reply.type === "bulkError") throw problemOfReply(reply.value);
  return reply;
}

/** The integer of a reply. @throws {Problem} if it is an error. */
export function integerOf(reply: Reply): number | bigint {
  const { value } = successful(reply);
  return value as number | bigint;
}

/** The bytes of a reply, undefined if it is a null. @throws {Problem} if it is an error. */
export function bytesOf(reply: Reply): Uint8Array | undefined {
  const { type, value } = successful(reply);
  return type === "bulk" ? value as Uint8Array : undefined;
}
