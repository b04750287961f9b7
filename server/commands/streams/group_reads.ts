/**
 * XREADGROUP: what is new in streams, each entry for one consumer of a group, or what a consumer has
 * already and not acknowledged. `server/clients/blocking.ts` tells how readers wait.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import type { Consumer, ConsumerGroup } from "../../../store/types/streams/consumer_group.ts";
import { readHistory, readUndelivered } from "../../../store/types/streams/group_reads.ts";
import { consumerNow } from "../../../store/types/streams/groups.ts";
import type { Stream } from "../../../store/types/streams/stream.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import { openStream, readStream } from "../../../store/types/streams/streams.ts";
import type { Wait } from "../../clients/blocking.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { findStreamKeys } from "../../command/keys/variable_keys.ts";
import { replyEntry, replyId } from "./entry_reply.ts";
import {
  GROUP_HAS_GONE,
  LAST_ID_IN_XREADGROUP,
  MISSING_GROUP,
  noKeyOrGroup,
  STREAM_HAS_GONE,
} from "./group_errors.ts";
import { idArg, isMark } from "./id_args.ts";
import { ReadArgs } from "./read_args.ts";
import { beginRead, endReads } from "./read_reply.ts";

/** The command that reads several streams for a group. */
export const STREAM_GROUP_READ_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "xreadgroup",
    arity: -7,
    since: "5.0.0",
    group: "stream",
    flags: ["write", "blocking"],
    findKeys: findStreamKeys,
    keys: [{
      flags: ["RO", "access"],
      begin: { keyword: "STREAMS", startFrom: 4 },
      find: { lastKey: -1, step: 1, limit: 2 },
    }],
    summary: "Reads entries of several streams for a consumer of a group, waiting if asked to",
    complexity:
      "O(log M + N log P) for each stream, M being its entries, N those read and P those " +
      "pending",
    syntax:
      "GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...] " +
      "id [id ...]",
    run: xreadgroup,
  }),
];

/** So many entries a client gets at most that has been waiting and gave no COUNT. */
const DEFAULT_COUNT = 1000;

const options = new ReadArgs();
const ids: StreamId[] = [];
const top = new StreamId();

/** Waits for entries that the group has not read in one of several streams. */
class UndeliveredEntries implements Wait {
  readonly type = "stream";

  constructor(
    private readonly group: string,
    private readonly consumer: string,
    private readonly count: number,
    private readonly noAck: boolean,
  ) {}

  serve(keyspace: Namespace, key: Uint8Array, reply: ReplyWriter): boolean {
    const stream = openStream(keyspace);
    const group = stream.groups.get(this.group);
    if (group === undefined) throw GROUP_HAS_GONE;
    if (stream.lastId.compare(group.lastId) <= 0) return false;
    const { count, noAck } = this;
    const consumer = consumerNow(keyspace, group, this.consumer);
    const { changes } = keyspace.engine;
    const mark = reply.beginArray();
    beginRead(reply, key, 0, key.length);
    replyNew(reply, keyspace, stream, group, consumer, count, noAck);
    endReads(reply, mark, 1);
    keyspace.engine.changes = changes; // Redis counts what came as a change, not that it was read
    return true;
  }

  lost(): boolean {
    throw STREAM_HAS_GONE;
  }
}

function xreadgroup(context: CommandContext): void {
  const { args, reply, keyspace, session, server, neverWaits } = context;
  options.parse(args, true);
  const { firstKey, streams, count, timeoutMs, noAck } = options;
  if (options.group === 0) throw MISSING_GROUP;
  const groupName = args.binary(options.group);
  const consumerName = args.binary(options.consumer);
  readIds(context, groupName);
  const most = count === 0 ? Infinity : count;
  const mark = reply.beginArray();
  let found = 0;
  for (let i = 0; i < streams; i++) {
    const key = firstKey + i;
    loadKey(context, key);
    const stream = readStream(keyspace);
    const group = stream?.groups.get(groupName);
    if (stream === undefined || group === undefined) continue;
    const isNew = ids[i].isMax;
    if (isNew && !(stream.edgeId(true, top) && top.compare(group.lastId) > 0)) continue;
    found++;
    beginRead(reply, args.bytes, args.starts[key], args.ends[key]);
    const consumer = consumerNow(keyspace, group, consumerName);
    const { changes } = keyspace.engine;
    if (isNew) replyNew(reply, keyspace, stream, group, consumer, most, noAck);
    else replyHistory(reply, keyspace, stream, group, consumer, ids[i], most);
    keyspace.engine.changes = changes + 1; // a read is one change, as in Redis
  }
  if (found > 0) endReads(reply, mark, found);
  else if (timeoutMs < 0 || neverWaits) reply.nullArray();
  else {
    const atMost = count === 0 ? DEFAULT_COUNT : count;
    const wait = new UndeliveredEntries(groupName, consumerName, atMost, noAck);
    server.blocking.wait(session, args, firstKey, firstKey + streams, timeoutMs, wait);
  }
}

/** Reads the ID of each stream, of which each must have the group; `>` becomes the largest ID. */
function readIds(context: CommandContext, groupName: string): void {
  const { args, keyspace } = context;
  const { firstKey, streams } = options;
  for (let i = 0; i < streams; i++) {
    const id = ids[i] ??= new StreamId();
    loadKey(context, firstKey + i);
    if (!readStream(keyspace)?.groups.has(groupName)) {
      throw noKeyOrGroup(args, firstKey + i, options.group, " in XREADGROUP with GROUP option");
    }
    readId(args, firstKey + streams + i, id);
  }
}

function readId(args: Arguments, at: number, id: StreamId): void {
  if (isMark(args, at, "$")) throw LAST_ID_IN_XREADGROUP;
  if (isMark(args, at, ">")) id.setMax();
  else idArg(args, at, id);
}

/** Writes the entries that the group has not read, which are delivered to the consumer. */
function replyNew(
  reply: ReplyWriter,
  keyspace: Namespace,
  stream: Stream,
  group: ConsumerGroup,
  consumer: Consumer,
  count: number,
  noAck: boolean,
): void {
  const mark = reply.beginArray();
  const found = readUndelivered(keyspace, stream, group, consumer, count, noAck, (entry) => {
    replyEntry(reply, entry);
  });
  reply.endArray(mark, found);
}

/** Writes what the consumer has behind `id`, with a null array for what is in the stream no more. */
function replyHistory(
  reply: ReplyWriter,
  keyspace: Namespace,
  stream: Stream,
  group: ConsumerGroup,
  consumer: Consumer,
  id: StreamId,
  count: number,
): void {
  const mark = reply.beginArray();
  const found = readHistory(keyspace, stream, group, consumer, id, count, (each, entry) => {
    if (entry !== undefined) {
      replyEntry(reply, entry);
      return;
    }
    reply.array(2);
    replyId(reply, each);
    reply.nullArray();
  });
  reply.endArray(mark, found);
}
