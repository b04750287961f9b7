/** The error replies about clients: who they are, what they speak, what their state forbids. */

import { ReplyError } from "./reply_errors.ts";

export const AUTHENTICATION_REQUIRED: ReplyError = new ReplyError(
  "NOAUTH Authentication required.",
);
export const WRONG_PASSWORD: ReplyError = new ReplyError(
  "WRONGPASS invalid username-password pair or user is disabled.",
);
export const NO_PASSWORD_SET: ReplyError = new ReplyError(
  "ERR AUTH <password> called without any password configured for the default user. " +
    "Are you sure your configuration is correct?",
);
export const HELLO_NEEDS_AUTHENTICATION: ReplyError = new ReplyError(
  "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH " +
    "<user> <pass> option can be used to authenticate the client and select the RESP protocol " +
    "version at the same time",
);
export const INVALID_PROTOCOL: ReplyError = new ReplyError(
  "ERR Protocol version is not an integer or out of range",
);
export const UNSUPPORTED_PROTOCOL: ReplyError = new ReplyError(
  "NOPROTO unsupported protocol version",
);
export const INVALID_CLIENT_NAME: ReplyError = new ReplyError(
  "ERR Client names cannot contain spaces, newlines or special characters.",
);
export const INVALID_CLIENT_ID: ReplyError = new ReplyError("ERR Invalid client ID");
export const CLIENT_ID_NOT_POSITIVE: ReplyError = new ReplyError(
  "ERR client-id should be greater than 0",
);
export const NO_SUCH_CLIENT: ReplyError = new ReplyError("ERR No such client");
export const INVALID_PAUSE_MODE: ReplyError = new ReplyError(
  "ERR CLIENT PAUSE mode must be WRITE or ALL",
);
export const INVALID_UNBLOCK_REASON: ReplyError = new ReplyError(
  "ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR",
);

/** CLIENT UNBLOCK has ended a blocked command with an error. */
export const UNBLOCKED: ReplyError = new ReplyError(
  "UNBLOCKED client unblocked via CLIENT UNBLOCK",
);

/** MONITOR in a transaction, and commands that use keys in a client that monitors. */
export const MONITOR_NOT_HERE: ReplyError = new ReplyError(
  "ERR MONITOR isn't allowed for DENY BLOCKING client",
);
export const MONITORING: ReplyError = new ReplyError(
  "ERR Replica can't interact with the keyspace",
);
export const SSUBSCRIBE_INSIDE_MULTI: ReplyError = new ReplyError(
  "ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client",
);

/** A client of RESP2 that is subscribed may not use `command` (its full name). */
export function notWhileSubscribed(command: string): ReplyError {
  return new ReplyError(
    `ERR Can't execute '${command}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET ` +
      "are allowed in this context",
  );
}
