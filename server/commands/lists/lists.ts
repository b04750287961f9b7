/**
 * The list commands that never wait. Those that do are `blocking_lists.ts`.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import {
  findElements,
  insertElement,
  type ListEnd,
  modifyList,
  pushElements,
  readList,
  removeElements,
  setElement,
  trimList,
} from "../../../store/types/lists/lists.ts";
import { moveElement } from "../../../store/types/lists/move.ts";
import { integer64Arg, integerArg, integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keysCountedAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import { OptionGrammar } from "../../command/arguments/option_grammar.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { NO_SUCH_KEY, ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { wrongArity } from "../../errors/request_errors.ts";
import { listEndArg, multiPopArgs, popMany, popOne, replyRange } from "./list_pops.ts";

/** The list commands. */
export const LIST_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "lpush",
    arity: -3,
    since: "1.0.0",
    group: "list",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Pushes elements to the head of a list, one after the other",
    complexity: "O(N), N being the elements pushed",
    syntax: "key element [element ...]",
    history: { "2.4.0": "More than one element may be given" },
    run: lpush,
  }),
  defineCommand({
    name: "rpush",
    arity: -3,
    since: "1.0.0",
    group: "list",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Pushes elements to the tail of a list, one after the other",
    complexity: "O(N), N being the elements pushed",
    syntax: "key element [element ...]",
    history: { "2.4.0": "More than one element may be given" },
    run: rpush,
  }),
  defineCommand({
    name: "lpushx",
    arity: -3,
    since: "2.2.0",
    group: "list",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Pushes elements to the head of a list that exists",
    complexity: "O(N), N being the elements pushed",
    syntax: "key element [element ...]",
    history: { "4.0.0": "More than one element may be given" },
    run: lpushx,
  }),
  defineCommand({
    name: "rpushx",
    arity: -3,
    since: "2.2.0",
    group: "list",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Pushes elements to the tail of a list that exists",
    complexity: "O(N), N being the elements pushed",
    syntax: "key element [element ...]",
    history: { "4.0.0": "More than one element may be given" },
    run: rpushx,
  }),
  defineCommand({
    name: "lpop",
    arity: -2,
    since: "1.0.0",
    group: "list",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"])],
    summary: "Takes the first elements of a list",
    complexity: "O(N), N being the elements taken",
    syntax: "key [count]",
    history: { "6.2.0": "`count` takes several" },
    run: lpop,
  }),
  defineCommand({
    name: "rpop",
    arity: -2,
    since: "1.0.0",
    group: "list",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"])],
    summary: "Takes the last elements of a list",
    complexity: "O(N), N being the elements taken",
    syntax: "key [count]",
    history: { "6.2.0": "`count` takes several" },
    run: rpop,
  }),
  defineCommand({
    name: "lrange",
    arity: 4,
    since: "1.0.0",
    group: "list",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads the elements from one index to another",
    complexity: "O(log S + N), S being the start's distance from an end and N the elements read",
    syntax: "key start stop",
    run: lrange,
  }),
  defineCommand({
    name: "llen",
    arity: 2,
    since: "1.0.0",
    group: "list",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Counts the elements of a list",
    complexity: "O(1)",
    syntax: "key",
    run: llen,
  }),
  defineCommand({
    name: "lindex",
    arity: 3,
    since: "1.0.0",
    group: "list",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads the element at an index",
    complexity: "O(log N) in lists of many nodes, O(1) at both ends",
    syntax: "key index",
    run: lindex,
  }),
  defineCommand({
    name: "lset",
    arity: 4,
    since: "1.0.0",
    group: "list",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Replaces the element at an index",
    complexity: "O(log N) in lists of many nodes, O(1) at both ends",
    syntax: "key index element",
    run: lset,
  }),
  defineCommand({
    name: "linsert",
    arity: 5,
    since: "2.2.0",
    group: "list",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Inserts an element before or after the first one that equals another",
    complexity: "O(N), N being the elements before that one",
    syntax: "key <BEFORE | AFTER> pivot element",
    run: linsert,
  }),
  defineCommand({
    name: "lrem",
    arity: 4,
    since: "1.0.0",
    group: "list",
    flags: ["write"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Removes the elements that equal a given one, or some of them",
    complexity: "O(N), N being the length of the list",
    syntax: "key count element",
    run: lrem,
  }),
  defineCommand({
    name: "ltrim",
    arity: 4,
    since: "1.0.0",
    group: "list",
    flags: ["write"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Removes all elements but those from one index to another",
    complexity: "O(N), N being the nodes of elements removed",
    syntax: "key start stop",
    run: ltrim,
  }),
  defineCommand({
    name: "lpos",
    arity: -3,
    since: "6.0.6",
    group: "list",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Finds the indexes of the elements that equal a given one",
    complexity: "O(N), N being the elements looked at",
    syntax: "key element [RANK rank] [COUNT num-matches] [MAXLEN len]",
    argumentTypes: { "rank": "integer", "num-matches": "integer" },
    run: lpos,
  }),
  defineCommand({
    name: "lmove",
    arity: 5,
    since: "6.2.0",
    group: "list",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "access", "delete"]), keyAt(2, ["RW", "insert"])],
    summary: "Moves an element from an end of a list to an end of another",
    complexity: "O(1)",
    syntax: "source destination <LEFT | RIGHT> <LEFT | RIGHT>",
    run: lmove,
  }),
  defineCommand({
    name: "rpoplpush",
    arity: 3,
    since: "1.2.0",
    group: "list",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "access", "delete"]), keyAt(2, ["RW", "insert"])],
    deprecated: { since: "6.2.0", replacedBy: "`LMOVE` with the `RIGHT` and `LEFT` arguments" },
    summary: "Moves the last element of a list to the head of another",
    complexity: "O(1)",
    syntax: "source destination",
    run: rpoplpush,
  }),
  defineCommand({
    name: "lmpop",
    arity: -4,
    since: "7.0.0",
    group: "list",
    flags: ["write"],
    keys: [keysCountedAt(1, ["RW", "access", "delete"])],
    summary: "Takes elements from the first of several lists that has any",
    complexity: "O(N + M), N being the keys and M the elements taken",
    syntax: "numkeys key [key ...] <LEFT | RIGHT> [COUNT count]",
    run: lmpop,
  }),
];

const MUST_BE_POSITIVE = new ReplyError("ERR value is out of range, must be positive");
const INDEX_OUT_OF_RANGE = new ReplyError("ERR index out of range");
const RANK_OF_ZERO = new ReplyError(
  "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... " +
    "or use negative to start from the end of the list",
);
const NEGATIVE_COUNT = new ReplyError("ERR COUNT can't be negative");
const NEGATIVE_LENGTH = new ReplyError("ERR MAXLEN can't be negative");

const LPOS_OPTIONS = new OptionGrammar([
  { token: "RANK", value: true, check: rankArg },
  {
    token: "COUNT",
    value: true,
    check: (args, i) => integerInRange(args, i, 0, Infinity, NEGATIVE_COUNT, NEGATIVE_COUNT),
  },
  {
    token: "MAXLEN",
    value: true,
    check: (args, i) => integerInRange(args, i, 0, Infinity, NEGATIVE_LENGTH, NEGATIVE_LENGTH),
  },
]);
const RANK = LPOS_OPTIONS.bit("RANK");
const COUNT = LPOS_OPTIONS.bit("COUNT");
const MAXLEN = LPOS_OPTIONS.bit("MAXLEN");

const MIN_INT64 = -(2n ** 63n);

const value = new PackedValue();

function lpush(context: CommandContext): void {
  push(context, "left");
}

function rpush(context: CommandContext): void {
  push(context, "right");
}

function lpushx(context: CommandContext): void {
  pushIfExists(context, "left");
}

function rpushx(context: CommandContext): void {
  pushIfExists(context, "right");
}

function push(context: CommandContext, end: ListEnd): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(pushElements(keyspace, end, args, 2, args.count));
}

function pushIfExists(context: CommandContext, end: ListEnd): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  if (keyspace.find() === 0) reply.integer(0);
  else reply.integer(pushElements(keyspace, end, args, 2, args.count));
}

function lpop(context: CommandContext): void {
  pop(context, "left");
}

function rpop(context: CommandContext): void {
  pop(context, "right");
}

function pop(context: CommandContext, end: ListEnd): void {
  const { args, reply, keyspace } = context;
  if (args.count > 3) throw wrongArity(end === "left" ? "lpop" : "rpop");
  const counted = args.count === 3;
  const count = counted
    ? integerInRange(args, 2, 0, Infinity, MUST_BE_POSITIVE, MUST_BE_POSITIVE)
    : 1;
  loadKey(context, 1);
  const list = modifyList(keyspace);
  if (list === undefined) {
    if (counted) reply.nullArray();
    else reply.null();
  } else if (!counted) popOne(list, end, reply);
  else if (count === 0) reply.array(0);
  else popMany(list, end, count, reply);
}

function lrange(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let first = integerArg(args, 2);
  let last = integerArg(args, 3);
  loadKey(context, 1);
  const list = readList(keyspace);
  if (list === undefined) {
    reply.array(0);
    return;
  }
  const { length } = list;
  if (first < 0) first = Math.max(0, first + length);
  if (last < 0) last += length;
  last = Math.min(last, length - 1);
  if (first > last) {
    reply.array(0);
    return;
  }
  const count = last - first + 1;
  reply.array(count);
  replyRange(list, first, count, reply);
}

function llen(context: CommandContext): void {
  loadKey(context, 1);
  context.reply.integer(readList(context.keyspace)?.length ?? 0);
}

function lindex(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const list = readList(keyspace);
  if (list === undefined) {
    reply.null();
    return;
  }
  const { length } = list;
  let index = integerArg(args, 2);
  if (index < 0) index += length;
  if (index < 0 || index >= length) {
    reply.null();
    return;
  }
  list.seek(index);
  list.read(value);
  reply.bulk(value.bytes, value.start, value.end);
}

function lset(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const list = modifyList(keyspace);
  if (list === undefined) throw NO_SUCH_KEY;
  const { length } = list;
  let index = integerArg(args, 2);
  if (index < 0) index += length;
  if (index < 0 || index >= length) throw INDEX_OUT_OF_RANGE;
  setElement(list, index, args.bytes, args.starts[3], args.ends[3]);
  reply.ok();
}

function linsert(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const before = args.equals(2, "BEFORE");
  if (!before && !args.equals(2, "AFTER")) throw SYNTAX_ERROR;
  loadKey(context, 1);
  const list = modifyList(keyspace);
  if (list === undefined) {
    reply.integer(0);
    return;
  }
  const length = list.length;
  reply.integer(insertElement(list, before, args, 3, 4) ? length + 1 : -1);
}

function lrem(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const count = integerArg(args, 2);
  loadKey(context, 1);
  const list = modifyList(keyspace);
  if (list === undefined) reply.integer(0);
  else reply.integer(removeElements(list, count, args.bytes, args.starts[3], args.ends[3]));
}

function ltrim(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let first = integerArg(args, 2);
  let last = integerArg(args, 3);
  loadKey(context, 1);
  const list = modifyList(keyspace);
  if (list !== undefined) {
    const { length } = list;
    if (first < 0) first = Math.max(0, first + length);
    if (last < 0) last += length;
    last = Math.min(last, length - 1);
    if (first > last) trimList(list, length, 0);
    else trimList(list, first, last - first + 1);
  }
  reply.ok();
}

function lpos(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const seen = LPOS_OPTIONS.parse(args, 3);
  const rank = (seen & RANK) === 0 ? 1 : rankArg(args, LPOS_OPTIONS.valueIndex(RANK));
  const counted = (seen & COUNT) !== 0;
  const count = counted ? integerArg(args, LPOS_OPTIONS.valueIndex(COUNT)) : 1;
  const most = (seen & MAXLEN) === 0 ? 0 : integerArg(args, LPOS_OPTIONS.valueIndex(MAXLEN));
  loadKey(context, 1);
  const list = readList(keyspace);
  const mark = reply.beginArray();
  let found = 0;
  if (list !== undefined) {
    findElements(list, args.bytes, args.starts[2], args.ends[2], rank, most, (index) => {
      reply.integer(index);
      found++;
      return found !== count;
    });
  }
  if (counted) reply.endArray(mark, found);
  else if (found === 0) reply.null();
}

/** Argument `i`: which match is the first one, from the end if it is negative; never 0. */
function rankArg(args: Arguments, i: number): number {
  const rank = integerArg(args, i);
  if (rank === 0) throw RANK_OF_ZERO;
  // Redis negates the rank, and the smallest integer is its own negative: it excludes no match.
  return rank === -Infinity && integer64Arg(args, i) === MIN_INT64 ? -1 : rank;
}

function lmove(context: CommandContext): void {
  const { args } = context;
  move(context, listEndArg(args, 3), listEndArg(args, 4));
}

function rpoplpush(context: CommandContext): void {
  move(context, "right", "left");
}

function move({ args, reply, keyspace }: CommandContext, from: ListEnd, to: ListEnd): void {
  if (moveElement(keyspace, args, 1, 2, from, to, value)) {
    reply.bulk(value.bytes, value.start, value.end);
  } else reply.null();
}

function lmpop(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const { firstKey, endKey, end, count } = multiPopArgs(args, 1);
  for (let i = firstKey; i < endKey; i++) {
    loadKey(context, i);
    const list = modifyList(keyspace);
    if (list === undefined) continue;
    reply.array(2);
    reply.bulk(args.bytes, args.starts[i], args.ends[i]);
    popMany(list, end, count, reply);
    return;
  }
  reply.nullArray();
}
