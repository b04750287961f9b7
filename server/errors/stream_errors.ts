/** The error replies of streams: their ids, trimming, groups and readers. */

import { ReplyError } from "./reply_errors.ts";

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
