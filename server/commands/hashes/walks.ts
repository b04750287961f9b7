/**
 * The hash commands that answer with some of the fields: HRANDFIELD draws, HSCAN walks.
 */

import {
  type FieldVisitor,
  liveFields,
  readHash,
  scanFields,
} from "../../../store/types/hashes/hashes.ts";
import { drawField, drawFields, sampleFields } from "../../../store/types/hashes/random_fields.ts";
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

/** The commands that draw or walk fields. */
export const HASH_WALK_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "hrandfield",
    arity: -2,
    since: "6.2.0",
    group: "hash",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Draws fields of a hash",
    complexity: "O(N), N being the fields drawn",
    syntax: "key [count [WITHVALUES]]",
    tips: ["nondeterministic_output"],
    run: hrandfield,
  }),
  defineCommand({
    name: "hscan",
    arity: -3,
    since: "2.8.0",
    group: "hash",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Walks a hash a few fields at a time",
    complexity: "O(1) a call, O(N) for a whole walk over N fields",
    syntax: "key cursor [MATCH pattern] [COUNT count]",
    tips: ["nondeterministic_output"],
    run: hscan,
  }),
];

function hrandfield(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if (args.count === 2) {
    loadKey(context, 1);
    const mark = reply.mark();
    if (readHash(keyspace)) {
      drawField(keyspace, (field) => reply.bulk(field.bytes, field.start, field.end));
    }
    if (reply.mark() === mark) reply.null();
    return;
  }
  const count = randomCountArg(args, 2);
  const withValues = withArg(args, 3, "WITHVALUES");
  loadKey(context, 1);
  const fields = readHash(keyspace) ? liveFields(keyspace) : 0;
  if (fields === 0 || count === 0) {
    reply.array(0);
    return;
  }
  checkRepeats(count);
  const drawn = count < 0 ? -count : Math.min(count, fields);
  const pairs = withValues && reply.protocol === 3;
  reply.array(withValues && !pairs ? 2 * drawn : drawn);
  const visit: FieldVisitor = (field, value) => {
    if (pairs) reply.array(2);
    reply.bulk(field.bytes, field.start, field.end);
    if (withValues) reply.bulk(value.bytes, value.start, value.end);
  };
  if (count < 0) drawFields(keyspace, drawn, visit);
  else sampleFields(keyspace, drawn, visit);
}

function hscan(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const cursor = cursorArg(args, 2);
  loadKey(context, 1);
  if (!readHash(keyspace)) {
    emptyScanReply(reply);
    return;
  }
  const { count, pattern } = collectionScanOptions(args, 3);
  const mark = reply.beginArray();
  let found = 0;
  const next = scanFields(keyspace, cursor, count, (field, value) => {
    if (pattern !== undefined && !pattern.matches(field.bytes, field.start, field.end)) return;
    reply.bulk(field.bytes, field.start, field.end);
    reply.bulk(value.bytes, value.start, value.end);
    found += 2;
  });
  endScanReply(reply, mark, found, next);
}
