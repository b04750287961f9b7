/**
 * The error replies: Redis's texts, all in one place.
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
export const DECREMENT_OVERFLOW: ReplyError = new ReplyError("ERR decrement would overflow");
export const OFFSET_OUT_OF_RANGE: ReplyError = new ReplyError("ERR offset is out of range");
export const BIT_OFFSET_OUT_OF_RANGE: ReplyError = new ReplyError(
  "ERR bit offset is not an integer or out of range",
);
export const NOT_A_BIT: ReplyError = new ReplyError("ERR bit is not an integer or out of range");
export const BIT_OUT_OF_RANGE: ReplyError = new ReplyError(
  "ERR The bit argument must be 1 or 0.",
);
export const BITOP_NOT_OF_MANY: ReplyError = new ReplyError(
  "ERR BITOP NOT must be called with a single source key.",
);
export const INVALID_BIT_FIELD_TYPE: ReplyError = new ReplyError(
  "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
);
export const INVALID_OVERFLOW: ReplyError = new ReplyError("ERR Invalid OVERFLOW type specified");
export const BITFIELD_READ_ONLY: ReplyError = new ReplyError(
  "ERR BITFIELD_RO only supports the GET subcommand",
);
export const LCS_NOT_STRINGS: ReplyError = new ReplyError(
  "ERR The specified keys must contain string values",
);
export const LCS_LENGTH_AND_INDEXES: ReplyError = new ReplyError(
  "ERR If you want both the length and indexes, please just use IDX.",
);
export const LCS_TOO_LARGE: ReplyError = new ReplyError(
  "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len",
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

export const XX_WITH_NX: ReplyError = new ReplyError(
  "ERR XX and NX options at the same time are not compatible",
);
export const GT_LT_NX: ReplyError = new ReplyError(
  "ERR GT, LT, and/or NX options at the same time are not compatible",
);
export const INCR_NEEDS_ONE_PAIR: ReplyError = new ReplyError(
  "ERR INCR option supports a single increment-element pair",
);
export const SCORE_NOT_A_NUMBER: ReplyError = new ReplyError(
  "ERR resulting score is not a number (NaN)",
);
export const MIN_OR_MAX_NOT_A_FLOAT: ReplyError = new ReplyError("ERR min or max is not a float");
export const MIN_OR_MAX_NOT_A_STRING: ReplyError = new ReplyError(
  "ERR min or max not valid string range item",
);
export const COUNT_NOT_POSITIVE: ReplyError = new ReplyError(
  "ERR count should be greater than 0",
);
export const WEIGHT_NOT_A_FLOAT: ReplyError = new ReplyError("ERR weight value is not a float");
export const UNSUPPORTED_UNIT: ReplyError = new ReplyError(
  "ERR unsupported unit provided. please use M, KM, FT, MI",
);
export const NEED_RADIUS: ReplyError = new ReplyError("ERR need numeric radius");
export const NEED_WIDTH: ReplyError = new ReplyError("ERR need numeric width");
export const NEED_HEIGHT: ReplyError = new ReplyError("ERR need numeric height");
export const NEGATIVE_RADIUS: ReplyError = new ReplyError("ERR radius cannot be negative");
export const NEGATIVE_BOX: ReplyError = new ReplyError("ERR height or width cannot be negative");
export const UNKNOWN_GEO_MEMBER: ReplyError = new ReplyError(
  "ERR could not decode requested zset member",
);
export const GEO_COUNT_NOT_POSITIVE: ReplyError = new ReplyError("ERR COUNT must be > 0");
export const ANY_NEEDS_COUNT: ReplyError = new ReplyError(
  "ERR the ANY argument requires COUNT argument",
);
export const LIMIT_WITHOUT_BYSCORE: ReplyError = new ReplyError(
  "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
);
export const WITHSCORES_WITH_BYLEX: ReplyError = new ReplyError(
  "ERR syntax error, WITHSCORES not supported in combination with BYLEX",
);

export const AUTHENTICATION_REQUIRED: ReplyError = new ReplyError(
  "NOAUTH Authentication required.",
);
export const NOT_IN_TRANSACTION: ReplyError = new ReplyError(
  "ERR Command not allowed inside a transaction",
);
export const EXEC_ABORTED: ReplyError = new ReplyError(
  "EXECABORT Transaction discarded because of previous errors.",
);

/** CLIENT UNBLOCK has ended a blocked command with an error. */
export const UNBLOCKED: ReplyError = new ReplyError(
  "UNBLOCKED client unblocked via CLIENT UNBLOCK",
);

export const REPLY_LEFT_OUT: ReplyError = new ReplyError(
  "ERR executed, but there is no room for the reply",
);
export const BEHIND_ERROR: ReplyError = new ReplyError(
  "ERR not executed: a command before it has failed",
);
export const NESTED_MULTI: ReplyError = new ReplyError("ERR MULTI calls can not be nested");
export const NOT_A_HYPER_LOG_LOG: ReplyError = new ReplyError(
  "WRONGTYPE Key is not a valid HyperLogLog string value.",
);
export const CORRUPT_HYPER_LOG_LOG: ReplyError = new ReplyError(
  "INVALIDOBJ Corrupted HLL object detected",
);
export const SSUBSCRIBE_INSIDE_MULTI: ReplyError = new ReplyError(
  "ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client",
);
export const EXEC_WITHOUT_MULTI: ReplyError = new ReplyError("ERR EXEC without MULTI");
export const DISCARD_WITHOUT_MULTI: ReplyError = new ReplyError("ERR DISCARD without MULTI");
export const WATCH_INSIDE_MULTI: ReplyError = new ReplyError(
  "ERR WATCH inside MULTI is not allowed",
);

export const INVALID_PROTOCOL: ReplyError = new ReplyError(
  "ERR Protocol version is not an integer or out of range",
);
export const UNSUPPORTED_PROTOCOL: ReplyError = new ReplyError(
  "NOPROTO unsupported protocol version",
);
export const HELLO_NEEDS_AUTHENTICATION: ReplyError = new ReplyError(
  "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH " +
    "<user> <pass> option can be used to authenticate the client and select the RESP protocol " +
    "version at the same time",
);
/** MONITOR in a transaction, and commands that use keys in a client that monitors. */
export const MONITOR_NOT_HERE: ReplyError = new ReplyError(
  "ERR MONITOR isn't allowed for DENY BLOCKING client",
);
export const MONITORING: ReplyError = new ReplyError(
  "ERR Replica can't interact with the keyspace",
);
export const INVALID_CLIENT_ID: ReplyError = new ReplyError("ERR Invalid client ID");
export const INVALID_PAUSE_MODE: ReplyError = new ReplyError(
  "ERR CLIENT PAUSE mode must be WRITE or ALL",
);
export const INVALID_UNBLOCK_REASON: ReplyError = new ReplyError(
  "ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR",
);
export const NO_SUCH_CLIENT: ReplyError = new ReplyError("ERR No such client");
export const CLIENT_ID_NOT_POSITIVE: ReplyError = new ReplyError(
  "ERR client-id should be greater than 0",
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
export const VALUE_OUT_OF_RANGE: ReplyError = new ReplyError("ERR value is out of range");
export const HASH_VALUE_NOT_AN_INTEGER: ReplyError = new ReplyError(
  "ERR hash value is not an integer",
);
export const HASH_VALUE_NOT_A_FLOAT: ReplyError = new ReplyError("ERR hash value is not a float");
export const FIELDS_MISSING: ReplyError = new ReplyError(
  "ERR Mandatory argument FIELDS is missing or not at the right position",
);
export const FIELDS_COUNT_MISMATCH: ReplyError = new ReplyError(
  "ERR The `numfields` parameter must match the number of arguments",
);
export const FIELD_COUNT_NOT_POSITIVE: ReplyError = new ReplyError(
  "ERR Number of fields must be a positive integer",
);
export const FIELD_COUNT_ZERO: ReplyError = new ReplyError(
  "ERR Parameter `numFields` should be greater than 0",
);
export const NEGATIVE_FIELD_EXPIRY: ReplyError = new ReplyError(
  "ERR invalid expire time, must be >= 0",
);
export const ONE_FIELD_CONDITION: ReplyError = new ReplyError(
  "ERR Only one of FXX or FNX arguments can be specified",
);
export const ONE_EXPIRY_OR_PERSIST: ReplyError = new ReplyError(
  "ERR Only one of EX, PX, EXAT, PXAT or PERSIST arguments can be specified",
);
export const ONE_EXPIRY_OR_KEEPTTL: ReplyError = new ReplyError(
  "ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified",
);
export const NAN_OR_INFINITY: ReplyError = new ReplyError("ERR value is NaN or Infinity");
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
export const WRONG_PASSWORD: ReplyError = new ReplyError(
  "WRONGPASS invalid username-password pair or user is disabled.",
);
export const NO_PASSWORD_SET: ReplyError = new ReplyError(
  "ERR AUTH <password> called without any password configured for the default user. " +
    "Are you sure your configuration is correct?",
);
export const INVALID_CLIENT_NAME: ReplyError = new ReplyError(
  "ERR Client names cannot contain spaces, newlines or special characters.",
);
export const INVALID_TIMEOUT: ReplyError = new ReplyError(
  "ERR timeout is not an integer or out of range",
);
export const TIMEOUT_NOT_A_FLOAT: ReplyError = new ReplyError(
  "ERR timeout is not a float or out of range",
);
export const NEGATIVE_TIMEOUT: ReplyError = new ReplyError("ERR timeout is negative");

export const INVALID_STREAM_ID: ReplyError = new ReplyError(
  "ERR Invalid stream ID specified as stream command argument",
);
export const STREAM_ID_IS_ZERO: ReplyError = new ReplyError(
  "ERR The ID specified in XADD must be greater than 0-0",
);
export const STREAM_ID_TOO_SMALL: ReplyError = new ReplyError(
  "ERR The ID specified in XADD is equal or smaller than the target stream top item",
);
export const STREAM_EXHAUSTED: ReplyError = new ReplyError(
  "ERR The stream has exhausted the last possible ID, unable to add more items",
);
export const STREAM_ENTRY_TOO_LARGE: ReplyError = new ReplyError(
  "ERR Elements are too large to be stored",
);
export const INVALID_INTERVAL_START: ReplyError = new ReplyError(
  "ERR invalid start ID for the interval",
);
export const INVALID_INTERVAL_END: ReplyError = new ReplyError(
  "ERR invalid end ID for the interval",
);
export const MAXLEN_AND_MINID: ReplyError = new ReplyError(
  "ERR syntax error, MAXLEN and MINID options at the same time are not compatible",
);
export const NEGATIVE_MAXLEN: ReplyError = new ReplyError(
  "ERR The MAXLEN argument must be >= 0.",
);
export const NEGATIVE_TRIM_LIMIT: ReplyError = new ReplyError(
  "ERR The LIMIT argument must be >= 0.",
);
export const LIMIT_WITHOUT_STRATEGY: ReplyError = new ReplyError(
  "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy",
);
export const LIMIT_WITHOUT_APPROXIMATION: ReplyError = new ReplyError(
  "ERR syntax error, LIMIT cannot be used without the special ~ option",
);
export const TRIM_WITHOUT_STRATEGY: ReplyError = new ReplyError(
  "ERR syntax error, XTRIM must be called with a trimming strategy",
);
export const NEGATIVE_ENTRIES_ADDED: ReplyError = new ReplyError(
  "ERR entries_added must be positive",
);
export const LAST_ID_BELOW_DELETED: ReplyError = new ReplyError(
  "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id",
);
export const LAST_ID_BELOW_TOP: ReplyError = new ReplyError(
  "ERR The ID specified in XSETID is smaller than the target stream top item",
);
export const ENTRIES_ADDED_BELOW_LENGTH: ReplyError = new ReplyError(
  "ERR The entries_added specified in XSETID is smaller than the target stream length",
);

export const UNBALANCED_STREAMS: ReplyError = new ReplyError(
  "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.",
);
export const GROUP_IN_XREAD: ReplyError = new ReplyError(
  "ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.",
);
export const NOACK_IN_XREAD: ReplyError = new ReplyError(
  "ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.",
);
export const NEW_ID_IN_XREAD: ReplyError = new ReplyError(
  "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> " +
    "option.",
);

/** EXEC itself was refused for `error`. */
export function execAbortedBy(error: ReplyError): ReplyError {
  const reason = error.message.replace(/^ERR /, "");
  return new ReplyError(`EXECABORT Transaction discarded because of: ${reason}`);
}

/** Most bytes of a name that an error repeats, and of the arguments behind it. */
const QUOTED_BYTES = 128;

/** No command has the request's name. The message is a binary string: a character is a byte. */
export function unknownCommand(args: Arguments): ReplyError {
  let quoted = "";
  for (let i = 1; i < args.count && quoted.length < QUOTED_BYTES; i++) {
    quoted += `'${quote(args, i, QUOTED_BYTES - quoted.length)}' `;
  }
  const name = quote(args, 0, QUOTED_BYTES);
  return new ReplyError(`ERR unknown command '${name}', with args beginning with: ${quoted}`);
}

/** The subcommand takes fewer arguments than there are, although its arity allows more. */
export function wrongSubcommandArity(args: Arguments, command: string): ReplyError {
  return new ReplyError(
    `ERR unknown subcommand or wrong number of arguments for '${args.text(1)}'. ` +
      `Try ${command.toUpperCase()} HELP.`,
  );
}

/** The command has no subcommand of the request's name. */
export function unknownSubcommand(args: Arguments, command: string): ReplyError {
  const name = quote(args, 1, QUOTED_BYTES);
  return new ReplyError(
    `ERR unknown subcommand '${name}'. Try ${command.toUpperCase()} HELP.`,
  );
}

/** Argument `i` as an error shows it: so many bytes of it, and none from a NUL on. */
function quote(args: Arguments, i: number, bytes: number): string {
  const text = args.binary(i).slice(0, bytes);
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

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

/** A client of RESP2 that is subscribed may not use `command` (its full name). */
export function notWhileSubscribed(command: string): ReplyError {
  return new ReplyError(
    `ERR Can't execute '${command}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET ` +
      "are allowed in this context",
  );
}

/** "wrong number of arguments": `command` is the full name, "get" or "client|kill". */
export function wrongArity(command: string): ReplyError {
  return new ReplyError(`ERR wrong number of arguments for '${command}' command`);
}

/** An expire time that is zero, negative or too large for the given command. */
export function invalidExpireTime(command: string): ReplyError {
  return new ReplyError(`ERR invalid expire time in '${command}' command`);
}

/** The number of keys is not positive: `command` is the full name. */
export function atLeastOneKey(command: string): ReplyError {
  return new ReplyError(`ERR at least 1 input key is needed for '${command}' command`);
}

/** A position that is not on the map. */
export function invalidPosition(longitude: number, latitude: number): ReplyError {
  const text = (x: number) => {
    if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
    return Math.abs(x) < 1e21 ? x.toFixed(6) : `${BigInt(x)}.000000`;
  };
  return new ReplyError(
    `ERR invalid longitude,latitude pair ${text(longitude)},${text(latitude)}`,
  );
}

/** What is stored has no distances and so on: `what` says which command or option stores. */
export function storeWithDetails(what: string): ReplyError {
  return new ReplyError(
    `ERR ${what} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`,
  );
}

/** `choice` ("BYRADIUS and BYBOX") is missing from the request. */
export function exactlyOne(choice: string, args: Arguments): ReplyError {
  return new ReplyError(
    `ERR exactly one of ${choice} can be specified for ${args.binary(0)}`,
    true,
  );
}

/** An integer that must lie between `min` and `max`. */
export function valueOutOfRange(min: number | bigint, max: number | bigint): ReplyError {
  return new ReplyError(`ERR value is out of range, value must between ${min} and ${max}`);
}

/** Argument `i` is no option of HGETEX or HSETEX; its text ends at a zero byte. */
export function unknownArgument(args: Arguments, i: number): ReplyError {
  return new ReplyError(`ERR unknown argument: ${args.binary(i).split("\0", 1)[0]}`, true);
}

/** Argument `i` is no option of EXPIRE and its relatives; its text ends at a zero byte. */
export function unsupportedOption(args: Arguments, i: number): ReplyError {
  return new ReplyError(`ERR Unsupported option ${args.binary(i).split("\0", 1)[0]}`, true);
}
