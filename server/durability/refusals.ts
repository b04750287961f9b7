/** Errors about data on its way from or to the disk, in Redis's words. */

import { ReplyError } from "../errors/reply_errors.ts";

export const LOADING: ReplyError = new ReplyError(
  "LOADING Redis is loading the dataset in memory",
);
export const SNAPSHOTS_FAIL: ReplyError = new ReplyError(
  "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. " +
    "Commands that may modify the data set are disabled, because this instance is configured to " +
    "report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). " +
    "Please check the Redis logs for details about the RDB error.",
);
/** The log cannot be written, for a reason of the system's. */
export function logFails(reason: string): ReplyError {
  return new ReplyError(`MISCONF Errors writing to the AOF file: ${reason}`);
}
export const MEMORY_ONLY: ReplyError = new ReplyError(
  "ERR This server keeps its data in memory alone",
);
export const SAVE_FAILED: ReplyError = new ReplyError("ERR");
export const SAVE_IN_PROGRESS: ReplyError = new ReplyError(
  "ERR Background save already in progress",
);
export const REWRITE_IN_PROGRESS: ReplyError = new ReplyError(
  "ERR Background append only file rewriting already in progress",
);
export const REWRITE_FAILED: ReplyError = new ReplyError(
  "ERR Can't execute an AOF background rewriting. Please check the server logs for more information.",
);
export const OTHER_CHILD_ACTIVE: ReplyError = new ReplyError(
  "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in " +
    "order to schedule a BGSAVE whenever possible.",
);
export const RELOAD_FAILED: ReplyError = new ReplyError(
  "ERR Error trying to load the RDB dump, check server logs.",
);
export const LOG_RELOAD_FAILED: ReplyError = new ReplyError(
  "ERR Error trying to load the AOF files, check server logs.",
);
export const NO_LOG: ReplyError = new ReplyError("ERR There is no append only file");
export const RELOAD_OPTIONS: ReplyError = new ReplyError(
  "ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.",
);
