/**
 * The error replies: Redis's texts. Those of one subject stand in a file beside this one, or with what
 * throws them; here are those of requests, keys and values in general.
 *
 * A handler throws one of these constants; the dispatcher writes it as the reply. The store's
 * own errors carry a stable code and know nothing of Redis: `replyErrorOf` translates them.
 * The constants are made once, so throwing one captures no stack.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { StoreError } from "../../store/errors.ts";

/** An error that is a client's business: its text is the reply, without the leading dash. */
export class ReplyError extends Error {
  override readonly name = "ReplyError";

  /**
   * @param isBinary Whether each character of `message` stands for a byte: for messages that repeat
   *   what a client sent, which may be no UTF-8.
   */
  constructor(message: string, readonly isBinary: boolean = false) {
    super(message);
  }
}

export const SYNTAX_ERROR: ReplyError = new ReplyError("ERR syntax error");
export const NOT_AN_INTEGER: ReplyError = new ReplyError(
  "ERR value is not an integer or out of range",
);
export const NOT_A_FLOAT: ReplyError = new ReplyError("ERR value is not a valid float");
export const WRONG_TYPE: ReplyError = new ReplyError(
  "WRONGTYPE Operation against a key holding the wrong kind of value",
);
export const BUSY_KEY: ReplyError = new ReplyError("BUSYKEY Target key name already exists.");
export const NOT_AN_INTACT_DUMP: ReplyError = new ReplyError(
  "ERR DUMP payload version or checksum are wrong",
);
export const BAD_DATA_FORMAT: ReplyError = new ReplyError("ERR Bad data format");
export const INVALID_RESTORE_TTL: ReplyError = new ReplyError(
  "ERR Invalid TTL value, must be >= 0",
);
export const INVALID_IDLETIME: ReplyError = new ReplyError(
  "ERR Invalid IDLETIME value, must be >= 0",
);
export const INVALID_FREQ: ReplyError = new ReplyError(
  "ERR Invalid FREQ value, must be >= 0 and <= 255",
);
export const NO_SUCH_KEY: ReplyError = new ReplyError("ERR no such key");
export const NOT_FINITE: ReplyError = new ReplyError(
  "ERR increment would produce NaN or Infinity",
);
export const OVERFLOW: ReplyError = new ReplyError("ERR increment or decrement would overflow");
export const OUT_OF_MEMORY: ReplyError = new ReplyError(
  "OOM command not allowed when used memory > 'maxmemory'.",
);
export const DB_INDEX_OUT_OF_RANGE: ReplyError = new ReplyError("ERR DB index is out of range");
export const SAME_OBJECTS: ReplyError = new ReplyError(
  "ERR source and destination objects are the same",
);
export const INVALID_CURSOR: ReplyError = new ReplyError("ERR invalid cursor");
export const NX_WITH_OTHERS: ReplyError = new ReplyError(
  "ERR NX and XX, GT or LT options at the same time are not compatible",
);
export const GT_WITH_LT: ReplyError = new ReplyError(
  "ERR GT and LT options at the same time are not compatible",
);
export const FREQUENCY_NOT_TRACKED: ReplyError = new ReplyError(
  "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that " +
    "when switching between policies at runtime LRU and LFU data will take some time to adjust.",
);
export const IDLE_TIME_NOT_TRACKED: ReplyError = new ReplyError(
  "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that " +
    "when switching between policies at runtime LRU and LFU data will take some time to adjust.",
);
export const STRING_TOO_LONG: ReplyError = new ReplyError(
  "ERR string exceeds maximum allowed size (proto-max-bulk-len)",
);
export const INVALID_FIRST_INDEX: ReplyError = new ReplyError("ERR invalid first DB index");
export const INVALID_SECOND_INDEX: ReplyError = new ReplyError("ERR invalid second DB index");
export const NO_SHUTDOWN_IN_PROGRESS: ReplyError = new ReplyError("ERR No shutdown in progress.");
export const CANNOT_SAVE: ReplyError = new ReplyError("ERR Errors trying to SHUTDOWN. Check logs.");
export const INVALID_SLOWLOG_COUNT: ReplyError = new ReplyError(
  "ERR count should be greater than or equal to -1",
);
export const DEBUG_NOT_ALLOWED: ReplyError = new ReplyError(
  'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can ' +
    "run it from a local connection, otherwise you need to set this option in the configuration " +
    "file, and then restart the server.",
);
export const OPTION_COUNT_NOT_POSITIVE: ReplyError = new ReplyError("ERR COUNT must be > 0");
export const VALUE_OUT_OF_RANGE: ReplyError = new ReplyError("ERR value is out of range");
export const SCORES_NOT_DOUBLES: ReplyError = new ReplyError(
  "ERR One or more scores can't be converted into double",
);
export const NUMKEYS_NOT_POSITIVE: ReplyError = new ReplyError(
  "ERR numkeys should be greater than 0",
);
export const MORE_KEYS_THAN_ARGUMENTS: ReplyError = new ReplyError(
  "ERR Number of keys can't be greater than number of args",
);
export const NEGATIVE_LIMIT: ReplyError = new ReplyError("ERR LIMIT can't be negative");
export const VALUE_NOT_POSITIVE: ReplyError = new ReplyError(
  "ERR value is out of range, must be positive",
);
export const NOT_IN_RESP2: ReplyError = new ReplyError(
  "ERR RESP2 is not supported by this command",
);
export const INVALID_TIMEOUT: ReplyError = new ReplyError(
  "ERR timeout is not an integer or out of range",
);
export const TIMEOUT_NOT_A_FLOAT: ReplyError = new ReplyError(
  "ERR timeout is not a float or out of range",
);
export const NEGATIVE_TIMEOUT: ReplyError = new ReplyError("ERR timeout is negative");

/** The reply for an error of the store. */
export function replyErrorOf(error: StoreError): ReplyError {
  switch (error.code) {
    case "WRONG_TYPE":
      return WRONG_TYPE;
    case "NOT_AN_INTEGER":
      return NOT_AN_INTEGER;
    case "NOT_A_FLOAT":
      return NOT_A_FLOAT;
    case "NOT_FINITE":
      return NOT_FINITE;
    case "OVERFLOW":
      return OVERFLOW;
    case "TOO_LARGE":
      return STRING_TOO_LONG;
    case "OUT_OF_MEMORY":
      return OUT_OF_MEMORY;
    case "NO_SUCH_KEY":
      return NO_SUCH_KEY;
    default:
      return new ReplyError(`ERR ${error.message}`);
  }
}

/** An expire time that is zero, negative or too large for the given command. */
export function invalidExpireTime(command: string): ReplyError {
  return new ReplyError(`ERR invalid expire time in '${command}' command`);
}

/** The number of keys is not positive: `command` is the full name. */
export function atLeastOneKey(command: string): ReplyError {
  return new ReplyError(`ERR at least 1 input key is needed for '${command}' command`);
}

/** An integer that must lie between `min` and `max`. */
export function valueOutOfRange(min: number | bigint, max: number | bigint): ReplyError {
  return new ReplyError(`ERR value is out of range, value must between ${min} and ${max}`);
}

/** Argument `i` is no option of EXPIRE and its relatives; its text ends at a zero byte. */
export function unsupportedOption(args: Arguments, i: number): ReplyError {
  return new ReplyError(`ERR Unsupported option ${args.binary(i).split("\0", 1)[0]}`, true);
}
