/** The HyperLogLog commands. */

import { describeRuns, REGISTERS } from "../../../store/types/hyper_log_logs/sparse_registers.ts";
import { selfTest } from "../../../store/types/hyper_log_logs/self_check.ts";
import {
  addToLog,
  CORRUPT_LOG,
  countLog,
  countLogs,
  mergeLogs,
  NOT_A_LOG,
  openLogForChange,
  storeLog,
} from "../../../store/types/hyper_log_logs/hyper_log_logs.ts";
import { modifyString } from "../../../store/types/strings/strings.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keyRange } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { ReplyError } from "../../errors/reply_errors.ts";
import { CORRUPT_HYPER_LOG_LOG, NOT_A_HYPER_LOG_LOG } from "../../errors/string_errors.ts";

/** The HyperLogLog commands. */
export const HYPER_LOG_LOG_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "pfadd",
    arity: -2,
    since: "2.8.9",
    group: "hyperloglog",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Adds elements to a HyperLogLog",
    complexity: "O(1) for each element",
    syntax: "key [element [element ...]]",
    run: answering(pfadd),
  }),
  defineCommand({
    name: "pfcount",
    arity: -2,
    since: "2.8.9",
    group: "hyperloglog",
    flags: ["readonly", "may_replicate"],
    keys: [
      keyRange(
        1,
        -1,
        1,
        ["RW", "access"],
        "RW because it may change the internal representation of the key, and propagate to replicas",
      ),
    ],
    summary: "Estimates how many different elements HyperLogLogs have seen together",
    complexity: "O(1) for one key that has not changed since, otherwise O(N), N being the keys",
    syntax: "key [key ...]",
    run: answering(pfcount),
  }),
  defineCommand({
    name: "pfmerge",
    arity: -2,
    since: "2.8.9",
    group: "hyperloglog",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "access", "insert"]), keyRange(2, -1, 1, ["RO", "access"])],
    summary: "Adds what HyperLogLogs have seen to another one",
    complexity: "O(N), N being the keys",
    syntax: "destkey sourcekey [sourcekey ...]",
    argumentTypes: { sourcekey: "key" },
    run: answering(pfmerge),
  }),
  defineCommand({
    name: "pfdebug",
    arity: 3,
    since: "2.8.9",
    group: "hyperloglog",
    flags: ["write", "denyoom", "admin"],
    keys: [keyAt(2, ["RW", "access"])],
    system: true,
    summary: "Looks inside a HyperLogLog",
    complexity: "O(1)",
    syntax: "subcommand key",
    run: answering(pfdebug),
  }),
  defineCommand({
    name: "pfselftest",
    arity: 1,
    since: "2.8.9",
    group: "hyperloglog",
    flags: ["admin"],
    system: true,
    summary: "Tests whether HyperLogLogs count as they should",
    complexity: "O(1), some tenths of a second",
    syntax: "",
    run: pfselftest,
  }),
];

/** Runs a handler, whose errors become those of Redis. */
function answering(handle: (context: CommandContext) => void): (context: CommandContext) => void {
  return (context) => {
    try {
      handle(context);
    } catch (error) {
      if (error === NOT_A_LOG) throw NOT_A_HYPER_LOG_LOG;
      throw error === CORRUPT_LOG ? CORRUPT_HYPER_LOG_LOG : error;
    }
  };
}

function pfadd(context: CommandContext): void {
  const { args, keyspace, reply } = context;
  loadKey(context, 1);
  reply.integer(addToLog(keyspace, args, 2, args.count) ? 1 : 0);
}

function pfcount(context: CommandContext): void {
  const { args, keyspace, reply } = context;
  if (args.count > 2) {
    reply.integer(countLogs(keyspace, args, 1, args.count));
    return;
  }
  loadKey(context, 1);
  const count = countLog(keyspace);
  if (typeof count === "number") reply.integer(count);
  else reply.bigint(count);
}

function pfmerge({ args, keyspace, reply }: CommandContext): void {
  mergeLogs(keyspace, args, 1, args.count);
  reply.ok();
}

function pfdebug(context: CommandContext): void {
  const { args, keyspace, reply } = context;
  loadKey(context, 2);
  if (!modifyString(keyspace)) throw new ReplyError("ERR The specified key does not exist");
  const log = openLogForChange(keyspace);
  const wasSparse = log.isSparse;
  if (args.equals(1, "ENCODING")) {
    reply.simple(wasSparse ? "sparse" : "dense");
  } else if (args.equals(1, "DECODE")) {
    if (!wasSparse) throw new ReplyError("ERR HLL encoding is not sparse");
    reply.bulkText(describeRuns(log.bytes, log.registersStart, log.length));
  } else if (args.equals(1, "TODENSE") || args.equals(1, "GETREG")) {
    if (!log.makeDense()) throw CORRUPT_LOG;
    if (wasSparse) {
      storeLog(keyspace);
      // Another form of the same value is no change for those who watch the key.
      if (keyspace.observed) keyspace.effectUnwatched("", "PFDEBUG TODENSE", []);
    }
    if (args.equals(1, "TODENSE")) {
      reply.integer(wasSparse ? 1 : 0);
      return;
    }
    const registers = new Uint8Array(REGISTERS);
    log.maximum(registers);
    reply.array(REGISTERS);
    for (const value of registers) reply.integer(value);
  } else {
    throw new ReplyError(`ERR Unknown PFDEBUG subcommand '${args.text(1)}'`);
  }
}

function pfselftest({ reply }: CommandContext): void {
  const fault = selfTest();
  if (fault !== undefined) throw new ReplyError(`TESTFAILED ${fault}`);
  reply.ok();
}
