/**
 * XREAD: what is new in streams, for readers who know themselves where they are; `server/clients/blocking.ts`
 * tells how they wait.
 */

import { Arguments } from "../../../resp/arguments.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import { openStream, readStream } from "../../../store/types/streams/streams.ts";
import type { Wait } from "../../clients/blocking.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { findStreamKeys } from "../../command/keys/variable_keys.ts";
import { NEW_ID_IN_XREAD } from "../../errors/stream_errors.ts";
import { replyRange } from "./entry_reply.ts";
import { idArg, isMark } from "./id_args.ts";
import { beginRead, endReads } from "./read_reply.ts";
import { ReadArgs } from "./read_args.ts";

/** The commands that read several streams without a group. */
export const STREAM_READ_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "xread",
    arity: -4,
    since: "5.0.0",
    group: "stream",
    flags: ["readonly", "blocking"],
    findKeys: findStreamKeys,
    keys: [{
      flags: ["RO", "access"],
      begin: { keyword: "STREAMS", startFrom: 1 },
      find: { lastKey: -1, step: 1, limit: 2 },
    }],
    summary: "Reads the entries behind given IDs of several streams, waiting for some if asked to",
    complexity: "O(log M + N) for each stream, M being its entries and N those read",
    syntax: "[COUNT count] [BLOCK milliseconds] STREAMS key [key ...] id [id ...]",
    run: xread,
  }),
];

/** So many entries a client gets at most that has been waiting and gave no COUNT. */
const DEFAULT_COUNT = 1000;

const options = new ReadArgs();
const ids: StreamId[] = [];
const start = new StreamId();
const top = new StreamId();
const MAX = new StreamId();
MAX.setMax();

/** Waits for entries behind an ID in one of several streams. */
class NewEntries implements Wait {
  readonly type = "stream";

  constructor(
    private readonly keys: Arguments,
    private readonly ids: readonly StreamId[],
    private readonly count: number,
  ) {}

  serve(keyspace: Namespace, key: Uint8Array, reply: ReplyWriter): boolean {
    const stream = openStream(keyspace);
    const id = this.ids[indexOfKey(this.keys, key)];
    if (stream.lastId.compare(id) <= 0) return false;
    start.copy(id);
    start.increment();
    const mark = reply.beginArray();
    beginRead(reply, key, 0, key.length);
    replyRange(reply, stream, start, MAX, false, this.count);
    endReads(reply, mark, 1);
    return true;
  }
}

/** Which of the arguments is a key; the first one of those that are alike. */
export function indexOfKey({ bytes, starts, ends, count }: Arguments, key: Uint8Array): number {
  for (let i = 0; i < count; i++) {
    if (ends[i] - starts[i] !== key.length) continue;
    let k = 0;
    while (k < key.length && bytes[starts[i] + k] === key[k]) k++;
    if (k === key.length) return i;
  }
  return -1;
}

/** Copies of the keys of a request that is going to wait. */
export function copyKeys(args: Arguments, first: number, end: number): Arguments {
  const keys: Uint8Array[] = [];
  for (let i = first; i < end; i++) keys.push(args.copy(i));
  return Arguments.from(keys);
}

function xread(context: CommandContext): void {
  const { args, reply, keyspace, session, server, neverWaits } = context;
  options.parse(args, false);
  const { firstKey, streams, count, timeoutMs } = options;
  const end = firstKey + streams;
  readIds(context);
  const mark = reply.beginArray();
  let found = 0;
  for (let i = 0; i < streams; i++) {
    loadKey(context, firstKey + i);
    const stream = readStream(keyspace);
    if (stream === undefined || !stream.edgeId(true, top) || top.compare(ids[i]) <= 0) continue;
    found++;
    start.copy(ids[i]);
    start.increment();
    beginRead(reply, args.bytes, args.starts[firstKey + i], args.ends[firstKey + i]);
    replyRange(reply, stream, start, MAX, false, count === 0 ? Infinity : count);
  }
  if (found > 0) endReads(reply, mark, found);
  else if (timeoutMs < 0 || neverWaits) reply.nullArray();
  else {
    const keys = copyKeys(args, firstKey, end);
    const from = ids.slice(0, streams).map((id) => {
      const copy = new StreamId();
      copy.copy(id);
      return copy;
    });
    const wait = new NewEntries(keys, from, count === 0 ? DEFAULT_COUNT : count);
    server.blocking.wait(session, args, firstKey, end, timeoutMs, wait);
  }
}

/** Reads the ID of each stream; `$` is the stream's last one. */
function readIds(context: CommandContext): void {
  const { args, keyspace } = context;
  const { firstKey, streams } = options;
  for (let i = 0; i < streams; i++) {
    const id = ids[i] ??= new StreamId();
    loadKey(context, firstKey + i);
    const stream = readStream(keyspace);
    const at = firstKey + streams + i;
    if (isMark(args, at, "$")) {
      if (stream === undefined) id.setMin();
      else id.copy(stream.lastId);
    } else if (isMark(args, at, ">")) throw NEW_ID_IN_XREAD;
    else idArg(args, at, id);
  }
}
