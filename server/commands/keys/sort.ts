/**
 * SORT and SORT_RO: the elements of a list, a set or a sorted set in another order, or what belongs to them.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { RangeBuffer } from "../../../store/byte_ranges.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import {
  type SortedElements,
  sortElements,
  type SortRequest,
  storeSorted,
} from "../../../store/types/sort.ts";
import { SortPattern } from "../../../store/types/sort_pattern.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import { readCDouble } from "../../command/arguments/c_double.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt, keysUnknown } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { findSortKeys, findSortReadOnlyKeys } from "../../command/keys/variable_keys.ts";
import { SCORES_NOT_DOUBLES, SYNTAX_ERROR } from "../../errors/reply_errors.ts";

const PATTERN_KEYS = "Keys of `BY` and `GET`: they follow from the elements";
const STORE_KEY = "The key behind `STORE`, wherever it stands";

/** SORT in both forms. */
export const SORT_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "sort",
    arity: -2,
    since: "1.0.0",
    group: "generic",
    flags: ["write", "denyoom"],
    categories: ["set", "sortedset", "list", "dangerous"],
    keys: [
      keyAt(1, ["RO", "access"]),
      keysUnknown(["RO", "access"], PATTERN_KEYS),
      keysUnknown(["OW", "update"], STORE_KEY),
    ],
    findKeys: findSortKeys,
    summary: "Sorts the elements of a list, a set or a sorted set, and may store them",
    complexity: "O(N*log(N)), N being the elements; O(N) without sorting",
    syntax: "key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern ...]] " +
      "[ASC | DESC] [ALPHA] [STORE destination]",
    run: (context) => sort(context, true),
  }),
  defineCommand({
    name: "sort_ro",
    arity: -2,
    since: "7.0.0",
    group: "generic",
    flags: ["readonly"],
    categories: ["set", "sortedset", "list", "dangerous"],
    keys: [keyAt(1, ["RO", "access"]), keysUnknown(["RO", "access"], PATTERN_KEYS)],
    findKeys: findSortReadOnlyKeys,
    summary: "Sorts the elements of a list, a set or a sorted set",
    complexity: "O(N*log(N)), N being the elements; O(N) without sorting",
    syntax: "key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern ...]] " +
      "[ASC | DESC] [ALPHA]",
    run: (context) => sort(context, false),
  }),
];

/** What the arguments say. */
interface SortArguments extends SortRequest {
  readonly get: readonly SortPattern[];
  /** Index of the key to store the result under; 0 without one. */
  readonly store: number;
}

const value = new PackedValue();

/** Reads all options; each may be repeated, and the last one counts. @throws {ReplyError} */
function sortArguments(args: Arguments, mayStore: boolean): SortArguments {
  let by: SortPattern | undefined;
  let unsorted = false;
  let alpha = false;
  let descending = false;
  let offset = 0;
  let count = -1;
  let store = 0;
  const get: SortPattern[] = [];
  for (let i = 2; i < args.count; i++) {
    const left = args.count - i - 1;
    if (args.equals(i, "ASC")) descending = false;
    else if (args.equals(i, "DESC")) descending = true;
    else if (args.equals(i, "ALPHA")) alpha = true;
    else if (args.equals(i, "LIMIT") && left >= 2) {
      offset = integerArg(args, ++i);
      count = integerArg(args, ++i);
    } else if (mayStore && args.equals(i, "STORE") && left >= 1) store = ++i;
    else if (args.equals(i, "BY") && left >= 1) {
      by = new SortPattern(args.copy(++i));
      unsorted ||= by.isConstant;
    } else if (args.equals(i, "GET") && left >= 1) get.push(new SortPattern(args.copy(++i)));
    else throw SYNTAX_ERROR;
  }
  const stores = store > 0;
  return { by, unsorted, alpha, descending, offset, count, get, store, stores, score: readCDouble };
}

function sort(context: CommandContext, mayStore: boolean): void {
  const { args, keyspace } = context;
  const request = sortArguments(args, mayStore);
  loadKey(context, 1);
  const sorted = sortElements(keyspace, request);
  if (sorted === undefined) throw SCORES_NOT_DOUBLES;
  if (request.stores) store(context, sorted, request);
  else reply(context, sorted, request.get);
}

function reply(
  { reply, keyspace }: CommandContext,
  { elements: { bytes, starts, ends }, order }: SortedElements,
  get: readonly SortPattern[],
): void {
  reply.array(order.length * (get.length || 1));
  for (const i of order) {
    if (get.length === 0) reply.bulk(bytes, starts[i], ends[i]);
    for (const pattern of get) {
      if (!pattern.lookUp(keyspace, bytes, starts[i], ends[i], value)) reply.null();
      else reply.bulk(value.bytes, value.start, value.end);
    }
  }
}

/** What is not found is stored as an empty string. */
function store(
  context: CommandContext,
  { elements: { bytes, starts, ends }, order }: SortedElements,
  request: SortArguments,
): void {
  const { args, reply, keyspace } = context;
  const { get } = request;
  const result = new RangeBuffer();
  for (const i of order) {
    if (get.length === 0) result.add(bytes, starts[i], ends[i]);
    for (const pattern of get) {
      if (!pattern.lookUp(keyspace, bytes, starts[i], ends[i], value)) result.append(0);
      else result.add(value.bytes, value.start, value.end);
    }
  }
  keyspace.load(args.bytes, args.starts[request.store], args.ends[request.store]);
  storeSorted(keyspace, result);
  reply.integer(result.count);
}
