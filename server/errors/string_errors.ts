/** The error replies of strings: their bits and counters, common subsequences, and HyperLogLogs, which are strings. */

import { ReplyError } from "./reply_errors.ts";

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
export const NOT_A_HYPER_LOG_LOG: ReplyError = new ReplyError(
  "WRONGTYPE Key is not a valid HyperLogLog string value.",
);
export const CORRUPT_HYPER_LOG_LOG: ReplyError = new ReplyError(
  "INVALIDOBJ Corrupted HLL object detected",
);
