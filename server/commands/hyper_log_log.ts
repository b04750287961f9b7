/**
 * The HyperLogLog commands. A HyperLogLog is a string, so GET and SET carry it from place to place;
 * what others put under a key is checked before it is used.
 */

import { Kind } from "../../store/keyspace/record.ts";
import { KEEP_EXPIRY, type Namespace } from "../../store/namespace.ts";
import { modifyString, readString } from "../../store/types/strings.ts";
import { estimate, HyperLogLog } from "../../store/types/hyper_log_log.ts";
import { describeRuns, REGISTERS } from "../../store/types/hyper_log_log_sparse.ts";
import type { CommandContext } from "../command/context.ts";
import { defineCommand } from "../command/define.ts";
import { keyAt, keyRange } from "../command/key_specs.ts";
import { loadKey } from "../command/load_key.ts";
import type { CommandSpec } from "../command/spec.ts";
import { CORRUPT_HYPER_LOG_LOG, NOT_A_HYPER_LOG_LOG, ReplyError } from "../reply_errors.ts";

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
    run: pfadd,
  }),
  defineCommand({
    name: "pfcount",
    arity: -2,
    since: "2.8.9",
    group: "hyperloglog",
    flags: ["readonly"],
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
    run: pfcount,
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
    run: pfmerge,
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
    run: pfdebug,
  }),
];

/** The copy that commands work on; they run one at a time. */
const log = new HyperLogLog();

/** Loads the open record's string into the copy. */
function take(keyspace: Namespace): void {
  if (log.load(keyspace.bytes, keyspace.valueStart(), keyspace.valueEnd())) return;
  throw NOT_A_HYPER_LOG_LOG;
}

/** Stores the copy under the loaded key. */
function give(keyspace: Namespace, event: string): void {
  keyspace.reserve(Kind.RawString, log.length, KEEP_EXPIRY);
  keyspace.writeValue(0, log.bytes, 0, log.length);
  keyspace.changed(event);
}

function pfadd(context: CommandContext): void {
  const { args, keyspace, reply, server } = context;
  const { hllSparseMaxBytes } = server.engine.packing;
  loadKey(context, 1);
  let changed = !modifyString(keyspace);
  if (changed) log.clear();
  else take(keyspace);
  for (let i = 2; i < args.count; i++) {
    const outcome = log.add(args.bytes, args.starts[i], args.ends[i], hllSparseMaxBytes);
    if (outcome === "corrupt") throw CORRUPT_HYPER_LOG_LOG;
    if (outcome === "changed") changed = true;
  }
  if (changed) {
    log.invalidate();
    give(keyspace, "pfadd");
  }
  reply.integer(changed ? 1 : 0);
}

function pfcount(context: CommandContext): void {
  const { args, keyspace, reply } = context;
  if (args.count > 2) {
    const registers = new Uint8Array(REGISTERS);
    for (let i = 1; i < args.count; i++) collect(context, i, registers);
    reply.integer(estimate(registers));
    return;
  }
  loadKey(context, 1);
  if (!readString(keyspace)) {
    reply.integer(0);
    return;
  }
  take(keyspace);
  const { cached } = log;
  if (cached !== undefined) {
    reply.bigint(cached);
    return;
  }
  const registers = new Uint8Array(REGISTERS);
  if (!log.maximum(registers)) throw CORRUPT_HYPER_LOG_LOG;
  const cardinality = estimate(registers);
  log.cache(cardinality);
  // That it was counted is no event, but whoever watches the key must know.
  give(keyspace, "");
  reply.integer(cardinality);
}

/** Raises `registers` to those of the HyperLogLog that argument `i` names; returns if it is sparse. */
function collect(context: CommandContext, i: number, registers: Uint8Array): boolean {
  loadKey(context, i);
  if (!readString(context.keyspace)) return true;
  take(context.keyspace);
  if (!log.maximum(registers)) throw CORRUPT_HYPER_LOG_LOG;
  return log.isSparse;
}

function pfmerge(context: CommandContext): void {
  const { args, keyspace, reply, server } = context;
  const registers = new Uint8Array(REGISTERS);
  let allSparse = true;
  for (let i = 1; i < args.count; i++) {
    if (!collect(context, i, registers)) allSparse = false;
  }
  loadKey(context, 1);
  if (modifyString(keyspace)) take(keyspace);
  else log.clear();
  if (!allSparse && !log.makeDense()) throw CORRUPT_HYPER_LOG_LOG;
  for (let i = 0; i < REGISTERS; i++) {
    if (registers[i] !== 0) log.raise(i, registers[i], server.engine.packing.hllSparseMaxBytes);
  }
  log.invalidate();
  give(keyspace, "pfadd");
  reply.ok();
}

function pfdebug(context: CommandContext): void {
  const { args, keyspace, reply } = context;
  loadKey(context, 2);
  if (!modifyString(keyspace)) throw new ReplyError("ERR The specified key does not exist");
  take(keyspace);
  const wasSparse = log.isSparse;
  if (args.equals(1, "ENCODING")) {
    reply.simple(wasSparse ? "sparse" : "dense");
  } else if (args.equals(1, "DECODE")) {
    if (!wasSparse) throw new ReplyError("ERR HLL encoding is not sparse");
    reply.bulkText(describeRuns(log.bytes, log.registersStart, log.length));
  } else if (args.equals(1, "TODENSE") || args.equals(1, "GETREG")) {
    if (!log.makeDense()) throw CORRUPT_HYPER_LOG_LOG;
    if (wasSparse) give(keyspace, "");
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
