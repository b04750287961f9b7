/**
 * What the list commands share, those that block and those that do not: which end they mean, and how
 * what they take away is answered.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import { dropElements, type ListEnd, readEnd } from "../../../store/types/lists/lists.ts";
import type { OpenList } from "../../../store/types/lists/open_list.ts";
import { integerInRange } from "../../command/arguments/numbers.ts";
import { replyEntries } from "../../command/packed_reply.ts";
import { ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";

const BAD_KEY_COUNT = new ReplyError("ERR numkeys should be greater than 0");
const BAD_COUNT = new ReplyError("ERR count should be greater than 0");

const value = new PackedValue();

/** Argument `i`: LEFT or RIGHT. */
export function listEndArg(args: Arguments, i: number): ListEnd {
  if (args.equals(i, "LEFT")) return "left";
  if (args.equals(i, "RIGHT")) return "right";
  throw SYNTAX_ERROR;
}

/** The arguments of LMPOP and BLMPOP: `numkeys key [key ...] LEFT | RIGHT [COUNT count]`. */
export interface MultiPop {
  /** Arguments `firstKey` … `endKey` − 1 are the keys. */
  readonly firstKey: number;
  readonly endKey: number;
  readonly end: ListEnd;
  readonly count: number;
}

/** Reads them; `numkeys` is argument `at`. */
export function multiPopArgs(args: Arguments, at: number): MultiPop {
  const keys = integerInRange(args, at, 1, Infinity, BAD_KEY_COUNT, BAD_KEY_COUNT);
  const endKey = at + 1 + keys;
  if (endKey >= args.count) throw SYNTAX_ERROR;
  const end = listEndArg(args, endKey);
  let count = -1;
  for (let i = endKey + 1; i < args.count; i += 2) {
    if (count !== -1 || !args.equals(i, "COUNT") || i + 1 >= args.count) throw SYNTAX_ERROR;
    count = integerInRange(args, i + 1, 1, Infinity, BAD_COUNT, BAD_COUNT);
  }
  return { firstKey: at + 1, endKey, end, count: count === -1 ? 1 : count };
}

/** Answers with the element at one end of an open list, and takes it away. */
export function popOne(list: OpenList, end: ListEnd, reply: ReplyWriter): void {
  readEnd(list, end, value);
  reply.bulk(value.bytes, value.start, value.end);
  dropElements(list, end, 1);
}

/** Answers with up to `count` (1 or more) elements, outermost first, and takes them away. */
export function popMany(list: OpenList, end: ListEnd, count: number, reply: ReplyWriter): void {
  const taken = Math.min(count, list.length);
  reply.array(taken);
  if (end === "left") replyRange(list, 0, taken, reply);
  else {
    list.seekEnd();
    for (let i = 0; i < taken; i++) {
      list.previous();
      list.read(value);
      reply.bulk(value.bytes, value.start, value.end);
    }
  }
  dropElements(list, end, taken);
}

/** Answers with `count` (1 or more) elements of an open list from number `from` on. */
export function replyRange(list: OpenList, from: number, count: number, reply: ReplyWriter): void {
  list.seek(from);
  let left = count;
  for (;;) {
    const entries = Math.min(left, list.left);
    replyEntries(reply, list.bytes, list.at, entries);
    left -= entries;
    if (left === 0) return;
    list.nextRun();
  }
}
