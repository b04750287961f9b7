/**
 * The error replies of the commands by which servers exchange data: MIGRATE, SYNC and their kin. As in
 * `reply_errors.ts` the constants are made once.
 */

import { ReplyError } from "./reply_errors.ts";

export const NO_REPLICATION: ReplyError = new ReplyError(
  "ERR There is no replication: SYNC sends all data once, and no changes after it",
);
export const SYNC_WITHOUT_LENGTH: ReplyError = new ReplyError(
  "ERR The length is not known beforehand: send REPLCONF capa eof before SYNC",
);
export const RDB_ONLY_OUT_OF_RANGE: ReplyError = new ReplyError(
  "ERR value is out of range, value must between 0 and 1",
);
/** REPLCONF knows no such option. */
export function unknownReplconfOption(name: string): ReplyError {
  return new ReplyError(`ERR Unrecognized REPLCONF option: ${name}`);
}
export const MIGRATE_KEY_NOT_EMPTY: ReplyError = new ReplyError(
  "ERR When using MIGRATE KEYS option, the key argument must be set to the empty string",
);
export const MIGRATE_IN_TRANSACTION: ReplyError = new ReplyError(
  "ERR MIGRATE is not possible inside of a transaction",
);
/** What precedes an error of the server that keys are moved to. */
export const TARGET_ERROR_PREFIX = "ERR Target instance replied with error: ";
/** Keys could not be moved: connecting, writing or reading has failed or took too long. */
export function transferFailed(step: "connecting" | "writing" | "reading"): ReplyError {
  const whom = step === "connecting" ? "the client" : "target instance";
  return new ReplyError(`IOERR error or timeout ${step} to ${whom}`);
}
