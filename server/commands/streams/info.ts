/** XINFO: what there is to know about a stream, its groups and their consumers. */

import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import { radixNodes } from "../../../store/types/streams/radix_nodes.ts";
import type { Stream } from "../../../store/types/streams/stream.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import { readStream } from "../../../store/types/streams/streams.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { NO_SUCH_KEY } from "../../errors/reply_errors.ts";
import { wrongSubcommandArity } from "../../errors/request_errors.ts";
import { replyEntryOf, replyId, replyRange } from "./entry_reply.ts";
import { noGroup } from "./group_errors.ts";
import { replyConsumers, replyGroups, replyWholeGroups } from "./group_info.ts";

/** XINFO. */
export const STREAM_INFO_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "xinfo",
    arity: -2,
    since: "5.0.0",
    group: "stream",
    flags: [],
    summary: "Holds the subcommands that tell about streams",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "consumers",
        arity: 4,
        since: "5.0.0",
        group: "stream",
        flags: ["readonly"],
        keys: [keyAt(2, ["RO", "access"])],
        summary: "Tells about the consumers of a group",
        complexity: "O(N log N), N being the consumers",
        syntax: "key group",
        tips: ["nondeterministic_output"],
        run: infoConsumers,
      },
      {
        name: "groups",
        arity: 3,
        since: "5.0.0",
        group: "stream",
        flags: ["readonly"],
        keys: [keyAt(2, ["RO", "access"])],
        summary: "Tells about the consumer groups of a stream",
        complexity: "O(N log N), N being the groups",
        syntax: "key",
        history: { "7.0.0": "Tells how much a group has read and how much it has not" },
        run: infoGroups,
      },
      {
        name: "stream",
        arity: -3,
        since: "5.0.0",
        group: "stream",
        flags: ["readonly"],
        keys: [keyAt(2, ["RO", "access"])],
        summary: "Tells about a stream",
        complexity: "O(N), N being the nodes of the stream, and the entries shown with `FULL`",
        syntax: "key [FULL [COUNT count]]",
        history: {
          "6.0.0": "Has `FULL`",
          "7.0.0": "Tells the largest deleted ID, the entries ever added and the first ID",
        },
        run: infoStream,
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
];

/** Entries, and pending ones of each list, that FULL shows unless COUNT says otherwise. */
const DEFAULT_COUNT = 10;

const MIN = new StreamId();
const MAX = new StreamId();
MAX.setMax();
const edge = new StreamId();

function infoGroups(context: CommandContext): void {
  replyGroups(context.reply, streamOf(context));
}

function infoConsumers(context: CommandContext): void {
  const { args, reply, server } = context;
  const group = streamOf(context).groups.get(args.binary(3));
  if (group === undefined) throw noGroup(args, 2, 3);
  replyConsumers(reply, group, server.clock.now());
}

function streamOf(context: CommandContext): Stream {
  loadKey(context, 2);
  const stream = readStream(context.keyspace);
  if (stream === undefined) throw NO_SUCH_KEY;
  return stream;
}

function infoStream(context: CommandContext): void {
  const { args, reply } = context;
  const stream = streamOf(context);
  const full = args.count > 3;
  let count = DEFAULT_COUNT;
  if (full) {
    if (!args.equals(3, "FULL") || (args.count !== 4 && args.count !== 6)) {
      throw wrongSubcommandArity(args, "xinfo");
    }
    if (args.count === 6) {
      if (!args.equals(4, "COUNT")) throw wrongSubcommandArity(args, "xinfo");
      count = integerArg(args, 5);
      if (count < 0) count = DEFAULT_COUNT;
      else if (count === 0) count = Infinity;
    }
  }
  reply.map(full ? 9 : 10);
  replyFacts(reply, stream);
  if (full) {
    reply.bulkText("entries");
    replyRange(reply, stream, MIN, MAX, false, count);
    reply.bulkText("groups");
    replyWholeGroups(reply, stream, count);
  } else {
    reply.bulkText("groups");
    reply.integer(stream.groups.size);
    reply.bulkText("first-entry");
    replyEdge(reply, stream, false);
    reply.bulkText("last-entry");
    replyEdge(reply, stream, true);
  }
}

/** What both forms begin with: seven pairs. */
function replyFacts(reply: ReplyWriter, stream: Stream): void {
  reply.bulkText("length");
  reply.integer(stream.length);
  reply.bulkText("radix-tree-keys");
  reply.integer(stream.nodes.directory.size);
  reply.bulkText("radix-tree-nodes");
  reply.integer(radixNodes(stream.nodes.directory));
  reply.bulkText("last-generated-id");
  replyId(reply, stream.lastId);
  reply.bulkText("max-deleted-entry-id");
  replyId(reply, stream.maxDeletedId);
  reply.bulkText("entries-added");
  replyCount(reply, stream.entriesAdded.value);
  reply.bulkText("recorded-first-entry-id");
  replyId(reply, stream.firstId);
}

function replyCount(reply: ReplyWriter, value: number | bigint): void {
  if (typeof value === "number") reply.integer(value);
  else reply.bigint(value);
}

function replyEdge(reply: ReplyWriter, stream: Stream, last: boolean): void {
  if (!stream.edgeId(last, edge) || !replyEntryOf(reply, stream, edge)) reply.null();
}
