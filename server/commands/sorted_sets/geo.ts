/**
 * The geo commands for single members: positions given and asked for, distances and geohashes. A geo set
 * is a sorted set whose scores are positions.
 */

import {
  decodePosition,
  distanceM,
  encodePosition,
  geohashText,
} from "../../../store/encoding/geohash.ts";
import type { ByteRanges } from "../../../store/byte_ranges.ts";
import { memberPosition } from "../../../store/types/sorted_sets/geo_search.ts";
import {
  AddMode,
  memberScore,
  readSortedSet,
} from "../../../store/types/sorted_sets/sorted_sets.ts";
import { addMembers } from "../../../store/types/sorted_sets/changes.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { coordinateText, positionArg, unitArg } from "../../command/arguments/positions.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";

/** The commands for members of geo sets. */
export const GEO_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "geoadd",
    arity: -5,
    since: "3.2.0",
    group: "geo",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Gives members of a geo set their positions, adding those that are new",
    complexity: "O(log(N)) for each member, N being the members of the set",
    syntax: "key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]",
    argumentTypes: { longitude: "double", latitude: "double" },
    history: { "6.2.0": "`CH`, `NX` and `XX`" },
    run: geoadd,
  }),
  defineCommand({
    name: "geopos",
    arity: -2,
    since: "3.2.0",
    group: "geo",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives the positions of members",
    complexity: "O(N), N being the members asked for",
    syntax: "key [member ...]",
    run: geopos,
  }),
  defineCommand({
    name: "geodist",
    arity: -4,
    since: "3.2.0",
    group: "geo",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives the distance between two members",
    complexity: "O(1)",
    syntax: "key member1 member2 [M | KM | FT | MI]",
    run: geodist,
  }),
  defineCommand({
    name: "geohash",
    arity: -2,
    since: "3.2.0",
    group: "geo",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives the positions of members as standard geohashes",
    complexity: "O(N), N being the members asked for",
    syntax: "key [member ...]",
    run: geohash,
  }),
];

const position = { longitude: 0, latitude: 0 };
const other = { longitude: 0, latitude: 0 };

function geoadd(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let mode = 0;
  let changed = false;
  let first = 2;
  for (; first < args.count; first++) {
    if (args.equals(first, "NX")) mode |= AddMode.OnlyNew;
    else if (args.equals(first, "XX")) mode |= AddMode.OnlyKnown;
    else if (args.equals(first, "CH")) changed = true;
    else break;
  }
  const count = Math.floor((args.count - first) / 3);
  if (count * 3 !== args.count - first) throw SYNTAX_ERROR;
  if (mode === (AddMode.OnlyNew | AddMode.OnlyKnown)) throw SYNTAX_ERROR;
  const scores = new Float64Array(count);
  // Every second range is a member: the form that ZADD's arguments have.
  const members: ByteRanges = {
    bytes: args.bytes,
    starts: new Int32Array(2 * count),
    ends: new Int32Array(2 * count),
  };
  for (let i = 0, at = first; i < count; i++, at += 3) {
    const { longitude, latitude } = positionArg(args, at);
    scores[i] = encodePosition(longitude, latitude);
    members.starts[2 * i] = args.starts[at + 2];
    members.ends[2 * i] = args.ends[at + 2];
  }
  if (count === 0) throw SYNTAX_ERROR;
  loadKey(context, 1);
  const { added, rescored } = addMembers(keyspace, members, 0, count, scores, mode);
  reply.integer(changed ? added + rescored : added);
}

function geopos(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const exists = readSortedSet(keyspace);
  reply.array(args.count - 2);
  for (let i = 2; i < args.count; i++) {
    if (
      exists && memberPosition(keyspace, args.bytes, args.starts[i], args.ends[i], position)
    ) {
      reply.array(2);
      reply.doubleText(coordinateText(position.longitude));
      reply.doubleText(coordinateText(position.latitude));
    } else reply.nullArray();
  }
}

function geodist(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if (args.count > 5) throw SYNTAX_ERROR;
  const unitM = args.count === 5 ? unitArg(args, 4) : 1;
  loadKey(context, 1);
  if (
    readSortedSet(keyspace) &&
    memberPosition(keyspace, args.bytes, args.starts[2], args.ends[2], position) &&
    memberPosition(keyspace, args.bytes, args.starts[3], args.ends[3], other)
  ) {
    reply.bulkText((distanceM(position, other) / unitM).toFixed(4));
  } else reply.null();
}

function geohash(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const exists = readSortedSet(keyspace);
  reply.array(args.count - 2);
  for (let i = 2; i < args.count; i++) {
    const score = exists ? memberScore(keyspace, args.bytes, args.starts[i], args.ends[i]) : NaN;
    if (Number.isNaN(score)) reply.null();
    else {
      decodePosition(score, position);
      reply.bulkText(geohashText(position));
    }
  }
}
