/**
 * Who may use the server: the `default` user and, if one is set, the password of `requirepass`.
 *
 * Passwords are compared in a time that tells nothing about where they differ.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { NO_PASSWORD_SET, WRONG_PASSWORD } from "../errors/client_errors.ts";
import type { Server } from "../server_state.ts";
import type { Session } from "./session.ts";

/** The only user there is. */
export const DEFAULT_USER = "default";

const encoder = new TextEncoder();

/**
 * Logs a session in with the user name in argument `user`, or as the default user when that is 0,
 * and the password in argument `password`.
 *
 * @throws {ReplyError} when that is no valid pair; the session stays what it was.
 */
export function authenticate(
  server: Server,
  session: Session,
  args: Arguments,
  user: number,
  password: number,
): void {
  const required = server.config.get("requirepass");
  if (user === 0 && required === "") throw NO_PASSWORD_SET;
  // Both are looked at whatever the first says: a wrong name takes as long as a wrong password.
  const knownUser = user === 0 || args.binary(user) === DEFAULT_USER;
  const { bytes, starts, ends } = args;
  const expected = encoder.encode(required);
  const rightPassword = required === "" ||
    equalsInConstantTime(bytes, starts[password], ends[password], expected);
  if (!knownUser || !rightPassword) throw WRONG_PASSWORD;
  session.authenticated = true;
  session.user = DEFAULT_USER;
}

/** Whether new connections need no password. */
export function needsNoPassword(server: Server): boolean {
  return server.config.get("requirepass") === "";
}

/**
 * Whether `bytes[start, end)` are exactly `expected`. The time depends on the length of what the
 * client sent and on nothing else.
 */
export function equalsInConstantTime(
  bytes: Uint8Array,
  start: number,
  end: number,
  expected: Uint8Array,
): boolean {
  let difference = (end - start) ^ expected.length;
  const modulus = Math.max(expected.length, 1);
  for (let i = start; i < end; i++) {
    difference |= bytes[i] ^ (expected[(i - start) % modulus] ?? 0);
  }
  return difference === 0;
}
