/** The commands that bring the data to the disk: SAVE, BGSAVE, LASTSAVE, BGREWRITEAOF. */

import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";

/** The persistence commands. */
export const PERSISTENCE_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "save",
    arity: 1,
    since: "1.0.0",
    group: "server",
    flags: ["admin", "noscript", "no_async_loading", "no_multi"],
    summary: "Takes a snapshot at once; nothing else happens meanwhile",
    complexity: "O(N), N being the keys of all databases",
    syntax: "",
    run({ reply, server }) {
      server.durability.save();
      reply.ok();
    },
  }),
  defineCommand({
    name: "bgsave",
    arity: -1,
    since: "1.0.0",
    group: "server",
    flags: ["admin", "noscript", "no_async_loading"],
    summary: "Begins a snapshot of this moment in the background",
    complexity: "O(1)",
    syntax: "[SCHEDULE]",
    history: { "3.2.2": "`SCHEDULE`" },
    run: saveInBackground,
  }),
  defineCommand({
    name: "lastsave",
    arity: 1,
    since: "1.0.0",
    group: "server",
    flags: ["loading", "stale", "fast"],
    categories: ["admin", "dangerous"],
    summary: "Tells when the last snapshot was completed, in seconds since 1970",
    complexity: "O(1)",
    syntax: "",
    tips: ["nondeterministic_output"],
    run({ reply, server }) {
      reply.integer(Math.floor(server.durability.snapshots.savedMs / 1000));
    },
  }),
  defineCommand({
    name: "bgrewriteaof",
    arity: 1,
    since: "1.0.0",
    group: "server",
    flags: ["admin", "noscript", "no_async_loading"],
    summary: "Begins to write the append-only file anew, as short as it can be",
    complexity: "O(1)",
    syntax: "",
    run({ reply, server, nested }) {
      const begun = server.durability.rewriteLog(nested);
      reply.simple(`Background append only file rewriting ${begun ? "started" : "scheduled"}`);
    },
  }),
];

function saveInBackground({ args, reply, server, nested }: CommandContext): void {
  const schedule = args.count > 1;
  if (args.count > 2 || (schedule && !args.equals(1, "SCHEDULE"))) throw SYNTAX_ERROR;
  const begun = server.durability.saveInBackground(schedule, nested);
  reply.simple(`Background saving ${begun ? "started" : "scheduled"}`);
}
