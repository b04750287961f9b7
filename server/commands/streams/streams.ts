/**
 * The stream commands but for those of consumer groups, which are `groups.ts`, `group_reads.ts` and
 * `pending.ts`: adding, reading a range, deleting, trimming. XREAD is `reads.ts`, XINFO `info.ts`.
 */

import { MAX_NODE_BYTES } from "../../../store/types/streams/stream_nodes.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import {
  addEntry,
  deleteEntries,
  modifyStream,
  readStream,
  setStreamState,
  streamToExtend,
  trimAdded,
  trimStream,
} from "../../../store/types/streams/streams.ts";
import { integer64Arg, integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { NO_SUCH_KEY, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { wrongArity } from "../../errors/request_errors.ts";
import {
  ENTRIES_ADDED_BELOW_LENGTH,
  LAST_ID_BELOW_DELETED,
  LAST_ID_BELOW_TOP,
  NEGATIVE_ENTRIES_ADDED,
  STREAM_ENTRY_TOO_LARGE,
  STREAM_EXHAUSTED,
  STREAM_ID_IS_ZERO,
  STREAM_ID_TOO_SMALL,
} from "../../errors/stream_errors.ts";
import { replyId, replyRange } from "./entry_reply.ts";
import { idArg, idArgs, rangeEndArg, rangeStartArg } from "./id_args.ts";
import { TrimArgs } from "./trim_args.ts";

/** The stream commands of this file. */
export const STREAM_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "xadd",
    arity: -5,
    since: "5.0.0",
    group: "stream",
    flags: ["write", "denyoom", "fast"],
    keys: [
      keyAt(
        1,
        ["RW", "update"],
        "UPDATE instead of INSERT because of the optional trimming feature",
      ),
    ],
    summary: "Adds an entry to a stream",
    complexity: "O(1), and O(N) for trimming, N being the entries removed",
    syntax: "key [NOMKSTREAM] [<MAXLEN | MINID> [= | ~] threshold [LIMIT count]] <* | id> " +
      "field value [field value ...]",
    tips: ["nondeterministic_output"],
    history: {
      "6.2.0": "Has `NOMKSTREAM`, `MINID` and `LIMIT`",
      "7.0.0": "Takes IDs of the form `ms-*`",
    },
    run: xadd,
  }),
  defineCommand({
    name: "xlen",
    arity: 2,
    since: "5.0.0",
    group: "stream",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Counts the entries of a stream",
    complexity: "O(1)",
    syntax: "key",
    run: xlen,
  }),
  defineCommand({
    name: "xrange",
    arity: -4,
    since: "5.0.0",
    group: "stream",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads the entries of a stream whose IDs are in a range",
    complexity: "O(log M + N), M being the entries of the stream and N those read",
    syntax: "key start end [COUNT count]",
    argumentTypes: { start: "string", end: "string" },
    history: { "6.2.0": "Takes ranges without their ends" },
    run: xrange,
  }),
  defineCommand({
    name: "xrevrange",
    arity: -4,
    since: "5.0.0",
    group: "stream",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads the entries of a stream whose IDs are in a range, from the last one on",
    complexity: "O(log M + N), M being the entries of the stream and N those read",
    syntax: "key end start [COUNT count]",
    argumentTypes: { start: "string", end: "string" },
    history: { "6.2.0": "Takes ranges without their ends" },
    run: xrevrange,
  }),
  defineCommand({
    name: "xdel",
    arity: -3,
    since: "5.0.0",
    group: "stream",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Deletes entries of a stream by their IDs",
    complexity: "O(log N) for each ID, N being the entries of the stream",
    syntax: "key id [id ...]",
    run: xdel,
  }),
  defineCommand({
    name: "xtrim",
    arity: -4,
    since: "5.0.0",
    group: "stream",
    flags: ["write"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Removes the oldest entries of a stream",
    complexity: "O(N), N being the entries removed, of which whole nodes cost as much as one",
    syntax: "key <MAXLEN | MINID> [= | ~] threshold [LIMIT count]",
    tips: ["nondeterministic_output"],
    history: { "6.2.0": "Has `MINID` and `LIMIT`" },
    run: xtrim,
  }),
  defineCommand({
    name: "xsetid",
    arity: -3,
    since: "5.0.0",
    group: "stream",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Sets the last ID of a stream, for those who copy one",
    complexity: "O(1)",
    syntax: "key last-id [ENTRIESADDED entries_added] [MAXDELETEDID max_deleted_entry_id]",
    argumentTypes: { entries_added: "integer" },
    history: { "7.0.0": "Has `ENTRIESADDED` and `MAXDELETEDID`" },
    run: xsetid,
  }),
];

const options = new TrimArgs();
const from = new StreamId();
const to = new StreamId();

function xadd(context: CommandContext): void {
  const { args, reply, keyspace, server } = context;
  options.parseAdd(args, keyspace.engine);
  const { id, idChoice, idIndex } = options;
  const first = idIndex + 1;
  if (args.count - first < 2 || ((args.count - first) & 1) !== 0) throw wrongArity("xadd");
  if (idChoice === "given" && id.isMin) throw STREAM_ID_IS_ZERO;
  loadKey(context, 1);
  const stream = streamToExtend(keyspace, args, first, args.count, options.makesStream);
  if (stream === undefined) {
    reply.null();
    return;
  }
  if (stream.isExhausted) throw STREAM_EXHAUSTED;
  if (idChoice === "auto") stream.nextId(server.clock.now(), id);
  // Redis has no better word for a time whose sequences are used up.
  else if (idChoice === "open" && !stream.nextSequence(id)) throw STREAM_ENTRY_TOO_LARGE;
  if (id.compare(stream.lastId) <= 0) throw STREAM_ID_TOO_SMALL;
  if (args.ends[args.count - 1] - args.starts[first] > MAX_NODE_BYTES) {
    throw STREAM_ENTRY_TOO_LARGE;
  }
  addEntry(keyspace, stream, id, args, first, args.count);
  if (options.trims) trimAdded(keyspace, stream, options);
  replyId(reply, id);
}

function xlen(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(readStream(keyspace)?.length ?? 0);
}

function xrange(context: CommandContext): void {
  rangeStartArg(context.args, 2, from);
  rangeEndArg(context.args, 3, to);
  readRange(context, false);
}

function xrevrange(context: CommandContext): void {
  rangeStartArg(context.args, 3, from);
  rangeEndArg(context.args, 2, to);
  readRange(context, true);
}

function readRange(context: CommandContext, backwards: boolean): void {
  const { args, reply, keyspace } = context;
  let count = Infinity;
  for (let i = 4; i < args.count; i += 2) {
    if (!args.equals(i, "COUNT") || i + 1 >= args.count) throw SYNTAX_ERROR;
    count = Math.max(integerArg(args, i + 1), 0);
  }
  loadKey(context, 1);
  const stream = readStream(keyspace);
  if (stream === undefined) reply.array(0);
  else if (count === 0) reply.nullArray();
  else replyRange(reply, stream, from, to, backwards, count);
}

function xdel(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const stream = modifyStream(keyspace);
  if (stream === undefined) {
    reply.integer(0);
    return;
  }
  reply.integer(deleteEntries(keyspace, stream, idArgs(args, 2, args.count)));
}

function xtrim(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  options.parseTrim(args, keyspace.engine);
  loadKey(context, 1);
  const stream = modifyStream(keyspace);
  reply.integer(stream === undefined ? 0 : trimStream(keyspace, stream, options));
}

function xsetid(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const lastId = from;
  const maxDeletedId = to;
  idArg(args, 2, lastId);
  maxDeletedId.setMin();
  let entriesAdded: number | bigint | undefined;
  for (let i = 3; i < args.count; i += 2) {
    if (i + 1 >= args.count) throw SYNTAX_ERROR;
    if (args.equals(i, "ENTRIESADDED")) {
      entriesAdded = integerArg(args, i + 1);
      if (entriesAdded < 0) throw NEGATIVE_ENTRIES_ADDED;
      if (entriesAdded === Infinity) entriesAdded = integer64Arg(args, i + 1);
    } else if (args.equals(i, "MAXDELETEDID")) {
      idArg(args, i + 1, maxDeletedId);
      if (lastId.compare(maxDeletedId) < 0) throw LAST_ID_BELOW_DELETED;
    } else throw SYNTAX_ERROR;
  }
  loadKey(context, 1);
  const stream = modifyStream(keyspace);
  if (stream === undefined) throw NO_SUCH_KEY;
  if (stream.length > 0) {
    if (stream.edgeId(true, topId) && lastId.compare(topId) < 0) throw LAST_ID_BELOW_TOP;
    if (entriesAdded !== undefined && stream.length > entriesAdded) {
      throw ENTRIES_ADDED_BELOW_LENGTH;
    }
  }
  setStreamState(keyspace, stream, lastId, entriesAdded, maxDeletedId);
  reply.ok();
}

const topId = new StreamId();
