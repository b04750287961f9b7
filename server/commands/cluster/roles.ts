/**
 * ROLE, REPLICAOF, SLAVEOF and FAILOVER. The server is a master without replicas: it may be told to be what it
 * is, and cannot become anything else.
 */

import { integerArg, integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import {
  CANNOT_FOLLOW,
  FAILOVER_TIMEOUT_NOT_POSITIVE,
  INVALID_MASTER_PORT,
  NO_FAILOVER,
  NO_REPLICAS,
} from "../../errors/unavailable_errors.ts";
import { REPLICATION_OFFSET } from "../../info/replication_section.ts";

/** What REPLICAOF has in common with its old name. */
const REPLICAOF = {
  arity: 3,
  group: "server",
  flags: ["admin", "noscript", "stale", "no_async_loading"],
  complexity: "O(1)",
  syntax: "<host port | NO ONE>",
  argumentTypes: { port: "integer" },
  run: replicaOf,
} as const;

/** The commands about who is a master and who follows it. */
export const ROLE_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "role",
    arity: 1,
    since: "2.8.12",
    group: "server",
    flags: ["noscript", "loading", "stale", "fast"],
    categories: ["admin", "dangerous"],
    summary: "Tells that the server is a master without replicas",
    complexity: "O(1)",
    syntax: "",
    run: role,
  }),
  defineCommand({
    ...REPLICAOF,
    name: "replicaof",
    since: "5.0.0",
    summary: "Makes the server follow nobody, as it does; another master is refused",
  }),
  defineCommand({
    ...REPLICAOF,
    name: "slaveof",
    since: "1.0.0",
    deprecated: { since: "5.0.0", replacedBy: "`REPLICAOF`" },
    summary: "Does what REPLICAOF does",
  }),
  defineCommand({
    name: "failover",
    arity: -1,
    since: "6.2.0",
    group: "server",
    flags: ["admin", "noscript", "stale"],
    summary: "Would hand over to a replica; there is none",
    complexity: "O(1)",
    syntax: "[TO <host port [FORCE]>] [ABORT] [TIMEOUT milliseconds]",
    argumentTypes: { port: "integer" },
    run: failover,
  }),
];

function role({ reply }: CommandContext): void {
  reply.array(3);
  reply.bulkText("master");
  reply.integer(REPLICATION_OFFSET);
  reply.array(0);
}

function replicaOf({ args, reply }: CommandContext): void {
  if (args.equals(1, "NO") && args.equals(2, "ONE")) return reply.ok();
  integerInRange(args, 2, 0, 65535, INVALID_MASTER_PORT, INVALID_MASTER_PORT);
  throw CANNOT_FOLLOW;
}

function failover({ args }: CommandContext): never {
  if (args.count === 2 && args.equals(1, "ABORT")) throw NO_FAILOVER;
  let hasTarget = false;
  let hasTimeout = false;
  let isForced = false;
  for (let i = 1; i < args.count; i++) {
    const left = args.count - 1 - i;
    if (!hasTimeout && left >= 1 && args.equals(i, "TIMEOUT")) {
      if (integerArg(args, ++i) <= 0) throw FAILOVER_TIMEOUT_NOT_POSITIVE;
      hasTimeout = true;
    } else if (!hasTarget && left >= 2 && args.equals(i, "TO")) {
      integerArg(args, i + 2);
      i += 2;
      hasTarget = true;
    } else if (!isForced && args.equals(i, "FORCE")) {
      isForced = true;
    } else {
      throw SYNTAX_ERROR;
    }
  }
  throw NO_REPLICAS;
}
