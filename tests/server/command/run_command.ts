/**
 * Runs one command's handler without a server: arguments in, the bytes or the value of its reply
 * out. Enough of a context for handlers that need the registry alone.
 */

import { Arguments } from "../../../resp/arguments.ts";
import { type ReplyValue, toJS } from "../../../resp/reply.ts";
import { ReplyDecoder } from "../../../resp/reply_decoder.ts";
import { ReplyWriter } from "../../../resp/reply_writer.ts";
import type { CommandContext } from "../../../server/command/context.ts";
import type { CommandRegistry } from "../../../server/command/registry.ts";
import type { CommandHandler } from "../../../server/command/spec.ts";
import { ReplyError } from "../../../server/errors/reply_errors.ts";
import { wrongArity } from "../../../server/errors/request_errors.ts";

/** The reply's bytes as text. An unknown command throws. */
export function runForBytes(
  commands: CommandRegistry<CommandHandler>,
  request: readonly string[],
  protocol: 2 | 3 = 2,
): string {
  const args = Arguments.from(request);
  const reply = new ReplyWriter(protocol);
  const command = commands.resolve(args);
  if (command?.run === undefined) throw new Error(`${request.join(" ")} cannot be run`);
  try {
    if (args.count < command.minArgs || args.count > command.maxArgs) {
      throw wrongArity(command.name);
    }
    command.run({ args, reply, server: { commands } } as unknown as CommandContext);
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    reply.rewind(0);
    reply.error(error.message);
  }
  return new TextDecoder().decode(reply.bytes.subarray(0, reply.length));
}

/** The reply as a JavaScript value; an error reply is an `Error`. */
export function runCommand(
  commands: CommandRegistry<CommandHandler>,
  request: readonly string[],
  protocol: 2 | 3 = 2,
): ReplyValue {
  const decoder = new ReplyDecoder();
  decoder.push(new TextEncoder().encode(runForBytes(commands, request, protocol)));
  const reply = decoder.next();
  if (reply === undefined || decoder.next() !== undefined) {
    throw new Error(`${request.join(" ")} did not write exactly one reply`);
  }
  return toJS(reply);
}
