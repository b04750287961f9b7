/**
 * A command's declaration as the families write it: the description and the handler.
 */

import type { CommandContext } from "./context.ts";
import type { CommandDescription } from "./description.ts";

/** A command's declaration; see `defineCommand`. */
export type CommandSpec = CommandDescription<CommandHandler>;

/**
 * Executes one command: reads `context.args`, calls the store, writes exactly one reply.
 *
 * It runs synchronously. A `ReplyError` or a store error that it throws becomes the reply, and
 * what it had written until then is dropped.
 */
export type CommandHandler = (context: CommandContext) => void;
