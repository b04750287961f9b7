/**
 * How a session logs in: as the user `default`, by one of its passwords.
 */

import { DEFAULT_USER } from "../acl/default_user.ts";
import type { CommandContext } from "../command/context.ts";
import { NO_PASSWORD_SET, WRONG_PASSWORD } from "../errors/client_errors.ts";
import type { Server } from "../server_state.ts";
import { describeRequester } from "./client_description.ts";
import type { Session } from "./session.ts";

/**
 * Logs a session in with the user name in argument `user`, or as the default user when that is 0,
 * and the password in argument `password`.
 *
 * @throws {ReplyError} when that is no valid pair; the session stays what it was, and ACL LOG tells.
 */
export function authenticate(
  context: CommandContext,
  user: number,
  password: number,
): void {
  const { args, nested, server, session } = context;
  const { current } = server.defaultUser;
  if (user === 0 && current.traits.takesAnyPassword) throw NO_PASSWORD_SET;
  // Both are looked at whatever the first says: a wrong name takes as long as a wrong password.
  const isKnown = user === 0 || args.binary(user) === DEFAULT_USER;
  const isRight = current.accepts(args.bytes, args.starts[password], args.ends[password]);
  if (!isKnown || !isRight) {
    const timeMs = server.clock.now();
    server.aclLog.add({
      context: nested ? "multi" : "toplevel",
      object: args.binary(0),
      username: user === 0 ? DEFAULT_USER : args.binary(user),
      timeMs,
      client: describeRequester(session, timeMs, args),
    });
    throw WRONG_PASSWORD;
  }
  session.authenticated = true;
  session.user = DEFAULT_USER;
}

/** Whether a session may do what needs a login: it has logged in, or nobody has to. */
export function isAdmitted(server: Server, session: Session): boolean {
  return session.authenticated || server.defaultUser.current.isOpen;
}
