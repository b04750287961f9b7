/**
 * What a handler gets: the request, the reply under way, the client's session, the keyspace that
 * it has selected, and the server's services.
 *
 * One object serves every command of a server; the dispatcher points it at the request at hand.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Namespace } from "../../store/engine/namespace.ts";
import type { Server } from "../server_state.ts";
import type { Session } from "../clients/session.ts";

/** The surroundings of one command's execution; valid until the handler returns. */
export interface CommandContext {
  readonly args: Arguments;
  readonly reply: ReplyWriter;
  readonly session: Session;
  /** The keyspace that the client has selected. */
  readonly keyspace: Namespace;
  readonly server: Server;
  /** Whether another command (EXEC) executes this one: what it begins begins after that. */
  readonly nested: boolean;
  /** Whether it answers at once where it could block: inside of EXEC, and for who has no connection. */
  readonly neverWaits: boolean;
}
