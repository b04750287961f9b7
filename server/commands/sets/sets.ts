/**
 * The set commands, but for those that combine several sets: see `algebra.ts`.
 */

import { PackedValue } from "../../../store/encoding/listpack.ts";
import {
  addMembers,
  modifySet,
  moveMember,
  openSet,
  pickMember,
  popMembers,
  readSet,
  removeMembers,
  removePicked,
} from "../../../store/types/sets/sets.ts";
import { MemberIterator, SetReader } from "../../../store/types/sets/reader.ts";
import { integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { cursorArg } from "../../command/arguments/cursor.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { keyBytes, loadKey } from "../../command/arguments/key.ts";
import { checkRepeats, randomCountArg } from "../../command/arguments/random_count.ts";
import {
  collectionScanOptions,
  emptyScanReply,
  endScanReply,
} from "../../command/arguments/scan_options.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SYNTAX_ERROR, VALUE_NOT_POSITIVE } from "../../errors/reply_errors.ts";

/** The set commands. */
export const SET_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "sadd",
    arity: -3,
    since: "1.0.0",
    group: "set",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Adds members to a set and counts the new ones",
    complexity: "O(N), N being the members given",
    syntax: "key member [member ...]",
    history: { "2.4.0": "More than one `member` may be given" },
    run: sadd,
  }),
  defineCommand({
    name: "srem",
    arity: -3,
    since: "1.0.0",
    group: "set",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Takes members out of a set and counts them",
    complexity: "O(N), N being the members given",
    syntax: "key member [member ...]",
    history: { "2.4.0": "More than one `member` may be given" },
    run: srem,
  }),
  defineCommand({
    name: "sismember",
    arity: 3,
    since: "1.0.0",
    group: "set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Tells whether something is a member of a set",
    complexity: "O(1)",
    syntax: "key member",
    run: sismember,
  }),
  defineCommand({
    name: "smismember",
    arity: -3,
    since: "6.2.0",
    group: "set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells of several things whether each is a member of a set",
    complexity: "O(N), N being the members asked for",
    syntax: "key member [member ...]",
    run: smismember,
  }),
  defineCommand({
    name: "smembers",
    arity: 2,
    since: "1.0.0",
    group: "set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Lists all members of a set",
    complexity: "O(N), N being the members",
    syntax: "key",
    tips: ["nondeterministic_output_order"],
    run: smembers,
  }),
  defineCommand({
    name: "scard",
    arity: 2,
    since: "1.0.0",
    group: "set",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Counts the members of a set",
    complexity: "O(1)",
    syntax: "key",
    run: scard,
  }),
  defineCommand({
    name: "spop",
    arity: -2,
    since: "1.0.0",
    group: "set",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"])],
    summary: "Takes random members out of a set",
    complexity: "O(1) without a count, else O(N), N being the count",
    syntax: "key [count]",
    tips: ["nondeterministic_output"],
    history: { "3.2.0": "`count` takes out several" },
    run: spop,
  }),
  defineCommand({
    name: "srandmember",
    arity: -2,
    since: "1.0.0",
    group: "set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Draws random members of a set and leaves them there",
    complexity: "O(1) without a count, else O(N), N being the count without its sign",
    syntax: "key [count]",
    tips: ["nondeterministic_output"],
    history: { "2.6.0": "`count` draws several" },
    run: srandmember,
  }),
  defineCommand({
    name: "smove",
    arity: 4,
    since: "1.0.0",
    group: "set",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"]), keyAt(2, ["RW", "insert"])],
    summary: "Moves a member from one set to another",
    complexity: "O(1)",
    syntax: "source destination member",
    run: smove,
  }),
  defineCommand({
    name: "sscan",
    arity: -3,
    since: "2.8.0",
    group: "set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Walks the members of a set a few at a time",
    complexity: "O(1) a call, O(N) for a whole walk over N members",
    syntax: "key cursor [MATCH pattern] [COUNT count]",
    tips: ["nondeterministic_output"],
    run: sscan,
  }),
];

// One handler runs at a time, and each is done with these when it returns.
const reader = new SetReader();
const members = new MemberIterator();
const member = new PackedValue();

function sadd(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(addMembers(keyspace, args, 2, args.count));
}

function srem(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(removeMembers(keyspace, args, 2, args.count));
}

function sismember(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  openSet(keyspace, reader);
  reply.integer(reader.has(args.bytes, args.starts[2], args.ends[2]) ? 1 : 0);
}

function smismember(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  openSet(keyspace, reader);
  reply.array(args.count - 2);
  for (let i = 2; i < args.count; i++) {
    reply.integer(reader.has(args.bytes, args.starts[i], args.ends[i]) ? 1 : 0);
  }
}

function smembers(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  openSet(keyspace, reader);
  reply.set(reader.size);
  members.start(reader);
  while (members.next(member)) reply.bulk(member.bytes, member.start, member.end);
}

function scard(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(openSet(keyspace, reader).size);
}

function spop(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if (args.count > 3) throw SYNTAX_ERROR;
  if (args.count === 3) return spopCount(context);
  loadKey(context, 1);
  if (!pickMember(keyspace, member)) {
    reply.null();
    return;
  }
  reply.bulk(member.bytes, member.start, member.end);
  removePicked(keyspace, member);
}

function spopCount(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const count = integerInRange(args, 2, 0, Infinity, VALUE_NOT_POSITIVE, VALUE_NOT_POSITIVE);
  loadKey(context, 1);
  if (!modifySet(keyspace)) {
    reply.set(0);
    return;
  }
  const mark = reply.beginSet();
  let popped = 0;
  popMembers(keyspace, count, member, () => {
    reply.bulk(member.bytes, member.start, member.end);
    popped++;
  });
  // Redis hands out a whole set by way of SUNION, which looks it up once more.
  if (popped > 0 && keyspace.find() === 0) keyspace.counters.hits++;
  reply.endSet(mark, popped);
}

function srandmember(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if (args.count > 3) throw SYNTAX_ERROR;
  if (args.count === 3) return srandmemberCount(context);
  loadKey(context, 1);
  if (!readSet(keyspace)) {
    reply.null();
    return;
  }
  reader.open(keyspace).random(member);
  reply.bulk(member.bytes, member.start, member.end);
}

/** A negative count draws that many times, so that members may come up again. */
function srandmemberCount(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const count = randomCountArg(args, 2);
  loadKey(context, 1);
  openSet(keyspace, reader);
  const { size } = reader;
  if (count >= 0 || size === 0) {
    reply.array(Math.min(count < 0 ? 0 : count, size));
    reader.distinct(count, member, () => reply.bulk(member.bytes, member.start, member.end));
    return;
  }
  checkRepeats(count);
  reply.array(-count);
  for (let i = 0; i < -count; i++) {
    reader.random(member);
    reply.bulk(member.bytes, member.start, member.end);
  }
}

function smove(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const source = keyBytes(context, 1);
  const target = keyBytes(context, 2);
  const { bytes, starts, ends } = args;
  reply.integer(moveMember(keyspace, source, target, bytes, starts[3], ends[3]) ? 1 : 0);
}

function sscan(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const cursor = cursorArg(args, 2);
  loadKey(context, 1);
  if (!readSet(keyspace)) {
    emptyScanReply(reply);
    return;
  }
  const { count, pattern } = collectionScanOptions(args, 3);
  const mark = reply.beginArray();
  let found = 0;
  const next = reader.open(keyspace).scan(cursor, count, member, () => {
    if (pattern !== undefined && !pattern.matches(member.bytes, member.start, member.end)) return;
    reply.bulk(member.bytes, member.start, member.end);
    found++;
  });
  endScanReply(reply, mark, found, next);
}
