/**
 * Commands that are closed unless a setting opens them, to all or to clients of this machine: DEBUG, and what
 * loads modules, which stays closed.
 */

import type { Command } from "../command/command.ts";
import type { Config } from "../config/config.ts";
import { DEBUG_NOT_ALLOWED, type ReplyError } from "../errors/reply_errors.ts";
import { MODULES_NOT_ALLOWED } from "../errors/unavailable_errors.ts";
import { mayDo } from "./local_client.ts";
import type { Peer } from "./session.ts";

/** Why a client may not use a command with the flag `protected`; undefined if it may. */
export function protectionOf(
  command: Command,
  config: Config,
  peer: Peer,
): ReplyError | undefined {
  if (command.name !== "debug") return MODULES_NOT_ALLOWED;
  return mayDo("enable-debug-command", config, peer) ? undefined : DEBUG_NOT_ALLOWED;
}
