/**
 * What a handler gets: the request, the reply under way, and the server's services behind narrow
 * interfaces.
 *
 * One object serves every command of a server; the dispatcher points it at the request at hand.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { CommandRegistry } from "./registry.ts";

/** The services that handlers call. */
export interface Server {
  readonly commands: CommandRegistry;
}

/** The surroundings of one command's execution; valid until the handler returns. */
export interface CommandContext {
  readonly args: Arguments;
  readonly reply: ReplyWriter;
  readonly server: Server;
}
