/** XPENDING, XCLAIM and XAUTOCLAIM: what is pending, and taking it over from another consumer. */

import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import { claimEntries, claimIdle } from "../../../store/types/streams/claims.ts";
import type { ConsumerGroup } from "../../../store/types/streams/consumer_group.ts";
import type { PendingList } from "../../../store/types/streams/pending_list.ts";
import type { Stream } from "../../../store/types/streams/stream.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import { openStream, readStream } from "../../../store/types/streams/streams.ts";
import { WideCount } from "../../../store/types/streams/wide_count.ts";
import { integerArg, integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { OPTION_COUNT_NOT_POSITIVE, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { ClaimArgs } from "./claim_args.ts";
import { replyEntryOf, replyId } from "./entry_reply.ts";
import { invalidClaimArgument, noKeyOrGroup } from "./group_errors.ts";
import { rangeEndArg, rangeStartArg } from "./id_args.ts";

/** The commands for what is pending. */
export const STREAM_PENDING_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "xpending",
    arity: -3,
    since: "5.0.0",
    group: "stream",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells what a group has delivered that nobody has acknowledged",
    complexity: "O(N) for those looked at, O(C) for the summary, C being the consumers",
    syntax: "key group [[IDLE min_idle_time] start end count [consumer]]",
    argumentTypes: { start: "string", end: "string", min_idle_time: "integer" },
    tips: ["nondeterministic_output"],
    history: { "6.2.0": "Has `IDLE` and ranges without their ends" },
    run: xpending,
  }),
  defineCommand({
    name: "xclaim",
    arity: -6,
    since: "5.0.0",
    group: "stream",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Gives pending entries to a consumer, as if they had been delivered to it",
    complexity: "O(log N) for each ID, N being the pending entries of the group",
    syntax:
      "key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] " +
      "[RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]",
    argumentTypes: { ms: "integer" },
    tips: ["nondeterministic_output"],
    run: xclaim,
  }),
  defineCommand({
    name: "xautoclaim",
    arity: -6,
    since: "6.2.0",
    group: "stream",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "delete"])],
    summary: "Gives entries that have long been pending to a consumer, from an ID on",
    complexity:
      "O(N log M), N being the entries looked at, ten for each of COUNT, and M those pending",
    syntax: "key group consumer min-idle-time start [COUNT count] [JUSTID]",
    argumentTypes: { start: "string" },
    tips: ["nondeterministic_output"],
    history: { "7.0.0": "Tells which entries it has found deleted" },
    run: xautoclaim,
  }),
];

/** Entries that XAUTOCLAIM takes unless COUNT says otherwise. */
const DEFAULT_CLAIMS = 100;
/** So that Redis's memory for the IDs has 63 bits of bytes. */
const MAX_CLAIMS = (2 ** 63 - 1) / 16;

const from = new StreamId();
const to = new StreamId();
const id = new StreamId();
const deliveries = new WideCount();
const options = new ClaimArgs();
const ZERO = new StreamId();

/** The stream of the key at 1. */
function streamOf(context: CommandContext): Stream | undefined {
  loadKey(context, 1);
  return readStream(context.keyspace);
}

/** The group that the argument at 2 names, of the stream of the key at 1. */
function groupOf({ args }: CommandContext, stream: Stream | undefined): ConsumerGroup {
  const group = stream?.groups.get(args.binary(2));
  if (group === undefined) throw noKeyOrGroup(args, 1, 2);
  return group;
}

function xpending(context: CommandContext): void {
  const { args, reply } = context;
  const { count: given } = args;
  if (given === 3) {
    replySummary(reply, groupOf(context, streamOf(context)));
    return;
  }
  if (given < 6 || given > 9) throw SYNTAX_ERROR;
  let minIdleMs = 0;
  let at = 3;
  if (args.equals(3, "IDLE")) {
    minIdleMs = integerArg(args, 4);
    if (given < 8) throw SYNTAX_ERROR;
    at = 5;
  }
  const count = integerArg(args, at + 2);
  rangeStartArg(args, at, from);
  rangeEndArg(args, at + 1, to);
  const group = groupOf(context, streamOf(context));
  if (at + 3 >= given) {
    replyPending(context, group, group.pending, minIdleMs, count);
    return;
  }
  const consumer = group.consumer(args.binary(at + 3));
  if (consumer === undefined) reply.array(0);
  else replyPending(context, group, consumer.pending, minIdleMs, count);
}

function replySummary(reply: ReplyWriter, group: ConsumerGroup): void {
  const { pending } = group;
  reply.array(4);
  reply.integer(pending.size);
  if (pending.size === 0) {
    reply.null();
    reply.null();
    reply.nullArray();
    return;
  }
  for (const last of [false, true]) {
    pending.goToEdge(last);
    pending.readId(id);
    replyId(reply, id);
  }
  const consumers = group.consumers().filter((consumer) => consumer.pending.size > 0);
  reply.array(consumers.length);
  for (const consumer of consumers) {
    reply.array(2);
    reply.bulk(consumer.nameBytes, 0, consumer.nameBytes.length);
    reply.bulkInteger(consumer.pending.size);
  }
}

/** Writes at most `count` entries of a list from `from` to `to`. */
function replyPending(
  { reply, server }: CommandContext,
  group: ConsumerGroup,
  list: PendingList,
  minIdleMs: number,
  count: number,
): void {
  const { pending } = group;
  const nowMs = server.clock.now();
  const mark = reply.beginArray();
  let found = 0;
  for (let more = list.seek(from); more && found < count; more = list.next()) {
    list.readId(id);
    if (id.compare(to) > 0) break;
    // A consumer's list has the IDs alone.
    if (list !== pending) pending.find(id);
    const idleMs = nowMs - pending.timeMs;
    if (minIdleMs !== 0 && idleMs < minIdleMs) continue;
    found++;
    reply.array(4);
    replyId(reply, id);
    const { nameBytes } = group.owner();
    reply.bulk(nameBytes, 0, nameBytes.length);
    reply.integer(Math.max(idleMs, 0));
    pending.readDeliveries(deliveries);
    replyCount(reply, deliveries.value);
  }
  reply.endArray(mark, found);
}

function xclaim(context: CommandContext): void {
  const { args, reply, keyspace, server } = context;
  const stream = streamOf(context);
  const group = groupOf(context, stream);
  const minIdleMs = integerArg(args, 4, invalidClaimArgument("min-idle-time", "XCLAIM"));
  options.parse(args, server.clock.now());
  const { ids, count, timeMs, force, justId, retryCount, lastId } = options;
  const claim = { minIdleMs, timeMs, force, counts: !justId, deliveries: retryCount, lastId };
  const mark = reply.beginArray();
  let claimed = 0;
  claimEntries(keyspace, stream!, group, args.binary(3), ids, count, claim, (each) => {
    replyClaimed(reply, stream!, each, justId);
    claimed++;
  });
  reply.endArray(mark, claimed);
}

function xautoclaim(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  // As in Redis the key counts as looked up before the arguments are read, but its type is asked for later.
  loadKey(context, 1);
  const exists = keyspace.read() !== 0;
  const minIdleMs = integerArg(args, 4, invalidClaimArgument("min-idle-time", "XAUTOCLAIM"));
  rangeStartArg(args, 5, from);
  let count = DEFAULT_CLAIMS;
  let justId = false;
  for (let i = 6; i < args.count; i++) {
    if (args.equals(i, "COUNT") && i + 1 < args.count) {
      count = integerInRange(
        args,
        ++i,
        1,
        MAX_CLAIMS,
        OPTION_COUNT_NOT_POSITIVE,
        OPTION_COUNT_NOT_POSITIVE,
      );
    } else if (args.equals(i, "JUSTID")) justId = true;
    else throw SYNTAX_ERROR;
  }
  const stream = exists ? openStream(keyspace) : undefined;
  const group = groupOf(context, stream);
  const name = args.binary(3);
  reply.array(3);
  const mark = reply.beginArray();
  let claimed = 0;
  const { next, deleted } = claimIdle(
    ...[keyspace, stream!, group, name, from, minIdleMs, count, !justId] as const,
    (each) => {
      replyClaimed(reply, stream!, each, justId);
      claimed++;
    },
  );
  reply.endArray(mark, claimed);
  // The place to go on from comes first.
  const later = reply.mark();
  replyId(reply, next ?? ZERO);
  reply.moveBefore(mark, later);
  reply.array(deleted.length);
  for (const each of deleted) replyId(reply, each);
}

function replyClaimed(reply: ReplyWriter, stream: Stream, id: StreamId, justId: boolean): void {
  if (justId) replyId(reply, id);
  else replyEntryOf(reply, stream, id);
}

function replyCount(reply: ReplyWriter, value: number | bigint): void {
  if (typeof value === "number") reply.integer(value);
  else reply.bigint(value);
}
