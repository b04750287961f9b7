/**
 * The sorted set commands that answer with some of the members: ZRANDMEMBER draws, ZSCAN walks.
 */

import { readSortedSet, sortedSetSize } from "../../../store/types/sorted_sets/sorted_sets.ts";
import {
  drawMember,
  drawMembers,
  type MemberVisitor,
  sampleMembers,
  scanMembers,
} from "../../../store/types/sorted_sets/random_members.ts";
import type { CommandContext } from "../../command/context.ts";
import { cursorArg } from "../../command/arguments/cursor.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import { checkRepeats, randomCountArg, withArg } from "../../command/arguments/random_count.ts";
import {
  collectionScanOptions,
  emptyScanReply,
  endScanReply,
} from "../../command/arguments/scan_options.ts";
import type { CommandSpec } from "../../command/spec.ts";

/** The commands that draw or walk members. */
export const SORTED_SET_WALK_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "zrandmember",
    arity: -2,
    since: "6.2.0",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Draws members of a sorted set",
    complexity: "O(N), N being the members drawn",
    syntax: "key [count [WITHSCORES]]",
    tips: ["nondeterministic_output"],
    run: zrandmember,
  }),
  defineCommand({
    name: "zscan",
    arity: -3,
    since: "2.8.0",
    group: "sorted-set",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Walks a sorted set a few members at a time",
    complexity: "O(1) a call, O(N) for a whole walk over N members",
    syntax: "key cursor [MATCH pattern] [COUNT count]",
    tips: ["nondeterministic_output"],
    run: zscan,
  }),
];

function zrandmember(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if (args.count === 2) {
    loadKey(context, 1);
    if (!readSortedSet(keyspace)) reply.null();
    else drawMember(keyspace, (member) => reply.bulk(member.bytes, member.start, member.end));
    return;
  }
  const count = randomCountArg(args, 2);
  const withScores = withArg(args, 3, "WITHSCORES");
  loadKey(context, 1);
  if (!readSortedSet(keyspace) || count === 0) {
    reply.array(0);
    return;
  }
  checkRepeats(count);
  const drawn = count < 0 ? -count : Math.min(count, sortedSetSize(keyspace));
  const pairs = withScores && reply.protocol === 3;
  reply.array(withScores && !pairs ? 2 * drawn : drawn);
  const visit: MemberVisitor = (member, score) => {
    if (pairs) reply.array(2);
    reply.bulk(member.bytes, member.start, member.end);
    if (withScores) reply.double(score);
  };
  if (count < 0) drawMembers(keyspace, drawn, visit);
  else sampleMembers(keyspace, drawn, visit);
}

/** Scores are strings here in both protocols. */
function zscan(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const cursor = cursorArg(args, 2);
  loadKey(context, 1);
  if (!readSortedSet(keyspace)) {
    emptyScanReply(reply);
    return;
  }
  const { count, pattern } = collectionScanOptions(args, 3);
  const mark = reply.beginArray();
  let found = 0;
  const next = scanMembers(keyspace, cursor, count, (member, score) => {
    if (pattern !== undefined && !pattern.matches(member.bytes, member.start, member.end)) return;
    reply.bulk(member.bytes, member.start, member.end);
    reply.bulk(score.bytes, score.start, score.end);
    found += 2;
  });
  endScanReply(reply, mark, found, next);
}
