/** The error replies of sorted sets: scores, ranges, weights. */

import { ReplyError } from "./reply_errors.ts";

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
export const LIMIT_WITHOUT_BYSCORE: ReplyError = new ReplyError(
  "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
);
export const WITHSCORES_WITH_BYLEX: ReplyError = new ReplyError(
  "ERR syntax error, WITHSCORES not supported in combination with BYLEX",
);
