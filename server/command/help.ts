/**
 * The reply to `CONTAINER HELP`, made from the specs of the subcommands in the form of Redis: a
 * headline, then each subcommand with its arguments, and a line on what it does.
 */

import type { CommandContext } from "./context.ts";

/** Handles HELP of the container that the request names. */
export function help({ args, reply, server }: CommandContext): void {
  const container = server.commands.lookup(args.bytes, args.starts[0], args.ends[0])!;
  const name = container.name.toUpperCase();
  const subcommands = container.subcommands!.values();
  reply.array(1 + 2 * subcommands.length);
  reply.simple(`${name} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`);
  for (const { spec } of subcommands) {
    reply.simple(`${spec.name.toUpperCase()} ${spec.syntax}`.trimEnd());
    reply.simple(`    ${spec.summary}.`);
  }
}
