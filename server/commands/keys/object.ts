/**
 * OBJECT: how a value is represented and how it has been used. Asking is no use of the key.
 */

import { idleMs } from "../../../store/eviction/access_clock.ts";
import { frequency } from "../../../store/eviction/lfu.ts";
import { peek } from "../../../store/types/key_operations.ts";
import { valueTypeOf } from "../../../store/types/value_types.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { referenceCount } from "../../command/reference_count.ts";
import { FREQUENCY_NOT_TRACKED, IDLE_TIME_NOT_TRACKED } from "../../errors/reply_errors.ts";

/** The object commands. */
export const OBJECT_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "object",
    arity: -2,
    since: "2.2.3",
    group: "generic",
    flags: [],
    summary: "Looks inside the representation of a value",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "encoding",
        arity: 3,
        since: "2.2.3",
        group: "generic",
        flags: ["readonly"],
        keys: [keyAt(2, ["RO"])],
        summary: "Names the representation of a value",
        complexity: "O(1)",
        syntax: "key",
        tips: ["nondeterministic_output"],
        run: objectEncoding,
      },
      {
        name: "freq",
        arity: 3,
        since: "4.0.0",
        group: "generic",
        flags: ["readonly"],
        keys: [keyAt(2, ["RO"])],
        summary: "Reads the access counter that LFU eviction keeps",
        complexity: "O(1)",
        syntax: "key",
        tips: ["nondeterministic_output"],
        run: objectFreq,
      },
      {
        name: "idletime",
        arity: 3,
        since: "2.2.3",
        group: "generic",
        flags: ["readonly"],
        keys: [keyAt(2, ["RO"])],
        summary: "Tells how many seconds a key has not been used",
        complexity: "O(1)",
        syntax: "key",
        tips: ["nondeterministic_output"],
        run: objectIdletime,
      },
      {
        name: "refcount",
        arity: 3,
        since: "2.2.3",
        group: "generic",
        flags: ["readonly"],
        keys: [keyAt(2, ["RO"])],
        summary: "Counts the references to a value",
        complexity: "O(1)",
        syntax: "key",
        tips: ["nondeterministic_output"],
        run: objectRefcount,
      },
      {
        name: "help",
        arity: 2,
        since: "6.2.0",
        group: "generic",
        flags: ["loading", "stale"],
        summary: "Lists what the subcommands do",
        complexity: "O(1)",
        syntax: "",
        run: help,
      },
    ],
  }),
];

/** Opens the record of the key; false, and a null is written, if there is none. */
function open(context: CommandContext): boolean {
  loadKey(context, 2);
  if (peek(context.keyspace, false) !== 0) return true;
  context.reply.null();
  return false;
}

function objectEncoding(context: CommandContext): void {
  if (!open(context)) return;
  const { reply, keyspace } = context;
  reply.bulkText(valueTypeOf(keyspace.kind()).encoding(keyspace));
}

function objectFreq(context: CommandContext): void {
  if (!open(context)) return;
  const { reply, keyspace, server } = context;
  const { policy, lfuTuning } = server.engine;
  if (!policy.countsFrequency) throw FREQUENCY_NOT_TRACKED;
  reply.integer(frequency(keyspace.accessWord, server.clock.now(), lfuTuning));
}

function objectIdletime(context: CommandContext): void {
  if (!open(context)) return;
  const { reply, keyspace, server } = context;
  if (server.engine.policy.countsFrequency) throw IDLE_TIME_NOT_TRACKED;
  reply.integer(Math.floor(idleMs(keyspace.accessWord, server.clock.now()) / 1000));
}

function objectRefcount(context: CommandContext): void {
  if (!open(context)) return;
  context.reply.integer(referenceCount(context.keyspace));
}
