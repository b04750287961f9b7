/**
 * Executes the commands of an AOF: past all gates, without a client, and without counting.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyWriter } from "../../resp/reply_writer.ts";
import { StoreError } from "../../store/errors.ts";
import { type CommandExecutor, UnknownCommandError } from "../../store/persistence/aof/replay.ts";
import type { Command } from "../command/command.ts";
import type { CommandContext } from "../command/context.ts";
import type { CommandRegistry } from "../command/registry.ts";
import type { CommandHandler } from "../command/spec.ts";
import { nobody } from "../clients/nobody.ts";
import { ReplyError, replyErrorOf } from "../errors/reply_errors.ts";
import type { Server } from "../server_state.ts";
import { Session } from "../clients/session.ts";

/** Longer replies are given back. */
const KEPT_REPLY_BYTES = 1024 * 1024;

/** The executor of a server's commands. */
export class CommandReplay implements CommandExecutor {
  readonly #server: Server;
  readonly #session: Session;
  readonly #context: CommandContext;
  #name = "0";

  constructor(server: Server) {
    this.#server = server;
    const reply = new ReplyWriter(2);
    const keyspace = server.engine.namespace(this.#name);
    this.#session = new Session(0, reply, 0, keyspace, nobody(reply), true);
    this.#context = {
      args: undefined as unknown as Arguments,
      reply,
      session: this.#session,
      keyspace,
      server,
      // As inside of a transaction: nothing waits.
      nested: true,
      neverWaits: true,
    };
  }

  execute(namespace: string, args: Arguments): string | undefined {
    const registry = this.#server.commands as CommandRegistry<CommandHandler>;
    const command: Command<CommandHandler> | undefined = registry.resolve(args);
    if (command?.run === undefined) throw new UnknownCommandError(`no command ${args.text(0)}`);
    if (args.count < command.minArgs || args.count > command.maxArgs) {
      throw new UnknownCommandError(`${args.count} arguments for the command ${command.name}`);
    }
    const context = this.#context as {
      -readonly [name in keyof CommandContext]: CommandContext[name];
    };
    if (namespace !== this.#name) {
      this.#name = namespace;
      context.keyspace = this.#session.keyspace = this.#server.engine.namespace(namespace);
    }
    context.args = args;
    const { reply } = context;
    reply.rewind(0);
    if (reply.bytes.length > KEPT_REPLY_BYTES) reply.bytes = new Uint8Array(0);
    try {
      command.run(context);
    } catch (error) {
      if (error instanceof ReplyError) return error.message;
      if (error instanceof StoreError) return replyErrorOf(error).message;
      throw error;
    }
    return undefined;
  }
}
