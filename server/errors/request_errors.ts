/** The error replies to requests that no handler sees: no such command or subcommand, or not that many arguments. */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyError } from "./reply_errors.ts";

/** Most bytes of a name that an error repeats, and of the arguments behind it. */
const QUOTED_BYTES = 128;

/** No command has the request's name. The message is a binary string: a character is a byte. */
export function unknownCommand(args: Arguments): ReplyError {
  let quoted = "";
  for (let i = 1; i < args.count && quoted.length < QUOTED_BYTES; i++) {
    quoted += `'${quote(args, i, QUOTED_BYTES - quoted.length)}' `;
  }
  const name = quote(args, 0, QUOTED_BYTES);
  return new ReplyError(`ERR unknown command '${name}', with args beginning with: ${quoted}`);
}

/** The command has no subcommand of the request's name. */
export function unknownSubcommand(args: Arguments, command: string): ReplyError {
  const name = quote(args, 1, QUOTED_BYTES);
  return new ReplyError(
    `ERR unknown subcommand '${name}'. Try ${command.toUpperCase()} HELP.`,
  );
}

/** The subcommand takes fewer arguments than there are, although its arity allows more. */
export function wrongSubcommandArity(args: Arguments, command: string): ReplyError {
  return new ReplyError(
    `ERR unknown subcommand or wrong number of arguments for '${args.text(1)}'. ` +
      `Try ${command.toUpperCase()} HELP.`,
  );
}

/** "wrong number of arguments": `command` is the full name, "get" or "client|kill". */
export function wrongArity(command: string): ReplyError {
  return new ReplyError(`ERR wrong number of arguments for '${command}' command`);
}

/** Argument `i` as an error shows it: so many bytes of it, and none from a NUL on. */
function quote(args: Arguments, i: number, bytes: number): string {
  const text = args.binary(i).slice(0, bytes);
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}
