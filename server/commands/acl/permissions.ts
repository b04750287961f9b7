/** ACL CAT and DRYRUN: which commands there are, and that the user may execute them. */

import { DEFAULT_USER } from "../../acl/default_user.ts";
import { ACL_CATEGORIES } from "../../command/acl_categories.ts";
import type { CommandContext } from "../../command/context.ts";
import { commandNotFound, unknownCategory, userNotFound } from "../../errors/acl_errors.ts";
import { wrongArity, wrongSubcommandArity } from "../../errors/request_errors.ts";

/** Where the user stands in DRYRUN, and its command. */
const USER = 2;
const COMMAND = 3;

export function categories({ args, reply, server }: CommandContext): void {
  if (args.count > 3) throw wrongSubcommandArity(args, "acl");
  if (args.count === 2) {
    reply.array(ACL_CATEGORIES.length);
    for (const category of ACL_CATEGORIES) reply.bulkText(category);
    return;
  }
  const category = ACL_CATEGORIES.find((name) => args.equals(2, name.toUpperCase()));
  if (category === undefined) throw unknownCategory(args, 2);
  const mark = reply.beginArray();
  let count = 0;
  for (const command of server.commands.withSubcommands()) {
    if (!command.categories.includes(category)) continue;
    reply.bulkText(command.name);
    count++;
  }
  reply.endArray(mark, count);
}

export function dryRun({ args, reply, server }: CommandContext): void {
  if (args.binary(USER) !== DEFAULT_USER) throw userNotFound(args, USER);
  const command = server.commands.resolve(args, COMMAND);
  if (command === undefined) throw commandNotFound(args, COMMAND);
  const given = args.count - COMMAND;
  if (given < command.minArgs || given > command.maxArgs) throw wrongArity(command.name);
  reply.ok();
}
