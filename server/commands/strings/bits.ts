/**
 * The bit commands: strings as bitmaps, and as integers of any width.
 *
 * Checks come in Redis's order, which is not the same everywhere: BITCOUNT and BITPOS look at their
 * range only when the key exists.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { Kind } from "../../../store/keyspace/record.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import {
  type BitFieldOperation,
  type BitOperation,
  combineStrings,
  countOpenBits,
  countOpenBitsBetween,
  findOpenBit,
  getBit,
  runFieldOperations,
  setBit,
} from "../../../store/types/strings/bits.ts";
import { readString } from "../../../store/types/strings/strings.ts";
import { integerArg, integerInRange, isInvertedFromEnd } from "../../command/arguments/numbers.ts";
import { bitFieldOperations, bitOffsetArg } from "../../command/arguments/bit_fields.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keyRange } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { findBitfieldKeys } from "../../command/keys/variable_keys.ts";
import { NOT_AN_INTEGER, type ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import {
  BIT_OUT_OF_RANGE,
  BITFIELD_READ_ONLY,
  BITOP_NOT_OF_MANY,
  NOT_A_BIT,
} from "../../errors/string_errors.ts";

/** The bit commands. */
export const BIT_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "setbit",
    arity: 4,
    since: "2.2.0",
    group: "bitmap",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Sets or clears one bit and answers what it was",
    complexity: "O(1)",
    syntax: "key offset value",
    argumentTypes: { value: "integer" },
    run: setbit,
  }),
  defineCommand({
    name: "getbit",
    arity: 3,
    since: "2.2.0",
    group: "bitmap",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads one bit",
    complexity: "O(1)",
    syntax: "key offset",
    run: getbit,
  }),
  defineCommand({
    name: "bitcount",
    arity: -2,
    since: "2.6.0",
    group: "bitmap",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Counts the bits that are set",
    complexity: "O(N), N being the bytes looked at",
    syntax: "key [start end [BYTE | BIT]]",
    history: { "7.0.0": "The range may be in bits" },
    run: bitcount,
  }),
  defineCommand({
    name: "bitpos",
    arity: -3,
    since: "2.8.7",
    group: "bitmap",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Finds the first bit that is set, or clear",
    complexity: "O(N), N being the bytes looked at",
    syntax: "key bit [start [end [BYTE | BIT]]]",
    history: { "7.0.0": "The range may be in bits" },
    run: bitpos,
  }),
  defineCommand({
    name: "bitop",
    arity: -4,
    since: "2.6.0",
    group: "bitmap",
    flags: ["write", "denyoom"],
    keys: [keyAt(2, ["OW", "update"]), keyRange(3, -1, 1, ["RO", "access"])],
    summary: "Stores the bitwise AND, OR, XOR or NOT of strings",
    complexity: "O(N), N being the length of the longest string",
    syntax: "operation destkey key [key ...]",
    run: bitop,
  }),
  defineCommand({
    name: "bitfield",
    arity: -2,
    since: "3.2.0",
    group: "bitmap",
    flags: ["write", "denyoom"],
    keys: [
      keyAt(1, ["RW", "access", "update", "variable_flags"], "Writes only with `SET` or `INCRBY`"),
    ],
    findKeys: findBitfieldKeys,
    summary: "Reads, writes and increments integers of any width inside a string",
    complexity: "O(1) for each operation",
    syntax:
      "key [GET encoding offset | [OVERFLOW <WRAP | SAT | FAIL>] <SET encoding offset value | INCRBY encoding offset increment> ...]",
    argumentTypes: { value: "integer" },
    run: bitfield,
  }),
  defineCommand({
    name: "bitfield_ro",
    arity: -2,
    since: "6.0.0",
    group: "bitmap",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads integers of any width inside a string",
    complexity: "O(1) for each operation",
    syntax: "key [GET encoding offset [GET encoding offset ...]]",
    run: bitfieldRo,
  }),
];

/** Argument `i`, which must be "0" or "1". */
function bitArg(args: Arguments, i: number, error: ReplyError, rangeError: ReplyError): 0 | 1 {
  return integerInRange(args, i, 0, 1, rangeError, error) as 0 | 1;
}

function setbit(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const position = bitOffsetArg(args, 2, keyspace.engine.maxValueBytes);
  const bit = bitArg(args, 3, NOT_A_BIT, NOT_A_BIT);
  loadKey(context, 1);
  reply.integer(setBit(keyspace, position, bit));
}

function getbit(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const position = bitOffsetArg(args, 2, keyspace.engine.maxValueBytes);
  loadKey(context, 1);
  reply.integer(getBit(keyspace, position));
}

/** Whether argument `i`, if it is there, says that a range is in bits. */
function unitArg(args: Arguments, i: number): boolean {
  if (args.count <= i) return false;
  if (args.equals(i, "BIT")) return true;
  if (args.equals(i, "BYTE")) return false;
  throw SYNTAX_ERROR;
}

function bitcount(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  // Redis looks at the arguments only when there is something to count.
  if (!readString(keyspace)) {
    reply.integer(0);
    return;
  }
  if (args.count === 2) {
    reply.integer(countOpenBits(keyspace));
    return;
  }
  if (args.count === 3 || args.count > 5) throw SYNTAX_ERROR;
  const first = integerArg(args, 2);
  const last = integerArg(args, 3);
  // A range that is empty whatever the length is answered before the unit is read.
  if (isInvertedFromEnd(args, 2, 3)) {
    reply.integer(0);
    return;
  }
  reply.integer(countOpenBitsBetween(keyspace, first, last, unitArg(args, 4)));
}

function bitpos(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const bit = bitArg(args, 2, NOT_AN_INTEGER, BIT_OUT_OF_RANGE);
  loadKey(context, 1);
  if (!readString(keyspace)) {
    reply.integer(bit === 0 ? 0 : -1);
    return;
  }
  if (args.count > 6) throw SYNTAX_ERROR;
  const first = args.count > 3 ? integerArg(args, 3) : 0;
  const inBits = unitArg(args, 5);
  const last = args.count > 4 ? integerArg(args, 4) : undefined;
  reply.integer(findOpenBit(keyspace, bit, first, last, inBits));
}

function bitop(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const operation = operationArg(args, 1);
  if (operation === "not" && args.count !== 4) throw BITOP_NOT_OF_MANY;
  const result = combineStrings(keyspace, operation, args, 3, args.count);
  loadKey(context, 2);
  if (result.length > 0) keyspace.put(Kind.RawString, result, 0, result.length, NO_EXPIRY);
  else keyspace.delete();
  reply.integer(result.length);
}

function operationArg(args: Arguments, i: number): BitOperation {
  if (args.equals(i, "AND")) return "and";
  if (args.equals(i, "OR")) return "or";
  if (args.equals(i, "XOR")) return "xor";
  if (args.equals(i, "NOT")) return "not";
  throw SYNTAX_ERROR;
}

function bitfield(context: CommandContext): void {
  const { args, keyspace } = context;
  runOperations(context, bitFieldOperations(args, 2, keyspace.engine.maxValueBytes));
}

function bitfieldRo(context: CommandContext): void {
  const { args, keyspace } = context;
  const operations = bitFieldOperations(args, 2, keyspace.engine.maxValueBytes);
  if (operations.some(({ update }) => update !== undefined)) throw BITFIELD_READ_ONLY;
  runOperations(context, operations);
}

function runOperations(context: CommandContext, operations: readonly BitFieldOperation[]): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  const mark = reply.beginArray();
  runFieldOperations(keyspace, operations, (result) => {
    if (result === undefined) reply.null();
    else if (typeof result === "number") reply.integer(result);
    else reply.bigint(result);
  });
  reply.endArray(mark, operations.length);
}
