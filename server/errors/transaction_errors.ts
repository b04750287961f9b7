/** The error replies of transactions: MULTI, EXEC, DISCARD and WATCH. */

import { ReplyError } from "./reply_errors.ts";

export const NOT_IN_TRANSACTION: ReplyError = new ReplyError(
  "ERR Command not allowed inside a transaction",
);
export const NESTED_MULTI: ReplyError = new ReplyError("ERR MULTI calls can not be nested");
export const EXEC_WITHOUT_MULTI: ReplyError = new ReplyError("ERR EXEC without MULTI");
export const DISCARD_WITHOUT_MULTI: ReplyError = new ReplyError("ERR DISCARD without MULTI");
export const WATCH_INSIDE_MULTI: ReplyError = new ReplyError(
  "ERR WATCH inside MULTI is not allowed",
);
export const EXEC_ABORTED: ReplyError = new ReplyError(
  "EXECABORT Transaction discarded because of previous errors.",
);
export const BEHIND_ERROR: ReplyError = new ReplyError(
  "ERR not executed: a command before it has failed",
);
export const REPLY_LEFT_OUT: ReplyError = new ReplyError(
  "ERR executed, but there is no room for the reply",
);

/** EXEC itself was refused for `error`. */
export function execAbortedBy(error: ReplyError): ReplyError {
  const reason = error.message.replace(/^ERR /, "");
  return new ReplyError(`EXECABORT Transaction discarded because of: ${reason}`);
}
