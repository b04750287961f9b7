/**
 * The error replies: Redis's texts, all in one place.
 *
 * A handler throws one of these constants; the dispatcher writes it as the reply. The store's
 * own errors carry a stable code and know nothing of Redis: `replyErrorOf` translates them.
 * The constants are made once, so throwing one captures no stack.
 */

/** An error that is a client's business: its text is the reply, without the leading dash. */
export class ReplyError extends Error {
  override readonly name = "ReplyError";
}

export const SYNTAX_ERROR: ReplyError = new ReplyError("ERR syntax error");
export const NOT_AN_INTEGER: ReplyError = new ReplyError(
  "ERR value is not an integer or out of range",
);
export const NOT_A_FLOAT: ReplyError = new ReplyError("ERR value is not a valid float");
export const WRONG_TYPE: ReplyError = new ReplyError(
  "WRONGTYPE Operation against a key holding the wrong kind of value",
);
export const NO_SUCH_KEY: ReplyError = new ReplyError("ERR no such key");
export const OVERFLOW: ReplyError = new ReplyError("ERR increment or decrement would overflow");
export const OUT_OF_MEMORY: ReplyError = new ReplyError(
  "OOM command not allowed when used memory > 'maxmemory'.",
);
export const DB_INDEX_OUT_OF_RANGE: ReplyError = new ReplyError("ERR DB index is out of range");
export const INVALID_DB_INDEX: ReplyError = new ReplyError("ERR invalid DB index");
export const STRING_TOO_LONG: ReplyError = new ReplyError(
  "ERR string exceeds maximum allowed size (proto-max-bulk-len)",
);

/** "wrong number of arguments": `command` is the full name, "get" or "client|kill". */
export function wrongArity(command: string): ReplyError {
  return new ReplyError(`ERR wrong number of arguments for '${command}' command`);
}

/** An expire time that is zero, negative or too large for the given command. */
export function invalidExpireTime(command: string): ReplyError {
  return new ReplyError(`ERR invalid expire time in '${command}' command`);
}
