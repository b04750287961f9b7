/** XGROUP and XACK: consumer groups, their consumers, and what has been dealt with. */

import type { ConsumerGroup } from "../../../store/types/streams/consumer_group.ts";
import {
  acknowledge,
  createConsumer,
  createGroup,
  deleteConsumer,
  destroyGroup,
  setGroupState,
} from "../../../store/types/streams/groups.ts";
import type { Stream } from "../../../store/types/streams/stream.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import { parseRangeId } from "../../../store/types/streams/stream_id_text.ts";
import { createStream, modifyStream, readStream } from "../../../store/types/streams/streams.ts";
import { integer64Arg, integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { wrongSubcommandArity } from "../../errors/request_errors.ts";
import { INVALID_STREAM_ID } from "../../errors/stream_errors.ts";
import { GROUP_EXISTS, GROUP_NEEDS_KEY, INVALID_ENTRIES_READ, noGroup } from "./group_errors.ts";
import { idArg, idArgs, isMark } from "./id_args.ts";

/** XGROUP and XACK. */
export const STREAM_GROUP_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "xgroup",
    arity: -2,
    since: "5.0.0",
    group: "stream",
    flags: [],
    summary: "Holds the subcommands for consumer groups",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "create",
        arity: -5,
        since: "5.0.0",
        group: "stream",
        flags: ["write", "denyoom"],
        keys: [keyAt(2, ["RW", "insert"])],
        summary: "Adds a consumer group to a stream",
        complexity: "O(1)",
        syntax: "key group <id | $> [MKSTREAM] [ENTRIESREAD entries_read]",
        argumentTypes: { entries_read: "integer" },
        history: { "7.0.0": "Has `ENTRIESREAD`" },
        run: groupCreate,
      },
      {
        name: "createconsumer",
        arity: 5,
        since: "6.2.0",
        group: "stream",
        flags: ["write", "denyoom"],
        keys: [keyAt(2, ["RW", "insert"])],
        summary: "Adds a consumer to a group",
        complexity: "O(1)",
        syntax: "key group consumer",
        run: groupCreateConsumer,
      },
      {
        name: "delconsumer",
        arity: 5,
        since: "5.0.0",
        group: "stream",
        flags: ["write"],
        keys: [keyAt(2, ["RW", "delete"])],
        summary: "Removes a consumer from a group, and what is pending with it",
        complexity: "O(N log M), N being its pending entries and M those of the group",
        syntax: "key group consumer",
        run: groupDelConsumer,
      },
      {
        name: "destroy",
        arity: 4,
        since: "5.0.0",
        group: "stream",
        flags: ["write"],
        keys: [keyAt(2, ["RW", "delete"])],
        summary: "Removes a consumer group",
        complexity: "O(N), N being its pending entries, of which 64 cost as much as one",
        syntax: "key group",
        run: groupDestroy,
      },
      {
        name: "setid",
        arity: -5,
        since: "5.0.0",
        group: "stream",
        flags: ["write"],
        keys: [keyAt(2, ["RW", "update"])],
        summary: "Sets the last ID that a group has read",
        complexity: "O(1)",
        syntax: "key group <id | $> [ENTRIESREAD entries_read]",
        argumentTypes: { entries_read: "integer" },
        history: { "7.0.0": "Has `ENTRIESREAD`" },
        run: groupSetId,
      },
      {
        name: "help",
        arity: 2,
        since: "5.0.0",
        group: "stream",
        flags: ["loading", "stale"],
        summary: "Lists the subcommands",
        complexity: "O(1)",
        syntax: "",
        run: help,
      },
    ],
  }),
  defineCommand({
    name: "xack",
    arity: -4,
    since: "5.0.0",
    group: "stream",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Acknowledges entries, which then are pending no more",
    complexity: "O(log N) for each ID, N being the pending entries of the group",
    syntax: "key group id [id ...]",
    run: xack,
  }),
];

const id = new StreamId();
/** What the options of CREATE and SETID say. */
let makesStream = false;
let entriesRead: number | bigint = -1;

/** Reads the options of CREATE (`create`) and SETID. */
function readOptions({ args }: CommandContext, create: boolean): void {
  makesStream = false;
  entriesRead = -1;
  for (let i = 5; i < args.count; i++) {
    if (create && args.equals(i, "MKSTREAM")) makesStream = true;
    else if (args.equals(i, "ENTRIESREAD") && i + 1 < args.count) {
      entriesRead = integerArg(args, ++i);
      if (entriesRead < -1) throw INVALID_ENTRIES_READ;
      if (entriesRead === Infinity) entriesRead = integer64Arg(args, i);
    } else throw wrongSubcommandArity(args, "xgroup");
  }
}

/** The stream of the key. */
function groupStream(context: CommandContext): Stream {
  loadKey(context, 2);
  const stream = modifyStream(context.keyspace);
  if (stream === undefined) throw GROUP_NEEDS_KEY;
  return stream;
}

/** The group of the stream of the key. */
function groupOf(context: CommandContext): ConsumerGroup {
  const { args } = context;
  const group = groupStream(context).groups.get(args.binary(3));
  if (group === undefined) throw noGroup(args, 2, 3);
  return group;
}

function groupCreate(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  readOptions(context, true);
  loadKey(context, 2);
  let stream = modifyStream(keyspace);
  if (stream === undefined && !makesStream) throw GROUP_NEEDS_KEY;
  if (args.count > 8) throw wrongSubcommandArity(args, "xgroup");
  if (!isMark(args, 4, "$")) idArg(args, 4, id);
  else if (stream === undefined) id.setMin();
  else id.copy(stream.lastId);
  const name = args.binary(3);
  if (stream?.groups.has(name)) throw GROUP_EXISTS;
  if (stream === undefined) {
    stream = createStream(keyspace);
    // The group is no change for those who watch the key, but the stream is.
    keyspace.watches.touch(keyspace.probe);
  }
  createGroup(keyspace, stream, name, id, entriesRead);
  reply.ok();
}

function groupSetId(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  readOptions(context, false);
  const group = groupOf(context);
  if (args.count !== 5 && args.count !== 7) throw wrongSubcommandArity(args, "xgroup");
  if (isMark(args, 4, "$")) id.copy(groupStream(context).lastId);
  else if (!parseRangeId(args.bytes, args.starts[4], args.ends[4], id, 0)) throw INVALID_STREAM_ID;
  setGroupState(keyspace, group, id, entriesRead);
  reply.ok();
}

function groupDestroy(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const stream = groupStream(context);
  const group = stream.groups.get(args.binary(3));
  if (group !== undefined) destroyGroup(keyspace, stream, group);
  reply.integer(group === undefined ? 0 : 1);
}

function groupCreateConsumer(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const group = groupOf(context);
  const name = args.binary(4);
  const isNew = group.consumer(name) === undefined;
  if (isNew) createConsumer(keyspace, group, name);
  reply.integer(isNew ? 1 : 0);
}

function groupDelConsumer(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const group = groupOf(context);
  const consumer = group.consumer(args.binary(4));
  reply.integer(consumer === undefined ? 0 : deleteConsumer(keyspace, group, consumer));
}

function xack(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const group = readStream(keyspace)?.groups.get(args.binary(2));
  reply.integer(
    group === undefined ? 0 : acknowledge(keyspace, group, idArgs(args, 3, args.count)),
  );
}
