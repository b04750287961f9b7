/** What clients may not do while data is being loaded, or while it cannot be brought to the disk. */

import type { Command } from "../command/command.ts";
import { LOADING as WHILE_LOADING, WRITE } from "../command/flags.ts";
import type { ReplyError } from "../errors/reply_errors.ts";
import { LOADING } from "./refusals.ts";
import type { Transaction } from "../clients/session.ts";

/** The state that restricts them. */
export interface Restrictions {
  /** Why writes are refused; undefined if they are not. */
  readonly writeFault: ReplyError | undefined;
  /** Anything but undefined: data is being loaded. */
  readonly loading: unknown;
}

/**
 * Why a command is refused; undefined if it is not. EXEC is, if one of its transaction's commands would
 * be. PING is refused like a write: whoever asks whether the server is well shall hear that it is not.
 */
export function restrictionOf(
  { writeFault, loading }: Restrictions,
  command: Command,
  transaction: Transaction | undefined,
): ReplyError | undefined {
  const isExec = command.name === "exec";
  const queued = isExec && transaction !== undefined ? transaction.queue : [];
  if (writeFault !== undefined) {
    const writes = (command.flags & WRITE) !== 0 || command.name === "ping" ||
      queued.some(({ command }) => (command.flags & WRITE) !== 0);
    if (writes) return writeFault;
  }
  if (loading !== undefined) {
    const waits = (command.flags & WHILE_LOADING) === 0 ||
      queued.some(({ command }) => (command.flags & WHILE_LOADING) === 0);
    if (waits) return LOADING;
  }
  return undefined;
}
